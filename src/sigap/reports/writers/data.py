"""JSON: all tables (or one) as lists of objects; a record as one object."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sigap.reports.table import Report, Table


def write(report: Report, table: str) -> Iterator[bytes]:
    """Return the report in one piece."""
    text = json.dumps(as_data(report, table), ensure_ascii=False, indent=1)
    return iter([text.encode() + b"\n"])


def as_data(report: Report, table: str = "") -> dict[str, Any]:
    """Return the report as JSON values: its shown tables, or the one asked for."""
    tables = [one for one in report.tables if one.id == table] if table else report.shown
    return {
        "report": report.name,
        "title": report.title,
        "from": report.period.first.isoformat(),
        "to": report.period.last.isoformat(),
        "made_at": report.made_at.astimezone(report.period.zone).isoformat(timespec="seconds"),
        "notes": report.notes,
        "tables": {one.id: _rows(one) for one in tables},
    }


def _rows(table: Table) -> Any:  # noqa: ANN401 - JSON values
    keys = [column.key for column in table.columns]
    rows = [dict(zip(keys, row, strict=True)) for row in table.rows]
    return rows[0] if table.is_record and rows else rows
