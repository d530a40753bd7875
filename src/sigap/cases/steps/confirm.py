"""The further executor of a joint step confirms what the first recorded, or says what differs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sigap.cases.steps.fields import LINE, rows, words
from sigap.cases.steps.form import Effects, StepForm
from sigap.core.sop.run import CONFIRM_OUTCOMES, DIFFERS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sigap.cases.steps.fields import Schema
    from sigap.cases.steps.form import Data
    from sigap.cases.steps.work import Work

_LABELS = {"agree": "Sesuai", DIFFERS: "Ada yang berbeda"}


class Confirm(StepForm):
    """Yes, or what differs; the note says what, and the step is then done anew."""

    id = "confirm"
    title = "Konfirmasi langkah bersama"

    def __init__(self, forms: Mapping[str, StepForm]) -> None:
        self._forms = forms

    def properties(self, work: Work) -> dict[str, Schema]:
        """Return room for naming what differs, point by point."""
        return {"differences": rows(words("Yang berbeda", longest=LINE), "Yang berbeda")}

    def outcomes(self, work: Work) -> list[dict[str, Any]]:
        """Return agree, and differs with its note."""
        return [
            {"id": one, "label": _LABELS[one], "note_required": one == DIFFERS}
            for one in CONFIRM_OUTCOMES
        ]

    def apply(self, work: Work, data: Data, *, outcome: str = "", note: str = "") -> Effects:
        """Return what the step's own form makes of the last confirmation."""
        effects = Effects()
        form = self._forms.get(work.step.form)
        run = work.run
        if form and run and work.ends_joint_work(outcome):
            effects = form.confirmed(work, work.file.run_data(run))
        effects.event["differences"] = len(data.get("differences", ()))
        return effects
