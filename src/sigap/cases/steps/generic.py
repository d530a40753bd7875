"""The form of a step without one of its own: outputs there or on paper, and a remark."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sigap.cases.steps.fields import ESSAY, choice, group, text_field
from sigap.cases.steps.form import PRESENT, Effects, StepForm

if TYPE_CHECKING:
    from sigap.cases.steps.form import Data, Schema
    from sigap.cases.steps.work import Work


class Generic(StepForm):
    """Runs any SOP in the format without new code."""

    id = "generic"

    def properties(self, work: Work) -> dict[str, Schema]:
        """Return the outputs to mark and room for a result in words."""
        outputs = {
            name: choice([(one, one) for one in PRESENT], name) for name in work.step.outputs
        }
        return {
            "outputs": group(outputs, title="Output"),
            "result": text_field("Hasil", longest=ESSAY),
        }

    def apply(self, work: Work, data: Data, *, outcome: str = "", note: str = "") -> Effects:
        """Return nothing beside the SOP's own course."""
        return Effects()


GENERIC = Generic()
