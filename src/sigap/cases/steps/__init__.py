"""The forms, one file each, and which task uses which."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sigap.cases.steps.accept import Accept
from sigap.cases.steps.approve import Approve
from sigap.cases.steps.archive import Archive
from sigap.cases.steps.collect import Collect
from sigap.cases.steps.completeness import Completeness
from sigap.cases.steps.confirm import Confirm
from sigap.cases.steps.consult import Consult
from sigap.cases.steps.declare_withdrawn import DeclareWithdrawn
from sigap.cases.steps.dispatch import Dispatch
from sigap.cases.steps.disposition import Disposition
from sigap.cases.steps.distribute import Distribute
from sigap.cases.steps.draft import Draft
from sigap.cases.steps.examine import Examine
from sigap.cases.steps.generic import GENERIC
from sigap.cases.steps.hand_over import HandOver
from sigap.cases.steps.identify import Identify
from sigap.cases.steps.intake import Intake
from sigap.cases.steps.invite import Invite
from sigap.cases.steps.memo import Memo
from sigap.cases.steps.order_answer import OrderAnswer
from sigap.cases.steps.plan import Plan
from sigap.cases.steps.review import Review
from sigap.cases.steps.second_person import ConfirmReveal, ConfirmWiden
from sigap.cases.steps.signature import Signature
from sigap.cases.steps.stand_in import StandIn
from sigap.cases.steps.take_up import TakeUp
from sigap.core.sop.run import TaskType

if TYPE_CHECKING:
    from sigap.cases.models import Task
    from sigap.cases.steps.form import StepForm
    from sigap.core.sop.definition import Step

FORMS: dict[str, StepForm] = {}
FORMS |= {
    form.id: form
    for form in (
        # The 17 steps of the decree, in their order.
        Intake(),
        Distribute(),
        Accept(),
        Disposition(),
        Identify(),
        Collect(),
        HandOver(),
        Completeness(),
        Plan(),
        Invite(),
        Review(),
        OrderAnswer(),
        Draft(),
        Examine(),
        Approve(),
        Dispatch(),
        Archive(),
        # Tasks of other types.
        Confirm(FORMS),
        Consult(),
        Memo(),
        Signature(),
        TakeUp(),
        DeclareWithdrawn(),
        StandIn(),
        ConfirmWiden(),
        ConfirmReveal(),
    )
}


def form_for(task: Task, step: Step) -> StepForm:
    """Return the form of a task: the step's own, the generic one, or that of its type."""
    if task.type == TaskType.STEP:
        return FORMS.get(step.form, GENERIC)
    return FORMS[task.form or task.type]
