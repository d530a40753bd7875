"""III.5: what the review needs, which rules bear on it, which earlier cases are like it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sigap.cases.models import Task
from sigap.cases.queries.related import alike_cases, related_cases
from sigap.cases.steps.facts import case_facts
from sigap.cases.steps.fields import PASSAGE, choice, group, rows, text_field, words
from sigap.cases.steps.form import Effects, Order, Paper, StepForm
from sigap.cases.steps.needed import as_facts, item_schema, listed
from sigap.cases.steps.signatory import COORDINATOR, HEAD
from sigap.core.sop.run import Holds, TaskType

if TYPE_CHECKING:
    from sigap.cases.models import Case
    from sigap.cases.steps.fields import Schema
    from sigap.cases.steps.form import Data
    from sigap.cases.steps.work import Work

_VERDICTS = [("terkait", "Terkait"), ("tidak-terkait", "Tidak terkait")]


class Identify(StepForm):
    """The list of needs goes to the coordinator, whose memo orders the collecting."""

    id = "identify"
    title = "Identifikasi kebutuhan dokumen"

    def properties(self, work: Work) -> dict[str, Schema]:
        """Return needs, rules of the library or typed, and the earlier cases found."""
        before = work.before
        fields: dict[str, Schema] = {
            "needed": rows(
                item_schema(work),
                "Dokumen dan informasi yang diperlukan",
                at_least=1,
                default=before.get("needed", ()),
            ),
            "rules": rows(
                words(
                    "Peraturan, SP atau SOP",
                    longest=400,
                    suggestions=[one.title for one in work.lists.regulations],
                ),
                "Peraturan, SP atau SOP yang relevan",
                at_least=1,
                default=before.get("rules", ()),
            ),
        }
        found = self._related(work)
        if found:
            fields["related"] = group(
                {
                    number: choice(_VERDICTS, f"{number}: {one.subject}{why}")
                    for number, (one, why) in found.items()
                },
                title="Berkas terdahulu",
            )
        fields["summary"] = text_field("Ringkasan pokok pengaduan", longest=PASSAGE)
        return fields

    def required(self, work: Work) -> list[str]:
        """Return needs and rules."""
        return ["needed", "rules"]

    def apply(self, work: Work, data: Data, *, outcome: str = "", note: str = "") -> Effects:
        """Return the paper, and once a case the memo that the coordinator has to give.

        :raises Refused: `in-the-past` for a document asked for by a day that is over.
        """
        for index, row in enumerate(data["needed"]):
            work.not_past(row, "asked_by", where=f"data.needed.{index}")
        found, told = self._related(work), work.masked(data)
        related = data.get("related", {})
        facts = {
            "case": case_facts(work.file),
            "summary": told.get("summary", ""),
            "needed": as_facts(listed(work, told["needed"])),
            "rules": told["rules"],
            "related": [
                {
                    "number": number,
                    "subject": found[number][0].subject,
                    "verdict": dict(_VERDICTS)[verdict],
                }
                for number, verdict in related.items()
            ],
            "identified_at": work.now.isoformat(),
            "analyst": work.signature,
            "note": work.masked(note),
        }
        return Effects(
            papers=[Paper("hasil-identifikasi", facts)],
            orders=self._memo(work),
            event={
                "needed": len(data["needed"]),
                "rules": len(data["rules"]),
                "related": [one for one, verdict in related.items() if verdict == "terkait"],
            },
        )

    def _related(self, work: Work) -> dict[str, tuple[Case, str]]:
        """Return by number the earlier cases, with the words that make their texts alike."""
        case = work.file.case
        found = {one.number: (one, "") for one in related_cases(case, actor=work.actor)}
        for alike in alike_cases(case, actor=work.actor, besides=list(found)):
            said = ", ".join(f"“{word}”" for word in alike.words)
            found[alike.case.number] = (alike.case, f" (isi serupa: {said})")
        return found

    def _memo(self, work: Work) -> list[Order]:
        """Return the memo task; it holds the end of the step that collects, wherever that is."""
        ordered = [one for one in work.file.tasks if one.type == TaskType.MEMO]
        if any(one.state != Task.State.CANCELLED for one in ordered):
            return []
        collecting = work.place_of("collect")
        return [
            Order(
                type=TaskType.MEMO,
                role=work.able_role(work.role_of("disposition", COORDINATOR), HEAD),
                form="memo",
                holds=Holds.END if collecting else Holds.NOTHING,
                held=collecting,
                reason="Memo Perintah Penyiapan Dokumen.",
            )
        ]
