"""Who signs the office's letters, and who does so on the head's behalf (a.n.), from day to day."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from sigap.accounts.models import User
from sigap.cases.events import record_office
from sigap.cases.models import Signatory
from sigap.cases.operations.authority import OFFICE, require
from sigap.cases.queries.evidence import canonical
from sigap.cases.steps.fields import choice, day, group, one_of, text_field, way, words
from sigap.cases.steps.validate import validate
from sigap.core.errors import Refused

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from sigap.cases.actor import Actor
    from sigap.cases.steps.fields import Data, Schema

HEAD = "kepala-dinas"
OFFICE_HOLDER, DELEGATE = "pejabat", "pelimpahan"


def signatory_schema() -> Schema:
    """Return the form of a signatory: the holder of the post, or one acting on behalf."""
    users = User.objects.filter(is_active=True).order_by("name")
    parts = {
        "standing": one_of(
            [
                way("kind", OFFICE_HOLDER, "Pejabatnya sendiri"),
                way(
                    "kind",
                    DELEGATE,
                    "Pelimpahan (a.n.)",
                    {
                        "on_behalf_of": words(
                            "Atas nama",
                            longest=150,
                            description="Jabatan yang diwakili, tanpa “a.n.”",
                        ),
                        "legal_basis": words(
                            "Dasar pelimpahan",
                            longest=300,
                            description="Nomor dan tanggal keputusan atau surat perintah",
                        ),
                    },
                    ["on_behalf_of", "legal_basis"],
                ),
            ]
        ),
        "post": words("Jabatan", longest=160, description="Seperti dicetak di surat"),
        "name": words("Nama", longest=120, description="Dengan gelar"),
        "rank": text_field("Pangkat dan golongan", longest=80),
        "nip": text_field("NIP", longest=24),
        "user": choice(
            [(str(user.pk), user.name) for user in users],
            "Akun",
            "Kosong bila tidak mempunyai akun",
        ),
        "valid_from": day("Berlaku sejak"),
        "valid_until": day("Berlaku sampai", "Hari terakhir; kosong: sampai diganti"),
    }
    return group(parts, required=["standing", "post", "name", "valid_from"])


def signatory_end_schema() -> Schema:
    """Return the form of the last day of a signatory."""
    return group({"valid_until": day("Berlaku sampai", "Hari terakhir")}, required=["valid_until"])


def add_signatory(*, data: Data, actor: Actor, now: datetime) -> Signatory:
    """Name who signs from a day on.

    A new holder of the post ends the one before on the day before; a delegation goes before
    the holder while it lasts. Letters ordered before keep their signatory.

    :raises Refused: `wrong-role`, `invalid-data`, `dates`, `overlap` (two delegations, or two
        holders from one day on).
    """
    require(actor, OFFICE, "Mengubah penanda tangan")
    filled = validate(signatory_schema(), data)
    standing = filled["standing"]
    behalf = standing.get("on_behalf_of", "").strip()
    first = date.fromisoformat(filled["valid_from"])
    last = date.fromisoformat(filled["valid_until"]) if "valid_until" in filled else None
    if last is not None and last < first:
        raise Refused("dates", "Akhirnya sebelum awalnya.", field="data.valid_until")
    with transaction.atomic():
        rows = Signatory.objects.select_for_update().filter(role=HEAD).order_by("pk")
        same = rows.exclude(on_behalf_of="") if behalf else rows.filter(on_behalf_of="")
        if behalf:
            _no_overlap(same, first, last)
        else:
            _end_before(same, first)
        row = Signatory.objects.create(
            role=HEAD,
            user_id=int(filled["user"]) if "user" in filled else None,
            post=filled["post"].strip(),
            name=filled["name"].strip(),
            rank=filled.get("rank", "").strip(),
            nip=filled.get("nip", "").strip(),
            on_behalf_of=f"a.n. {behalf}" if behalf else "",
            legal_basis=standing.get("legal_basis", "").strip(),
            valid_from=first,
            valid_until=last,
        )
        _record("office.signatory-added", row, actor=actor, now=now)
    return row


def end_signatory(*, signatory_id: int, data: Data, actor: Actor, now: datetime) -> Signatory:
    """Let a signatory sign to a day, included, and no longer.

    :raises Refused: `wrong-role`, `invalid-data`, `dates`.
    """
    require(actor, OFFICE, "Mengubah penanda tangan")
    last = date.fromisoformat(validate(signatory_end_schema(), data)["valid_until"])
    with transaction.atomic():
        row = Signatory.objects.select_for_update().get(pk=signatory_id)
        if last < row.valid_from:
            raise Refused(
                "dates",
                f"Berlaku sejak {row.valid_from}; akhirnya tidak dapat sebelum itu.",
                field="data.valid_until",
            )
        row.valid_until = last
        row.save(update_fields=["valid_until"])
        _record("office.signatory-ended", row, actor=actor, now=now)
    return row


def _no_overlap(rows: QuerySet[Signatory], first: date, last: date | None) -> None:
    """Refuse a second delegation for the same days: nobody could say who signs."""
    meet = rows.filter(Q(valid_until=None) | Q(valid_until__gte=first))
    if last is not None:
        meet = meet.filter(valid_from__lte=last)
    other = meet.first()
    if other is not None:
        raise Refused(
            "overlap",
            f"Pelimpahan kepada {other.name} berlaku pada hari yang sama; akhiri itu dahulu.",
            field="data.valid_from",
        )


def _end_before(rows: QuerySet[Signatory], first: date) -> None:
    """End the holder that a new one follows."""
    later = rows.filter(valid_from__gte=first).first()
    if later is not None:
        raise Refused(
            "overlap",
            f"{later.name} sudah tercatat sejak {later.valid_from}; pilih hari sesudahnya.",
            field="data.valid_from",
        )
    for row in rows.filter(Q(valid_until=None) | Q(valid_until__gte=first)):
        row.valid_until = first - timedelta(days=1)
        row.save(update_fields=["valid_until"])


def _record(event: str, row: Signatory, *, actor: Actor, now: datetime) -> None:
    # Names of officers stand in the table; the ledger commits to them and tells none.
    said = {"name": row.name, "post": row.post, "nip": row.nip, "basis": row.legal_basis}
    data = {
        "signatory": row.pk,
        "delegated": bool(row.on_behalf_of),
        "valid_from": row.valid_from.isoformat(),
        "valid_until": row.valid_until.isoformat() if row.valid_until else "",
        "sha256": hashlib.sha256(canonical(said)).hexdigest(),
    }
    record_office(event, actor=actor, at=now, data=data)
