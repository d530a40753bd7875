"""How a report is written down: one file a form, listed here."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from sigap.core.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sigap.reports.table import Report

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Writer:
    """A form: its media type, and the module that writes it."""

    media_type: str
    module: str


WRITERS: Mapping[str, Writer] = {
    "csv": Writer("text/csv", "delimited"),
    "json": Writer("application/json", "data"),
    "pdf": Writer("application/pdf", "paper"),
    "xes": Writer("application/xml", "event_log"),
    "xlsx": Writer(XLSX, "spreadsheet"),
}


def write(
    report: Report, form: str, *, table: str = "", volume: int | None = None
) -> Iterator[bytes]:
    """Yield a report in a form, piece by piece.

    `table` names one table to be written alone; CSV without it holds the report's main table.
    `volume` is one of those into which books too thick for one PDF are divided.

    :raises Refused: `invalid-data` for a table that there is not, a report without an event log,
        or more rows than the form holds; `book-too-long`, `no-such-volume`, `paper-failed`;
        before the first piece.
    """
    if table and report.table(table) is None:
        known = ", ".join(one.id for one in report.tables)
        raise Refused(
            "invalid-data",
            f"Tabel “{table[:40]}” tidak ada dalam laporan ini; yang ada: {known}.",
            field="table",
        )
    writer = import_module(f"{__name__}.{WRITERS[form].module}")
    of_volume = {"volume": volume} if form == "pdf" else {}
    pieces: Iterator[bytes] = writer.write(report, table, **of_volume)
    return pieces


def file_name(report: Report, form: str, *, table: str = "", volume: int | None = None) -> str:
    """Return the name of the file that a report is kept under."""
    middle = (f"-{table}" if table else "") + (f"-jilid-{volume}" if volume else "")
    period = report.period
    return f"{report.name}{middle}-{period.first.isoformat()}-{period.last.isoformat()}.{form}"
