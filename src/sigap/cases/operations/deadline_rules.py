"""Limits of the law and of promises: dated lines, each with its source and who saw it.

A limit that changes gets a new line from its day on; what ran before is told by the old one.
Only what a person has seen in a published text may be printed as law.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from sigap.cases.events import record_office
from sigap.cases.models import DeadlineRule
from sigap.cases.operations.authority import OFFICE, require
from sigap.cases.steps.fields import choice, day, group, must_be_true, whole, words
from sigap.cases.steps.validate import validate
from sigap.core.deadline_table import LegalUnit, Verified
from sigap.core.errors import Refused

if TYPE_CHECKING:
    from datetime import datetime

    from sigap.cases.actor import Actor
    from sigap.cases.steps.fields import Data, Schema

UNITS = {
    LegalUnit.CALENDAR_DAYS: "hari kalender",
    LegalUnit.WORKING_DAYS: "hari kerja",
    LegalUnit.HOURS: "jam",
}
_UNSEEN = [
    (Verified.STATED.value, "Banyak disebut, teksnya belum dilihat"),
    (Verified.INFERRED.value, "Disimpulkan"),
]
_MOST = 3_650


def deadline_schema(*, is_new: bool) -> Schema:
    """Return the form of a limit, or of its next line."""
    parts = {
        "name": words("Batas waktu", longest=160),
        "amount": whole("Lama", least=1, most=_MOST),
        "unit": choice([(unit.value, label) for unit, label in UNITS.items()], "Satuan"),
        "source": words("Sumber", longest=300, description="Peraturan dan pasalnya"),
        "verified": choice(_UNSEEN, "Seberapa pasti"),
        "valid_from": day("Berlaku sejak"),
    }
    if not is_new:
        del parts["name"]
    return group(parts, required=list(parts))


def verify_schema() -> Schema:
    """Return the form by which a person says to have seen the text."""
    parts = {
        "source": words("Sumber", longest=300, description="Peraturan, pasal, tempat terbitnya"),
        "seen": must_be_true("Saya sudah melihat teksnya, dan batasnya demikian"),
    }
    return group(parts, required=list(parts))


def end_schema() -> Schema:
    """Return the form of the last day of a line."""
    return group({"valid_until": day("Berlaku sampai", "Hari terakhir")}, required=["valid_until"])


def add_deadline(*, data: Data, actor: Actor, now: datetime) -> DeadlineRule:
    """Add a limit that the table does not know yet.

    :raises Refused: `wrong-role`, `invalid-data`, `name-taken`.
    """
    require(actor, OFFICE, "Mengubah batas waktu")
    filled = validate(deadline_schema(is_new=True), data)
    name = filled["name"].strip()
    slug = _slug(name)
    with transaction.atomic():
        if DeadlineRule.objects.filter(slug=slug).exists():
            raise Refused(
                "name-taken",
                f"Batas waktu “{name}” sudah ada; ubah barisnya.",
                field="data.name",
            )
        rule = DeadlineRule.objects.create(slug=slug, name=name, **_line(filled))
        _record("office.deadline-added", rule, actor=actor, now=now)
    return rule


def change_deadline(*, rule_id: int, data: Data, actor: Actor, now: datetime) -> DeadlineRule:
    """Give a limit its next line, and end the one before on the day before.

    :raises Refused: `wrong-role`, `invalid-data`, `superseded`, `dates`.
    """
    require(actor, OFFICE, "Mengubah batas waktu")
    filled = validate(deadline_schema(is_new=False), data)
    line = _line(filled)
    with transaction.atomic():
        before = _last_line(rule_id)
        if line["valid_from"] <= before.valid_from:
            raise Refused(
                "dates",
                f"Baris sekarang berlaku sejak {before.valid_from}; yang baru harus sesudahnya.",
                field="data.valid_from",
            )
        day_before = line["valid_from"] - timedelta(days=1)
        if before.valid_until is None or before.valid_until > day_before:
            before.valid_until = day_before
            before.save(update_fields=["valid_until"])
        rule = DeadlineRule.objects.create(slug=before.slug, name=before.name, **line)
        _record("office.deadline-changed", rule, actor=actor, now=now)
    return rule


def end_deadline(*, rule_id: int, data: Data, actor: Actor, now: datetime) -> DeadlineRule:
    """Let the last line of a limit hold to a day, included, and no longer.

    :raises Refused: `wrong-role`, `invalid-data`, `superseded`, `dates`.
    """
    require(actor, OFFICE, "Mengubah batas waktu")
    last = date.fromisoformat(validate(end_schema(), data)["valid_until"])
    with transaction.atomic():
        rule = _last_line(rule_id)
        if last < rule.valid_from:
            raise Refused(
                "dates",
                f"Baris ini berlaku sejak {rule.valid_from}; akhirnya tidak dapat sebelum itu.",
                field="data.valid_until",
            )
        rule.valid_until = last
        rule.save(update_fields=["valid_until"])
        _record("office.deadline-ended", rule, actor=actor, now=now)
    return rule


def verify_deadline(*, rule_id: int, data: Data, actor: Actor, now: datetime) -> DeadlineRule:
    """Note that the actor has seen a limit in a published text, and where.

    :raises Refused: `wrong-role`, `invalid-data`, `unchanged`.
    """
    require(actor, OFFICE, "Memeriksa batas waktu")
    source = validate(verify_schema(), data)["source"].strip()
    with transaction.atomic():
        rule = DeadlineRule.objects.select_for_update().get(pk=rule_id)
        if rule.verified == Verified.SEEN and rule.verified_by and rule.source == source:
            raise Refused("unchanged", "Baris ini sudah diperiksa dengan sumber itu.")
        rule.verified, rule.source = Verified.SEEN.value, source
        rule.verified_by, rule.verified_at = actor.id, now
        rule.save(update_fields=["verified", "source", "verified_by", "verified_at"])
        _record("office.deadline-verified", rule, actor=actor, now=now)
    return rule


def _line(filled: Data) -> Data:
    return {
        "amount": filled["amount"],
        "unit": filled["unit"],
        "source": filled["source"].strip(),
        "verified": filled["verified"],
        "valid_from": date.fromisoformat(filled["valid_from"]),
    }


def _last_line(rule_id: int) -> DeadlineRule:
    rule = DeadlineRule.objects.select_for_update().get(pk=rule_id)
    if DeadlineRule.objects.filter(slug=rule.slug, valid_from__gt=rule.valid_from).exists():
        raise Refused("superseded", "Baris ini sudah diganti; ubah baris terbarunya.")
    return rule


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-") or "batas-waktu"


def _record(event: str, rule: DeadlineRule, *, actor: Actor, now: datetime) -> None:
    data = {
        "rule": rule.slug,
        "amount": rule.amount,
        "unit": rule.unit,
        "verified": rule.verified,
        "valid_from": rule.valid_from.isoformat(),
        "valid_until": rule.valid_until.isoformat() if rule.valid_until else "",
    }
    record_office(event, actor=actor, at=now, data=data)
