"""What the public is answered: no officer, no identity."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from sigap.api.outputs.form import Output, Sha256


class Registered(Output):
    """A complaint that became a case. The tracking code is told only here and on the receipt."""

    number: str
    tracking_code: str
    received_at: datetime
    due_at: datetime = Field(description="Akhir berkas yang dijanjikan kepada pelapor.")
    step: int = Field(description="Nomor langkah SOP yang terbuka.")


class StageOut(Output):
    """One of the stages that a complainant understands."""

    id: str
    title: str
    state: Literal["done", "now", "ahead", "skipped"]
    reached_at: datetime | None
    unit: str = Field(
        description="Siapa yang terakhir memegangnya, menurut SOP; kosong bila tidak ada."
    )


class TrackedUnderWay(Output):
    """The stage that runs: its working day so far, that of the SOP, and who is waited for."""

    unit: str
    day: int
    sop_days: int
    waits_for: str


class TrackedAppointment(Output):
    """When and where the complainant was asked to come."""

    on: date
    start: str
    end: str
    place: str
    meet: str
    bring: list[str]


class TrackedFile(Output):
    """A file that came with a word."""

    id: int
    name: str
    size_bytes: int


class TrackedPause(Output):
    """Why and since when the clocks stand still."""

    kind: str
    since: datetime
    until: datetime | None
    text: str


class TrackedDelay(Output):
    """A promise that is not, or may not be, kept: the date expected now, and why."""

    is_late: bool
    expected_at: datetime
    reason: str


class TrackedMessage(Output):
    """A word between the complainant and the office."""

    sender: Literal["pelapor", "kantor"]
    kind: str
    at: datetime
    text: str
    files: list[TrackedFile]


class TrackedLetter(Output):
    """The answering letter as a file: signed and unchanged, if it was signed as a file."""

    media_type: str
    size_bytes: int
    sha256: Sha256
    signed_how: Literal["", "ink", "file", "certificate"]
    is_signed_file: bool
    verify_code: str
    url: str = Field(description="Alamat berkasnya; siapa memegang kodenya dapat mengunduhnya.")


class TrackedAnswer(Output):
    """The answer, once it has been sent."""

    number: str
    sent_at: datetime
    text: str
    file: TrackedLetter | None
    awaits_signature: bool


class TrackedLimit(Output):
    """A limit by a published rule, beside the promise."""

    name: str
    amount: int
    unit: str = Field(description="hari-kalender, hari-kerja, atau jam-kalender")
    source: str
    due_at: datetime | None = Field(description="Kosong selama menunggu kelengkapan pelapor.")
    met_at: datetime | None = Field(description="Kapan yang diminta aturan itu dilakukan.")
    is_late: bool


class TrackedRights(Output):
    """What the holder of the code may do now."""

    message: bool
    completion: bool
    rating: bool
    objection: bool
    objection_until: date | None
    withdraw: bool
    survey: bool


class Tracked(Output):
    """Progress in plain language; no officer is named."""

    number: str
    status: str
    progress: str
    received_at: datetime
    due_at: datetime
    first_due_at: datetime
    closed_at: datetime | None
    identity_destroyed_at: datetime | None = Field(
        description="Kapan identitas dan isi tersegel dimusnahkan menurut jadwal retensi."
    )
    delay: TrackedDelay | None
    limits: list[TrackedLimit]
    stages: list[StageOut]
    under_way: TrackedUnderWay | None
    appointment: TrackedAppointment | None
    paused: TrackedPause | None
    messages: list[TrackedMessage]
    answer: TrackedAnswer | None
    rating: str | None
    objection: str | None = Field(description="Nomor berkas keberatan, bila sudah diajukan.")
    may: TrackedRights


class Received(Output):
    """What the complainant sent has arrived."""

    number: str
    status: str
    received_at: datetime
    due_at: datetime


class Verified(Output):
    """What a printed paper's code tells: no personal data."""

    code: str
    kind: str
    title: str
    number: str
    version: int
    date: date
    sha256: Sha256 | None
    status: Literal["rendering", "issued", "failed", "revoked"]
    entry: Sha256 | None = Field(
        description="Hash catatan jejak yang memesan naskah, seperti tercetak di kakinya."
    )
    signed_at: datetime | None
    signed_how: Literal["", "ink", "file", "certificate"]
    signed_sha256: Sha256 | None
    signed_issuer: str
    replaced_by: str
