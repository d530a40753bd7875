"""The shelf beside the file: what is lent, what stands where, what is missing on either side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef

from sigap.cases.access import visible_cases
from sigap.cases.models import Case, Document, FolderLoan, RegisterEntry, SignedCopy
from sigap.core.errors import InvalidInput
from sigap.core.numbering import normalise_code, parse_case_number
from sigap.documents.kinds import KINDS

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from sigap.cases.actor import Actor

ARCHIVE = "buku-arsip"
MOST_SHOWN = 200
_PARTS = (("cabinet", "Lemari"), ("shelf", "Rak"), ("box", "Boks"), ("folder", "Map"))


def place_words(place: dict[str, str]) -> str:
    """Return where paper stands, in words; "" if nobody wrote it down."""
    return " / ".join(f"{word} {place[part]}" for part, word in _PARTS if place.get(part))


def loans(*, actor: Actor, today: date) -> list[dict[str, Any]]:
    """Return the folders that are lent now, those longest overdue first."""
    rows = FolderLoan.objects.filter(returned_at=None, case__in=visible_cases(actor))
    return [
        {
            "id": row.pk,
            "case": row.case.number,
            "borrower": row.borrower.name,
            "lent_at": row.lent_at,
            "due_on": row.due_on,
            "is_late": row.due_on < today,
        }
        for row in rows.select_related("case", "borrower").order_by("due_on", "pk")[:MOST_SHOWN]
    ]


def shelved(*, actor: Actor, cabinet: str, shelf: str = "", box: str = "") -> dict[str, str]:
    """Return number and place of the folders that stand in a cabinet, shelf or box."""
    wanted = {"cabinet": cabinet, "shelf": shelf, "box": box}
    rows = _newest_lines(actor).filter(
        **{f"facts__place__{part}": value for part, value in wanted.items() if value}
    )
    found = rows.values_list("case__number", "facts")
    return {number: place_words(facts.get("place", {})) for number, facts in found}


def places_of(numbers: list[str], *, actor: Actor) -> dict[str, str]:
    """Return where these folders should stand; one that was never archived is left out."""
    rows = _newest_lines(actor).filter(case__number__in=numbers)
    found = rows.values_list("case__number", "facts")
    return {number: place_words(facts.get("place", {})) for number, facts in found}


def number_on_label(text: str, *, actor: Actor) -> str:
    """Return the case number that a scanned or typed label says; "" if it says none of ours."""
    last = text.strip().rstrip("/").rpartition("/")[2]
    try:
        parse_case_number(last)
    except InvalidInput:
        return _number_of_code(last, actor=actor)
    known = visible_cases(actor).filter(number=last.upper())
    return known.values_list("number", flat=True).first() or ""


def lacking(*, actor: Actor) -> dict[str, list[dict[str, Any]]]:
    """Return what is missing: signed paper without its scan, archived files without a place.

    Signed in ink and never scanned is missing in the file; a place that nobody wrote down is
    missing on the shelf. Each list ends after `MOST_SHOWN`.
    """
    return {"scans": _unscanned(actor), "places": _placeless(actor)}


def _unscanned(actor: Actor) -> list[dict[str, Any]]:
    scans = SignedCopy.objects.filter(document=OuterRef("pk"))
    rows = (
        Document.objects.filter(case__in=visible_cases(actor), revoked_at=None, signed_how="ink")
        .exclude(Exists(scans))
        .select_related("case")
        .defer("facts")
        .order_by("signed_at", "pk")
    )
    return [
        {
            "case": row.case.number,
            "title": KINDS[row.kind].title,
            "number": row.number,
            "code": row.code,
            "signed_at": row.signed_at,
        }
        for row in rows[:MOST_SHOWN]
    ]


def _placeless(actor: Actor) -> list[dict[str, Any]]:
    rows = _newest_lines(actor).select_related("case")
    found = []
    for row in rows.iterator(chunk_size=500):
        if not place_words(row.facts.get("place") or {}):
            found.append({"case": row.case.number, "at": row.at})
            if len(found) == MOST_SHOWN:
                break
    return found


def _newest_lines(actor: Actor) -> QuerySet[RegisterEntry]:
    """Return the newest line in the archive book of each case."""
    lines = RegisterEntry.objects.filter(register=ARCHIVE, case__in=visible_cases(actor))
    later = RegisterEntry.objects.filter(
        register=ARCHIVE, case=OuterRef("case"), pk__gt=OuterRef("pk")
    )
    return lines.exclude(Exists(later)).order_by("pk")


def _number_of_code(text: str, *, actor: Actor) -> str:
    try:
        code = normalise_code(text)
    except InvalidInput:
        return ""
    cases = Case.objects.filter(documents__code=code, pk__in=visible_cases(actor))
    return cases.values_list("number", flat=True).first() or ""
