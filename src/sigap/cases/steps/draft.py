"""V.2: the analyst drafts the answer; what was consulted about it is recorded with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sigap.cases.steps.drafting import (
    DRAFT_KIND,
    current_letter,
    draft_version,
    letter_facts,
    letter_schema,
)
from sigap.cases.steps.form import Effects, Paper, StepForm
from sigap.documents.letters import refuse_places

if TYPE_CHECKING:
    from sigap.cases.steps.fields import Schema
    from sigap.cases.steps.form import Data
    from sigap.cases.steps.work import Work


class Draft(StepForm):
    """The letter as text that papers can set; after a return it stands there as it came back."""

    id = "draft"
    title = "Konsep surat balasan"
    writes = "surat-balasan"

    def properties(self, work: Work) -> dict[str, Schema]:
        """Return the letter as it stands."""
        known = current_letter(work)
        known.setdefault("about", f"Jawaban atas Pengaduan Nomor {work.file.case.number}")
        return {"letter": letter_schema("Surat", known)}

    def required(self, work: Work) -> list[str]:
        """Return the letter."""
        return ["letter"]

    def apply(self, work: Work, data: Data, *, outcome: str = "", note: str = "") -> Effects:
        """Return the draft as a paper.

        :raises Refused: `no-signatory`; `letter-unfilled` while a template's place stands empty.
        """
        refuse_places(data["letter"], where="data.letter")
        facts = letter_facts(work, data["letter"], work.signing()[1])
        version = draft_version(work) + 1
        facts |= {"drafter": work.lists.label(work.actor.user_id), "draft_version": version}
        return Effects(
            papers=[Paper(DRAFT_KIND, facts)],
            event={"version": version, "blocks": len(data["letter"]["body"])},
        )
