"""A task as the one who does it meets it: what the step says, the choices, the schema."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sigap.cases.access import visible_tasks
from sigap.cases.models import Task
from sigap.cases.queries.casefile import load
from sigap.cases.steps import form_for
from sigap.cases.steps.work import Work

if TYPE_CHECKING:
    from datetime import datetime

    from sigap.cases.actor import Actor
    from sigap.cases.queries.casefile import CaseFile
    from sigap.cases.steps.form import StepForm
    from sigap.core.sop.definition import Step


@dataclass(frozen=True)
class TaskForm:
    """One task with its step, its form, the outcomes offered and the schema of its data."""

    task: Task
    file: CaseFile
    step: Step
    form: StepForm
    outcomes: list[dict[str, Any]]
    schema: dict[str, Any]


def task_form(
    task_id: int, *, actor: Actor, now: datetime, file: CaseFile | None = None
) -> TaskForm:
    """Return a task that the actor may see, with its form; reads only.

    `file` is its case where the caller has read it, as one that the actor may see.

    :raises Task.DoesNotExist: if there is none, or none that this actor may know of.
    """
    if file is None:
        seen = visible_tasks(actor).select_related("case").get(pk=task_id)
        file = load(seen.case, now=now)
    task = next((one for one in file.tasks if one.pk == task_id), None)
    if task is None:
        raise Task.DoesNotExist
    step = file.step_of(task)
    form = form_for(task, step)
    work = Work(file=file, task=task, step=step, actor=actor, now=now)
    return TaskForm(
        task=task,
        file=file,
        step=step,
        form=form,
        outcomes=form.outcomes(work),
        schema=form.schema(work),
    )
