"""V.3: the licensing officer reviews the draft, with comments and visible changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sigap.cases.steps.completeness import goes_back
from sigap.cases.steps.drafting import (
    DRAFT_KIND,
    changes,
    current_letter,
    draft_version,
    letter_facts,
    letter_schema,
)
from sigap.cases.steps.facts import case_facts
from sigap.cases.steps.fields import LINE, PASSAGE, group, rows, text_field, words, yes_no
from sigap.cases.steps.form import Effects, Paper, StepForm
from sigap.documents.letters import refuse_places

if TYPE_CHECKING:
    from sigap.cases.steps.fields import Schema
    from sigap.cases.steps.form import Data
    from sigap.cases.steps.work import Work


class Examine(StepForm):
    """Changes made here are what the approver sees; the drafter sees them if it comes back."""

    id = "examine"
    title = "Tinjau konsep"
    writes = "surat-balasan"

    def properties(self, work: Work) -> dict[str, Schema]:
        """Return comments, and the letter to be changed."""
        comment = group(
            {
                "place": text_field("Bagian", longest=LINE),
                "comment": words("Catatan", longest=PASSAGE),
            },
            required=["comment"],
        )
        fields = {"comments": rows(comment, "Catatan pada naskah")}
        drafted = current_letter(work)
        if drafted:
            fields["letter"] = letter_schema("Naskah yang diubah", drafted)
        fields["consult_again"] = yes_no("Mintakan lagi pendapat hukum")
        return fields

    def apply(self, work: Work, data: Data, *, outcome: str = "", note: str = "") -> Effects:
        """Return the note on the review, and the letter as changed.

        :raises Refused: `letter-unfilled` for an edit that goes on with an empty place.
        """
        back = goes_back(work, outcome)
        drafted = current_letter(work)
        edited = data.get("letter")
        if edited and not back:
            refuse_places(edited, where="data.letter")
        changed = changes(drafted, {**drafted, **edited}) if edited else []
        version = draft_version(work)
        facts = {
            "case": case_facts(work.file),
            "draft_version": version,
            "fit": not back,
            "note": note,
            "remarks": data.get("comments", []),
            "changes": changed,
            "reviewed_at": work.now.isoformat(),
            "reviewer": work.signature,
        }
        papers = [Paper("catatan-tinjauan", facts)]
        if changed:
            reviewed = letter_facts(work, {**drafted, **(edited or {})}, work.signing()[1])
            drafter = f"disunting {work.lists.label(work.actor.user_id)}"
            reviewed |= {"drafter": drafter, "draft_version": version + 1}
            papers.append(Paper(DRAFT_KIND, reviewed))
        return Effects(
            papers=papers,
            consult_again=back and bool(data.get("consult_again")),
            event={
                "version": version,
                "comments": len(data.get("comments", ())),
                "changes": len(changed),
            },
        )
