"""Small charts as SVG: geometry alone, drawn by templates, coloured by the style sheet.

Twenty lines of arithmetic each; a charting library would bring its own style, its own colours
and inline style attributes, which the pages' policy forbids.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_WIDTH, _HEIGHT, _INSET = 160, 36, 3


@dataclass(frozen=True, slots=True)
class Spark:
    """A line of values; gaps where there is none. `words` tell it to who does not see it.

    Coordinates are text: a template would write them with the decimal comma of the language.
    """

    lines: tuple[str, ...]  # points of each piece, as SVG writes them
    last: tuple[str, str] | None
    words: str
    width: int = _WIDTH
    height: int = _HEIGHT


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a bar, in thousandths of its whole width."""

    kind: str
    start: str
    width: str


def spark(values: Sequence[float | None], labels: Sequence[str], shown: Sequence[str]) -> Spark:
    """Return the line of `values`, from zero to the largest; `shown` are they in words."""
    highest = max((value for value in values if value is not None), default=0) or 1
    step = (_WIDTH - 2 * _INSET) / max(len(values) - 1, 1)
    pieces: list[list[str]] = [[]]
    last = None
    for index, value in enumerate(values):
        if value is None:
            pieces.append([])
            continue
        x = round(_INSET + index * step, 1)
        y = round(_HEIGHT - _INSET - value / highest * (_HEIGHT - 2 * _INSET), 1)
        pieces[-1].append(f"{x},{y}")
        last = (str(x), str(y))
    told = ", ".join(f"{label} {text}" for label, text in zip(labels, shown, strict=True))
    return Spark(tuple(" ".join(piece) for piece in pieces if len(piece) > 1), last, told)


def parts(amounts: Sequence[tuple[str, float]], full: float) -> list[Part]:
    """Return the pieces of a bar that is whole at `full`."""
    found, start = [], 0.0
    for kind, amount in amounts:
        width = round(1000 * amount / full, 1) if full else 0.0
        if width:
            found.append(Part(kind, str(round(start, 1)), str(width)))
        start += width
    return found
