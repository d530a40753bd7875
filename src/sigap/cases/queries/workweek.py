"""What one officer has done lately, and how much of it within the SOP's time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, F, Q

from sigap.accounts.kept import kept
from sigap.cases.models import Task
from sigap.core.sop.run import TaskType

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from sigap.cases.actor import Actor


@dataclass(frozen=True, slots=True)
class WorkDone:
    """Steps that were completed, and those of them whose work took no longer than the SOP says."""

    steps: int
    in_time: int

    @property
    def percent(self) -> int:
        """Return the share within the SOP's time, rounded down: 100 means all."""
        return self.in_time * 100 // self.steps if self.steps else 0


def work_done(actor: Actor, *, since: datetime) -> WorkDone:
    """Return what the actor completed since a moment; one query by the index of what was done."""
    found = _counted(user=actor.user_id, since=since) if actor.user_id else []
    return WorkDone(*found[0]) if found else WorkDone(0, 0)


@kept
def _counted(*, user: int, since: datetime) -> QuerySet[Task, tuple[int, int]]:
    own = Task.objects.filter(
        completed_by=user, state=Task.State.DONE, type=TaskType.STEP, completed_at__gte=since
    )
    # Once a step is started its due moment is the SOP's time from there, pauses aside.
    in_time = Count("pk", filter=Q(completed_at__lte=F("run__due_at")))
    counted = own.values("completed_by").annotate(steps=Count("pk"), in_time=in_time)
    return counted.values_list("steps", "in_time")
