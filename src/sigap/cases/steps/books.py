"""The office's five books: which step writes into which, and what a line says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sigap.cases.steps.work import Work

REPORTS = "buku-penerimaan-laporan"
COMPLAINTS = "buku-pengaduan"
ACCEPTED = "buku-penerimaan"
AGENDA = "agenda-kerja"
ARCHIVE = "buku-arsip"

# A step writes into a book because its printed requirements name the book.
_NAMES = {
    "buku penerimaan laporan pengaduan": REPORTS,
    "buku pengaduan": COMPLAINTS,
    "buku penerimaan pengaduan": ACCEPTED,
    "agenda kerja": AGENDA,
    "buku arsip": ARCHIVE,
}


def required(requirements: Iterable[str]) -> list[str]:
    """Return the books among a step's requirements, in order."""
    parts = [part.strip().casefold() for line in requirements for part in line.split(",")]
    return list(dict.fromkeys(_NAMES[part] for part in parts if part in _NAMES))


def line_facts(work: Work, book: str) -> dict[str, Any]:
    """Return what every line says of its case as it stands now; no identity in it."""
    case = work.file.case
    facts = {
        "officer": work.recorder["name"],
        "channel": case.channel,
        "permit_type": case.permit_type.slug,
        "permit_name": case.permit_type.name,
        "registration_number": case.registration_number,
        "outside_number": case.outside_number,
        "summary": case.subject,
        "class": case.complaint_class,
        "due_at": case.due_at.isoformat(),
    }
    return {**facts, "activity": work.step.activity} if book == AGENDA else facts


def line_number(sequence: int, year: int) -> str:
    """Return the number of a line as papers cite it."""
    return f"{sequence}/{year}"
