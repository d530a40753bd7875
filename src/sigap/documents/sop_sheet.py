"""An SOP printed as its decree prints it (PermenPANRB 35/2012): head, table, flowchart, on A4.

The same SOP gives the same bytes: the file is dated by the day on which the SOP takes effect.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime, time
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sigap.core.sop.chart import NotDrawable, Shape
from sigap.core.sop.chart_words import SYMBOL_NAMES, following_words
from sigap.core.sop.print_layout import (
    APPROVER,
    HEAD_LABELS,
    LIST_LABELS,
    clean,
    list_items,
    printed_date,
)
from sigap.core.sop.sheet import (
    HEAD_ROW,
    LETTER_LINE,
    LETTER_SIZE,
    NUMBER_ROW,
    TITLE_LINE,
    TITLE_SIZE,
    sheet_of,
)
from sigap.core.sop.sheet_cells import HEAD_LINE, HEAD_SIZE, INDENT, INSET, LINE, SIZE
from sigap.documents.failures import RenderFailed
from sigap.documents.font_widths import STRETCH, narrow_widths
from sigap.documents.render import STANDARDS, compiled
from sigap.documents.text import clean as printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sigap.core.sop.chart import Band, Chart, Symbol
    from sigap.core.sop.definition import Sop
    from sigap.core.sop.layout import Box, Point
    from sigap.core.sop.sheet import SheetPage
    from sigap.core.sop.sheet_cells import Line

TEMPLATE = "sop/sheet.typ"


def sop_pdf(sop: Sop) -> bytes:
    """Return a checked SOP as PDF/A-2a, A4 across.

    :raises RenderFailed: with a one-line reason.
    """
    pdf, _ = compiled(
        TEMPLATE,
        sheet_data(sop),
        format="pdf",
        pdf_standards=STANDARDS,
        timestamp=dated(sop),
    )
    return pdf


def dated(sop: Sop) -> datetime:
    """Return the moment that the file bears: the first of the day on which the SOP takes effect."""
    return datetime.combine(sop.decree.effective, time(), UTC)


def sheet_data(sop: Sop) -> str:
    """Return all that the template draws, as JSON; lengths are tenths of a millimetre.

    :raises RenderFailed: if no drawing of the flowchart was found.
    """
    sop = _printable(sop)
    try:
        sheet = sheet_of(sop, narrow_widths)
    except NotDrawable:
        reason = f"{sop.id}: bagan alirnya terlalu rumit untuk digambar; kurangi cabangnya"
        raise RenderFailed("facts", reason) from None
    columns = sheet.columns
    data = {
        "head": _head(sop),
        "table": {
            "scale": sheet.scale,
            "title": sheet.title,
            "title_height": sheet.title_height,
            "columns": [
                *(columns.no, columns.activity),
                *(columns.lane for _ in sop.lanes),
                *(columns.requirements, columns.time, columns.outputs, columns.note),
            ],
            "lanes": sheet.lane_titles,
            "head_rows": [HEAD_ROW, sheet.lane_row, NUMBER_ROW],
        },
        "letters": {
            "title": [TITLE_SIZE, TITLE_LINE],
            "head": [HEAD_SIZE, HEAD_LINE],
            "cell": [SIZE, LINE],
            "chart": [LETTER_SIZE, LETTER_LINE],
            "inset": INSET,
            "indent": INDENT,
            "stretch": STRETCH,
        },
        "pages": [_page(sop, page) for page in sheet.pages],
    }
    return json.dumps(data, ensure_ascii=False, sort_keys=True)


def _printable(value: Any) -> Any:  # noqa: ANN401 - whatever an SOP is made of
    """Return `value` with every text in it made fit for paper."""
    if isinstance(value, StrEnum):
        return value
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, tuple):
        return tuple(map(_printable, value))
    if isinstance(value, Mapping):
        return {key: _printable(text) for key, text in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        parts = {field.name: getattr(value, field.name) for field in fields(value)}
        return replace(value, **{name: _printable(part) for name, part in parts.items()})
    return value


def _head(sop: Sop) -> dict[str, Any]:
    decree = sop.decree
    top = [
        ("", f"LAMPIRAN {clean(decree.annex)}" if decree.annex else ""),
        ("", clean(decree.instrument)),
        ("NOMOR", clean(decree.number)),
        ("TANGGAL", printed_date(decree.date)),
        ("TENTANG", clean(decree.about)),
    ]
    values = (
        clean(decree.sop_number or decree.number),
        printed_date(decree.created),
        printed_date(decree.revised),
        printed_date(decree.effective),
        clean(decree.approver),
        clean(sop.title),
    )
    lists = (
        (_items(decree.legal_basis), _items(decree.qualifications)),
        (_items(decree.related), _items(decree.equipment)),
        (_items([decree.warning]), _items([decree.recording])),
    )
    return {
        "decree": [row for row in top if row[1]],
        "institution": clean(decree.institution),
        "rows": list(zip(HEAD_LABELS, values, strict=True)),
        "approver_label": APPROVER,
        "approver_name": clean(decree.approver_name),
        "lists": [
            {"labels": labels, "texts": texts}
            for labels, texts in zip(LIST_LABELS, lists, strict=True)
        ],
        "title": clean(sop.title),
        "number": clean(decree.sop_number or decree.number),
    }


def _items(texts: Sequence[str]) -> list[str]:
    return [item for text in texts for item in list_items(text)]


def _page(sop: Sop, page: SheetPage) -> dict[str, Any]:
    chart = page.chart
    rows = []
    for row, band in zip(page.rows, chart.bands, strict=True):
        cells = row.cells
        rows.append(
            {
                "no": "" if row.continued else str(row.no),
                "height": band.height,
                "own": [band.own_y - band.y, band.own_height],
                "activity": _lines(cells.activity),
                "requirements": _lines(cells.requirements),
                "time": _lines(cells.time),
                "outputs": _lines(cells.outputs),
                "note": _lines(cells.note),
                "lanes": [_in_lane(sop, chart, band, lane) for lane in range(chart.lanes)],
            }
        )
    return {
        "rows": rows,
        "height": chart.height,
        "joints": [_points([joint.begin, joint.end]) for joint in chart.joints],
        "arrows": [_points(arrow.points) for arrow in chart.arrows],
    }


def _in_lane(sop: Sop, chart: Chart, band: Band, lane: int) -> dict[str, Any]:
    """Return what stands in one cell of the lanes, placed from its corner."""
    x = lane * chart.lane_width

    def is_here(box: Box) -> bool:
        middle = box.center
        return x <= middle.x < x + chart.lane_width and band.y <= middle.y < band.bottom

    return {
        "symbols": [
            {
                "shape": symbol.shape.name.lower(),
                "box": _box(symbol.box, x, band.y),
                "points": [[p.x - symbol.box.x, p.y - symbol.box.y] for p in symbol.outline()],
                "text": symbol.text,
                "alt": _alt(sop, chart, symbol),
            }
            for symbol in chart.symbols
            if is_here(symbol.box)
        ],
        "words": [
            {"lines": words.lines, "box": _box(words.box, x, band.y), "align": words.align}
            for words in (*chart.labels, *chart.texts)
            if is_here(words.box)
        ],
    }


def _alt(sop: Sop, chart: Chart, symbol: Symbol) -> str:
    name = SYMBOL_NAMES[symbol.shape]
    if symbol.shape is Shape.CONNECTOR:
        arrow = next(arrow for arrow in chart.arrows if arrow.letter == symbol.text)
        is_leaving = arrow.way.source == symbol.no
        other = arrow.way.target if is_leaving else arrow.way.source
        return f"{name} {symbol.text}: {'ke' if is_leaving else 'dari'} langkah {other}"
    if symbol.text:
        return name
    return f"{name}: {following_words(sop, symbol.no)}"


def _lines(lines: Sequence[Line]) -> list[list[Any]]:
    return [[line.text, line.begins, line.hangs] for line in lines]


def _points(points: Sequence[Point]) -> list[list[int]]:
    return [[point.x, point.y] for point in points]


def _box(box: Box, x: int, y: int) -> list[int]:
    return [box.x - x, box.y - y, box.width, box.height]
