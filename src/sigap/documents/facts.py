"""The vocabulary in which facts of papers are written down: small values and shared parts.

A kind's facts are a frozen dataclass of these. Suppliers give plain JSON (strings, ISO dates,
lists of small objects); `reading.py` checks it against the dataclass and turns it into what the
templates print.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NewType

Moment = NewType("Moment", str)
"""ISO 8601 with offset; printed in the office's time zone."""
Day = NewType("Day", str)
"""ISO 8601 date."""
Clock = NewType("Clock", str)
"""HH:MM on the office's clock."""
Minutes = NewType("Minutes", int)
"""Working minutes."""
Image = NewType("Image", str)
"""SVG source, or a PNG or JPEG in base64 (a data: address is taken too)."""
Link = NewType("Link", str)
"""An address that is also drawn as a QR code."""
Barcode = NewType("Barcode", str)
"""A short text that is also drawn as a Code 128 bar code."""
Blocks = NewType("Blocks", Sequence[object])
"""Structured text: see `blocks.py`."""

Channel = NewType("Channel", str)
ComplainantKind = NewType("ComplainantKind", str)
Urgency = NewType("Urgency", str)
Classification = NewType("Classification", str)
ReviewMode = NewType("ReviewMode", str)
Conclusion = NewType("Conclusion", str)
Means = NewType("Means", str)
ItemState = NewType("ItemState", str)
Opinion = NewType("Opinion", str)
SigningWay = NewType("SigningWay", str)

NO_BLOCKS = Blocks(())
NO_MOMENT, NO_DAY, NO_CLOCK = Moment(""), Day(""), Clock("")
NO_IMAGE, NO_LINK = Image(""), Link("")
INTERNAL_REVIEW = ReviewMode("internal")
UNCLASSIFIED, NOT_SAID_HOW = Classification(""), SigningWay("")


@dataclass(frozen=True)
class Case:
    """What every paper says of its case. `permit_type` is the printed name, not the slug."""

    number: str
    received_at: Moment
    channel: Channel
    permit_type: str
    subject: str
    registration_number: str = ""
    outside_number: str = ""
    confidential: bool = False
    anonymous: bool = False


@dataclass(frozen=True)
class Officer:
    """A person of an office; `position` is the post as papers print it."""

    name: str
    position: str = ""
    nip: str = ""
    rank: str = ""
    office: str = ""


@dataclass(frozen=True)
class Signature:
    """Who signs and how. Without `way` the space for ink stays empty.

    `way`: ink, drawn (then `image`), declaration (filed online), paper (then `on_paper_at`),
    certificate. `on_behalf` is the line above the post: `a.n. Kepala Dinas`.
    """

    name: str
    position: str = ""
    rank: str = ""
    nip: str = ""
    on_behalf: str = ""
    way: SigningWay = NOT_SAID_HOW
    image: Image = NO_IMAGE
    on_paper_at: str = ""
    signed_at: Moment = NO_MOMENT


@dataclass(frozen=True)
class Addressee:
    """To whom a letter goes; empty lines are left out. `place` prints as `di PLACE`."""

    name: str
    position: str = ""
    organisation: str = ""
    address: str = ""
    place: str = ""


@dataclass(frozen=True)
class Letter:
    """What all official letters share. `number` empty: the line waits for the records unit."""

    case: Case
    about: str
    to: Addressee
    body: Blocks
    signatory: Signature
    number: str = ""
    dated_on: Day = NO_DAY
    nature: str = "Biasa"
    attachment: str = "-"
    salutation: str = "Dengan hormat,"
    closing: str = "Demikian disampaikan, atas perhatiannya diucapkan terima kasih."
    copies: tuple[str, ...] = ()


@dataclass(frozen=True)
class Appointment:
    """When and where somebody is to come. `meet`: whom to ask for; `bring`: what to have along."""

    held_on: Day
    start: Clock
    place: str
    end: Clock = NO_CLOCK
    link: str = ""
    meet: str = ""
    purpose: str = ""
    bring: tuple[str, ...] = ()


@dataclass(frozen=True)
class NeededItem:
    """A document or piece of information that the review needs, and who holds it."""

    what: str
    holder: str = ""
    why: str = ""
    asked_by: Day = NO_DAY


@dataclass(frozen=True)
class ArchivePlace:
    """Where paper stands: `Lemari 2 / Rak 3 / Boks 14 / Map 7`."""

    cabinet: str = ""
    shelf: str = ""
    box: str = ""
    folder: str = ""
