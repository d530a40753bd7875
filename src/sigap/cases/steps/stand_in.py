"""Where separation or exclusion leaves nobody who may act, the head names who does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sigap.cases.access import AUDITOR, TECHNICAL_ROLES
from sigap.cases.steps.fields import LINE, choice, text_field
from sigap.cases.steps.form import Effects, StepForm
from sigap.core.errors import Refused
from sigap.core.sop.run import NOBODY_MAY_ANSWER, may_answer, may_stand_in

if TYPE_CHECKING:
    from sigap.cases.steps.fields import Pairs, Schema
    from sigap.cases.steps.form import Data
    from sigap.cases.steps.work import Work

NAMED = "ditunjuk"


class StandIn(StepForm):
    """Standing in replaces the role, never the four eyes."""

    id = "stand-in"
    title = "Tunjuk pengganti"

    def properties(self, work: Work) -> dict[str, Schema]:
        """Return those who may, and the letter that names them."""
        title = "Pemberi pendapat" if _is_opinion(work) else "Pengganti"
        return {
            "person": choice(self._able(work), title),
            "letter": text_field(
                "Surat penugasan", longest=LINE, description="Nomor dan tanggal, bila ada"
            ),
        }

    def required(self, work: Work) -> list[str]:
        """Return the person."""
        return ["person"]

    def outcomes(self, work: Work) -> list[dict[str, Any]]:
        """Return the naming; the note says why this person."""
        return [{"id": NAMED, "label": "Tunjuk pengganti", "note_required": True}]

    def apply(self, work: Work, data: Data, *, outcome: str = "", note: str = "") -> Effects:
        """Return who gets the open work of this place.

        :raises Refused: `nobody-left` if no officer may; another one has to be added first.
        """
        person = data.get("person", "")
        if not person:
            raise Refused(
                "nobody-left",
                "Tidak ada petugas aktif yang boleh menggantikan. Tambahkan petugas dahulu.",
                field="data.person",
            )
        return Effects(
            stand_in=person,
            deviations=[("stand-in", _told(work))],
            event={"person": int(person)},
        )

    def _able(self, work: Work) -> Pairs:
        history = work.file.history()
        able = []
        for person in work.file.people:
            if not person.roles - TECHNICAL_ROLES - {AUDITOR}:
                continue
            try:
                if _is_opinion(work):
                    may_answer((work.task.sop, work.task.number), history, person)
                else:
                    may_stand_in(work.sop, work.task.number, history, person)
            except Refused:
                continue
            able.append((person.id, work.lists.label(person.id)))
        return able


def _is_opinion(work: Work) -> bool:
    return work.task.reason == NOBODY_MAY_ANSWER


def _told(work: Work) -> str:
    if _is_opinion(work):
        return f"Pendapat pada langkah {work.task.number} diberikan pengganti."
    return f"Langkah {work.task.number} dikerjakan pengganti."
