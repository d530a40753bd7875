"""The lines that were written into the office's five books within a period."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sigap.cases.queries.registers import TITLES, lines_within
from sigap.cases.queries.worklog import permit_names
from sigap.reports import REPORTS
from sigap.reports.summary import CHANNELS
from sigap.reports.table import Column, Kind, Report, Table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from sigap.reports.audience import Audience
    from sigap.reports.period import Period
    from sigap.reports.table import Value

STATUS = {
    "open": "Diproses",
    "waiting-complainant": "Menunggu kelengkapan dari pelapor",
    "held": "Ditunda",
    "forwarded": "Diteruskan ke instansi lain",
    "withdrawn": "Dicabut",
    "merged": "Digabung ke berkas lain",
    "closed": "Selesai",
}
_COLUMNS = [
    Column("no", "No.", Kind.COUNT),
    Column("at", "Dicatat", Kind.MOMENT),
    Column("case", "Berkas"),
    Column("subject", "Pokok"),
    Column("permit_type", "Jenis izin"),
    Column("channel", "Kanal"),
    Column("received_at", "Diterima", Kind.MOMENT),
    Column("due_at", "Janji", Kind.MOMENT),
    Column("closed_at", "Berakhir", Kind.MOMENT),
    Column("status", "Keadaan"),
    Column("facts", "Keterangan", on_paper=False),
]


def build(audience: Audience, period: Period, now: datetime) -> Report:
    """Return a table for each of the five books."""
    books = {book: list(_rows(audience, book, period)) for book in TITLES}
    tables = [Table(book, TITLES[book], _COLUMNS, rows) for book, rows in books.items()]
    # For forms that hold one table only: the five books under one another.
    lines = ([book, *row] for book, rows in books.items() for row in rows)
    columns = [Column("book", "Buku"), *_COLUMNS]
    tables.append(Table("lines", "Semua buku", columns, lines, is_detail=True))
    note = "Nomor yang tidak tampak milik berkas yang tidak boleh Anda lihat."
    notes = [note] if audience.viewer is not None else []
    return Report("registers", REPORTS["registers"].title, period, now, tables, "lines", notes)


def _rows(audience: Audience, book: str, period: Period) -> Iterator[list[Value]]:
    permits = dict(permit_names().values())
    for line in lines_within(book, viewer=audience.viewer, span=period.span):
        facts = "; ".join(f"{name}: {value}" for name, value in line["facts"].items())
        yield [
            line["no"],
            _moment(line["at"], period.zone),
            line["case"],
            line["subject"],
            permits.get(line["permit_type"], line["permit_type"]),
            CHANNELS.get(line["channel"], line["channel"]),
            _moment(line["received_at"], period.zone),
            _moment(line["due_at"], period.zone),
            _moment(line["closed_at"], period.zone),
            STATUS[line["status"]],
            facts,
        ]


def _moment(moment: datetime | None, zone: ZoneInfo) -> str | None:
    return moment.astimezone(zone).isoformat(timespec="seconds") if moment else None
