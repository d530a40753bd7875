"""What only two persons may do: let more people see a *rahasia* case, or who complained."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any

from sigap.cases.steps.fields import text_field
from sigap.cases.steps.form import Effects, StepForm
from sigap.core.errors import Refused

if TYPE_CHECKING:
    from sigap.cases.steps.form import Data, Schema
    from sigap.cases.steps.work import Work

AGREED = "setuju"
REFUSED = "tolak"


class _SecondPerson(StepForm, ABC):
    """Agree or refuse; never by the one who asked."""

    def properties(self, work: Work) -> dict[str, Schema]:
        """Return what was asked for, to be read, and room for a remark."""
        asked = work.file.task_data(work.task)
        return {
            "remark": text_field(
                "Catatan", longest=2000, description=f"Alasan yang diajukan: {asked['reason']}"
            )
        }

    def outcomes(self, work: Work) -> list[dict[str, Any]]:
        """Return agree and refuse; a refusal says why."""
        return [
            {"id": AGREED, "label": "Setuju", "note_required": False},
            {"id": REFUSED, "label": "Tolak", "note_required": True},
        ]

    def apply(self, work: Work, data: Data, *, outcome: str = "", note: str = "") -> Effects:
        """Return the widening if a second person agrees.

        :raises Refused: `not-separate` for the one who asked, and for who acts in that one's place.
        """
        asked = work.file.task_data(work.task)
        person = work.actor.person
        if str(asked["asked_by"]) in (person.id, person.acts_for.get(work.task.role, "")):
            raise Refused("not-separate", "Persetujuan ini harus dari orang kedua.")
        if outcome != AGREED:
            return Effects(event={"agreed": False})
        return self.agreed(asked)

    @abstractmethod
    def agreed(self, asked: Data) -> Effects:
        """Return what follows from the agreement."""


class ConfirmWiden(_SecondPerson):
    """More people may see the case."""

    id = "confirm-widen"
    title = "Setujui perluasan akses"

    def agreed(self, asked: Data) -> Effects:
        """Return the mark lifted, or the reader named."""
        what = asked["what"]
        event = {"agreed": True, "what": what}
        if what == "name-reader":
            by = f"user:{asked['asked_by']}"
            return Effects(reader={"user_id": int(asked["person"]), "by": by}, event=event)
        return Effects(case={what.removeprefix("lift-"): False}, event=event)


class ConfirmReveal(_SecondPerson):
    """The one who asked may read who complained; each reading is logged."""

    id = "confirm-reveal"
    title = "Setujui pembukaan identitas"

    def agreed(self, asked: Data) -> Effects:
        """Return the asker as a reader of the identity."""
        reader = {
            "user_id": asked["asked_by"],
            "by": f"user:{asked['asked_by']}",
            "reads_identity": True,
        }
        return Effects(reader=reader, event={"agreed": True})
