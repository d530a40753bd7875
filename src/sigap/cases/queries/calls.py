"""Whom an officer has to call, because no machine could tell them. Without who they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q

from sigap.cases.access import in_visible_case, may_read_who
from sigap.cases.models import Notice

if TYPE_CHECKING:
    from datetime import datetime

    from sigap.cases.actor import Actor

_WAITING = (Notice.State.HELD, Notice.State.FAILED)


@dataclass(frozen=True, slots=True)
class ToCall:
    """One person: the newest thing to tell, and how many more wait behind it."""

    id: int
    case: str
    subject: str
    kind: str
    facts: dict[str, Any]
    since: datetime
    why: str  # withheld, call, bounced, unsure, failed
    error: str
    ways: tuple[str, ...]  # phone, email, address
    may_read: bool
    more: int


def to_call(actor: Actor, *, limit: int) -> tuple[list[ToCall], int]:
    """Return whom to call, longest waiting first, and how many people wait in all."""
    # What is not done is few; in this form an index of its own knows it.
    is_open = ~Q(state=Notice.State.DONE)
    waiting = Notice.objects.filter(in_visible_case(actor), is_open, state__in=_WAITING)
    cases: dict[int, list[Notice]] = {}
    total = waiting.aggregate(total=Count("case", distinct=True))["total"]
    # The cases whose first notice waits longest; then what waits in each of them.
    first = waiting.order_by("at", "pk").values_list("case_id", flat=True)
    ids = list(dict.fromkeys(first[: limit * 3]))[:limit]
    rows = waiting.filter(case__in=ids).select_related("case", "case__complainant")
    for notice in rows.order_by("at", "pk"):
        cases.setdefault(notice.case_id, []).append(notice)
    return [_row(cases[pk], actor) for pk in ids if pk in cases], total


def _row(notices: list[Notice], actor: Actor) -> ToCall:
    newest, case = notices[-1], notices[-1].case
    return ToCall(
        id=newest.pk,
        case=case.number,
        subject=case.subject,
        kind=newest.kind,
        facts=newest.facts,
        since=notices[0].at,
        why=newest.fate or str(newest.state),
        error=newest.last_error,
        ways=tuple(way for way in case.complainant.reachable.split(",") if way),
        may_read=may_read_who(actor, case),
        more=len(notices) - 1,
    )
