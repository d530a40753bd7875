"""V.4: the approval sends the letter to number and signature, or it goes back with a note."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sigap.cases.steps.completeness import goes_back
from sigap.cases.steps.drafting import current_letter, draft_version, letter_facts
from sigap.cases.steps.facts import case_facts
from sigap.cases.steps.fields import PASSAGE, day, rows, words, yes_no
from sigap.cases.steps.form import Effects, Order, Paper, StepForm
from sigap.core.sop.run import Holds, TaskType

if TYPE_CHECKING:
    from sigap.cases.steps.fields import Schema
    from sigap.cases.steps.form import Data
    from sigap.cases.steps.work import Work

_LETTER = "surat-balasan"


class Approve(StepForm):
    """What must be mended stands in the note."""

    id = "approve"
    title = "Setujui surat balasan"

    def properties(self, work: Work) -> dict[str, Schema]:
        """Return what goes with a return: points to mend, by when, and another opinion."""
        return {
            "mends": rows(words("Perbaikan", longest=PASSAGE), "Butir perbaikan"),
            "wished_by": day("Perbaikan diharapkan selesai"),
            "consult_again": yes_no("Mintakan lagi pendapat hukum"),
        }

    def apply(self, work: Work, data: Data, *, outcome: str = "", note: str = "") -> Effects:
        """Return the note, and with the approval the letter and the task of signing it.

        :raises Refused: `in-the-past`; `no-signatory` before a number is taken.
        """
        work.not_past(data, "wished_by")
        back = goes_back(work, outcome)
        version = draft_version(work)
        facts = {
            "case": case_facts(work.file),
            "draft_version": version,
            "approved": not back,
            "note": note,
            "mends": [{"what": one} for one in data.get("mends", ())],
            "wished_by": data.get("wished_by", ""),
            "decided_at": work.now.isoformat(),
            "approver": work.signature,
        }
        effects = Effects(
            papers=[Paper("catatan-perbaikan", facts)],
            consult_again=back and bool(data.get("consult_again")),
            event={"version": version},
        )
        drafted = current_letter(work)
        if drafted and not back:
            role, signatory = work.signing()
            letter = letter_facts(work, drafted, signatory)
            effects.papers.append(Paper(_LETTER, letter, label="letter"))
            effects.orders.append(
                Order(
                    type=TaskType.SIGNATURE,
                    role=role,
                    form="signature",
                    holds=Holds.NEXT,
                    reason="Surat Balasan.",
                    signs="letter",
                )
            )
        return effects
