"""The office's lists of permit types, agencies and regulations: added to, changed, taken out.

Nothing is removed: what is taken out of use is offered no more, and stays where it was used.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max, Model

from sigap.accounts.models import User
from sigap.accounts.queries import people
from sigap.cases.events import record_office
from sigap.cases.models import Agency, PermitType, Regulation
from sigap.cases.operations.authority import OFFICE, require
from sigap.cases.queries.evidence import canonical
from sigap.cases.steps.fields import SHORT, choice, group, text_field, whole, words
from sigap.cases.steps.validate import validate
from sigap.core.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sigap.cases.actor import Actor
    from sigap.cases.steps.fields import Data, Schema

ANALYST = "analis-pengaduan"
_KINDS = [
    ("internal", "Bidang di dalam kantor"),
    ("pd", "Perangkat daerah lain"),
    ("apip", "APIP atau Inspektorat"),
]
_LONGEST_SLUG = 40
_PLACES = 9_999


@dataclass(frozen=True, slots=True)
class OfficeList:
    """One list: its table, its form, how a row is shown in the form and taken from it.

    `unique` is the column by which people tell rows apart; `values` gets what was filled in and
    gives the columns. `keeps_one`: the office cannot work with none in use.
    """

    slug: str
    model: type[Model]
    unique: str
    schema: Callable[[datetime], Schema]
    form: Callable[[Any], Data]
    values: Callable[[Data], dict[str, Any]]
    keeps_one: bool = False


def add_entry(*, name: str, data: Data, actor: Actor, now: datetime) -> Any:  # noqa: ANN401 - a row
    """Add a row to a list and return it.

    :raises Refused: `wrong-role`, `invalid-data`, `name-taken`.
    """
    one = LISTS[name]
    require(actor, OFFICE, "Mengubah daftar kantor")
    values = one.values(validate(one.schema(now), data))
    with transaction.atomic():
        _check_unique(one, values)
        if hasattr(one.model, "slug"):
            values["slug"] = _slug(one, values["name"])
        row = one.model._default_manager.create(**values)
        _record("office.list-added", one, row, actor=actor, now=now)
    return row


def change_entry(
    *, name: str, entry: int, edition: str, data: Data, actor: Actor, now: datetime
) -> Any:  # noqa: ANN401 - a row
    """Change a row of a list; `edition` says what stood there when the form was opened.

    :raises Refused: `wrong-role`, `invalid-data`, `name-taken`, `stale`, `unchanged`.
    """
    one = LISTS[name]
    require(actor, OFFICE, "Mengubah daftar kantor")
    values = one.values(validate(one.schema(now), data))
    with transaction.atomic():
        row = _rows(one).select_for_update().get(pk=entry)
        if edition_of(row) != edition:
            raise Refused(
                "stale",
                "Baris ini sudah diubah orang lain sementara Anda mengisi. Buka lagi, lalu "
                "ulangi perubahan Anda.",
            )
        changed = sorted(k for k, value in values.items() if getattr(row, k) != value)
        if not changed:
            raise Refused("unchanged", "Tidak ada yang diubah.")
        _check_unique(one, values, beside=row)
        for column in changed:
            setattr(row, column, values[column])
        row.save(update_fields=changed)
        _record("office.list-changed", one, row, actor=actor, now=now, fields=changed)
    return row


def set_entry_active(*, name: str, entry: int, active: bool, actor: Actor, now: datetime) -> Any:  # noqa: ANN401 - a row
    """Take a row out of use, or into use again.

    :raises Refused: `wrong-role`, `last-one`.
    """
    one = LISTS[name]
    require(actor, OFFICE, "Mengubah daftar kantor")
    with transaction.atomic():
        # All of them, in one order: two people must not take the last two out at once.
        rows = {row.pk: row for row in _rows(one).select_for_update().order_by("pk")}
        if entry not in rows:
            raise one.model.DoesNotExist  # type: ignore[attr-defined]
        row = rows[entry]
        others = [other for other in rows.values() if other.is_active and other is not row]
        if one.keeps_one and not active and not others:
            raise Refused("last-one", "Paling sedikit satu harus tetap dipakai.")
        if row.is_active != active:
            row.is_active = active
            row.save(update_fields=["is_active"])
            event = "office.list-opened" if active else "office.list-closed"
            _record(event, one, row, actor=actor, now=now)
    return row


def entry_of(name: str, entry: int) -> Any:  # noqa: ANN401 - a row
    """Return a row of a list.

    :raises Model.DoesNotExist: if there is none.
    """
    return _rows(LISTS[name]).get(pk=entry)


def edition_of(row: Model) -> str:
    """Return a digest of what a row says now."""
    return _digest(row)[:16]


def _permit_type_schema(now: datetime) -> Schema:
    analysts = [int(person.id) for person in people(ANALYST, now=now)]
    named = User.objects.filter(pk__in=analysts).order_by("name")
    parts = {
        "name": words("Nama", longest=120),
        "analyst": choice(
            [(str(user.pk), user.name) for user in named],
            "Analis yang menangani",
            "Diusulkan saat dibagikan; kosong: loket memilih sendiri",
        ),
        "order": whole("Urutan dalam daftar", least=0, most=_PLACES),
    }
    return group(parts, required=["name"])


def _permit_type_form(row: PermitType) -> Data:
    analyst = {"analyst": str(row.analyst_id)} if row.analyst_id else {}
    return {"name": row.name, "order": row.order, **analyst}


def _permit_type_values(filled: Data) -> dict[str, Any]:
    last = PermitType.objects.aggregate(last=Max("order"))["last"]
    place = 0 if last is None else min(last + 1, _PLACES)
    return {
        "name": filled["name"].strip(),
        "analyst_id": int(filled["analyst"]) if "analyst" in filled else None,
        "order": filled.get("order", place),
    }


def _agency_schema(_: datetime) -> Schema:
    parts = {
        "name": words("Nama", longest=160),
        "kind": choice(_KINDS, "Jenis", "Menentukan cara mengundang pada langkah IV.5"),
        "head_post": text_field(
            "Jabatan pimpinan", longest=160, description="Tujuan surat; kosong: Kepala dan namanya"
        ),
        "address": text_field("Alamat", longest=300),
        "phone": text_field("Telepon", longest=40),
    }
    return group(parts, required=["name", "kind"])


def _agency_form(row: Agency) -> Data:
    return {
        column: getattr(row, column) for column in ("name", "kind", "head_post", "address", "phone")
    }


def _agency_values(filled: Data) -> dict[str, Any]:
    name = filled["name"].strip()
    return {
        "name": name,
        "kind": filled["kind"],
        "head_post": filled.get("head_post", "").strip() or f"Kepala {name}"[:160],
        "address": filled.get("address", "").strip(),
        "phone": filled.get("phone", "").strip(),
    }


def _regulation_schema(_: datetime) -> Schema:
    parts = {
        "short": words("Sebutan singkat", longest=SHORT, description="Misalnya: UU 25/2009"),
        "title": words("Judul lengkap", longest=400, description="Seperti ditulis di surat"),
    }
    return group(parts, required=["short", "title"])


def _regulation_form(row: Regulation) -> Data:
    return {"short": row.short, "title": row.title}


def _regulation_values(filled: Data) -> dict[str, Any]:
    return {"short": filled["short"].strip(), "title": filled["title"].strip()}


LISTS = {
    one.slug: one
    for one in (
        OfficeList(
            "jenis-izin",
            PermitType,
            "name",
            _permit_type_schema,
            _permit_type_form,
            _permit_type_values,
            keeps_one=True,
        ),
        OfficeList("instansi", Agency, "name", _agency_schema, _agency_form, _agency_values),
        OfficeList(
            "peraturan",
            Regulation,
            "short",
            _regulation_schema,
            _regulation_form,
            _regulation_values,
        ),
    )
}


def _rows(one: OfficeList) -> Any:  # noqa: ANN401 - rows of one of several tables
    return one.model._default_manager.all()


def _check_unique(one: OfficeList, values: dict[str, Any], beside: Model | None = None) -> None:
    """Refuse a name that another row bears, told apart by letters alone."""
    wanted = values[one.unique]
    others = _rows(one).filter(**{f"{one.unique}__iexact": wanted})
    if beside is not None:
        others = others.exclude(pk=beside.pk)
    other = others.first()
    if other is not None:
        closed = "" if other.is_active else ", dan sedang tidak dipakai"
        raise Refused("name-taken", f"“{wanted}” sudah ada{closed}.", field=f"data.{one.unique}")


def _slug(one: OfficeList, name: str) -> str:
    """Return a slug for a name: its letters, and a number if another row has it."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_LONGEST_SLUG].strip("-") or one.slug
    taken = set(_rows(one).filter(slug__startswith=stem[:30]).values_list("slug", flat=True))
    slug, number = stem, 1
    while slug in taken:
        number += 1
        slug = f"{stem[: _LONGEST_SLUG - 4]}-{number}"
    return slug


def _record(
    event: str,
    one: OfficeList,
    row: Model,
    *,
    actor: Actor,
    now: datetime,
    fields: list[str] | None = None,
) -> None:
    data = {"list": one.slug, "entry": row.pk, "sha256": _digest(row)}
    record_office(event, actor=actor, at=now, data=data | ({"fields": fields} if fields else {}))


def _digest(row: Model) -> str:
    columns = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields}
    return hashlib.sha256(canonical(columns)).hexdigest()
