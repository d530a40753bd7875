"""The flowchart of an SOP as SVG, and as a map: where a case stands, how much lies at each step.

No style within: classes `sop-map-…` for a style sheet and presentation attributes for a viewer
that has none. Lines and words take the colour of the text around (`currentColor`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from sigap.core.sop.chart import PITCH, Align, Shape, Symbol, Words
from sigap.core.sop.chart_words import executor_words, following_words
from sigap.core.sop.lettering import line_width, screen_widths, wrapped
from sigap.core.sop.map_chart import LETTER_LINE, LETTER_SIZE, map_chart
from sigap.core.sop.print_layout import clean

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sigap.core.sop.chart import Band
    from sigap.core.sop.definition import Sop
    from sigap.core.sop.layout import Box, Point

_SCALE = 0.4  # pixels a unit of the drawing, at its natural size
_NAME_WIDTH, _TIME_WIDTH, _BAR_WIDTH = 560, 110, 300
_INSET = 16
_LONGEST_NAME = 64  # letters
_HEAD_INSET = 14
_BAR = 26
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class MarkState(StrEnum):
    """Where a case stands in relation to a step."""

    DONE = "done"
    NOW = "now"
    NEXT = "next"
    SKIPPED = "skipped"


_STATE_WORDS = {
    MarkState.DONE: "selesai",
    MarkState.NOW: "sekarang di sini",
    MarkState.NEXT: "berikutnya",
    MarkState.SKIPPED: "dilewati",
}


@dataclass(frozen=True, slots=True)
class Mark:
    """What the map tells of one step.

    Of one case its state, how often it was done again (`loops`) and how often late; of many
    cases how many lie there (`count`) and how many of these are late. Of a draft what it changes.
    """

    state: MarkState | None = None
    count: int | None = None
    late: int = 0
    loops: int = 0
    changed: bool = False


def to_svg(
    sop: Sop,
    *,
    marks: Mapping[int, Mark] = MappingProxyType({}),
    names: Mapping[int, str] = MappingProxyType({}),
    links: Mapping[int, str] = MappingProxyType({}),
    title: str = "",
    full_bar: int = 0,
    show_names: bool = True,
) -> str:
    """Return the flowchart of a checked SOP, with `marks` drawn on it.

    `names` are short names of steps, otherwise the beginning of the activity; `links` make a
    step a link. `full_bar` is the number of cases that fills a bar, so that several maps can be
    compared; otherwise the largest count does. Without names it is narrow and shows the times of
    the steps instead. The words for those who don't see it stand in
    `<title>` and `<desc>`. The same arguments always give the same text.

    :raises NotDrawable: if so many ways cross that no drawing is found.
    """
    return _Map(sop, marks, names, links, full_bar, show_names=show_names).text(title)


class _Map:
    def __init__(
        self,
        sop: Sop,
        marks: Mapping[int, Mark],
        names: Mapping[int, str],
        links: Mapping[int, str],
        full_bar: int,
        *,
        show_names: bool,
    ) -> None:
        self._sop, self._marks, self._links = sop, marks, links
        self._names = {
            step.no: clean(names.get(step.no, "")) or _short(clean(step.activity))
            for step in sop.steps
        }
        counted = [mark for mark in marks.values() if mark.count is not None]
        self._full = full_bar or max([1, *(mark.count or 0 for mark in counted)])
        figures = (line_width(_figures(m), LETTER_SIZE, screen_widths, bold=True) for m in counted)
        bars = max([_BAR_WIDTH, *figures]) + 2 * _INSET
        self._shows_names = show_names
        self._left = _NAME_WIDTH if show_names else self._time_width()
        self._right = bars if counted else 0
        self._lines = {step.no: self._name_lines(step.no) for step in sop.steps}
        heights = (len(lines) * LETTER_LINE + 2 * _INSET for lines in self._lines.values())
        self._chart = map_chart(sop, tuple(-(-height // PITCH) for height in heights))
        room = self._chart.lane_width - _HEAD_INSET
        self._titles = [
            wrapped(clean(lane.name), room, LETTER_SIZE, screen_widths, bold=True)
            for lane in sop.lanes
        ]
        self._head = max(map(len, self._titles)) * LETTER_LINE + 2 * _HEAD_INSET

    def text(self, title: str) -> str:
        """Return the whole drawing."""
        chart = self._chart
        width = self._left + chart.width + self._right
        height = self._head + chart.height
        name = re.sub(r"[^a-z0-9]+", "-", self._sop.id.lower()) or "sop"
        # A picture is one thing to a screen reader; one with links must be walked through.
        role = "group" if self._links else "img"
        said = title or f"Bagan alir {clean(self._sop.title)}"
        attributes = [
            'xmlns="http://www.w3.org/2000/svg"',
            f'viewBox="0 0 {width} {height}" width="{_px(width)}" height="{_px(height)}"',
            f'class="sop-map" role="{role}" aria-labelledby="{name}-title {name}-desc"',
            'fill="none" stroke="currentColor" stroke-width="4" stroke-linejoin="round"',
            f'font-family="system-ui, sans-serif" font-size="{LETTER_SIZE}"',
        ]
        lines = [
            f"<svg {' '.join(attributes)}>",
            f'<title id="{name}-title">{_escaped(said)}</title>',
            f'<desc id="{name}-desc">{_escaped(self.description())}</desc>',
            f'<g transform="translate({self._left} {self._head})">',
            *(line for step in self._sop.steps for line in self._step(step.no)),
            # Above the rows, but not in the way of a click on one.
            '<g pointer-events="none">',
            *self._rules(),
            *self._arrows(),
            *self._events(),
            *(line for words in (*chart.labels, *chart.texts) for line in _words(words)),
            "</g>",
            "</g>",
            "</svg>",
        ]
        return "\n".join(lines) + "\n"

    def description(self) -> str:
        """Return the map in sentences, one a step."""
        return " ".join(f"{self._sentence(step.no)}." for step in self._sop.steps)

    def _sentence(self, no: int) -> str:
        parts = [f"Langkah {no}, {executor_words(self._sop, no)}: {self._names[no].rstrip('.')}"]
        mark = self._marks.get(no, Mark())
        parts += [] if self._shows_names else [clean(str(self._sop.step(no).time))]
        parts += _state_words(mark)
        parts += [f"{mark.count} berkas"] if mark.count is not None else []
        parts += [f"{mark.late} terlambat"] if mark.late and mark.count is not None else []
        return "; ".join([*parts, following_words(self._sop, no)])

    def _name_lines(self, no: int) -> list[tuple[str, str]]:
        """Return the lines of a step's name or time, then its mark's, each with its class."""
        room = self._left - 3 * _INSET - LETTER_LINE
        told = self._names[no] if self._shows_names else clean(str(self._sop.step(no).time))
        lines = wrapped(told, room, LETTER_SIZE, screen_widths, bold=True)
        found = [(line, "sop-map-name") for line in lines]
        mark = self._marks.get(no, Mark())
        words = _state_words(mark)
        if words and (len(words) > 1 or mark.state not in (MarkState.DONE, MarkState.NEXT)):
            found.append((" · ".join(words), "sop-map-state"))
        return found

    def _time_width(self) -> int:
        times = (clean(str(step.time)) for step in self._sop.steps)
        words = (line_width(one, LETTER_SIZE, screen_widths, bold=True) for one in times)
        return min(_NAME_WIDTH, max(_TIME_WIDTH, *words) + 3 * _INSET + LETTER_LINE)

    def _rules(self) -> Iterator[str]:
        """Yield the borders of lanes and rows; words of answers interrupt those of lanes."""
        chart = self._chart
        yield '<g class="sop-map-rules" stroke-width="2" stroke-opacity=".3" aria-hidden="true">'
        right = chart.width + self._right
        for y in (0, *(band.bottom for band in chart.bands)):
            yield f'<path d="M{-self._left} {y}H{right}"/>'
        for lane in range(chart.lanes + 1):
            x = lane * chart.lane_width
            pieces = "".join(f"M{x} {top}V{end}" for top, end in self._free_pieces(x))
            yield f'<path d="{pieces}"/>'
        yield "</g>"
        yield '<g class="sop-map-lanes" font-weight="bold">'
        for lane, lines in enumerate(self._titles):
            x = lane * chart.lane_width + chart.lane_width // 2
            top = -self._head // 2 - len(lines) * LETTER_LINE // 2
            for index, line in enumerate(lines):
                yield _text(line, x, top + index * LETTER_LINE, Align.CENTER)
        top = -self._head // 2 - LETTER_LINE // 2
        left = "Kegiatan" if self._shows_names else "Waktu"
        yield _text(left, -self._left + _INSET, top, Align.LEFT)
        if self._right:
            yield _text("Berkas", chart.width + _INSET, top, Align.LEFT)
        yield "</g>"

    def _free_pieces(self, x: int) -> Iterator[tuple[int, int]]:
        """Yield the pieces of a lane's border between the words that stand across it."""
        top = -self._head
        for words in sorted((*self._chart.labels, *self._chart.texts), key=lambda w: w.box.y):
            if words.box.x - 4 < x < words.box.right + 4:
                if words.box.y - 4 > top:
                    yield top, words.box.y - 4
                top = max(top, words.box.bottom + 4)
        yield top, self._chart.height

    def _arrows(self) -> Iterator[str]:
        yield '<g class="sop-map-arrows" aria-hidden="true">'
        for joint in self._chart.joints:
            yield f'<path d="{_path([joint.begin, joint.end])}"/>'
        for arrow in self._chart.arrows:
            yield f'<path d="{_path(arrow.points)}"/>'
            head = " ".join(f"{x},{y}" for x, y in _head(*arrow.points[-2:]))
            yield f'<polygon points="{head}" fill="currentColor" stroke="none"/>'
        yield "</g>"

    def _events(self) -> Iterator[str]:
        for symbol in self._chart.symbols:
            if symbol.text:
                yield '<g class="sop-map-event">'
                yield _shape(symbol)
                yield _text(symbol.text, *_middle(symbol.box), Align.CENTER)
                yield "</g>"

    def _step(self, no: int) -> Iterator[str]:
        mark = self._marks.get(no, Mark())
        band = next(band for band in self._chart.bands if band.no == no)
        kinds = " ".join(
            ["sop-map-step", *([f"is-{mark.state}"] if mark.state else [])]
            + (["is-late"] if mark.late else [])
            + (["is-changed"] if mark.changed else [])
        )
        link = self._links.get(no)
        if link is not None:
            label = _quoted(self._sentence(no))
            yield f'<a class="sop-map-link" href="{_quoted(link)}" aria-label="{label}">'
        current = ' aria-current="step"' if mark.state is MarkState.NOW else ""
        yield f'<g class="{kinds}"{current}>'
        yield f"<title>{_escaped(self._sentence(no))}</title>"
        width = self._left + self._chart.width + self._right
        yield (
            f'<rect class="sop-map-row" x="{-self._left}" y="{band.y}" width="{width}" '
            f'height="{band.height}" stroke="none"/>'
        )
        for symbol in self._chart.symbols:
            if symbol.no == no and not symbol.text:
                yield _shape(symbol, mark.state)
                shown = f"{no}\u2009✓" if mark.state is MarkState.DONE else str(no)
                yield _text(shown, *_middle(symbol.box), Align.CENTER, "sop-map-no")
        yield from self._name(no, band)
        if mark.count is not None:
            yield from self._bar(mark, band)
        yield "</g>"
        if link is not None:
            yield "</a>"

    def _name(self, no: int, band: Band) -> Iterator[str]:
        lines = self._lines[no]
        top = band.own_y + (band.own_height - len(lines) * LETTER_LINE) // 2
        left = -self._left + _INSET
        yield _text(f"{no}.", left, top, Align.LEFT, "sop-map-name")
        for index, (line, kind) in enumerate(lines):
            x = left + LETTER_LINE + _INSET
            yield _text(line, x, top + index * LETTER_LINE, Align.LEFT, kind)

    def _bar(self, mark: Mark, band: Band) -> Iterator[str]:
        """Yield the bar of a step's cases, the late ones first in it, and the figures above."""
        x, room = self._chart.width + _INSET, self._right - 2 * _INSET
        top = band.own_y + (band.own_height - LETTER_LINE - _BAR) // 2
        yield _text(_figures(mark), x, top, Align.LEFT, "sop-map-count")
        pairs = (("sop-map-bar", mark.count or 0, ".35"), ("sop-map-late", mark.late, "1"))
        for kind, cases, opacity in pairs:
            length = min(room, room * cases // self._full)
            if cases:
                yield (
                    f'<rect class="{kind}" x="{x}" y="{top + LETTER_LINE}" '
                    f'width="{max(2, length)}" height="{_BAR}" fill="currentColor" '
                    f'fill-opacity="{opacity}" stroke="none"/>'
                )


def _state_words(mark: Mark) -> list[str]:
    words = [_STATE_WORDS[mark.state]] if mark.state else []
    words += [f"diulang {mark.loops}×"] if mark.loops else []
    words += ["▲ lewat batas"] if mark.late and mark.count is None else []
    return words + (["diubah"] if mark.changed else [])


def _figures(mark: Mark) -> str:
    return f"{mark.count}" + (f" · ▲ {mark.late} terlambat" if mark.late else "")


def _short(activity: str) -> str:
    if len(activity) <= _LONGEST_NAME:
        return activity
    return activity[:_LONGEST_NAME].rsplit(" ", 1)[0].rstrip(",;") + "…"


def _shape(symbol: Symbol, state: MarkState | None = None) -> str:
    box = symbol.box
    look = (
        {
            MarkState.NOW: ' stroke-width="10"',
            MarkState.DONE: ' fill="currentColor" fill-opacity=".12"',
            MarkState.SKIPPED: ' stroke-dasharray="10 8"',
        }.get(state, "")
        if state
        else ""
    )
    kind = f"sop-map-symbol sop-map-{symbol.shape.name.lower()}"
    if symbol.shape is Shape.CAPSULE:
        place = f'x="{box.x}" y="{box.y}" width="{box.width}" height="{box.height}"'
        return f'<rect class="{kind}" {place} rx="{min(box.width, box.height) // 2}"{look}/>'
    points = " ".join(f"{point.x},{point.y}" for point in symbol.outline())
    return f'<polygon class="{kind}" points="{points}"{look}/>'


def _words(words: Words) -> Iterator[str]:
    box = words.box
    x = {Align.LEFT: box.x, Align.CENTER: box.center.x, Align.RIGHT: box.right}[words.align]
    for index, line in enumerate(words.lines):
        yield _text(line, x, box.y + index * LETTER_LINE, words.align, "sop-map-label")


def _text(line: str, x: int, top: int, align: Align, kind: str = "") -> str:
    """Return one line of words whose upper border is at `top`."""
    anchor = {Align.LEFT: "", Align.CENTER: "middle", Align.RIGHT: "end"}[align]
    how = (f' class="{kind}"' if kind else "") + (f' text-anchor="{anchor}"' if anchor else "")
    y = top + (LETTER_LINE + LETTER_SIZE * 7 // 10) // 2
    return f'<text x="{x}" y="{y}"{how} fill="currentColor" stroke="none">{_escaped(line)}</text>'


def _middle(box: Box) -> tuple[int, int]:
    """Return where a line stands whose middle is that of the box."""
    return box.center.x, box.center.y - LETTER_LINE // 2


def _path(points: Sequence[Point]) -> str:
    """Return the pieces of a line, each only as far as it moves."""
    moves = [f"M{points[0].x} {points[0].y}"]
    moves += [f"H{b.x}" if a.y == b.y else f"V{b.y}" for a, b in pairwise(points)]
    return "".join(moves)


def _head(before: Point, tip: Point) -> list[tuple[int, int]]:
    dx, dy = (tip.x > before.x) - (tip.x < before.x), (tip.y > before.y) - (tip.y < before.y)
    return [
        (tip.x, tip.y),
        *((tip.x - 20 * dx + 8 * s * dy, tip.y - 20 * dy + 8 * s * dx) for s in (1, -1)),
    ]


def _px(length: int) -> str:
    return f"{length * _SCALE:.0f}"


def _escaped(text: str) -> str:
    return escape(_NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text))


def _quoted(text: str) -> str:
    return escape(_NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text), {'"': "&quot;"})
