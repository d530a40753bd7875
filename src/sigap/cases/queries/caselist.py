"""Cases that a person may see, the newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from sigap.cases.access import AUDITOR, TECHNICAL_ROLES, visible_cases
from sigap.cases.identity import blind
from sigap.cases.models import Case, IdentityIndex
from sigap.cases.queries.paging import Rows, after_moment, page
from sigap.core.errors import InvalidInput
from sigap.core.masking import name_tokens, normal_email, normal_nik, normal_phone
from sigap.core.numbering import format_case_number, parse_case_number

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from sigap.cases.actor import Actor
    from sigap.cases.queries.narrowing import Narrowing


@dataclass(frozen=True, slots=True)
class CaseFilters:
    """What narrows the list. Days are of reception, both included, in the office's zone.

    `more` are the conditions to which the figures of reports lead.
    """

    q: str | None = None
    status: str | None = None
    permit_type: str | None = None
    first_day: date | None = None
    last_day: date | None = None
    more: Narrowing | None = None


def cases(
    actor: Actor, filters: CaseFilters, *, limit: int, now: datetime, cursor: str = ""
) -> Rows:
    """Return a page of cases.

    `q` is a whole case number, or finds in number, permit file, outside number and subject;
    for those who may read identities also the complainant's whole phone, e-mail or NIK, or all
    words of the name, except in *rahasia* cases.

    :raises Refused: `unknown-cursor`.
    """
    found = _narrowed(visible_cases(actor), filters, actor)
    if filters.more:
        found = filters.more.apply(found, now=now)
    if cursor:
        at, last = after_moment(cursor)
        if at is not None:
            # In this form the index is entered at the moment itself.
            found = found.filter(received_at__lte=at).exclude(received_at=at, pk__gte=last)
    ordered = found.select_related("permit_type").order_by("-received_at", "-pk")
    return page(
        list(ordered[: limit + 1]),
        limit,
        lambda case: case_row(case, now=now),
        lambda case: (case.received_at, case.pk),
    )


def case_row(case: Case, *, now: datetime) -> dict[str, Any]:
    """Return a case as lists show it; its permit type is read already."""
    return {
        "number": case.number,
        "status": case.status,
        "sop": case.sop,
        "step": case.step,
        "channel": case.channel,
        "permit_type": case.permit_type.slug,
        "subject": case.subject,
        "received_at": case.received_at,
        "due_at": case.due_at,
        "closed_at": case.closed_at,
        # While a case stands still its promise does, too; it moves when the pause ends.
        "overdue": case.status == Case.Status.OPEN and case.due_at < now,
        "anonymous": case.anonymous,
        "confidential": case.confidential,
    }


def _narrowed(cases: QuerySet[Case], filters: CaseFilters, actor: Actor) -> QuerySet[Case]:
    if filters.status:
        cases = cases.filter(status=filters.status)
    if filters.permit_type:
        cases = cases.filter(permit_type__slug=filters.permit_type)
    if filters.first_day:
        cases = cases.filter(received_at__gte=_midnight(filters.first_day))
    if filters.last_day:
        cases = cases.filter(received_at__lt=_midnight(filters.last_day) + timedelta(days=1))
    if not filters.q:
        return cases
    try:
        year, sequence = parse_case_number(filters.q)
    except InvalidInput:
        return cases.filter(_mentions(filters.q) | _of_person(filters.q, actor))
    # A whole number means that one case, and an index knows it.
    return cases.filter(number=format_case_number(year, sequence))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=timezone.get_current_timezone())


def _mentions(text: str) -> Q:
    return (
        Q(number__icontains=text)
        | Q(subject__icontains=text)
        | Q(registration_number__iexact=text)
        | Q(outside_number__iexact=text)
    )


def _of_person(text: str, actor: Actor) -> Q:
    """Return the condition that `text` is all or part of the complainant's identity."""
    nothing = Q(pk__in=())
    if not actor.roles - TECHNICAL_ROLES - {AUDITOR}:
        return nothing
    found = nothing
    for kind, value in (
        ("phone", normal_phone(text)),
        ("email", normal_email(text) if "@" in text else ""),
        ("nik", normal_nik(text)),
    ):
        if value:
            found |= Q(_has(kind, value))
    words = name_tokens(text)
    if words:
        whole = Q()
        for word in words:
            whole &= Q(_has("name", word))
        found |= whole
    return Q(confidential=False) & found


def _has(kind: str, value: str) -> Exists:
    rows = IdentityIndex.objects.filter(case=OuterRef("pk"), kind=kind, digest=blind(kind, value))
    return Exists(rows)


def count_cases() -> int:
    """Return how many cases there are; for measuring, never for a page."""
    return Case.objects.count()


def newest(count: int) -> list[Case]:
    """Return the newest cases as they are: the plainest list there can be, for measuring."""
    return list(Case.objects.order_by("-received_at", "-pk")[:count])
