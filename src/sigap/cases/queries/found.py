"""Cases that were looked for, with the words as they were written and where they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sigap.cases.queries.caselist import case_row, cases
from sigap.cases.queries.searching import ALL, OPEN
from sigap.cases.stems import Piece, excerpt, marked

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sigap.cases.actor import Actor
    from sigap.cases.models import Case, Complaint
    from sigap.cases.queries.caselist import CaseFilters
    from sigap.cases.queries.paging import Rows
    from sigap.cases.queries.searching import Search

_SHOWN_BARE = 160  # letters of a complaint in which nothing is marked
_PLACES = {"p_": "papers", "l_": "papers", "a_": "attachments"}


def found_cases(
    actor: Actor, filters: CaseFilters, *, limit: int, now: datetime, cursor: str = ""
) -> Rows:
    """Return a page of what `filters.q` finds, newest first; no query more than the list.

    Each row has `subject_pieces` and `excerpt` as they were written, marked; `found_in`:
    papers, attachments; and `by_person` if only who complained explains it. Nothing of what is
    sealed is opened for it.

    :raises Refused: `unknown-cursor`.
    """
    search = filters.q
    wanted = search.stems if search else ()

    def show(case: Case) -> dict[str, Any]:
        return {
            **case_row(case, now=now),
            "permit_name": case.permit_type.name,
            "subject_pieces": marked(case.subject, wanted),
            "excerpt": _excerpt(case.complaint, wanted),
            **_where(case, search),
        }

    return cases(
        actor,
        filters,
        limit=limit,
        now=now,
        cursor=cursor,
        show=show,
        related=("complaint", "words"),
    )


def _excerpt(complaint: Complaint, wanted: Collection[str]) -> list[Piece]:
    for text in (complaint.text, complaint.wanted, complaint.loss):
        pieces = excerpt(text, wanted)
        if pieces:
            return pieces
    text = " ".join(complaint.text.split())
    cut = text[:_SHOWN_BARE].rpartition(" ")[0] + " …" if len(text) > _SHOWN_BARE else text
    return [Piece(cut, is_found=False)]


def _where(case: Case, search: Search | None) -> dict[str, Any]:
    """Return where beside the complaint the words stand, as far as who asks may know."""
    if search is None or not search.stems:
        return {"found_in": [], "by_person": False}
    stems = set(case.words.stems.split())
    places = ALL if search.reads_who and not case.confidential else OPEN
    elsewhere = {
        _PLACES[place]
        for place in places
        if place and any(place + stem in stems and stem not in stems for stem in search.stems)
    }
    holds_all = all(any(place + stem in stems for place in places) for stem in search.stems)
    return {
        "found_in": sorted(elsewhere, reverse=True),
        "by_person": bool(search.person) and not holds_all,
    }
