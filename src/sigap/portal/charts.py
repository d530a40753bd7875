"""Bars by month as SVG: geometry alone, drawn by a template, coloured by the style sheet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

# In the unit of the drawing, which on a phone is about a pixel.
WIDTH, HEIGHT = 360, 190
_LEFT, _TOP, _BOTTOM = 34, 10, 22
_MOST_LINES = 4


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of one kind; without a height where its number is not shown.

    Numbers are text: a template would write them with the decimal comma of the language.
    """

    kind: str
    x: str
    y: str
    width: str
    height: str


@dataclass(frozen=True, slots=True)
class Group:
    """The bars of one month, its name below, and whether a number of it is not shown."""

    label: str
    middle: str
    bars: tuple[Bar, ...]
    hides: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A line across with the number that it stands for."""

    y: str
    words: int


@dataclass(frozen=True, slots=True)
class Bars:
    """A chart of groups of bars above a base line."""

    groups: tuple[Group, ...]
    lines: tuple[Line, ...]
    base: int = HEIGHT - _BOTTOM
    left: int = _LEFT
    width: int = WIDTH
    height: int = HEIGHT


def bars(labels: Sequence[str], series: Sequence[tuple[str, Sequence[int | None]]]) -> Bars:
    """Return the bars of several series beside each other; None is a number that is not shown."""
    highest = max((value for _, values in series for value in values if value), default=0)
    step = _step(highest)
    top = step * -(-highest // step) or step
    room = HEIGHT - _TOP - _BOTTOM
    base = HEIGHT - _BOTTOM
    slot = (WIDTH - _LEFT) / max(len(labels), 1)
    width = min(slot * 0.8 / len(series), 22)
    groups = []
    for index, label in enumerate(labels):
        middle = _LEFT + (index + 0.5) * slot
        drawn = []
        for number, (kind, values) in enumerate(series):
            value = values[index]
            if value:
                x = middle + (number - len(series) / 2) * width
                height = value / top * room
                sizes = (round(one, 1) for one in (x, base - height, width - 1, height))
                drawn.append(Bar(kind, *map(str, sizes)))
        hides = any(values[index] is None for _, values in series)
        groups.append(Group(label, str(round(middle, 1)), tuple(drawn), hides))
    lines = [Line(str(round(base - n / top * room, 1)), n) for n in range(0, top + 1, step)]
    return Bars(tuple(groups), tuple(lines))


def _step(highest: int) -> int:
    """Return a round distance of lines so that there are few of them."""
    step = 1
    while True:
        for round_number in (step, 2 * step, 5 * step):
            if highest <= _MOST_LINES * round_number:
                return round_number
        step *= 10
