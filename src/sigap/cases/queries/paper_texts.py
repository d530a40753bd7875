"""The office's own words for each kind of paper: what holds, and every version there was."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sigap.accounts.directory import actor_names
from sigap.cases.models import PaperWording
from sigap.cases.queries.once import once
from sigap.documents.kinds import KINDS

if TYPE_CHECKING:
    from sigap.documents.kinds.kind import Kind


def wording_of(kind: str) -> dict[str, Any]:
    """Return what the office says otherwise than shipped on papers of `kind`; {} for nothing."""
    held = _newest().get(kind)
    return held.data if held else {}


def kinds_worded() -> list[dict[str, Any]]:
    """Return every kind in the order of a case, with the version that holds; two queries."""
    newest = _newest()
    people = actor_names(row.made_by for row in newest.values())
    return [
        {"kind": kind, "held": held, "by": people.get(held.made_by, "") if held else ""}
        for kind in KINDS.values()
        for held in (newest.get(kind.id),)
    ]


def wordings(kind: Kind) -> list[dict[str, Any]]:
    """Return the versions of a kind's wording, the newest first, with who made them."""
    rows = list(PaperWording.objects.filter(kind=kind.id).order_by("-version"))
    people = actor_names(row.made_by for row in rows)
    return [{"row": row, "by": people.get(row.made_by, "")} for row in rows]


@once
def _newest() -> dict[str, PaperWording]:
    rows = PaperWording.objects.order_by("version")
    return {row.kind: row for row in rows}
