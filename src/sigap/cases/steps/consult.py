"""The opinion of a consulted role on the draft that is being written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sigap.cases.models import TaskDraft
from sigap.cases.steps.form import Effects, Paper, StepForm
from sigap.cases.steps.opinion import LABELLED, PAPER, opinion_facts, text_fields
from sigap.core.sop.run import TaskType

if TYPE_CHECKING:
    from sigap.cases.steps.fields import Schema
    from sigap.cases.steps.form import Data
    from sigap.cases.steps.work import Work


class Consult(StepForm):
    """Agree, agree with changes, or disagree, in words; it names the draft it speaks of."""

    id = "consult"
    title = "Pendapat hukum"

    def properties(self, work: Work) -> dict[str, Schema]:
        """Return the words of the opinion; says which draft it is about."""
        fields = text_fields(work)
        saved = _saved_draft(work)
        about = f"Tentang konsep simpanan ke-{saved}" if saved else "Menunggu konsep"
        fields["text"] = {**fields["text"], "description": about}
        return fields

    def required(self, work: Work) -> list[str]:
        """Return the words."""
        return ["text"]

    def outcomes(self, work: Work) -> list[dict[str, Any]]:
        """Return the three opinions; the words stand in the form."""
        return [{"id": one, "label": label, "note_required": False} for one, label in LABELLED]

    def apply(self, work: Work, data: Data, *, outcome: str = "", note: str = "") -> Effects:
        """Return the note on the opinion."""
        saved = _saved_draft(work)
        papers = []
        if outcome in dict(LABELLED) and PAPER in work.step.produces:
            given = {**data, "opinion": outcome}
            papers.append(Paper(PAPER, opinion_facts(work, given, lawyer=work.signature)))
        return Effects(papers=papers, event={"saved_draft": saved})


def _saved_draft(work: Work) -> int:
    """Return which saved draft of the step lies before the one who is asked; 0 for none."""
    found = TaskDraft.objects.filter(task__run_id=work.task.run_id, task__type=TaskType.STEP)
    return found.order_by("-version").values_list("version", flat=True).first() or 0
