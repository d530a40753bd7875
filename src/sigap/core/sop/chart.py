"""The flowchart as PermenPANRB 35/2012 draws it: lanes as columns, steps as rows, five symbols.

What a drawing consists of; `chart_rows`, `chart_ways` and `chart_page` make one. All lengths are
whole tenths of a millimetre, x to the right and y downwards from the corner of the lanes.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import isqrt
from typing import TYPE_CHECKING

from sigap.core.sop.layout import Box, Point

if TYPE_CHECKING:
    from sigap.core.sop.definition import Outcome, Sop
    from sigap.core.sop.lettering import Widths

PITCH = 20
"""Arrows run on lines this far apart; lanes and rows are whole numbers of it."""

START = 0
"""Number of the start, before step 1; the end has the number after the last step."""

_PASSING = 4  # arrows that find room beside the words of a lane


class NotDrawable(Exception):
    """So many ways cross each other that no drawing was found."""


class Shape(StrEnum):
    """The symbols of the regulation; the fifth is the arrow."""

    CAPSULE = "kapsul"
    BOX = "kotak"
    DIAMOND = "belah ketupat"
    CONNECTOR = "segilima"


class Align(StrEnum):
    """At which side of their box words begin."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Way:
    """One flow of the definition, from step to step; `outcome` is the answer that takes it."""

    id: str
    source: int
    target: int
    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True)
class Symbol:
    """A symbol in a lane. `text` stands in it; `no` is its step, or that of a connector's way."""

    shape: Shape
    box: Box
    no: int
    lane: int
    text: str = ""

    def half_width(self, dy: int) -> int:
        """Return how far the outline lies from the middle at `dy` above or below it."""
        half, tall = self.box.width // 2, self.box.height // 2
        if self.shape is Shape.DIAMOND:
            return half * (tall - abs(dy)) // tall
        if self.shape is Shape.CAPSULE:
            return half - tall + isqrt(max(0, tall * tall - dy * dy))
        return half

    def half_height(self, dx: int) -> int:
        """Return how far the outline lies above and below the middle at `dx` beside it."""
        half, tall = self.box.width // 2, self.box.height // 2
        if self.shape is Shape.DIAMOND:
            return tall * (half - abs(dx)) // half
        if self.shape is Shape.CAPSULE:
            beyond = max(0, abs(dx) - (half - tall))
            return isqrt(max(0, tall * tall - beyond * beyond))
        return tall

    def outline(self) -> tuple[Point, ...]:
        """Return the corners; those of a capsule are cut by its round ends."""
        left, top, right, bottom = self.box.x, self.box.y, self.box.right, self.box.bottom
        middle = self.box.center
        if self.shape is Shape.DIAMOND:
            return (
                Point(middle.x, top),
                Point(right, middle.y),
                Point(middle.x, bottom),
                Point(left, middle.y),
            )
        corners = (Point(left, top), Point(right, top))
        if self.shape is Shape.CONNECTOR:
            shoulder = bottom - self.box.height * 2 // 5
            return (
                *corners,
                Point(right, shoulder),
                Point(middle.x, bottom),
                Point(left, shoulder),
            )
        return (*corners, Point(right, bottom), Point(left, bottom))


@dataclass(frozen=True, slots=True)
class Words:
    """Lines of words in a box, at the side that `align` says."""

    lines: tuple[str, ...]
    box: Box
    align: Align = Align.LEFT


@dataclass(frozen=True, slots=True)
class Arrow:
    """A way, or the part of it on this page; `letter` names the connector of a cut one.

    Its points run from outline to outline in horizontal and vertical pieces.
    """

    way: Way
    points: tuple[Point, ...]
    letter: str = ""


@dataclass(frozen=True, slots=True)
class Joint:
    """The line between the symbols of a step that several do together."""

    no: int
    begin: Point
    end: Point


@dataclass(frozen=True, slots=True)
class Band:
    """A row of the drawing. `middle` is the y of its symbols; `no` its step.

    `own_y` and `own_height` are the row's without what connectors, start or end add to it.
    """

    no: int
    y: int
    height: int
    middle: int
    own_y: int
    own_height: int

    @property
    def bottom(self) -> int:
        """Return the y of the lower side."""
        return self.y + self.height


@dataclass(frozen=True, slots=True)
class Chart:
    """The flowchart of one page, or of all steps."""

    lane_width: int
    lanes: int
    bands: tuple[Band, ...]
    symbols: tuple[Symbol, ...]
    joints: tuple[Joint, ...]
    arrows: tuple[Arrow, ...]
    labels: tuple[Words, ...]
    texts: tuple[Words, ...]

    @property
    def width(self) -> int:
        """Return the width of all lanes."""
        return self.lane_width * self.lanes

    @property
    def height(self) -> int:
        """Return the y of the last row's lower side."""
        return self.bands[-1].bottom


@dataclass(frozen=True, slots=True)
class Fashion:
    """How large things are drawn. Lanes and symbols are measured in lines of `PITCH`.

    `lane` is an odd number, so that a lane has a middle line and none on its border. A symbol
    reaches half a line beyond `reach` lines to each side of the middle, and beyond `rise` or,
    for a decision, `decision_rise` lines above and below it. `gutter` lines are kept free above
    and below every symbol beyond those that its arrows need to turn, and `channel` lines along
    the borders of every lane that no answer's words may take.
    """

    widths: Widths
    lane: int
    reach: int = 3
    rise: int = 1
    decision_rise: int = 2
    gutter: int = 0
    channel: int = 0
    letter_size: int = 21
    letter_line: int = 25


def ways_of(sop: Sop) -> tuple[Way, ...]:
    """Return the flows as the decree draws them: a decision is the symbol of its step.

    Ids are those of `flow_of`. The first step is drawn as the start and the last as the end,
    unless they are decisions or a way from elsewhere ends; then a start or end of its own is
    drawn, with the way to it.
    """
    end = len(sop.steps) + 1
    ways: list[Way] = []
    if sop.steps[0].outcomes:
        ways.append(Way("Flow_0", START, 1))
    for step in sop.steps:
        if step.outcomes:
            ways += [
                Way(f"Flow_{step.no}_{index}", step.no, outcome.next or end, outcome)
                for index, outcome in enumerate(step.outcomes, start=1)
            ]
        else:
            ways.append(Way(f"Flow_{step.no}", step.no, sop.following(step.no) or end))
    last = ways[-1]
    ending = [way for way in ways if way.target == end]
    if ending == [last] and last.outcome is None:
        ways.pop()
    return tuple(ways)


def shapes_of(sop: Sop, ways: tuple[Way, ...]) -> tuple[Shape, ...]:
    """Return each step's symbol: a diamond decides, a capsule begins or ends, a box works."""
    end = len(sop.steps) + 1
    has_own_end = any(way.target == end for way in ways)

    def shape(no: int) -> Shape:
        if sop.step(no).outcomes:
            return Shape.DIAMOND
        is_edge = no == 1 or (no == len(sop.steps) and not has_own_end)
        return Shape.CAPSULE if is_edge else Shape.BOX

    return tuple(shape(step.no) for step in sop.steps)


def rise_for(arrows: int, rise: int) -> int:
    """Return how high a symbol must be for so many arrows to reach it apart from each other."""
    return max(rise, -(-(arrows - 5) // 4))


def lines_for_ways(ways: tuple[Way, ...], lanes: int) -> int:
    """Return how many lines more every lane needs at each side for the ways past its symbols."""
    passing = (
        max(
            sum(way.source < no < way.target or way.target < no < way.source for way in ways)
            for no in range(1, max(way.target for way in ways) + 1)
        )
        if ways
        else 0
    )
    return max(0, -(-(passing - _PASSING * lanes) // (2 * lanes)))
