"""V.2: the analyst drafts the answer; the opinion of the legal analyst is recorded with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sigap.cases.steps.drafting import (
    DRAFT_KIND,
    current_letter,
    draft_version,
    letter_facts,
    letter_schema,
)
from sigap.cases.steps.fields import group
from sigap.cases.steps.form import Effects, Paper, StepForm
from sigap.cases.steps.opinion import missing_roles, opinion_paper, recorded_schema

if TYPE_CHECKING:
    from sigap.cases.steps.fields import Schema
    from sigap.cases.steps.form import Data
    from sigap.cases.steps.work import Work


class Draft(StepForm):
    """The letter as text that papers can set; after a return it stands there as it came back."""

    id = "draft"
    title = "Konsep surat balasan"

    def properties(self, work: Work) -> dict[str, Schema]:
        """Return the letter, and the opinion where nobody holds the consulted role."""
        known = current_letter(work)
        known.setdefault("about", f"Jawaban atas Pengaduan Nomor {work.file.case.number}")
        fields = {"letter": letter_schema("Surat", known)}
        missing = missing_roles(work)
        if missing:
            fields["opinions"] = group(
                {role: recorded_schema(work, role) for role in missing},
                required=missing,
                title="Pendapat yang diminta",
            )
        return fields

    def required(self, work: Work) -> list[str]:
        """Return the letter, and the opinion if it has to be recorded here."""
        return ["letter", *(["opinions"] if missing_roles(work) else [])]

    def apply(self, work: Work, data: Data, *, outcome: str = "", note: str = "") -> Effects:
        """Return the draft as a paper, and the note on an opinion that was recorded here.

        :raises Refused: `in-the-future` for an opinion given later than now; `no-signatory`.
        """
        papers = []
        for role, given in data.get("opinions", {}).items():
            work.not_future(given, "consulted_on", where=f"data.opinions.{role}")
            lawyer = {
                "name": given["name"],
                "position": f"{work.role_name(role)}, {given['office']}",
            }
            papers.append(opinion_paper(work, given, lawyer=lawyer, recorder=work.signature))
        facts = letter_facts(work, data["letter"], work.signing()[1])
        version = draft_version(work) + 1
        facts |= {"drafter": work.lists.label(work.actor.user_id), "draft_version": version}
        return Effects(
            papers=[Paper(DRAFT_KIND, facts), *papers],
            event={"version": version, "blocks": len(data["letter"]["body"])},
        )
