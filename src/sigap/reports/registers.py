"""The lines that were written into the office's five books within a period."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from sigap.cases.queries.registerpdf import chosen_volume, ruled_pages
from sigap.cases.queries.registers import LINES_A_VOLUME, TITLES, count_within, lines_within
from sigap.cases.queries.worklog import permit_names
from sigap.reports import REPORTS
from sigap.reports.summary import CHANNELS
from sigap.reports.table import Column, Kind, Report, Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from zoneinfo import ZoneInfo

    from sigap.cases.actor import Actor
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
    """Return a table for each of the five books, read from the database as it is written."""
    tables = [Table(book, TITLES[book], _COLUMNS, _rows(audience, book, period)) for book in TITLES]
    # For forms that hold one table only: the five books under one another.
    lines = ([book, *row] for book in TITLES for row in _rows(audience, book, period))
    columns = [Column("book", "Buku"), *_COLUMNS]
    tables.append(Table("lines", "Semua buku", columns, lines, is_detail=True))
    note = "Nomor yang tidak tampak milik berkas yang tidak boleh Anda lihat."
    notes = [note] if audience.viewer is not None else []
    return Report(
        "registers",
        REPORTS["registers"].title,
        period,
        now,
        tables,
        "lines",
        notes,
        paper=partial(_ruled, viewer=audience.viewer, period=period, notes=notes, now=now),
    )


def _ruled(
    ids: Sequence[str],
    volume: int | None,
    *,
    viewer: Actor | None,
    period: Period,
    notes: Sequence[str],
    now: datetime,
) -> bytes:
    """Return the lines of books as the books themselves look; of many lines one volume."""
    books = [book for book in TITLES if book in ids or "lines" in ids]
    counts = [count_within(book, viewer=viewer, span=period.span) for book in books]
    of = max(1, -(-sum(counts) // LINES_A_VOLUME))
    number = chosen_volume(volume, of)
    first = (number - 1) * LINES_A_VOLUME
    begun, shown = 0, []
    for book, count in zip(books, counts, strict=True):
        # The books stand one behind the other; this volume cuts its lines out of the row.
        places = slice(max(0, first - begun), max(0, first + LINES_A_VOLUME - begun))
        is_within = places.start < count and places.stop > 0
        if is_within or (of == 1 and count == 0):
            lines = lines_within(book, viewer=viewer, span=period.span, places=places)
            shown.append((book, lines))
        begun += count
    return ruled_pages(
        shown,
        period=period.words,
        volume=f"jilid {number} dari {of}" if of > 1 else "",
        notes=notes,
        now=now,
    )


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


def _moment(value: str | datetime | None, zone: ZoneInfo) -> str | None:
    # Of a closed year the moments come as text.
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment.astimezone(zone).isoformat(timespec="seconds") if moment else None
