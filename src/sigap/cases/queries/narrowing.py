"""What the figures of the head's view lead to: the very cases that each of them counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from sigap.cases.models import Agency, Case, StepRun, Task
from sigap.cases.queries.letters_out import letter_reason
from sigap.cases.queries.standing import overdue_runs
from sigap.cases.queries.worklog import FINISHED
from sigap.core.sop.run import TaskType

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Conditions that all must hold. Days are those of the office's zone, both included.

    `overdue`: the promise is broken now. `step_overdue`: the step it stands at is. `kept`: the
    promise, as made to the citizen, of a case that ended. `asked`: an agency by slug that got a
    letter, `waits_for` one whose answer is missing now. `worker`: a user name, who led a step.
    """

    running: bool = False
    overdue: bool = False
    step_overdue: bool = False
    place: tuple[str, int] | None = None
    ended_first: date | None = None
    ended_last: date | None = None
    answered_first: date | None = None
    answered_last: date | None = None
    kept: bool | None = None
    side_exit: bool = False
    repeated: bool = False
    waits_for: str = ""
    asked: str = ""
    worker: str = ""

    def apply(self, cases: QuerySet[Case], *, now: datetime) -> QuerySet[Case]:
        """Return the cases for which all conditions hold at `now`."""
        found = cases.filter(self._of_the_case(now))
        for runs in self._runs(now):
            found = found.filter(Exists(runs.filter(case=OuterRef("pk"))))
        for tasks in self._tasks():
            found = found.filter(Exists(tasks.filter(case=OuterRef("pk"))))
        return found

    def _of_the_case(self, now: datetime) -> Q:
        wanted = Q()
        if self.running or self.place or self.waits_for:
            wanted &= ~Q(status__in=Case.ENDED)
        if self.overdue:
            wanted &= Q(status=Case.Status.OPEN, due_at__lt=now)
        if self.place:
            wanted &= Q(sop=self.place[0], step=self.place[1])
        if self.kept is not None:
            kept = Q(closed_at__lte=F("due_at"))
            wanted &= Q(closed_at__isnull=False) & (kept if self.kept else ~kept)
        if self.side_exit:
            wanted &= Q(closed_at__isnull=False)
            wanted &= ~Q(status=Case.Status.CLOSED, close_reason=FINISHED)
        if self.waits_for:
            wanted &= Q(waits_for__slug=self.waits_for)
        return (
            wanted
            & _within("closed_at", self.ended_first, self.ended_last)
            & _within("answered_at", self.answered_first, self.answered_last)
        )

    def _runs(self, now: datetime) -> list[QuerySet[StepRun]]:
        wanted = [overdue_runs(now)] if self.step_overdue else []
        return [*wanted, StepRun.objects.filter(attempt__gt=1)] if self.repeated else wanted

    def _tasks(self) -> list[QuerySet[Task]]:
        wanted = []
        if self.worker:
            done = Task.objects.filter(type=TaskType.STEP, state=Task.State.DONE)
            wanted.append(done.filter(completed_by__username=self.worker))
        if self.asked:
            name = Agency.objects.filter(slug=self.asked).values_list("name", flat=True).first()
            signing = Task.objects.filter(type=TaskType.SIGNATURE, reason=letter_reason(name or ""))
            wanted.append(signing.exclude(state=Task.State.CANCELLED))
        return wanted


def _within(column: str, first: date | None, last: date | None) -> Q:
    wanted = Q()
    if first:
        wanted &= Q(**{f"{column}__gte": _midnight(first)})
    if last:
        wanted &= Q(**{f"{column}__lt": _midnight(last + timedelta(days=1))})
    return wanted


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=timezone.get_current_timezone())
