"""Where the symbols and arrows of a flow stand: lanes as rows, one column a symbol.

Geometry only, in pixels at a text of 12 pixels. Every symbol has its column to itself, and
arrows that skip columns run in tracks above the first and below the last row; so an arrow
meets another arrow at most, never a symbol.
"""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import wrap
from typing import TYPE_CHECKING

from sigap.core.sop.flow import Arrow, Flow, Node, NodeKind, flow_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sigap.core.sop.definition import Sop

_MARGIN = 40
_TITLE = 30  # the band with the name of the pool, and that of each lane
_GUTTER = 50
_PADDING = 24
_TASK_WIDTH = 200
_LETTERS_A_LINE = 29
_LINE = 15
_LABEL_WIDTH = 90  # at which BPMN viewers break the words at an arrow
_LABEL_LETTERS = 15
_GAP = 6
_SIZES = {NodeKind.START: 36, NodeKind.END: 36, NodeKind.DECISION: 50}


@dataclass(frozen=True, slots=True)
class Point:
    """A point; y grows downwards."""

    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle by its upper left corner."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """Return the x of the right side."""
        return self.x + self.width

    @property
    def bottom(self) -> int:
        """Return the y of the lower side."""
        return self.y + self.height

    @property
    def center(self) -> Point:
        """Return the middle."""
        return Point(self.x + self.width // 2, self.y + self.height // 2)


@dataclass(frozen=True, slots=True)
class Line:
    """The way of one arrow, in horizontal and vertical pieces, and where its label stands."""

    points: tuple[Point, ...]
    label: Box | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """The whole drawing: the pool, its lanes by role, the nodes and lines by id."""

    pool: Box
    lanes: Mapping[str, Box]
    nodes: Mapping[str, Box]
    lines: Mapping[str, Line]


def layout_of(sop: Sop) -> Layout:
    """Return the drawing of a checked SOP. The same SOP always gives the same drawing."""
    flow = flow_of(sop)
    bands = _Bands(flow)
    lanes = _lanes(sop, bands, right=_width(flow))
    nodes = _nodes(sop, flow, lanes, bands)
    first, last = lanes[sop.lanes[0].role], lanes[sop.lanes[-1].role]
    lines = {}
    for arrow in flow.arrows:
        source, target = nodes[arrow.source], nodes[arrow.target]
        if arrow.id in bands.above:
            track = first.y + bands.pitch * (len(bands.above) - bands.above[arrow.id])
            begin = Point(source.center.x, source.y)
            end = Point(bands.arrival(arrow, target), target.y)
            lines[arrow.id] = _around(arrow, begin, track, end)
        elif arrow.id in bands.below:
            track = last.bottom - bands.pitch * (len(bands.below) - 1 - bands.below[arrow.id])
            begin = Point(source.center.x, source.bottom)
            end = Point(bands.arrival(arrow, target), target.bottom)
            lines[arrow.id] = _around(arrow, begin, track - 2 * _GAP, end)
        else:
            lines[arrow.id] = _direct(arrow, source, target)
    pool = Box(_MARGIN, first.y, first.right - _MARGIN, last.bottom - first.y)
    return Layout(pool, lanes, nodes, lines)


class _Bands:
    """The tracks above all rows, for arrows that lead back, and below, for those that skip.

    Track 0 is the innermost; the shortest ways take it, so that fewer arrows cross.
    """

    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        columns = {node.id: index for index, node in enumerate(flow.nodes)}
        self._span = {a.id: columns[a.target] - columns[a.source] for a in flow.arrows}
        back = [arrow.id for arrow in flow.arrows if self._span[arrow.id] < 0]
        direct: dict[tuple[str, str], str] = {}
        for arrow in flow.arrows:
            if self._span[arrow.id] == 1:
                direct.setdefault((arrow.source, arrow.target), arrow.id)
        skip = [a.id for a in flow.arrows if a.id not in (*back, *direct.values())]
        self.above = self._by_span(back)
        self.below = self._by_span(skip)
        self.pitch = max((_label_height(a) for a in flow.arrows), default=0) + 2 * _GAP

    def _by_span(self, arrows: list[str]) -> dict[str, int]:
        ordered = sorted(arrows, key=lambda arrow: abs(self._span[arrow]))
        return {arrow: track for track, arrow in enumerate(ordered)}

    def arrival(self, arrow: Arrow, target: Box) -> int:
        """Return the x at which `arrow` meets its target: side by side, so that they stay apart.

        The innermost arrives nearest to where it comes from, so that those outside pass it.
        """
        if target.width < _TASK_WIDTH:
            return target.center.x  # round: only the middle touches
        tracks = self.above if arrow.id in self.above else self.below
        side = sorted(
            (tracks[a.id] for a in self._flow.arrows_to(arrow.target) if a.id in tracks),
            reverse=tracks is self.above,
        )
        return target.x + target.width * (side.index(tracks[arrow.id]) + 1) // (len(side) + 1)


def _lanes(sop: Sop, bands: _Bands, *, right: int) -> dict[str, Box]:
    """Return one row a lane; the first and last grow by the tracks that run in them."""
    row = _row_height(sop, bands)
    lanes, y = {}, _MARGIN
    for index, lane in enumerate(sop.lanes):
        height = row
        height += bands.pitch * len(bands.above) if index == 0 else 0
        height += bands.pitch * len(bands.below) if index == len(sop.lanes) - 1 else 0
        x = _MARGIN + _TITLE
        lanes[lane.role] = Box(x, y, right - x, height)
        y += height
    return lanes


def _nodes(sop: Sop, flow: Flow, lanes: Mapping[str, Box], bands: _Bands) -> dict[str, Box]:
    height = _task_height(sop)
    first_role = sop.lanes[0].role
    nodes, x = {}, _left()
    for node in flow.nodes:
        top = lanes[node.role].y
        top += bands.pitch * len(bands.above) if node.role == first_role else 0
        middle = top + _row_height(sop, bands) // 2
        size = _SIZES.get(node.kind)
        width, tall = (size, size) if size else (_TASK_WIDTH, height)
        nodes[node.id] = Box(x, middle - tall // 2, width, tall)
        x += width + _gutter(node)
    return nodes


def _left() -> int:
    return _MARGIN + 2 * _TITLE + _GUTTER // 2


def _width(flow: Flow) -> int:
    """Return the x of the right side of all lanes."""
    widths = (_SIZES.get(node.kind, _TASK_WIDTH) + _gutter(node) for node in flow.nodes)
    return _left() + sum(widths)


def _gutter(node: Node) -> int:
    """Return the room right of a node; around a decision it holds the labels of its arrows."""
    if node.kind is NodeKind.DECISION:
        return _GUTTER + _LABEL_WIDTH
    if node.kind is NodeKind.STEP and node.step is not None and node.step.outcomes:
        return _LABEL_WIDTH
    return _GUTTER


def _row_height(sop: Sop, bands: _Bands) -> int:
    """Return the height of a row, in which tasks and the words above a line find room."""
    return max(_task_height(sop) + 2 * _PADDING, 2 * bands.pitch)


def _task_height(sop: Sop) -> int:
    """Return the height of a task in which the longest activity finds room."""
    lines = max(len(wrap(step.activity, _LETTERS_A_LINE)) for step in sop.steps)
    return max(80, (lines + 2) * _LINE)


def _label_height(arrow: Arrow) -> int:
    label = arrow.outcome.label if arrow.outcome else ""
    return max(1, len(wrap(label, _LABEL_LETTERS))) * _LINE


def _around(arrow: Arrow, start: Point, track: int, end: Point) -> Line:
    """Return the way from the source's top or bottom along a track into the target's."""
    turns = (Point(start.x, track), Point(end.x, track))
    label = _label(arrow, start.x, track, leads_left=end.x < start.x)
    return Line((start, *turns, end), label)


def _direct(arrow: Arrow, source: Box, target: Box) -> Line:
    """Return the way from the source's right side to the left side of the next column."""
    begin = Point(source.right, source.center.y)
    end = Point(target.x, target.center.y)
    label = _label(arrow, begin.x, begin.y, leads_left=False)
    if begin.y == end.y:
        return Line((begin, end), label)
    turn = end.x - _GUTTER // 2
    return Line((begin, Point(turn, begin.y), Point(turn, end.y), end), label)


def _label(arrow: Arrow, x: int, y: int, *, leads_left: bool) -> Box | None:
    """Return the place of an outcome's words: above the line, beside where it begins."""
    if arrow.outcome is None:
        return None
    height = _label_height(arrow)
    left = x - _LABEL_WIDTH - _GAP if leads_left else x + _GAP
    return Box(left, y - height - _GAP // 2, _LABEL_WIDTH, height)
