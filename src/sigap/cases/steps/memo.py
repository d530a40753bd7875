"""The memo that IV.1 requires: the coordinator confirms the list of needs, or changes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sigap.cases.steps.facts import case_facts
from sigap.cases.steps.fields import LINE, one_of, rows, way, words
from sigap.cases.steps.form import Effects, Paper, StepForm
from sigap.cases.steps.needed import as_facts, item_schema, listed

if TYPE_CHECKING:
    from sigap.cases.steps.fields import Schema
    from sigap.cases.steps.form import Data
    from sigap.cases.steps.work import Work

CHANGED = "ubah"


class Memo(StepForm):
    """No step of the decree produces this memo, though the next SOP requires it."""

    id = "memo"
    title = "Memo Perintah Penyiapan Dokumen"

    def properties(self, work: Work) -> dict[str, Schema]:
        """Return the list as it is, or to be changed."""
        known = work.file.recorded("identify").get("needed", ())
        changed = rows(item_schema(work), "Dokumen dan informasi", at_least=1, default=known)
        return {
            "list": one_of(
                [
                    way("decision", "tetap", "Daftar disetujui seperti diusulkan"),
                    way("decision", CHANGED, "Daftar diubah", {"needed": changed}, ["needed"]),
                ]
            ),
            "copies": rows(words("Tembusan", longest=LINE), "Tembusan"),
        }

    def required(self, work: Work) -> list[str]:
        """Return the list."""
        return ["list"]

    def apply(self, work: Work, data: Data, *, outcome: str = "", note: str = "") -> Effects:
        """Return the memo, numbered and addressed to those who collect.

        :raises Refused: `in-the-past` for a document asked for by a day that is over.
        """
        decided = data["list"]
        needed = decided.get("needed") or work.file.recorded("identify").get("needed", [])
        if decided["decision"] == CHANGED:
            for index, row in enumerate(needed):
                work.not_past(row, "asked_by", where=f"data.list.needed.{index}")
        role = work.role_name(work.role_of("collect", "analis-pengaduan"))
        facts = {
            "case": case_facts(work.file),
            "to": [role],
            "sender": work.signature.get("position") or work.role_name(work.task.role),
            "needed": as_facts(listed(work, work.masked(needed))),
            "copies": work.masked(data.get("copies", [])),
            "signatory": work.signature,
        }
        return Effects(
            papers=[Paper("memo-penyiapan-dokumen", facts)],
            event={"changed": decided["decision"] == CHANGED, "needed": len(needed)},
        )
