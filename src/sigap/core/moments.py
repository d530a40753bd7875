"""Moments and pauses: from text, and as whole seconds since 1970 in UTC."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sigap.core.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Sequence

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Pause = tuple[datetime, datetime | None]
"""When a clock stood still, its end not included; without an end it still stands."""

_SHOWN_CHARACTERS = 40


def parse_moment(text: str) -> datetime:
    """Return the moment written in ISO 8601 with its offset, such as 2026-11-27T15:40+07:00.

    :raises InvalidInput: if it is no such moment or has no zone.
    """
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        shown = "".join(c if c.isprintable() else "�" for c in text[:_SHOWN_CHARACTERS])
        message = f'"{shown}" bukan waktu ISO 8601; tulis misalnya 2026-11-27T15:40+07:00'
        raise InvalidInput(message) from None
    if moment.utcoffset() is None:
        raise no_zone(moment)
    return moment


def second_of(moment: datetime) -> int:
    """Return the second in which an aware moment lies, fractions dropped.

    :raises InvalidInput: if it has no zone.
    """
    try:
        since = moment - EPOCH
    except TypeError:
        raise no_zone(moment) from None
    return since.days * 86_400 + since.seconds


def merged_pauses(pauses: Sequence[Pause], start: int) -> list[tuple[int, int | None]]:
    """Return the pauses in seconds, in order, overlapping and touching ones joined.

    What lies before the second `start` is cut off.

    :raises InvalidInput: if a pause ends before it begins or has no zone.
    """
    found: list[tuple[int, int | None]] = []
    for begins_at, ends_at in pauses:
        begins = second_of(begins_at)
        ends = None if ends_at is None else second_of(ends_at)
        if ends is not None and ends < begins:
            message = f"jeda yang mulai {begins_at.isoformat()} berakhir sebelum mulai"
            raise InvalidInput(message)
        if ends is None or ends > start:
            found.append((max(begins, start), ends))
    found.sort(key=lambda pause: pause[0])
    joined: list[tuple[int, int | None]] = []
    for begins, ends in found:
        before, until = joined[-1] if joined else (0, -1)
        if joined and (until is None or begins <= until):
            joined[-1] = (before, None if until is None or ends is None else max(until, ends))
        else:
            joined.append((begins, ends))
    return joined


def no_zone(*moments: datetime) -> InvalidInput:
    """Return the refusal of the first of the moments that has no zone."""
    naive = next((m for m in moments if m.utcoffset() is None), moments[0])
    return InvalidInput(f"{naive.isoformat()} tanpa zona waktu; tambahkan misalnya +07:00")
