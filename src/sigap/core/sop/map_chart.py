"""The flowchart of a whole SOP for a screen: one drawing, as tall as it needs to be."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from sigap.core.sop.chart import (
    PITCH,
    START,
    Chart,
    Fashion,
    NotDrawable,
    lines_for_ways,
    shapes_of,
    ways_of,
)
from sigap.core.sop.chart_page import draw
from sigap.core.sop.chart_rows import lane_of_end, lane_of_start, rows_of, text_lines
from sigap.core.sop.lettering import longest_word, screen_widths
from sigap.core.sop.print_layout import clean

if TYPE_CHECKING:
    from sigap.core.sop.definition import Sop

LETTER_SIZE, LETTER_LINE = 30, 37
"""Of the words in the lanes, in the unit of the drawing."""

_NARROWEST, _WIDEST = 13, 27  # of a lane, in lines
_ATTEMPTS = (0, 1, 2, 3, 5, 8, 12, 18, 26)  # lines more for arrows between rows and lanes


@lru_cache(maxsize=128)
def map_chart(sop: Sop, least_lines: tuple[int, ...]) -> Chart:
    """Return the drawing of a checked SOP with rows of at least so many lines.

    :raises NotDrawable: if so many ways cross that no drawing is found.
    """
    least = lines_for_ways(ways_of(sop), len(sop.lanes))
    for more in _ATTEMPTS:
        chart = _attempt(sop, least_lines, least + more)
        if chart is not None:
            return chart
    raise NotDrawable(sop.id)


def _attempt(sop: Sop, least_lines: tuple[int, ...], more: int) -> Chart | None:
    fashion = Fashion(
        screen_widths,
        _lane_lines(sop) + 2 * more,
        gutter=more,
        channel=more,
        letter_size=LETTER_SIZE,
        letter_line=LETTER_LINE,
    )
    ways = ways_of(sop)
    rows = rows_of(sop, ways, shapes_of(sop, ways), fashion, text_lines(sop, fashion))
    end = len(sop.steps) + 1
    return draw(
        rows,
        [max(row.lines, least) for row, least in zip(rows, least_lines, strict=True)],
        fashion,
        len(sop.lanes),
        ways=ways,
        start_lane=lane_of_start(sop) if any(way.source == START for way in ways) else None,
        end_lane=lane_of_end(sop) if any(way.target == end for way in ways) else None,
    )


def _lane_lines(sop: Sop) -> int:
    """Return the width of a lane in lines, an odd number: as wide as its words want."""
    labels = [clean(outcome.label) for step in sop.steps for outcome in step.outcomes]
    label = max((longest_word(text, LETTER_SIZE, screen_widths) for text in labels), default=0)
    names = (clean(lane.name) for lane in sop.lanes)
    name = max(longest_word(text, LETTER_SIZE, screen_widths, bold=True) for text in names)
    # A symbol reaches 70 to each side; beside it stands the longest word of an answer.
    wanted = max(2 * (70 + PITCH + label) if label else 0, name + PITCH)
    return min(_WIDEST, max(_NARROWEST, -(-wanted // PITCH))) | 1
