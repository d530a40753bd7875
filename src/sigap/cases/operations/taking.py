"""Taking a task to work on it: it is open, it is the actor's to do, its case is locked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sigap.cases.models import Task
from sigap.cases.operations.locking import lock_case, require_open, task_in
from sigap.core.errors import Refused
from sigap.core.sop import run as runner
from sigap.core.sop.run import TaskType

if TYPE_CHECKING:
    from datetime import datetime

    from sigap.cases.actor import Actor
    from sigap.cases.models import StepRun
    from sigap.cases.queries.casefile import CaseFile


def take_up(task_id: int, *, actor: Actor, now: datetime) -> tuple[CaseFile, Task]:
    """Return a task that the actor may do, in its case, which is locked from now on.

    :raises Refused: if the task is not the actor's to do.
    """
    case_id = Task.objects.values_list("case_id", flat=True).get(pk=task_id)
    file = lock_case(case_id, now=now)
    return file, checked_task(file, task_id, actor=actor)


def checked_task(file: CaseFile, task_id: int, *, actor: Actor) -> Task:
    """Return an open task of a locked case, which the actor may do."""
    task = task_in(file, task_id)
    if task.state != Task.State.OPEN:
        raise _no_longer_open(task)
    if task.type != TaskType.SIGNATURE:
        require_open(file)
    history = file.history()
    known = next(t for t in history.tasks if t.id == str(task.pk))
    runner.may_act(file.sops[task.sop], known, history, actor.person)
    return task


def _no_longer_open(task: Task) -> Refused:
    by = task.completed_by.name if task.completed_by else ""
    at = task.completed_at.isoformat() if task.completed_at else ""
    if task.state == Task.State.CANCELLED:
        return Refused(
            "task-cancelled",
            "Tugas ini sudah tidak berlaku karena berkas menempuh jalan lain.",
            detail={"completed_at": at},
        )
    return Refused(
        "task-done",
        f"Tugas ini sudah diselesaikan oleh {by}." if by else "Tugas ini sudah diselesaikan.",
        detail={"completed_by": by, "completed_at": at},
    )


def took_part(run: StepRun, actor: Actor) -> bool:
    """Count the actor among those who did a part of it; return whether that is new."""
    known = str(actor.user_id) in run.completed_by
    if not known:
        run.completed_by.append(str(actor.user_id))
    return not known
