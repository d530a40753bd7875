"""What a step's form is: the fields it asks for, and what follows from what was filled in.

A form reads a `Work` and returns `Effects`; it writes nothing. One file a form, listed in the
registry of this package. The schema is made per task, so that lists stand as `enum`s.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sigap.cases.queries.office import OfficeLists
from sigap.core.errors import Refused
from sigap.core.sop.run import Holds, TaskType

if TYPE_CHECKING:
    from sigap.cases.actor import Actor
    from sigap.cases.models import Task
    from sigap.cases.queries.casefile import CaseFile
    from sigap.core.sop.definition import Step

Schema = dict[str, Any]
Data = dict[str, Any]


@dataclass(frozen=True)
class Paper:
    """A document to be ordered: its kind and the facts it will show.

    `label` names it for an order that signs it, where one completion orders several alike.
    """

    kind: str
    facts: dict[str, Any]
    label: str = ""


@dataclass(frozen=True)
class Order:
    """A task that the form orders beside the SOP's own (memo, signature, decision)."""

    type: TaskType
    role: str
    form: str = ""
    assignee: str = ""
    holds: Holds = Holds.NOTHING
    held: tuple[str, int] | None = None
    reason: str = ""
    signs: str = ""  # label of the paper in the same effects


@dataclass(frozen=True)
class Register:
    """A line for one of the office's books; facts without identity."""

    book: str
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass
class Effects:
    """What follows from a completed form beside the SOP's own course."""

    case: dict[str, Any] = field(default_factory=dict)  # columns of Case
    complaint: dict[str, Any] = field(default_factory=dict)  # columns of Complaint
    identity: dict[str, str] = field(default_factory=dict)  # parts of the sealed identity
    papers: list[Paper] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)
    registers: list[Register] = field(default_factory=list)
    assignee: str = ""  # user id for the next step
    excluded: dict[str, str] = field(default_factory=dict)  # user id → reason
    reader: dict[str, Any] = field(
        default_factory=dict
    )  # a NamedReader: user_id, by, reads_identity
    signed: Data = field(default_factory=dict)  # columns of the Document a signature task signs
    status: str = ""  # a side exit taken by a decision: the case's new status
    resume: bool = False  # a decision ends the pause
    consult_again: bool = False
    deviations: list[tuple[str, str]] = field(default_factory=list)
    event: dict[str, Any] = field(default_factory=dict)  # for the ledger, without personal data


@dataclass
class Work:
    """A task in its case, as a form sees it."""

    file: CaseFile
    task: Task
    step: Step
    actor: Actor
    now: datetime

    @cached_property
    def lists(self) -> OfficeLists:
        """Return the office's lists, read when first asked for."""
        return OfficeLists(now=self.now)

    @property
    def recorder(self) -> dict[str, str]:
        """Return the acting officer as papers name one: name, position, nip, rank."""
        return self.lists.officer(self.actor.user_id)

    def not_future(self, data: Data, *names: str) -> None:
        """Refuse a moment of something that has happened if it lies in the future.

        :raises Refused: `in-the-future`, naming the field.
        """
        for name in names:
            text = data.get(name)
            if text and datetime.fromisoformat(text) > self.now:
                raise Refused(
                    "in-the-future",
                    "Waktu kejadian tidak boleh di masa depan; kosongkan bila baru saja.",
                    field=f"data.{name}",
                )


class StepForm:
    """A form; subclasses say their fields and what follows."""

    id = ""
    title = ""

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

    def schema(self, work: Work) -> Schema:
        """Return the JSON Schema of `data` for this one task."""
        properties: dict[str, Schema] = dict(self.properties(work))
        required = [name for name in self.required(work) if not _is_empty_list(properties[name])]
        if work.task.type == TaskType.STEP:
            requirements, gates = _requirements(work)
            if requirements["properties"]:
                properties["requirements"] = requirements
                if gates:
                    required.append("requirements")
            properties["on_paper_at"] = {
                "type": "string",
                "title": "Tempat kertasnya",
                "description": "Di mana kertas hasil langkah ini disimpan, bila ada.",
                "maxLength": 200,
            }
        title = self.title or work.step.activity
        schema: Schema = {"type": "object", "title": title, "properties": properties}
        if required:
            schema["required"] = required
        return schema


PRESENT = ["di berkas", "diunggah", "di kertas"]


def _requirements(work: Work) -> tuple[Schema, list[str]]:
    """Return the tick list of the step's requirements and the gates that must be ticked."""
    present = work.file.papers_ordered
    gates = [gate for gate in work.step.gates if gate.casefold() not in present]
    names = dict.fromkeys([*work.step.requirements, *work.step.gates])
    schema: Schema = {
        "type": "object",
        "title": "Kelengkapan",
        "properties": {name: {"type": "string", "enum": PRESENT, "title": name} for name in names},
    }
    if gates:
        schema["required"] = gates
    return schema, gates


def _is_empty_list(schema: Schema) -> bool:
    """Whether the field offers a list with nothing in it; it is then not required."""
    inner = schema.get("items", {}) if schema.get("type") == "array" else schema
    return "enum" in inner and not inner["enum"]


def choice(pairs: list[tuple[str, str]], title: str, description: str = "") -> Schema:
    """Return a field that takes one value of a list; the labels stand in the description."""
    labels = "; ".join(f"{value} = {label}" for value, label in pairs if value != label)
    text = ". ".join(part for part in (description, labels) if part)
    schema: Schema = {"type": "string", "title": title, "enum": [value for value, _ in pairs]}
    return {**schema, "description": text} if text else schema


def text_field(
    title: str, *, longest: int, shortest: int = 0, description: str = "", **more: object
) -> Schema:
    """Return a field of text; a required one has `shortest` ≥ 1."""
    schema: Schema = {"type": "string", "title": title, "maxLength": longest, **more}
    if shortest:
        schema["minLength"] = shortest
    if description:
        schema["description"] = description
    return schema
