"""SOPs and books as answered."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sigap.api.outputs.form import Output, Sha256
from sigap.api.outputs.tasks import OutcomeOut


class SopRow(Output):
    """An SOP in force."""

    id: str
    title: str
    version: int
    in_force_from: datetime
    steps: int
    then: str | None
    url: str


class LaneOut(Output):
    """A column of the flowchart."""

    role: str
    title: str
    name: str


class SopOutcomeOut(OutcomeOut):
    """One way out of a decision; `next` null: the SOP's end."""

    next: int | None


class SopStepOut(Output):
    """A row of the SOP's table."""

    no: int
    activity: str
    executors: list[str]
    executor_inferred: bool
    requirements: list[str]
    gates: list[str]
    time: str
    outputs: list[str]
    note: str
    lane_text: dict[str, str]
    form: str
    produces: list[str]
    consults: list[str]
    separate_from: list[int]
    outcomes: list[SopOutcomeOut]


class SopOut(SopRow):
    """An SOP as a whole: the printed head, the lanes, the steps."""

    sha256: Sha256
    decree: dict[str, Any]
    lanes: list[LaneOut]
    table: list[SopStepOut]


class RegisterLine(Output):
    """A line of one of the office's books; without identity."""

    no: int
    at: datetime
    case: str
    permit_type: str
    channel: str
    subject: str
    status: str
    received_at: datetime
    due_at: datetime
    closed_at: datetime | None
    facts: dict[str, Any]
