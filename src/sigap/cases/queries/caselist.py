"""Cases that a person may see, the newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import EmptyResultSet
from django.db.models import F
from django.utils import timezone

from sigap.cases.access import visible_cases
from sigap.cases.models import Case
from sigap.cases.queries.paging import Rows, after_id, after_moment, page
from sigap.cases.queries.searching import branches

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from django.db.models import QuerySet

    from sigap.cases.actor import Actor
    from sigap.cases.queries.narrowing import Narrowing
    from sigap.cases.queries.searching import Search

    Shown = Callable[[Case], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class CaseFilters:
    """What narrows the list. Days are of reception, both included, in the office's zone.

    `q` comes from `operations.searching`; `more` are the conditions to which the figures of
    reports lead.
    """

    q: Search | None = None
    status: str | None = None
    permit_type: str | None = None
    first_day: date | None = None
    last_day: date | None = None
    more: Narrowing | None = None


def cases(
    actor: Actor,
    filters: CaseFilters,
    *,
    limit: int,
    now: datetime,
    cursor: str = "",
    show: Shown | None = None,
    related: tuple[str, ...] = (),
) -> Rows:
    """Return a page of cases; `show` makes a row of one whose permit type and `related` are read.

    :raises Refused: `unknown-cursor`.
    """
    shown = show or (lambda case: case_row(case, now=now))
    found = _narrowed(visible_cases(actor), filters)
    if filters.more:
        found = filters.more.apply(found, now=now)
    if filters.q and not filters.q.number:
        return _searched(found, filters.q, limit=limit, cursor=cursor, show=shown, related=related)
    if cursor:
        at, last = after_moment(cursor)
        if at is not None:
            # In this form the index is entered at the moment itself.
            found = found.filter(received_at__lte=at).exclude(received_at=at, pk__gte=last)
    ordered = found.select_related("permit_type", *related).order_by("-received_at", "-pk")
    return page(list(ordered[: limit + 1]), limit, shown, lambda case: (case.received_at, case.pk))


def _searched(
    cases: QuerySet[Case],
    search: Search,
    *,
    limit: int,
    cursor: str,
    show: Shown,
    related: tuple[str, ...],
) -> Rows:
    """Return a page of what is found in several ways: each read no further than the page."""
    parts: list[str] = []
    values: list[Any] = []
    for branch in branches(cases, search, before=after_id(cursor)):
        ordered = branch.values(place=F("words__place"), found=F("pk"))
        try:
            sql, given = ordered[: limit + 1].query.sql_with_params()
        except EmptyResultSet:
            continue
        parts.append(f"SELECT place, found AS id FROM ({sql}) AS part_{len(parts)}")  # noqa: S608 - compiled
        values += given
    if not parts:
        return Rows(items=[], next=None)
    union = " UNION ".join(parts) + f" ORDER BY place DESC LIMIT {limit + 1}"
    # Django itself joins no limited queries on SQLite; each of them is its own SQL.
    wanted = [
        (getattr(row, "place"), row.pk)  # noqa: B009 - a column of this query alone
        for row in Case.objects.raw(union, values)
    ]
    rows = Case.objects.select_related("permit_type", *related).in_bulk([pk for _, pk in wanted])
    there = [(place, rows[pk]) for place, pk in wanted if pk in rows]
    return page(there, limit, lambda one: show(one[1]), lambda one: (one[0],))


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


def _narrowed(cases: QuerySet[Case], filters: CaseFilters) -> QuerySet[Case]:
    if filters.status:
        cases = cases.filter(status=filters.status)
    if filters.permit_type:
        cases = cases.filter(permit_type__slug=filters.permit_type)
    if filters.first_day:
        cases = cases.filter(received_at__gte=_midnight(filters.first_day))
    if filters.last_day:
        cases = cases.filter(received_at__lt=_midnight(filters.last_day) + timedelta(days=1))
    if filters.q and filters.q.number:
        cases = cases.filter(number=filters.q.number)
    return cases


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=timezone.get_current_timezone())


def count_cases() -> int:
    """Return how many cases there are; for measuring, never for a page."""
    return Case.objects.count()


def newest(count: int) -> list[Case]:
    """Return the newest cases as they are: the plainest list there can be, for measuring."""
    return list(Case.objects.order_by("-received_at", "-pk")[:count])
