"""Whether a letter without a name is taken up: the coordinator decides, no step opens before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sigap.cases.models import Case
from sigap.cases.steps.fields import PASSAGE, text_field
from sigap.cases.steps.form import Effects, StepForm

if TYPE_CHECKING:
    from sigap.cases.steps.fields import Schema
    from sigap.cases.steps.form import Data
    from sigap.cases.steps.work import Work

TAKEN_UP = "ditindaklanjuti"
LEFT = "tidak-ditindaklanjuti"


class TakeUp(StepForm):
    """What matters is whether it can be examined without asking anybody."""

    id = "take-up"
    title = "Putuskan pengaduan tanpa identitas"

    def properties(self, work: Work) -> dict[str, Schema]:
        """Return room for what the decision rests on."""
        return {
            "clues": text_field(
                "Petunjuk yang dapat ditelusuri",
                longest=PASSAGE,
                description="Nomor berkas, tempat, waktu, atau nama pejabat yang disebut",
            )
        }

    def outcomes(self, work: Work) -> list[dict[str, Any]]:
        """Return taking up, or leaving it with a reason."""
        return [
            {"id": TAKEN_UP, "label": "Ditindaklanjuti", "note_required": False},
            {"id": LEFT, "label": "Tidak ditindaklanjuti", "note_required": True},
        ]

    def apply(self, work: Work, data: Data, *, outcome: str = "", note: str = "") -> Effects:
        """Return the end of a case that is left; there is nobody to write to, but its code."""
        if outcome != LEFT:
            return Effects()
        return Effects(
            case={"answered_at": work.now},
            status=Case.Status.CLOSED,
            tells=[("declined", f"Pengaduan tanpa identitas tidak ditindaklanjuti. {note}")],
            deviations=[("not-taken-up", "Pengaduan tanpa identitas tidak ditindaklanjuti.")],
            event={"reason": "tolak-tanpa-identitas"},
        )
