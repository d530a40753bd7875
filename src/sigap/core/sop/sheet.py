"""The SOP's table on pages: rows with their words, the flowchart in the lanes, cut ways lettered.

Geometry only, in tenths of a millimetre before `scale`; who draws pages needs nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sigap.core.sop.chart import PITCH, START, Chart, Fashion, NotDrawable, shapes_of, ways_of
from sigap.core.sop.chart_page import Cut, draw, lines_for_cuts, lines_for_event
from sigap.core.sop.chart_rows import (
    Row,
    continued,
    lane_of_end,
    lane_of_start,
    rows_of,
    text_lines,
)
from sigap.core.sop.lettering import longest_word, wrapped
from sigap.core.sop.print_layout import clean
from sigap.core.sop.sheet_cells import (
    HEAD_LINE,
    HEAD_SIZE,
    INSET,
    LINE,
    Cells,
    Columns,
    cells_of,
    columns_of,
    least_width,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sigap.core.sop.definition import Sop
    from sigap.core.sop.lettering import Widths

WIDTH, HEIGHT = 2730, 1800
"""Room for the table on A4 across, within its margins."""
TITLE_SIZE, TITLE_LINE = 42, 50
"""Of the SOP's name above the table of the first page."""
LETTER_SIZE, LETTER_LINE = 24, 28
"""Of the words in the lanes."""
HEAD_ROW, NUMBER_ROW = 62, 48
"""Heights of the first and last row of the table's head."""

_LANES_SHARE = 0.42  # of the width, at most
_WIDEST_LANE = 21
_FIRST_TEXT_LINES = 8  # of words printed in a lane, beside its symbol
# Lines more for arrows between rows and lanes, and how much smaller all is drawn.
_ATTEMPTS = ((0, 100), (1, 100), (2, 110), (3, 125), (5, 150), (8, 200), (12, 275), (18, 400))

# A last page filled to less than this share is saved, if that much smaller letters do it.
_SHORT_PAGE, _SMALLER = 30, 112


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row of the table, or what is continued of it on a later page."""

    no: int
    cells: Cells
    continued: bool = False


@dataclass(frozen=True, slots=True)
class SheetPage:
    """The rows of one page and the flowchart in their lanes; both have the same bands."""

    rows: tuple[SheetRow, ...]
    chart: Chart


@dataclass(frozen=True, slots=True)
class Sheet:
    """The whole table. `scale` is how many hundredths larger than the page it is laid out."""

    scale: int
    title: tuple[str, ...]
    title_height: int
    columns: Columns
    lane_titles: tuple[tuple[str, ...], ...]
    lane_row: int
    pages: tuple[SheetPage, ...]


def sheet_of(sop: Sop, widths: Widths) -> Sheet:
    """Return the pages of a checked SOP, set in a font with these widths.

    The same SOP always gives the same pages. A row taller than a page goes on on the next.

    :raises NotDrawable: if so many ways cross that no drawing is found.
    """
    for more, scale in _ATTEMPTS:
        found = _Attempt(sop, widths, more, scale).sheet()
        if found is not None:
            break
    else:
        raise NotDrawable(sop.id)
    last = found.pages[-1].chart.height
    if len(found.pages) > 1 and last < HEIGHT * found.scale // 100 * _SHORT_PAGE // 100:
        smaller = _Attempt(sop, widths, more, found.scale * _SMALLER // 100).sheet()
        if smaller is not None and len(smaller.pages) < len(found.pages):
            return smaller
    return found


@dataclass(frozen=True, slots=True)
class _Piece:
    """A row of the table as it is put on a page."""

    row: Row
    cells: Cells
    height: int  # in lines


class _Attempt:
    def __init__(self, sop: Sop, widths: Widths, more: int, scale: int) -> None:
        self._sop = sop
        self._widths = widths
        lane = _lane_lines(sop, widths) + 2 * more
        self._fashion = Fashion(
            widths,
            lane,
            reach=3 if lane > 9 else 2,
            gutter=more,
            channel=more,
            letter_size=LETTER_SIZE,
            letter_line=LETTER_LINE,
        )
        needed = least_width(len(sop.lanes), lane * PITCH)
        self._scale = max(scale, -(-needed * 100 // WIDTH))
        width = WIDTH * self._scale // 100
        self._columns = columns_of(sop, lane * PITCH, width, widths)
        self._titles = tuple(
            tuple(wrapped(clean(one.title), lane * PITCH - INSET, HEAD_SIZE, widths, bold=True))
            for one in sop.lanes
        )
        tallest = max(map(len, self._titles))
        self._lane_row = max(2, tallest) * HEAD_LINE + INSET
        self._title = tuple(
            wrapped(f"SOP {clean(sop.title)}", width, TITLE_SIZE, widths, bold=True)
        )
        self._ways = ways_of(sop)

    def sheet(self) -> Sheet | None:
        """Return the table with everything in its place, None if it does not work out."""
        if self._room(0) < 2 * _FIRST_TEXT_LINES:
            return None
        pieces = self._pieces()
        pages: list[list[_Piece]] = []
        while pieces:
            count = self._fitting(pieces, pages)
            if not count:
                return None
            pages.append(pieces[:count])
            pieces = pieces[count:]
        charts = [self._chart(pages, index) for index in range(len(pages))]
        drawn = [chart for chart in charts if chart is not None]
        if len(drawn) < len(pages):
            return None
        sheets = (
            SheetPage(tuple(_row(p) for p in page), chart)
            for page, chart in zip(pages, drawn, strict=True)
        )
        return Sheet(
            self._scale,
            self._title,
            self._title_height,
            self._columns,
            self._titles,
            self._lane_row,
            tuple(sheets),
        )

    @property
    def _title_height(self) -> int:
        return len(self._title) * TITLE_LINE + TITLE_LINE // 2

    def _room(self, page: int) -> int:
        """Return the lines for rows on a page."""
        head = HEAD_ROW + self._lane_row + NUMBER_ROW + (0 if page else self._title_height)
        return (HEIGHT * self._scale // 100 - head) // PITCH

    def _pieces(self) -> list[_Piece]:
        sop, fashion = self._sop, self._fashion
        texts = text_lines(sop, fashion)
        first = {place: lines[:_FIRST_TEXT_LINES] for place, lines in texts.items()}
        rows = rows_of(sop, self._ways, shapes_of(sop, self._ways), fashion, first)
        pieces: list[_Piece] = []
        for step, row in zip(sop.steps, rows, strict=True):
            cells = cells_of(step, self._columns, self._widths)
            rest = {
                lane: lines[_FIRST_TEXT_LINES:]
                for (no, lane), lines in texts.items()
                if no == step.no and len(lines) > _FIRST_TEXT_LINES
            }
            pieces += self._parts(row, cells, rest)
        return pieces

    def _parts(self, row: Row, cells: Cells, rest: dict[int, list[str]]) -> Iterator[_Piece]:
        """Yield a row whole, or in parts that fit a page with its connectors."""
        room = self._room(0) - 3 * lines_for_cuts(1, self._fashion, len(self._sop.lanes))
        most = max(1, (room * PITCH - 2 * INSET) // LINE)
        first = cells.part(0, most)
        yield _Piece(row, first, max(row.lines, _lines(first)))
        done, step = most, max(1, most * LINE // LETTER_LINE - 2)
        while done < cells.lines or any(rest.values()):
            part = cells.part(done, done + most)
            words = {lane: lines[:step] for lane, lines in rest.items() if lines}
            more = continued(row.no, words, self._fashion)
            yield _Piece(more, part, max(more.lines, _lines(part)))
            rest = {lane: lines[step:] for lane, lines in rest.items()}
            done += most

    def _fitting(self, pieces: Sequence[_Piece], pages: Sequence[Sequence[_Piece]]) -> int:
        """Return how many of the pieces fit on the page after `pages`."""
        room = self._room(len(pages))
        before = _numbers(piece for page in pages for piece in page)
        best, height = 0, 0
        for count, piece in enumerate(pieces, start=1):
            height += piece.height
            if height > room:
                break
            cuts = self._cuts(
                _numbers(pieces[:count]),
                before,
                is_first=not pages,
                is_last=count == len(pieces),
            )
            above = sum(cut.is_above for cut in cuts)
            more = self._connectors(above) + self._connectors(len(cuts) - above)
            more += self._events(is_first=not pages, is_last=count == len(pieces))
            if height + more <= room:
                best = count
        return best

    def _connectors(self, count: int) -> int:
        return lines_for_cuts(count, self._fashion, len(self._sop.lanes))

    def _events(self, *, is_first: bool, is_last: bool) -> int:
        ending = sum(way.target == self._end for way in self._ways)
        starts = is_first and any(way.source == START for way in self._ways)
        ends = is_last and ending
        return (lines_for_event(1) if starts else 0) + (lines_for_event(ending) if ends else 0)

    @property
    def _end(self) -> int:
        return len(self._sop.steps) + 1

    def _cuts(
        self, here: set[int], before: set[int], *, is_first: bool, is_last: bool
    ) -> list[Cut]:
        """Return the ways with one end on a page with these steps; `before` are earlier ones."""
        here = here | ({START} if is_first else set()) | ({self._end} if is_last else set())
        before = before | (set() if is_first else {START})
        cuts = []
        for way in self._ways:
            leaves, arrives = way.source in here, way.target in here
            if leaves != arrives:
                other = way.target if leaves else way.source
                cuts.append(Cut(way, "", leaves, other in before))
        return cuts

    def _chart(self, pages: Sequence[Sequence[_Piece]], index: int) -> Chart | None:
        page = pages[index]
        here = _numbers(page)
        before = _numbers(piece for earlier in pages[:index] for piece in earlier)
        is_first, is_last = index == 0, index == len(pages) - 1
        letters = self._letters(pages)
        cuts = [
            Cut(cut.way, letters[cut.way.id], cut.leaves, cut.is_above)
            for cut in self._cuts(here, before, is_first=is_first, is_last=is_last)
        ]
        cut_ids = {cut.way.id for cut in cuts}
        ends = {*here, *([START] if is_first else []), *([self._end] if is_last else [])}
        ways = [way for way in self._ways if way.source in ends and way.id not in cut_ids]
        starts = is_first and any(way.source == START for way in self._ways)
        finishes = is_last and any(way.target == self._end for way in self._ways)
        return draw(
            [piece.row for piece in page],
            [piece.height for piece in page],
            self._fashion,
            len(self._sop.lanes),
            ways=ways,
            cuts=cuts,
            start_lane=lane_of_start(self._sop) if starts else None,
            end_lane=lane_of_end(self._sop) if finishes else None,
        )

    def _letters(self, pages: Sequence[Sequence[_Piece]]) -> dict[str, str]:
        """Return a letter for each way that leads from one page to another, in reading order."""
        page_of = {no: index for index, page in enumerate(pages) for no in _numbers(page)}
        page_of |= {START: 0, self._end: len(pages) - 1}
        cut = [way for way in self._ways if page_of[way.source] != page_of[way.target]]
        return {way.id: _letter(index) for index, way in enumerate(cut)}


def _row(piece: _Piece) -> SheetRow:
    return SheetRow(piece.row.no, piece.cells, piece.row.shape is None)


def _numbers(pieces: Sequence[_Piece] | Iterator[_Piece]) -> set[int]:
    """Return the steps whose symbols stand among the pieces."""
    return {piece.row.no for piece in pieces if piece.row.shape is not None}


def _lines(cells: Cells) -> int:
    return -(-(cells.lines * LINE + 2 * INSET) // PITCH)


def _letter(index: int) -> str:
    """Return A…Z, then AA, AB and so on."""
    letter = ""
    index += 1
    while index:
        index, place = divmod(index - 1, 26)
        letter = chr(ord("A") + place) + letter
    return letter


def _lane_lines(sop: Sop, widths: Widths) -> int:
    """Return the width of a lane in lines, an odd number: as wide as its words want, if it fits."""
    most = int(WIDTH * _LANES_SHARE) // PITCH // len(sop.lanes)
    labels = [outcome.label for step in sop.steps for outcome in step.outcomes]
    label = max((longest_word(text, LETTER_SIZE, widths) for text in labels), default=0)
    title = max(longest_word(clean(lane.title), HEAD_SIZE, widths, bold=True) for lane in sop.lanes)
    # A symbol reaches 70 to each side; beside it stands the longest word of an answer.
    wanted = max(15 * PITCH, 2 * (70 + 20 + label), title + 2 * INSET)
    lines = min(_WIDEST_LANE, most, -(-wanted // PITCH) | 1)
    return max(7, lines - (lines % 2 == 0))
