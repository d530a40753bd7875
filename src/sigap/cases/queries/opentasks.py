"""What is still to do in one case, in the order in which it can be done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sigap.cases.models import Task
from sigap.cases.queries.sops import sop_of_version
from sigap.core.sop.definition import Unit
from sigap.core.sop.run import TaskType

if TYPE_CHECKING:
    from datetime import datetime

    from sigap.core.sop.definition import Duration

_MINUTES = {Unit.MINUTES: 1, Unit.HOURS: 60, Unit.DAYS: 450}
# What others wait for comes before what waits.
_RANK = {TaskType.CONSULT: 0, TaskType.MEMO: 1, TaskType.DECISION: 2, TaskType.STEP: 3}


@dataclass(frozen=True, slots=True)
class OpenTask:
    """An open task; `standard_minutes` is the SOP's own time for its step."""

    id: int
    type: str
    form: str
    role: str
    assignee: str
    sop: str
    sop_title: str
    number: int
    attempt: int
    activity: str
    standard_minutes: int
    opened_at: datetime


def open_tasks(case_id: int) -> list[OpenTask]:
    """Return the open tasks of a case; two queries and the cached SOP versions."""
    rows = Task.objects.filter(case_id=case_id, state=Task.State.OPEN).select_related("run")
    found = [_open_task(row) for row in rows.order_by("pk")]
    return sorted(found, key=lambda one: _RANK.get(TaskType(one.type), 4))


def minutes_of(duration: Duration) -> int:
    """Return an SOP time in working minutes, a day of 7 hours 30 for estimates."""
    return duration.amount * _MINUTES[duration.unit]


def _open_task(row: Task) -> OpenTask:
    if row.run is None:
        raise LookupError(f"task {row.pk} was made outside of a run")
    sop = sop_of_version(row.run.sop_version_id)
    step = sop.step(row.number)
    is_step = row.type == TaskType.STEP
    return OpenTask(
        id=row.pk,
        type=row.type,
        form=step.form if is_step else row.form or row.type,
        role=row.role,
        assignee=str(row.assignee_id or ""),
        sop=row.sop,
        sop_title=sop.title,
        number=row.number,
        attempt=row.attempt,
        activity=step.activity,
        standard_minutes=minutes_of(step.time) if is_step else 20,
        opened_at=row.opened_at,
    )
