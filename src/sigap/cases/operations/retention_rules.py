"""The retention schedule (JRA): dated lines by classification code, one of them the default."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from sigap.cases.events import record_office
from sigap.cases.models import RetentionRule
from sigap.cases.operations.authority import OFFICE, require
from sigap.cases.queries.officeday import day_of
from sigap.cases.steps.fields import choice, day, group, whole, words
from sigap.cases.steps.validate import validate
from sigap.core.errors import Refused
from sigap.core.retention import Fate

if TYPE_CHECKING:
    from datetime import datetime

    from sigap.cases.actor import Actor
    from sigap.cases.steps.fields import Data, Schema

FATES = {Fate.PERMANENT: "Permanen", Fate.DESTROYED: "Dimusnahkan"}
_MOST_YEARS = 100


def retention_schema(*, is_new: bool) -> Schema:
    """Return the form of a code, or of its next line."""
    parts = {
        "code": words("Kode klasifikasi", longest=24, description="Misalnya: 500.16.7.2"),
        "name": words("Nama", longest=160),
        "active_years": whole("Tahun aktif", least=0, most=_MOST_YEARS),
        "inactive_years": whole("Tahun inaktif", least=0, most=_MOST_YEARS),
        "fate": choice([(fate.value, label) for fate, label in FATES.items()], "Nasib akhir"),
        "valid_from": day("Berlaku sejak"),
    }
    if not is_new:
        del parts["code"]
    return group(parts, required=list(parts))


def retention_end_schema() -> Schema:
    """Return the form of the last day of a code."""
    return group({"valid_until": day("Berlaku sampai", "Hari terakhir")}, required=["valid_until"])


def add_retention(*, data: Data, actor: Actor, now: datetime) -> RetentionRule:
    """Add a code that the schedule does not know yet.

    :raises Refused: `wrong-role`, `invalid-data`, `name-taken`.
    """
    require(actor, OFFICE, "Mengubah jadwal retensi")
    filled = validate(retention_schema(is_new=True), data)
    code = filled["code"].strip()
    with transaction.atomic():
        if RetentionRule.objects.filter(code=code).exists():
            raise Refused("name-taken", f"Kode {code} sudah ada; ubah barisnya.", field="data.code")
        rule = RetentionRule.objects.create(code=code, **_line(filled))
        _record("office.retention-added", rule, actor=actor, now=now)
    return rule


def change_retention(*, rule_id: int, data: Data, actor: Actor, now: datetime) -> RetentionRule:
    """Give a code its next line; what was archived before keeps what was said then.

    :raises Refused: `wrong-role`, `invalid-data`, `superseded`, `dates`.
    """
    require(actor, OFFICE, "Mengubah jadwal retensi")
    line = _line(validate(retention_schema(is_new=False), data))
    with transaction.atomic():
        before = _last_line(rule_id)
        if line["valid_from"] <= before.valid_from:
            raise Refused(
                "dates",
                f"Baris sekarang berlaku sejak {before.valid_from}; yang baru harus sesudahnya.",
                field="data.valid_from",
            )
        before.valid_until = line["valid_from"] - timedelta(days=1)
        before.save(update_fields=["valid_until"])
        rule = RetentionRule.objects.create(code=before.code, is_default=before.is_default, **line)
        _record("office.retention-changed", rule, actor=actor, now=now)
    return rule


def end_retention(*, rule_id: int, data: Data, actor: Actor, now: datetime) -> RetentionRule:
    """Offer a code to a day, included, and no longer.

    :raises Refused: `wrong-role`, `invalid-data`, `superseded`, `dates`, `is-default`.
    """
    require(actor, OFFICE, "Mengubah jadwal retensi")
    last = date.fromisoformat(validate(retention_end_schema(), data)["valid_until"])
    with transaction.atomic():
        rule = _last_line(rule_id)
        if rule.is_default:
            raise Refused("is-default", "Kode bawaan tetap dipakai; tetapkan bawaan lain dahulu.")
        if last < rule.valid_from:
            raise Refused(
                "dates",
                f"Baris ini berlaku sejak {rule.valid_from}; akhirnya tidak dapat sebelum itu.",
                field="data.valid_until",
            )
        rule.valid_until = last
        rule.save(update_fields=["valid_until"])
        _record("office.retention-ended", rule, actor=actor, now=now)
    return rule


def make_default(*, rule_id: int, actor: Actor, now: datetime) -> RetentionRule:
    """Propose a code first from now on.

    :raises Refused: `wrong-role`, `superseded`, `not-valid` (not in force today).
    """
    require(actor, OFFICE, "Mengubah jadwal retensi")
    today = day_of(now)
    with transaction.atomic():
        rows = list(RetentionRule.objects.select_for_update().order_by("pk"))
        rule = _last_line(rule_id)
        if rule.valid_from > today or (rule.valid_until and rule.valid_until < today):
            raise Refused("not-valid", "Kode ini tidak berlaku hari ini.")
        for row in rows:
            is_default = row.code == rule.code
            if row.is_default != is_default:
                row.is_default = is_default
                row.save(update_fields=["is_default"])
        rule.refresh_from_db()
        _record("office.retention-default", rule, actor=actor, now=now)
    return rule


def _line(filled: Data) -> Data:
    return {
        "name": filled["name"].strip(),
        "active_years": filled["active_years"],
        "inactive_years": filled["inactive_years"],
        "fate": filled["fate"],
        "valid_from": date.fromisoformat(filled["valid_from"]),
    }


def _last_line(rule_id: int) -> RetentionRule:
    rule = RetentionRule.objects.select_for_update().get(pk=rule_id)
    if RetentionRule.objects.filter(code=rule.code, valid_from__gt=rule.valid_from).exists():
        raise Refused("superseded", "Baris ini sudah diganti; ubah baris terbarunya.")
    return rule


def _record(event: str, rule: RetentionRule, *, actor: Actor, now: datetime) -> None:
    data = {
        "code": rule.code,
        "active_years": rule.active_years,
        "inactive_years": rule.inactive_years,
        "fate": rule.fate,
        "valid_from": rule.valid_from.isoformat(),
        "valid_until": rule.valid_until.isoformat() if rule.valid_until else "",
    }
    record_office(event, actor=actor, at=now, data=data)
