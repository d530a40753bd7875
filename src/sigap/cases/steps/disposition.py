"""III.4: the coordinator's disposition: how urgent, what to do, to whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sigap.cases.models import RegisterEntry
from sigap.cases.steps import books
from sigap.cases.steps.facts import case_facts
from sigap.cases.steps.fields import (
    LINE,
    PASSAGE,
    choice,
    choices,
    day,
    group,
    rows,
    words,
)
from sigap.cases.steps.form import Effects, Paper, StepForm

if TYPE_CHECKING:
    from sigap.cases.steps.fields import Pairs, Schema
    from sigap.cases.steps.form import Data
    from sigap.cases.steps.work import Work

SECRET = "rahasia"  # noqa: S105 - a mark on papers
_URGENCIES = [
    ("segera", "Segera"),
    ("sangat-segera", "Sangat Segera"),
    (SECRET, "Rahasia: berkas hanya terlihat oleh yang menangani"),
    ("biasa", "Biasa"),
]


class Disposition(StepForm):
    """Who takes part in the case from here on, and who must not."""

    id = "disposition"
    title = "Disposisi"

    def properties(self, work: Work) -> dict[str, Schema]:
        """Return urgency, instructions of the office's list or others, addressees, exclusions."""
        excluded = group(
            {
                "person": choice(self._others(work), "Petugas"),
                "reason": words("Benturan kepentingan", longest=PASSAGE),
            },
            required=["person", "reason"],
        )
        return {
            "urgency": choice(_URGENCIES, "Sifat"),
            "instructions": rows(
                words(
                    "Dengan hormat harap",
                    longest=LINE,
                    suggestions=work.lists.profile.data["instructions"],
                ),
                "Dengan hormat harap",
                at_least=1,
            ),
            "addressees": choices(self._addressees(work), "Diteruskan kepada Sdr.", at_least=1),
            "wished_by": day("Diharapkan selesai"),
            "excluded": rows(
                excluded,
                "Petugas yang dikecualikan",
                description="Tidak boleh menangani berkas ini",
            ),
        }

    def required(self, work: Work) -> list[str]:
        """Return urgency, instructions and addressees."""
        return ["urgency", "instructions", "addressees"]

    def apply(self, work: Work, data: Data, *, outcome: str = "", note: str = "") -> Effects:
        """Return the sheet, and the addressee who does the next step.

        :raises Refused: `in-the-past` for a wish that cannot be met.
        """
        work.not_past(data, "wished_by")
        excluded = {one["person"]: one["reason"] for one in data.get("excluded", ())}
        addressees = [one for one in data.get("addressees", ()) if one not in excluded]
        able = [person for person, _ in work.next_people()]
        case = {"urgency": data["urgency"]}
        if data["urgency"] == SECRET:
            case["confidential"] = True
        return Effects(
            case=case,
            papers=[Paper("lembar-disposisi", self._sheet(work, data, addressees, note))],
            assignee=next((one for one in addressees if one in able), ""),
            excluded=excluded,
            event={
                "urgency": data["urgency"],
                "addressees": [int(one) for one in addressees],
                "excluded": [int(one) for one in excluded],
            },
        )

    def _sheet(self, work: Work, data: Data, addressees: list[str], note: str) -> dict[str, object]:
        facts = case_facts(work.file)
        if data["urgency"] == SECRET:
            facts["confidential"] = True
        return {
            "case": facts,
            "urgency": data["urgency"],
            "addressees": [work.lists.label(one) for one in addressees],
            "instructions": work.masked(data["instructions"]),
            "options": work.lists.profile.data["instructions"],
            "letter_number": work.file.case.outside_number,
            "agenda_number": agenda_number(work),
            "wished_by": data.get("wished_by", ""),
            "note": work.masked(note),
            "disposed_at": work.now.isoformat(),
            "signatory": work.signature,
        }

    def _addressees(self, work: Work) -> Pairs:
        """Return those who hold a lane's role, those who do the next step first."""
        lanes = {lane.role for sop in work.file.sops.values() for lane in sop.lanes}
        able = dict(work.next_people())
        kept_out = {str(one.user_id) for one in work.file.exclusions if not one.sop}
        others = {
            person.id: work.lists.label(person.id)
            for person in work.file.people
            if person.roles & lanes and person.id not in kept_out | able.keys()
        }
        others.pop(str(work.actor.user_id), None)
        return [*able.items(), *others.items()]

    def _others(self, work: Work) -> Pairs:
        """Return everybody but the one who decides."""
        own = str(work.actor.user_id)
        return [(p.id, work.lists.label(p.id)) for p in work.file.people if p.id != own]


def agenda_number(work: Work) -> str:
    """Return the number under which the case stands in the book of accepted complaints."""
    lines = RegisterEntry.objects.filter(case=work.file.case)
    for book in (books.ACCEPTED, books.REPORTS):
        line = lines.filter(register=book).order_by("-pk").first()
        if line:
            return books.line_number(line.sequence, line.year)
    return ""
