"""V.1: the coordinator orders the answer and says which points it must make."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sigap.cases.steps.disposition import agenda_number
from sigap.cases.steps.facts import case_facts
from sigap.cases.steps.fields import PASSAGE, choice, day, rows, words
from sigap.cases.steps.form import Effects, Paper, StepForm

if TYPE_CHECKING:
    from sigap.cases.steps.fields import Schema
    from sigap.cases.steps.form import Data
    from sigap.cases.steps.work import Work

_INSTRUCTION = "Siapkan jawaban kepada pelapor"


class OrderAnswer(StepForm):
    """The disposition that hands the case back to an analyst."""

    id = "order-answer"
    title = "Perintah membuat jawaban"

    def properties(self, work: Work) -> dict[str, Schema]:
        """Return the points, the analyst, and by when it is wished."""
        return {
            "points": rows(
                words("Hal yang harus dijawab", longest=PASSAGE),
                "Hal yang harus dijawab",
                at_least=1,
                default=work.before.get("points", ()),
            ),
            "analyst": choice(work.next_people(), "Diteruskan kepada Sdr."),
            "wished_by": day("Diharapkan selesai"),
        }

    def required(self, work: Work) -> list[str]:
        """Return the points and the analyst."""
        return ["points", "analyst"]

    def apply(self, work: Work, data: Data, *, outcome: str = "", note: str = "") -> Effects:
        """Return the sheet, and the analyst for the draft.

        :raises Refused: `in-the-past` for a wish that cannot be met.
        """
        work.not_past(data, "wished_by")
        analyst = data.get("analyst", "")
        to = work.lists.label(analyst) or work.role_name(work.next_role())
        options = work.lists.profile.data["instructions"]
        chosen = next((one for one in options if "jawaban" in one.casefold()), _INSTRUCTION)
        sheet = {
            "case": case_facts(work.file),
            "urgency": work.file.case.urgency or "biasa",
            "addressees": [to],
            "instructions": [chosen],
            "options": options,
            "letter_number": work.file.case.outside_number,
            "agenda_number": agenda_number(work),
            "points": work.masked(data["points"]),
            "wished_by": data.get("wished_by", ""),
            "note": work.masked(note),
            "disposed_at": work.now.isoformat(),
            "signatory": work.signature,
        }
        event = {"points": len(data["points"])}
        if analyst:
            event["analyst"] = int(analyst)
        return Effects(assignee=analyst, papers=[Paper("lembar-disposisi", sheet)], event=event)
