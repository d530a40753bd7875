"""PDF: the shown tables on A4 across, set by Typst with the fonts of the office's papers."""

from __future__ import annotations

import json
from datetime import timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sigap.core.errors import Refused
from sigap.documents.failures import RenderFailed
from sigap.documents.indonesian import day_and_date
from sigap.documents.render import STANDARDS, compiled
from sigap.documents.text import one_line
from sigap.reports.table import Kind, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sigap.reports.table import Report, Table

_TEMPLATES = Path(__file__).parent.parent / "templates"
_MOST_ROWS = 5000


def write(report: Report, table: str, volume: int | None = None) -> Iterator[bytes]:
    """Return the paper in one piece.

    :raises Refused: `invalid-data` for a detail that no one would read on paper; `paper-failed`;
        of books `book-too-long` and `no-such-volume`.
    """
    if report.paper is not None:
        ids = [table] if table else [one.id for one in report.shown]
        return iter([report.paper(ids, volume)])
    chosen = [one for one in report.tables if one.id == table] if table else report.shown
    made_on = report.made_at.astimezone(report.period.zone).replace(microsecond=0)
    facts = {
        "title": report.title,
        "period": report.period.words,
        "made": f"{day_and_date(made_on.date())}, {made_on:%H.%M}",
        "notes": [one_line(note) for note in report.notes],
        "tables": [_table(one) for one in chosen],
    }
    try:
        pdf, _ = compiled(
            "laporan.typ",
            json.dumps(facts, ensure_ascii=False),
            root=_TEMPLATES,
            format="pdf",
            pdf_standards=STANDARDS,
            timestamp=made_on.astimezone(timezone(made_on.utcoffset() or timedelta(0))),
        )
    except RenderFailed as failed:
        raise Refused("paper-failed", f"PDF tidak dapat dibuat: {failed.reason}") from None
    return iter([pdf])


def _table(table: Table) -> dict[str, Any]:
    chosen = [i for i, c in enumerate(table.columns) if c.on_paper or table.is_record]
    columns = [table.columns[index] for index in chosen]
    rows: list[list[str]] = []
    for row in table.rows:
        if len(rows) == _MOST_ROWS:
            raise Refused(
                "invalid-data",
                f"{table.title} terlalu panjang untuk PDF. Pilih CSV atau XLSX.",
                field="as",
            )
        rows.append([one_line(words(row[i], table.columns[i].kind)) for i in chosen])
    return {
        "title": table.title,
        "note": one_line(table.note),
        "record": table.is_record,
        "columns": [{"title": c.title, "text": c.kind in _TEXTS} for c in columns],
        "rows": rows,
    }


_TEXTS = (Kind.TEXT, Kind.MOMENT)
