"""Cases as answered to staff."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from pydantic import Field

from sigap.api.outputs.form import Output, Sha256
from sigap.api.outputs.tasks import TaskOut


class PersonOut(Output):
    """An officer."""

    user: str
    name: str


class RunOut(Output):
    """One attempt at one step. Minutes are office time; pauses do not count."""

    sop: str
    no: int
    activity: str
    attempt: int
    role: str
    opened_at: datetime
    started_at: datetime | None
    start_by: datetime | None
    due_at: datetime | None
    completed_at: datetime | None
    cancelled_at: datetime | None
    waited_minutes: float
    worked_minutes: float
    outcome: str
    note: str | None
    completed_by: list[PersonOut]


class PauseOut(Output):
    """A span in which the clocks stand still."""

    kind: str
    started_at: datetime
    ended_at: datetime | None
    until: datetime | None


class DeviationOut(Output):
    """Something that went otherwise than the SOP says."""

    code: str
    sop: str
    no: int
    at: datetime
    text: str


class ComplaintOut(Output):
    """The working text: the complainant's own identity in it is masked."""

    text: str
    wanted: str
    loss: str
    place: str
    service_on: date | None


class ComplainantOut(Output):
    """Who complained, without identity: what kind of person, reachable by which ways."""

    kind: str
    reachable: list[str]


class DocumentOut(Output):
    """A paper, listed from the moment it is ordered."""

    id: int
    kind: str
    title: str
    number: str
    version: int
    status: Literal["rendering", "issued", "failed", "revoked"]
    issued_at: datetime
    rendered_at: datetime | None
    waits_for_number: bool
    signed_at: datetime | None
    signed_how: Literal["", "ink", "file", "certificate"]
    pages: int
    size_bytes: int
    sha256: Sha256 | None
    code: str
    url: str


class AttachmentOut(Output):
    """A file that was handed in; its name is part of the sealed identity."""

    id: int
    media_type: str
    size_bytes: int
    sha256: Sha256
    verdict: Literal["pending", "clean", "unscanned", "infected"]
    purpose: str
    received_at: datetime
    task: int | None


class MessageOut(Output):
    """A word to or from the complainant, the complainant's identity in it masked."""

    direction: Literal["in", "out"]
    kind: str
    at: datetime
    text: str | None
    attachments: int


class CaseRow(Output):
    """A case in a list."""

    number: str
    status: str
    sop: str
    step: int
    channel: str
    permit_type: str
    subject: str
    received_at: datetime
    due_at: datetime
    closed_at: datetime | None
    overdue: bool
    anonymous: bool
    confidential: bool


class CaseOut(CaseRow):
    """A case with all that grew around it."""

    activity: str
    close_reason: str
    registered_at: datetime
    accepted_at: datetime | None
    first_due_at: datetime
    answered_at: datetime | None
    identity_destroyed_at: datetime | None = Field(
        description="Kapan identitas dan isi tersegel dimusnahkan menurut jadwal retensi."
    )
    permit_type_name: str
    registration_number: str
    outside_number: str
    complaint_class: str
    risk: str
    urgency: str
    conclusion: str
    rating: str
    waits_for: str | None
    objection_to: str | None
    merged_into: str | None
    complaint: ComplaintOut
    complainant: ComplainantOut
    runs: list[RunOut]
    tasks: list[TaskOut] = Field(description="Tugas yang masih terbuka.")
    pauses: list[PauseOut]
    deviations: list[DeviationOut]
    documents: list[DocumentOut]
    attachments: list[AttachmentOut]
    messages: list[MessageOut]


class CaseWithTasks(Output):
    """The case after an act, and the tasks that are open in it now."""

    case: CaseRow
    tasks: list[TaskOut]


class EventOut(Output):
    """An entry of the ledger: what happened, hashed together with the entry before it."""

    seq: int
    event: str
    at: datetime
    recorded_at: datetime
    actor: str
    data: dict[str, Any]
    digests: dict[str, str]
    prev_hash: Sha256
    hash: Sha256


class ActionOut(Output):
    """A side exit that may be taken now, with the schema of its body."""

    action: str
    title: str
    schema_: dict[str, Any] = Field(alias="schema")


class IdentityOut(Output):
    """Who complained. Each reading stands in the case's ledger."""

    name: str
    company: str
    phone: str
    email: str
    nik: str
    address: str
    on_behalf_of: str
