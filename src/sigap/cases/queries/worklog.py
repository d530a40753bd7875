"""What was done and when, of many cases at once: plain columns for the reports.

Nothing sealed is read, and nobody's name: persons are ids.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Max, Min, Q, TextField
from django.db.models.functions import Cast

from sigap.cases.access import visible_cases
from sigap.cases.models import Case, CasePause, Deviation, PermitType, StepRun
from sigap.cases.queries.once import once
from sigap.cases.queries.plain import flag, lots, second

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from sigap.cases.actor import Actor

    Lots = Iterator[list[tuple[Any, ...]]]

_CASES_A_QUERY = 500
_STEPS_A_CASE = 18
# One row found by its key costs as much as this many read in passing.
_PRICE_OF_LOOKING_UP = 3
FINISHED = "selesai"
"""`close_reason` of a case that ended by the last step of its SOPs."""

CASE_COLUMNS = (
    "id received ended due answered permit_type status calendar is_objection by_course"
).split()
ATTEMPT_COLUMNS = "case place opened started ended flags calendar outcome persons".split()
# A place is the SOP version times this, and the number of the step.
PLACES_A_VERSION = 1000
BEGUN, CANCELLED, WAITED_OVER, WORKED_OVER, AGAIN = 1, 2, 4, 8, 16
"""Bits of `flags`; the limits are those promised then."""


@dataclass(frozen=True, slots=True)
class Span:
    """From a moment (included) to a moment (not included)."""

    begins: datetime
    ends: datetime


def seen_by(viewer: Actor | None) -> QuerySet[Case]:
    """Return the cases that a report may count: those visible to `viewer`.

    None stands for nobody in particular: a report that names no case, made by the operator or
    for the public, which is shown no small number.
    """
    return Case.objects.all() if viewer is None else visible_cases(viewer)


def ended_in(viewer: Actor | None, span: Span) -> QuerySet[Case]:
    """Return the cases that ended within `span`."""
    return seen_by(viewer).filter(closed_at__gte=span.begins, closed_at__lt=span.ends)


def case_rows(cases: QuerySet[Case]) -> Lots:
    """Yield `CASE_COLUMNS` of ended cases, by id; moments as seconds."""
    return lots(
        cases.order_by("pk"),
        "pk",
        second("received_at"),
        second("closed_at"),
        second("due_at"),
        second("answered_at"),
        "permit_type_id",
        "status",
        "calendar_id",
        flag(Q(objection_to__isnull=False)),
        flag(Q(status=Case.Status.CLOSED, close_reason=FINISHED)),
    )


def attempt_rows(case_ids: Sequence[int]) -> Lots:
    """Yield `ATTEMPT_COLUMNS` of ended attempts, those of a case in the order of opening.

    `case_ids` are sorted. What is beside them may be among the rows, since one long reading
    is faster than many look-ups; the reader drops it. An attempt that never began has its end
    for a start.
    """
    if not case_ids:
        return
    bounds = StepRun.objects.filter(case__gte=case_ids[0], case__lte=case_ids[-1]).aggregate(
        first=Min("pk"), last=Max("pk")
    )
    if bounds["first"] is None:
        return
    in_passing = bounds["last"] - bounds["first"] + 1
    if in_passing <= len(case_ids) * _STEPS_A_CASE * _PRICE_OF_LOOKING_UP:
        yield from _attempts(StepRun.objects.filter(pk__range=(bounds["first"], bounds["last"])))
        return
    for begin in range(0, len(case_ids), _CASES_A_QUERY):
        some = case_ids[begin : begin + _CASES_A_QUERY]
        yield from _attempts(StepRun.objects.filter(case__in=some))


def _attempts(runs: QuerySet[StepRun]) -> Lots:
    ended = runs.filter(Q(completed_at__isnull=False) | Q(cancelled_at__isnull=False))
    began_late = Q(started_at__gt=F("start_by"))
    never_began = Q(started_at=None, cancelled_at__gt=F("start_by"))
    done_late = Q(started_at__isnull=False) & (
        Q(completed_at__gt=F("due_at")) | Q(cancelled_at__gt=F("due_at"))
    )
    return lots(
        ended.order_by("pk"),
        "case_id",
        F("sop_version_id") * PLACES_A_VERSION + F("number"),
        second("opened_at"),
        second("started_at", "completed_at", "cancelled_at"),
        second("completed_at", "cancelled_at"),
        flag(Q(started_at__isnull=False), BEGUN)
        + flag(Q(completed_at__isnull=True), CANCELLED)
        + flag(began_late | never_began, WAITED_OVER)
        + flag(done_late, WORKED_OVER)
        + flag(Q(attempt__gt=1), AGAIN),
        "calendar_id",
        "outcome",
        Cast("completed_by", TextField()),
    )


def promised_starts(case_id: int) -> list[datetime | None]:
    """Return by when each ended attempt of a case had to be begun, in the order of opening."""
    ended = Q(completed_at__isnull=False) | Q(cancelled_at__isnull=False)
    rows = StepRun.objects.filter(ended, case=case_id).order_by("pk")
    return list(rows.values_list("start_by", flat=True))


def pause_rows(cases: QuerySet[Case]) -> list[tuple[int, str, datetime, datetime | None]]:
    """Return (case id, kind, from, until) of all pauses, oldest first."""
    rows = CasePause.objects.filter(case__in=cases).order_by("case_id", "pk")
    return list(rows.values_list("case_id", "kind", "started_at", "ended_at"))


def noted_rows(cases: QuerySet[Case]) -> list[tuple[int, str, str, int]]:
    """Return (case id, code, SOP, step) of the deviations that were noted when they happened."""
    rows = Deviation.objects.filter(case__in=cases).order_by("case_id", "pk")
    return list(rows.values_list("case_id", "code", "sop", "step"))


def state_of(cases: QuerySet[Case]) -> tuple[Any, ...]:
    """Return what differs as soon as another case has ended among `cases`."""
    found = cases.aggregate(count=Count("pk"), last=Max("closed_at"))
    return found["count"], found["last"]


@once
def permit_names() -> dict[int, tuple[str, str]]:
    """Return (slug, name) of every permit type, those no longer in use too, by id."""
    rows = PermitType.objects.order_by("order", "name").values_list("pk", "slug", "name")
    return {pk: (slug, name) for pk, slug, name in rows}


def numbers_of(case_ids: Sequence[int]) -> dict[int, str]:
    """Return the numbers of cases by id; at most a few hundred at a time."""
    return dict(Case.objects.filter(pk__in=case_ids).values_list("pk", "number"))
