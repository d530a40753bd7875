"""The office's five books, line by line; identity is not in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Max, OuterRef, Q, Subquery

from sigap.cases.access import in_visible_case
from sigap.cases.models import Document, NumberSequence, RegisterClosing, RegisterEntry
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
# Ruled pages take the renderer some seconds and a quarter gigabyte for as many lines as these.
LINES_A_VOLUME = 1000
_ROWS_A_FETCH = 500
_WITHHELD = "rahasia"


def lines(
    book: str, *, actor: Actor, year: int, limit: int, cursor: str = "", search: str = ""
) -> Rows:
    """Return a page of a book's lines of one year, in their order.

    Lines of cases that the actor may not know of are left out; their numbers stay taken.
    `search` looks in what the line says; a closed year is shown as it was closed.

    :raises Refused: `unknown-cursor`.
    """
    rows = _lines(book, actor=actor, year=year).filter(sequence__gt=after_id(cursor))
    if search:
        rows = rows.filter(_says(search))
    return page(list(rows[: limit + 1]), limit, _line, lambda row: (row.sequence,))


def all_lines(book: str, *, actor: Actor, year: int) -> Iterator[dict[str, Any]]:
    """Yield all lines of a book's year, for a file."""
    for row in _lines(book, actor=actor, year=year).iterator(chunk_size=_ROWS_A_FETCH):
        yield _line(row)


def lines_within(
    book: str, *, viewer: Actor | None, span: Span, places: slice = slice(None)
) -> Iterator[dict[str, Any]]:
    """Yield the lines of a book that were written within `span`, or those at `places` of them.

    Without a viewer every line, but of a secret case not what it is about.
    """
    rows = _beside(_written_within(book, viewer, span)).order_by("year", "sequence")
    for row in rows[places].iterator(chunk_size=_ROWS_A_FETCH):
        is_told = viewer is not None or not row.case.confidential
        line = _line(row)
        yield line if is_told else {**line, "subject": _WITHHELD, "facts": {}}


def count_within(book: str, *, viewer: Actor | None, span: Span) -> int:
    """Return how many lines `lines_within` yields."""
    return _written_within(book, viewer, span).count()


def this_year(*, now: datetime) -> int:
    """Return the office's year at `now`."""
    return calendar_of_version(current_calendar_id()).local_day(now).year


def closing_of(book: str, year: int) -> RegisterClosing | None:
    """Return how a year of a book was closed, None while it is open."""
    return RegisterClosing.objects.filter(register=book, year=year).first()


def ruled_lines(
    book: str, year: int, *, actor: Actor | None = None, volume: int | None = None
) -> Iterator[dict[str, Any]]:
    """Yield the lines of a year, or of one of its volumes; without an actor every one of them."""
    rows = _lines(book, actor=actor, year=year)
    if volume is not None:
        last = volume * LINES_A_VOLUME
        rows = rows.filter(sequence__gt=last - LINES_A_VOLUME, sequence__lte=last)
    for row in rows.iterator(chunk_size=_ROWS_A_FETCH):
        yield _line(row)


def volumes_of(book: str, year: int) -> int:
    """Return how many volumes a year of a book fills: the numbers 1 to 1 000 the first, and so on.

    The same for everybody, whatever lines one may not see.
    """
    written = RegisterEntry.objects.filter(register=book, year=year)
    last = written.aggregate(last=Max("sequence"))["last"] or 0
    return max(1, -(-last // LINES_A_VOLUME))


def line_of_case(book: str, case_id: int) -> dict[str, Any] | None:
    """Return the last line of a case in a book, None if it has none."""
    found = RegisterEntry.objects.filter(register=book, case=case_id).order_by("-pk").first()
    if found is None:
        return None
    return _line(_lines(book, actor=None, year=found.year).get(pk=found.pk))


def years_of(book: str) -> list[int]:
    """Return the years in which something was written into a book, the newest first."""
    taken = NumberSequence.objects.filter(series=f"buku:{book}", last__gt=0)
    return list(taken.order_by("-year").values_list("year", flat=True))


def _says(search: str) -> Q:
    texts = ("case__number", "case__subject", "case__registration_number", "case__outside_number")
    found = Q()
    for text in texts:
        found |= Q(**{f"{text}__icontains": search})
    return found | Q(case__permit_type__name__icontains=search)


def _lines(book: str, *, actor: Actor | None, year: int) -> QuerySet[RegisterEntry]:
    rows = RegisterEntry.objects.filter(register=book, year=year)
    if actor is not None:
        rows = rows.filter(in_visible_case(actor))
    return _beside(rows).order_by("sequence")


def _written_within(book: str, viewer: Actor | None, span: Span) -> QuerySet[RegisterEntry]:
    rows = RegisterEntry.objects.filter(register=book, at__gte=span.begins, at__lt=span.ends)
    return rows.filter(case__in=seen_by(viewer))


def _beside(rows: QuerySet[RegisterEntry]) -> QuerySet[RegisterEntry]:
    """Return lines with what the ruled pages say of each case beside, in one query."""
    papers = Document.objects.filter(case=OuterRef("case"), revoked_at=None)
    answers = papers.filter(kind="surat-balasan").order_by("-version")
    slips = papers.filter(kind="lembar-disposisi").order_by("pk")
    shelved = RegisterEntry.objects.filter(case=OuterRef("case"), register="buku-arsip")
    return rows.select_related("case__permit_type").annotate(
        answer_number=Subquery(answers.values("number")[:1]),
        disposed_at=Subquery(slips.values("issued_at")[:1]),
        archive_sequence=Subquery(shelved.order_by("-pk").values("sequence")[:1]),
        archive_year=Subquery(shelved.order_by("-pk").values("year")[:1]),
    )


def _line(row: RegisterEntry) -> dict[str, Any]:
    """Return a line with what its case has come to; of a closed year as it stood then."""
    if row.frozen is not None:
        return dict(row.frozen)
    case, beside = row.case, vars(row)  # what `_lines` annotated
    shelved = beside["archive_sequence"]
    return {
        **_told(row),
        "complainant_kind": case.complainant_kind,
        "complaint_class": case.complaint_class,
        "answered_at": case.answered_at,
        "answer_number": beside["answer_number"] or "",
        "disposed_at": beside["disposed_at"],
        "archive_line": f"{shelved}/{beside['archive_year']}" if shelved else "",
    }


def _told(row: RegisterEntry) -> dict[str, Any]:
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
