"""The office's five books, line by line; identity is not in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sigap.cases.access import visible_cases
from sigap.cases.models import RegisterEntry
from sigap.cases.queries.paging import Rows, after_id, page
from sigap.cases.queries.sops import calendar_of_version, current_calendar_id
from sigap.cases.queries.worklog import seen_by

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from django.db.models import QuerySet

    from sigap.cases.actor import Actor
    from sigap.cases.queries.worklog import Span

TITLES = {
    "buku-penerimaan-laporan": "Buku Penerimaan Laporan Pengaduan",
    "buku-pengaduan": "Buku Pengaduan",
    "buku-penerimaan": "Buku Penerimaan Pengaduan",
    "agenda-kerja": "Agenda Kerja",
    "buku-arsip": "Buku Arsip",
}
_ROWS_A_FETCH = 500
_WITHHELD = "rahasia"


def lines(book: str, *, actor: Actor, year: int, limit: int, cursor: str = "") -> Rows:
    """Return a page of a book's lines of one year, in their order.

    Lines of cases that the actor may not know of are left out; their numbers stay taken.

    :raises Refused: `unknown-cursor`.
    """
    rows = _lines(book, actor=actor, year=year).filter(sequence__gt=after_id(cursor))
    return page(list(rows[: limit + 1]), limit, _line, lambda row: (row.sequence,))


def all_lines(book: str, *, actor: Actor, year: int) -> Iterator[dict[str, Any]]:
    """Yield all lines of a book's year, for a file."""
    for row in _lines(book, actor=actor, year=year).iterator(chunk_size=_ROWS_A_FETCH):
        yield _line(row)


def lines_within(book: str, *, viewer: Actor | None, span: Span) -> Iterator[dict[str, Any]]:
    """Yield the lines of a book that were written within `span`, in their order.

    Without a viewer every line, but of a secret case not what it is about.
    """
    rows = (
        RegisterEntry.objects.filter(register=book, at__gte=span.begins, at__lt=span.ends)
        .filter(case__in=seen_by(viewer))
        .select_related("case__permit_type")
        .order_by("year", "sequence")
    )
    for row in rows.iterator(chunk_size=_ROWS_A_FETCH):
        is_told = viewer is not None or not row.case.confidential
        yield _line(row) if is_told else {**_line(row), "subject": _WITHHELD, "facts": {}}


def this_year(*, now: datetime) -> int:
    """Return the office's year at `now`."""
    return calendar_of_version(current_calendar_id()).local_day(now).year


def _lines(book: str, *, actor: Actor, year: int) -> QuerySet[RegisterEntry]:
    return (
        RegisterEntry.objects.filter(register=book, year=year, case__in=visible_cases(actor))
        .select_related("case__permit_type")
        .order_by("sequence")
    )


def _line(row: RegisterEntry) -> dict[str, Any]:
    case = row.case
    return {
        "no": row.sequence,
        "at": row.at,
        "case": case.number,
        "permit_type": case.permit_type.slug,
        "channel": case.channel,
        "subject": case.subject,
        "status": case.status,
        "received_at": case.received_at,
        "due_at": case.due_at,
        "closed_at": case.closed_at,
        "facts": row.facts,
    }
