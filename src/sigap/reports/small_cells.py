"""Hiding small numbers, from which a single complaint could be recognised."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

LEAST = 5
"""The smallest number that is shown to the public."""


def hidden(counts: Sequence[int]) -> frozenset[int]:
    """Return the positions that must not be shown beside their sum.

    All small numbers but zero; then, because the sum is known, the next larger ones until what
    is hidden is at least two numbers that are not small together.
    """
    small = [index for index, count in enumerate(counts) if 0 < count < LEAST]
    if not small:
        return frozenset()
    others = sorted(
        (index for index, count in enumerate(counts) if count >= LEAST),
        key=lambda index: (counts[index], index),
    )
    while others and (len(small) < 2 or sum(counts[index] for index in small) < LEAST):
        small.append(others.pop(0))
    return frozenset(small)


def is_telling(part: int, whole: int) -> bool:
    """Whether a share tells of fewer than five: of those in it, or of those left out."""
    return 0 < part < LEAST or 0 < whole - part < LEAST or whole < LEAST


def hidden_shares(parts: Sequence[tuple[int, int]]) -> frozenset[int]:
    """Return the positions whose share of a whole must not be shown beside that of all.

    `parts` are (part, whole). Neither those in a share nor those left out may be few, nor be
    found by taking the others from the sum.
    """
    inside = hidden([part for part, _ in parts])
    outside = hidden([whole - part for part, whole in parts])
    telling = {index for index, one in enumerate(parts) if is_telling(*one)}
    return inside | outside | hidden([whole for _, whole in parts]) | telling
