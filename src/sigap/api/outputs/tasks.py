"""Tasks as answered."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from sigap.api.outputs.form import Output

TaskType = Literal["step", "confirm", "consult", "signature", "memo", "decision"]
TaskState = Literal["open", "done", "cancelled"]


class TaskOut(Output):
    """A task. `assignee` is a user name; null: anyone of the role."""

    id: int
    type: TaskType
    case: str
    sop: str
    no: int
    attempt: int
    role: str
    assignee: str | None
    assignee_name: str | None
    state: TaskState
    opened_at: datetime
    started_at: datetime | None
    start_by: datetime | None
    due_at: datetime | None
    completed_at: datetime | None
    overdue: bool
    subject: str
    permit_type: str
    activity: str
    reason: str


class StepOut(Output):
    """The SOP's row that a task belongs to, as the decree prints it."""

    sop: str
    no: int
    activity: str
    requirements: list[str]
    gates: list[str]
    time: str
    outputs: list[str]
    note: str


class OutcomeOut(Output):
    """One way out of a decision."""

    id: str
    label: str
    note_required: bool


class DraftOut(Output):
    """A saved draft; a consult shows the latest of its step."""

    task: int
    version: int
    saved_at: datetime
    saved_by: str
    data: dict[str, Any]


class TaskDetail(TaskOut):
    """A task with all that is needed to complete it."""

    step: StepOut
    outcomes: list[OutcomeOut]
    schema_: dict[str, Any] = Field(alias="schema")
    draft: DraftOut | None
    document: str | None = Field(description="Alamat dokumen yang ditandatangani tugas ini.")
    may_act: bool
    hindrance: str = Field(description="Mengapa Anda tidak dapat mengerjakannya; kosong: dapat.")


class DraftSaved(Output):
    """A draft was saved under this version."""

    task: int
    version: int
    saved_at: datetime
