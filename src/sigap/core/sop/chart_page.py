"""Draws the lanes of one page: puts the symbols of its rows, then leads the arrows around them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from sigap.core.sop.chart import (
    PITCH,
    START,
    Arrow,
    Band,
    Chart,
    Fashion,
    Joint,
    Shape,
    Symbol,
    Way,
    Words,
    rise_for,
)
from sigap.core.sop.chart_grid import DOWN, LEFT, RIGHT, UP, Grid
from sigap.core.sop.chart_ports import connector_ports, exit_port, step_ports, touching
from sigap.core.sop.chart_rows import CLEAR
from sigap.core.sop.layout import Box, Point

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sigap.core.sop.chart_grid import Node, Port
    from sigap.core.sop.chart_rows import Exit, Row

_HALF = PITCH // 2
_EVENT_REACH = 3  # of a start or end of its own
_BEFORE_EVENT, _BEYOND_EVENT = 2, 2  # lines between it and its row, and to the border
_CONNECTOR = 1  # lines that it reaches to each side of its middle
_SLOT = 2 * _CONNECTOR + 2  # columns from one connector to the next
_SLOT_LINES = 2 * _CONNECTOR + 3
_TRIES = 3  # with the arrow first that found no way
_NEAR, _EDGE = 8, 5  # what a step beside a symbol, or along the border of a cell, costs more
_HEADINGS = {(0, 1): DOWN, (0, -1): UP, (1, 0): RIGHT, (-1, 0): LEFT}


@dataclass(frozen=True, slots=True)
class Cut:
    """The end of a way that another page goes on with, marked by a letter.

    `is_above`: the other page is an earlier one, so its connector stands above the rows.
    """

    way: Way
    letter: str
    leaves: bool
    is_above: bool

    @property
    def no(self) -> int:
        """Return the step whose symbol is on this page."""
        return self.way.source if self.leaves else self.way.target


@dataclass(frozen=True, slots=True)
class _Link:
    """A way on this page, from a step or a connector's letter to another."""

    way: Way
    source: int | str
    target: int | str

    @property
    def letter(self) -> str:
        return next((end for end in (self.source, self.target) if isinstance(end, str)), "")


def lines_for_cuts(count: int, fashion: Fashion, lanes: int) -> int:
    """Return the lines that `count` connectors take above or below the rows."""
    return -(-count // _slots(fashion, lanes)) * _SLOT_LINES


def lines_for_event(arrows: int) -> int:
    """Return the lines that a start or end of its own takes, with so many arrows."""
    return _BEFORE_EVENT + 2 * rise_for(arrows, 1) + 1 + _BEYOND_EVENT


def draw(
    rows: Sequence[Row],
    heights: Sequence[int],
    fashion: Fashion,
    lanes: int,
    *,
    ways: Sequence[Way],
    cuts: Sequence[Cut] = (),
    start_lane: int | None = None,
    end_lane: int | None = None,
) -> Chart | None:
    """Return the drawing of rows with these heights in lines; None if an arrow finds no way.

    A height is that of a row alone: what connectors and a start or end need is added.
    `start_lane` and `end_lane` are given where a start or end of its own stands on this page.
    """
    page = _Page(fashion, lanes)
    above = [cut for cut in cuts if cut.is_above]
    below = [cut for cut in cuts if not cut.is_above]
    top = lines_for_cuts(len(above), fashion, lanes)
    rest = lines_for_cuts(len(below), fashion, lanes)
    ending = sum(link.target == rows[-1].no + 1 for link in (*ways, *(cut.way for cut in cuts)))
    top += lines_for_event(1) if start_lane is not None else 0
    rest += lines_for_event(ending) if end_lane is not None else 0
    page.put_rows(rows, heights, top, rest)
    if start_lane is not None:
        page.put_event(START, start_lane, "Mulai", arrows=1)
    if end_lane is not None:
        page.put_event(rows[-1].no + 1, end_lane, "Selesai", arrows=ending)
    page.put_connectors(above, is_above=True)
    page.put_connectors(below, is_above=False)
    arrows = page.lead(ways, cuts)
    return None if arrows is None else page.chart(arrows)


class _Page:
    """What stands on a page while it is drawn."""

    def __init__(self, fashion: Fashion, lanes: int) -> None:
        self._fashion = fashion
        self._lanes = lanes
        self._rows: dict[int, Row] = {}
        self.bands: list[Band] = []
        self._symbols: dict[int, list[Symbol]] = {}
        self._connectors: dict[str, Symbol] = {}
        self._joints: list[Joint] = []
        self._labels: list[Words] = []
        self._texts: list[Words] = []
        self._lines = 0
        self._reserved: dict[str, Port] = {}

    def put_rows(self, rows: Sequence[Row], heights: Sequence[int], top: int, rest: int) -> None:
        """Put the rows below each other, the first lower by `top` lines, `rest` under the last."""
        self._first, self._last = rows[0], rows[-1]
        for index, (row, height) in enumerate(zip(rows, heights, strict=True)):
            before = top if index == 0 else 0
            after = rest if index == len(rows) - 1 else 0
            middle = self._lines + before + row.above + (height - row.lines) // 2
            lines = before + height + after
            y = middle * PITCH + _HALF
            top_y = self._lines * PITCH
            own_y = top_y + before * PITCH
            band = Band(row.no, top_y, lines * PITCH, y, own_y, height * PITCH)
            self.bands.append(band)
            self._lines += lines
            self._put_row(row, y)

    def put_event(self, no: int, lane: int, text: str, *, arrows: int) -> None:
        """Put the start above the first row, or the end below the last."""
        band, side = (self.bands[0], -1) if no == START else (self.bands[-1], 1)
        away = self._first.above if side < 0 else self._last.below
        rise = rise_for(arrows, 1)
        y = band.middle + side * (away + _BEFORE_EVENT + rise + 1) * PITCH
        box = _box(self._lane_x(lane), y, _EVENT_REACH, rise)
        self._symbols[no] = [Symbol(Shape.CAPSULE, box, no, lane, text)]

    def put_connectors(self, cuts: Sequence[Cut], *, is_above: bool) -> None:
        """Put the connectors above the first or below the last row, each near its symbol."""
        taken: set[tuple[int, int]] = set()
        edge = self.bands[0].y if is_above else self.bands[-1].bottom
        inward = 1 if is_above else -1
        slots = _slots(self._fashion, self._lanes)
        for cut in sorted(cuts, key=self._nearness):
            wanted = self._wanted_column(cut)
            level = len(taken) // slots
            free = [
                column
                for column in range(_CONNECTOR, self._columns - _CONNECTOR)
                if all(level != other or abs(column - c) >= _SLOT for other, c in taken)
            ]
            column = min(free, key=lambda c: (self._leaves_lane(c), abs(c - wanted), c))
            taken.add((level, column))
            y = edge + inward * ((level * _SLOT_LINES + _CONNECTOR + 1) * PITCH + _HALF)
            box = _box(column * PITCH + _HALF, y, _CONNECTOR, _CONNECTOR)
            lane = column // self._fashion.lane
            self._connectors[cut.letter] = Symbol(Shape.CONNECTOR, box, cut.no, lane, cut.letter)

    def lead(self, ways: Sequence[Way], cuts: Sequence[Cut]) -> list[Arrow] | None:
        """Return an arrow for each way and cut, in their order; None if one finds no way."""
        links = [_Link(way, way.source, way.target) for way in ways]
        links += [
            _Link(cut.way, cut.no, cut.letter) if cut.leaves else _Link(cut.way, cut.letter, cut.no)
            for cut in cuts
        ]
        self._reserved = {
            way_id: exit_port(self._symbols[no][0], place)
            for no, row in self._rows.items()
            for way_id, place in row.exits.items()
        }
        order = sorted(links, key=self._order)
        for _ in range(_TRIES):
            grid = self._grid()
            found: dict[int, list[Node]] = {}
            failed = next((link for link in order if not self._route(grid, link, found)), None)
            if failed is None:
                self._improve(grid, order, found)
                return [
                    Arrow(link.way, self._points(link, found[id(link)]), link.letter)
                    for link in links
                ]
            order.remove(failed)
            order.insert(0, failed)
        return None

    def chart(self, arrows: Sequence[Arrow]) -> Chart:
        """Return all that stands on the page."""
        symbols = [symbol for group in self._symbols.values() for symbol in group]
        return Chart(
            self._fashion.lane * PITCH,
            self._lanes,
            tuple(self.bands),
            (*sorted(symbols, key=lambda s: s.no), *self._connectors.values()),
            tuple(self._joints),
            tuple(arrows),
            tuple(self._labels),
            tuple(self._texts),
        )

    @property
    def _columns(self) -> int:
        return self._fashion.lane * self._lanes

    def _lane_x(self, lane: int) -> int:
        return (lane * self._fashion.lane + self._fashion.lane // 2) * PITCH + _HALF

    def _put_row(self, row: Row, y: int) -> None:
        if row.shape is not None:
            self._rows[row.no] = row
            boxes = {lane: _box(self._lane_x(lane), y, row.reach, row.rise) for lane in row.lanes}
            self._symbols[row.no] = [
                Symbol(row.shape, box, row.no, lane) for lane, box in boxes.items()
            ]
            inner = sorted(boxes)
            self._joints += [
                Joint(row.no, Point(boxes[one].right, y), Point(boxes[other].x, y))
                for one, other in pairwise(inner)
            ]
            lead = self._lane_x(row.lanes[0])
            self._labels += [_moved(words, lead, y) for words in row.labels]
        for lane, words in row.texts:
            self._texts.append(_moved(words, self._lane_x(lane), y))

    def _nearness(self, cut: Cut) -> tuple[int, int, str]:
        """Order the cuts by who shall stand straight above or below its symbol."""
        outermost = self.bands[0].no if cut.is_above else self.bands[-1].no
        return abs(cut.no - outermost), abs(cut.way.target - cut.way.source), cut.way.id

    def _wanted_column(self, cut: Cut) -> int:
        column = self._symbols[cut.no][0].box.center.x // PITCH
        place = self._exit(cut.way) if cut.leaves else None
        return column + (place.side * (self._fashion.lane // 2 - _SLOT) if place else 0)

    def _leaves_lane(self, column: int) -> bool:
        """Whether a connector there would touch the border of a lane."""
        place = column % self._fashion.lane
        return not _CONNECTOR < place < self._fashion.lane - 1 - _CONNECTOR

    def _exit(self, way: Way) -> Exit | None:
        row = self._rows.get(way.source)
        return row.exits.get(way.id) if row else None

    def _order(self, link: _Link) -> tuple[int, int, str]:
        """Ways to the next step come first, they shall be straight; the longest come last."""
        way = link.way
        span = way.target - way.source
        if span == 1:
            return 0, 0, way.id
        return (1 if span > 1 else 2), abs(span), way.id

    def _grid(self) -> Grid:
        grid = Grid(self._columns, self._lines)
        for lane in range(self._lanes):
            grid.make_column_dear(lane * self._fashion.lane, _EDGE)
            grid.make_column_dear((lane + 1) * self._fashion.lane - 1, _EDGE)
        for band in self.bands:
            grid.make_line_dear(band.y // PITCH, _EDGE)
            grid.make_line_dear(band.bottom // PITCH - 1, _EDGE)
        for symbol in self._all_symbols():
            _block(grid, symbol.box, 0)
        for words in (*self._labels, *self._texts):
            _block(grid, words.box, CLEAR - 1)
        for joint in self._joints:
            line = joint.begin.y // PITCH
            columns = range(-(-joint.begin.x // PITCH), joint.end.x // PITCH)
            grid.use([(column, line) for column in columns])
        grid.reserve(self._reserved.values())
        return grid

    def _all_symbols(self) -> Iterable[Symbol]:
        for group in self._symbols.values():
            yield from group
        yield from self._connectors.values()

    def _route(self, grid: Grid, link: _Link, found: dict[int, list[Node]]) -> bool:
        own = self._reserved.get(link.way.id) if link.source == link.way.source else None
        if own is not None:
            grid.open([own])
        nodes = grid.route(
            [own] if own is not None else self._ports(link, link.source, leaves=True),
            self._ports(link, link.target, leaves=False),
        )
        if own is not None:
            grid.reserve([own])
        if nodes is not None:
            grid.use(nodes)
            found[id(link)] = nodes
        return nodes is not None

    def _improve(self, grid: Grid, order: Sequence[_Link], found: dict[int, list[Node]]) -> None:
        """Lead every arrow anew, as those that came later leave more room or less."""
        for link in order:
            before = found[id(link)]
            grid.release(before)
            if not self._route(grid, link, found):
                grid.use(before)

    def _ports(self, link: _Link, end: int | str, *, leaves: bool) -> list[Port]:
        if isinstance(end, str):
            connector = self._connectors[end]
            is_above = connector.box.y < self.bands[0].middle
            return list(connector_ports(connector, is_above=is_above))
        way = link.way
        return list(
            step_ports(
                self._symbols[end],
                leaves=leaves,
                leads_back=way.target <= way.source,
            )
        )

    def _points(self, link: _Link, nodes: Sequence[Node]) -> tuple[Point, ...]:
        """Return the corners of an arrow, from outline to outline."""
        begin = self._touch(link.source, nodes[0], nodes[1])
        end = self._touch(link.target, nodes[-1], nodes[-2])
        corners = [
            Point(column * PITCH + _HALF, line * PITCH + _HALF)
            for before, (column, line), after in zip(nodes, nodes[1:], nodes[2:], strict=False)
            if (after[0] - column, after[1] - line) != (column - before[0], line - before[1])
        ]
        return (begin, *corners, end)

    def _touch(self, end: int | str, node: Node, beyond: Node) -> Point:
        symbols = [self._connectors[end]] if isinstance(end, str) else self._symbols[end]
        heading = (beyond[0] - node[0], beyond[1] - node[1])
        return touching(symbols, node, _HEADINGS[heading])


def _box(x: int, y: int, reach: int, rise: int) -> Box:
    width, height = (2 * reach + 1) * PITCH, (2 * rise + 1) * PITCH
    return Box(x - width // 2, y - height // 2, width, height)


def _moved(words: Words, x: int, y: int) -> Words:
    box = words.box
    return replace(words, box=Box(box.x + x, box.y + y, box.width, box.height))


def _slots(fashion: Fashion, lanes: int) -> int:
    """Return how many connectors find room beside each other, however they are put."""
    return max(1, (fashion.lane * lanes - 2 * _CONNECTOR) // (2 * _SLOT - 1))


def _block(grid: Grid, box: Box, clear: int) -> None:
    """Let no arrow pass within `clear` of `box`, and few right beside it."""
    left, right = -(-(box.x - clear - _HALF) // PITCH), (box.right + clear - _HALF) // PITCH
    top, bottom = -(-(box.y - clear - _HALF) // PITCH), (box.bottom + clear - _HALF) // PITCH
    grid.block(left, top, right, bottom)
    columns = range(left - 1, right + 2)
    grid.make_dear(((c, line) for c in columns for line in (top - 1, bottom + 1)), _NEAR)
    grid.make_dear(((c, n) for n in range(top, bottom + 1) for c in (left - 1, right + 1)), _NEAR)
