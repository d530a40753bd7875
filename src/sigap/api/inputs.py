"""What each POST and PUT takes. The field lists are the contract of the API."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import ConfigDict, Field

from sigap.api.texts import (
    Email,
    FilledLine,
    FilledLong,
    FilledShort,
    FilledText,
    Input,
    Line,
    Long,
    Moment,
    Short,
)

Channel = Literal[
    "counter",
    "web",
    "letter",
    "telephone",
    "whatsapp",
    "email",
    "lapor",
    "lapor-aa",
    "social-media",
    "ombudsman",
    "other",
]
ComplainantKind = Literal["perorangan", "badan-usaha", "kuasa", "tanpa-identitas"]


class ComplainantIn(Input):
    """Who complains. For `tanpa-identitas` the name is a label such as "Tanpa nama"."""

    name: FilledShort
    kind: ComplainantKind
    company: Line | None = None
    phone: Short | None = None
    email: Email | None = None
    address: Line | None = None
    on_behalf_of: Line | None = None


class ComplaintIn(Input):
    """A complaint. `received_at` may be given by staff only; absent means now."""

    channel: Channel
    permit_type: FilledShort
    subject: FilledLine
    text: FilledLong
    complainant: ComplainantIn
    registration_number: Short | None = None
    outside_number: Short | None = None
    wanted: Long | None = None
    loss: Long | None = None
    anonymous: bool | None = None
    confidential: bool | None = None
    received_at: Moment | None = None


class CompletionIn(Input):
    """What completes a task: `data` by the task's own schema, `outcome` one of its outcomes."""

    outcome: Short | None = None
    note: Long | None = None
    data: dict[str, Any] | None = None
    assignee: Short | None = Field(
        default=None, description="Nama pengguna untuk langkah berikutnya; kosong: antrean peran."
    )


class DraftIn(Input):
    """What was filled in so far; not held against the schema yet."""

    data: dict[str, Any]
    outcome: Short | None = None
    note: Long | None = None
    based_on: int | None = Field(
        default=None,
        ge=0,
        le=2_147_483_647,
        description="Versi yang menjadi pangkal isian ini (0: belum ada); kosong: tidak diperiksa.",
    )


class NothingIn(Input):
    """Nothing is asked for; `{}` or no body at all."""


class MessageIn(Input):
    """A word from the complainant."""

    text: FilledText


class RatingIn(Input):
    """Whether the complainant is content with the answer."""

    rating: Literal["puas", "tidak-puas"]
    comment: FilledText | None = None


class ReasonIn(Input):
    """Why the complainant objects or withdraws."""

    reason: FilledText


class ActionIn(Input):
    """The fields of one side exit, by the schema that GET actions gives for it."""

    model_config = ConfigDict(extra="allow")
