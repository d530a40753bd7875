"""What a step's form is: the fields it asks for, and what follows from what was filled in.

A form reads a `Work` and returns `Effects`; it writes nothing. One file a form, listed in the
registry of this package. The schema is made per task, so that lists stand as `enum`s.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sigap.cases.steps import books, opinion
from sigap.cases.steps.effects import Effects, Order, Paper, Register
from sigap.cases.steps.fields import Data, Schema, choice, group, text_field, without_defaults
from sigap.core.errors import Refused
from sigap.core.sop.run import TaskType

if TYPE_CHECKING:
    from sigap.cases.steps.work import Work

__all__ = ["PRESENT", "Data", "Effects", "Order", "Paper", "Register", "Schema", "StepForm"]


class StepForm:
    """A form; subclasses say their fields and what follows."""

    id = ""
    title = ""
    writes = ""  # the kind of the letter that is written here

    def properties(self, work: Work) -> dict[str, Schema]:
        """Return the fields, by name."""
        return {}

    def required(self, work: Work) -> list[str]:
        """Return the names of the fields that must be filled."""
        return []

    def outcomes(self, work: Work) -> list[dict[str, Any]]:
        """Return the choices: the step's own for a step task."""
        if work.task.type != TaskType.STEP:
            return []
        return [
            {"id": o.id, "label": o.label, "note_required": o.note_required}
            for o in work.step.outcomes
        ]

    def apply(self, work: Work, data: Data, *, outcome: str = "", note: str = "") -> Effects:
        """Return what follows from `data`, which the schema has already passed.

        :raises Refused: for what a schema cannot say (a moment in the future).
        """
        return Effects()

    def confirmed(self, work: Work, data: Data) -> Effects:
        """Return what follows when the last person confirms a joint step with its `data`."""
        return Effects()

    def effects(self, work: Work, data: Data, *, outcome: str = "", note: str = "") -> Effects:
        """Return all that follows: the form's own, lines in books, opinions recorded here.

        :raises Refused: `outcome-required`, `outcome-unknown`, `note-required` for a task
            whose choices only its form knows, and what `apply` refuses.
        """
        if work.task.type in (TaskType.MEMO, TaskType.SIGNATURE, TaskType.DECISION):
            self._check_outcome(work, outcome, note)
        effects = self.apply(work, data, outcome=outcome, note=note)
        if work.task.type == TaskType.STEP:
            written = {line.book for line in effects.registers}
            needed = books.required(work.step.requirements)
            effects.registers += [Register(book) for book in needed if book not in written]
            notes = opinion.recorded_facts(work, data.get("opinions", {}))
            if opinion.PAPER in work.step.produces:
                effects.papers += [Paper(opinion.PAPER, facts) for facts in notes]
        return effects

    def schema(self, work: Work) -> Schema:
        """Return the JSON Schema of `data` for this one task."""
        properties: dict[str, Schema] = dict(self.properties(work))
        required = list(self.required(work))
        if work.task.type == TaskType.STEP:
            opinions = opinion.missing_schema(work)
            if opinions:
                properties["opinions"] = opinions
                required.append("opinions")
            requirements = _requirements(work)
            if requirements["properties"]:
                properties["requirements"] = requirements
                if "required" in requirements:
                    required.append("requirements")
            properties["on_paper_at"] = text_field(
                "Tempat kertasnya",
                longest=200,
                description="Di mana kertas hasil langkah ini disimpan, bila ada.",
            )
        schema = group(properties, required=required, title=self.title or work.step.activity)
        return schema if work.is_own else without_defaults(schema)

    def _check_outcome(self, work: Work, outcome: str, note: str) -> None:
        offered = {one["id"]: one for one in self.outcomes(work)}
        if not outcome and offered:
            raise Refused(
                "outcome-required",
                "Pilih salah satu keputusan sebelum menyelesaikan tugas ini.",
                field="outcome",
                detail={"outcomes": list(offered)},
            )
        if outcome and outcome not in offered:
            raise Refused(
                "outcome-unknown" if offered else "no-outcomes",
                f"Keputusan “{outcome}” tidak ada pada tugas ini.",
                field="outcome",
                detail={"outcomes": list(offered)},
            )
        if outcome and offered[outcome]["note_required"] and not note.strip():
            raise Refused("note-required", "Catatan wajib diisi: beri alasannya.", field="note")


PRESENT = ["di berkas", "diunggah", "di kertas"]


def _requirements(work: Work) -> Schema:
    """Return the tick list of the step's requirements; required are the gates not yet there."""
    present = work.file.papers_ordered
    names = dict.fromkeys([*work.step.requirements, *work.step.gates])
    ticks = {}
    for name in names:
        default = PRESENT[0] if name.casefold() in present else ""
        ticks[name] = choice([(one, one) for one in PRESENT], name, default=default)
    gates = [gate for gate in work.step.gates if gate.casefold() not in present]
    return group(ticks, required=gates, title="Kelengkapan")
