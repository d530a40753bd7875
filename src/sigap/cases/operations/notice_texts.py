"""The office's words for notices: dated texts in two languages, with a closed list of places."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction

from sigap.cases.events import record_office
from sigap.cases.models import NoticeText
from sigap.cases.operations.authority import OFFICE, require
from sigap.cases.queries.notices import (
    LONGEST_SHORT,
    MAIL_PLACES,
    PLACES,
    STAFF_PLACES,
    STAFF_TEXTS,
    sample_words,
)
from sigap.cases.queries.officeday import day_of
from sigap.cases.steps.fields import day, group, words
from sigap.cases.steps.validate import validate
from sigap.core.errors import Refused
from sigap.core.placeholders import unknown_places

if TYPE_CHECKING:
    from datetime import datetime

    from sigap.cases.actor import Actor
    from sigap.cases.steps.fields import Data, Schema

_LONGEST_SUBJECT, _LONGEST_BODY = 120, 4_000
# By field: what a text may ask to be filled in. The complainant is in neither list.
_MAY_HOLD = {"subject": PLACES, "short": PLACES, "body": MAIL_PLACES}
_STAFF_MAY_HOLD: dict[str, tuple[str, ...]] = {"subject": STAFF_PLACES, "body": STAFF_PLACES}


def notice_text_schema(*, kind: str, now: datetime) -> Schema:
    """Return the form of a text; officers get e-mails only."""
    if kind in STAFF_TEXTS:
        return _staff_schema(now)
    places = " ".join(f"{{{name}}}" for name in PLACES)
    parts = {
        "short": words(
            "SMS dan WhatsApp",
            longest=LONGEST_SHORT,
            description=f"Paling banyak {LONGEST_SHORT} huruf setelah terisi. Isian: {places}",
        ),
        "subject": words("Judul surel", longest=_LONGEST_SUBJECT),
        "body": words(
            "Isi surel",
            longest=_LONGEST_BODY,
            description="Isian yang sama, dan {kode} {tautan_kode}",
        ),
        "valid_from": day("Berlaku sejak", default=day_of(now).isoformat()),
    }
    return group(parts, required=list(parts))


def _staff_schema(now: datetime) -> Schema:
    places = " ".join(f"{{{name}}}" for name in STAFF_PLACES)
    parts = {
        "subject": words("Judul surel", longest=_LONGEST_SUBJECT),
        "body": words("Isi surel", longest=_LONGEST_BODY, description=f"Isian: {places}"),
        "valid_from": day("Berlaku sejak", default=day_of(now).isoformat()),
    }
    return group(parts, required=list(parts))


def check_notice_text(*, kind: str, language: str, data: Data, now: datetime) -> Data:
    """Return a text as it would be kept.

    :raises Refused: `invalid-data`; `unknown-place` for what nothing fills; `too-long` for an
        SMS that is cut off once it is filled; `dates` for a day that is over.
    """
    filled = validate(notice_text_schema(kind=kind, now=now), data)
    for name, known in _may_hold(kind).items():
        strange = unknown_places(filled[name], known)
        if strange:
            raise Refused(
                "unknown-place",
                f"Isian {', '.join(f'{{{one}}}' for one in strange)} tidak dikenal di sini.",
                field=f"data.{name}",
            )
    length = len(sample_words(language, {**filled, "kind": kind}).short_whole)
    if length > LONGEST_SHORT:
        raise Refused(
            "too-long",
            f"Setelah terisi kira-kira {length} huruf; paling banyak {LONGEST_SHORT}.",
            field="data.short",
        )
    if date.fromisoformat(filled["valid_from"]) < day_of(now):
        raise Refused("dates", "Paling awal hari ini.", field="data.valid_from")
    return filled


def write_notice_text(
    *, kind: str, language: str, data: Data, actor: Actor, now: datetime
) -> NoticeText:
    """Let a text hold from a day on; one of the same day is written over.

    What was sent before keeps its words.

    :raises Refused: `wrong-role`, and as `check_notice_text`.
    """
    require(actor, OFFICE, "Mengubah kabar kepada pelapor")
    filled = check_notice_text(kind=kind, language=language, data=data, now=now)
    with transaction.atomic():
        text, _ = NoticeText.objects.update_or_create(
            kind=kind,
            language=language,
            valid_from=date.fromisoformat(filled["valid_from"]),
            defaults={name: filled[name].strip() for name in _may_hold(kind)},
        )
        told = {"kind": kind, "language": language, "valid_from": filled["valid_from"]}
        record_office("office.notice-text", actor=actor, at=now, data=told)
    return text


def _may_hold(kind: str) -> dict[str, tuple[str, ...]]:
    return _STAFF_MAY_HOLD if kind in STAFF_TEXTS else _MAY_HOLD
