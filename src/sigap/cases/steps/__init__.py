"""The forms, one file each, and which task uses which."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sigap.cases.steps.generic import GENERIC
from sigap.core.sop.run import TaskType

if TYPE_CHECKING:
    from sigap.cases.models import Task
    from sigap.cases.steps.form import StepForm
    from sigap.core.sop.definition import Step

FORMS: dict[str, StepForm] = {}


def form_for(task: Task, step: Step) -> StepForm:
    """Return the form of a task: the step's own, the generic one, or that of its type."""
    if task.type == TaskType.STEP:
        return FORMS.get(step.form, GENERIC)
    return FORMS[task.form or task.type]
