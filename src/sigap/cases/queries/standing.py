"""Where cases stand now, and what came in and went out: counts for the head's view."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Q

from sigap.cases.models import Case, StepRun
from sigap.cases.queries.plain import flag, lots, second
from sigap.cases.queries.worklog import Span, seen_by

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sigap.cases.actor import Actor

MOMENT_COLUMNS = (
    "received answered closed due permit_type is_open channel conclusion rating"
).split()
Place = tuple[str, int]


def moment_rows(viewer: Actor | None, span: Span) -> Iterator[list[tuple[Any, ...]]]:
    """Yield `MOMENT_COLUMNS` of all cases that existed in `span`; seconds, or None.

    A case whose clocks stand still is not open in this sense: its promise waits too.
    """
    begun = Q(received_at__lt=span.ends)
    still = Q(closed_at=None) | Q(closed_at__gte=span.begins) | Q(answered_at__gte=span.begins)
    return lots(
        seen_by(viewer).filter(begun & still).order_by("pk"),
        second("received_at"),
        second("answered_at"),
        second("closed_at"),
        second("due_at"),
        "permit_type_id",
        flag(Q(status=Case.Status.OPEN)),
        "channel",
        "conclusion",
        "rating",
    )


def at_steps(viewer: Actor | None, *, now: datetime) -> dict[Place, tuple[int, int]]:
    """Return how many running cases stand at each step, and at how many the step is overdue.

    Overdue is a step not begun within its waiting limit, or not done within its time. A case
    between two steps (a letter is being signed) counts for the step it has left.
    """
    # In this form an index of its own knows the running ones.
    running = seen_by(viewer).filter(closed_at=None).exclude(sop="")
    counts: dict[Place, int] = {
        (sop, step): count
        for sop, step, count in running.order_by()
        .values_list("sop", "step")
        .annotate(count=Count("pk"))
    }
    late = overdue_runs(now).filter(case__in=running).order_by().values_list("sop", "number")
    overdue: dict[Place, int] = defaultdict(int)
    for sop, number, count in late.annotate(count=Count("pk")):
        overdue[sop, number] = count
    return {place: (count, overdue[place]) for place, count in counts.items()}


def overdue_runs(now: datetime) -> Any:  # noqa: ANN401 - a query set of runs
    """Return the open attempts that are past their limit at `now`."""
    waits = Q(started_at=None, start_by__lt=now)
    works = Q(started_at__isnull=False, due_at__lt=now)
    return StepRun.objects.filter(waits | works, completed_at=None, cancelled_at=None)


def waited_for(viewer: Actor | None) -> dict[str, tuple[str, int]]:
    """Return, by agency's slug, its name and how many running cases wait for its answer now."""
    rows = (
        seen_by(viewer)
        .filter(closed_at=None, waits_for__isnull=False)
        .order_by()
        .values_list(F("waits_for__slug"), F("waits_for__name"))
        .annotate(count=Count("pk"))
    )
    return {slug: (name, count) for slug, name, count in rows}
