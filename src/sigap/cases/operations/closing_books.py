"""A year of a book is closed: frozen line by line, hashed, and kept as PDF."""

from __future__ import annotations

import hashlib
import json
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from sigap.cases import filestore
from sigap.cases.events import record_office
from sigap.cases.identity import office_key
from sigap.cases.models import RegisterClosing, RegisterEntry, RegisterVolume
from sigap.cases.operations.authority import OFFICE, require
from sigap.cases.queries.officeday import day_of
from sigap.cases.queries.registerpdf import year_drawn
from sigap.cases.queries.registers import TITLES, closing_of, ruled_lines, volumes_of
from sigap.cases.steps.fields import group, text_field
from sigap.cases.steps.validate import validate
from sigap.core.errors import Refused
from sigap.documents.indonesian import day_and_date
from sigap.documents.pages import page_count

if TYPE_CHECKING:
    from datetime import datetime

    from sigap.cases.actor import Actor
    from sigap.cases.steps.fields import Data, Schema

_BATCH = 500


def closing_schema() -> Schema:
    """Return the form of closing a year."""
    reason = text_field(
        "Alasan", shortest=5, longest=300, description="Misalnya: tutup buku akhir tahun"
    )
    return group({"reason": reason}, required=["reason"])


def close_book(*, book: str, year: int, data: Data, actor: Actor, now: datetime) -> RegisterClosing:
    """Close a year that is over: its lines stay as they stand now, whatever becomes of the cases.

    :raises Refused: `wrong-role`, `unknown-book`, `year-not-over`, `closed-already`,
        `invalid-data`, `paper-failed`, `stale` if a line changed meanwhile.
    """
    require(actor, OFFICE, "Menutup buku")
    if book not in TITLES:
        raise Refused("unknown-book", "Buku ini tidak ada.")
    reason = validate(closing_schema(), data)["reason"].strip()
    if year >= day_of(now).year:
        raise Refused("year-not-over", f"Tahun {year} belum berakhir; buku masih ditulisi.")
    if closing_of(book, year) is not None:
        raise Refused("closed-already", f"Buku tahun {year} sudah ditutup.")
    digest = _digest(book, year)
    # Drawn before anything is locked: a long book takes minutes.
    volumes = _bound(book, year, digest, now=now)
    with transaction.atomic():
        if closing_of(book, year) is not None:
            raise Refused("closed-already", f"Buku tahun {year} sudah ditutup.")
        count, frozen = _freeze(book, year)
        if frozen != digest:
            raise Refused("stale", "Buku berubah selama ditutup. Ulangi sebentar lagi.")
        closing = RegisterClosing.objects.create(
            register=book,
            year=year,
            lines=count,
            sha256=digest,
            reason=reason,
            closed_at=now,
            closed_by=actor.id,
        )
        for volume in volumes:
            volume.closing = closing
        RegisterVolume.objects.bulk_create(volumes)
        told = {"book": book, "year": year, "lines": count, "sha256": digest}
        record_office(
            "register.closed",
            actor=actor,
            at=now,
            data={**told, "pdf_sha256": [volume.sha256 for volume in volumes]},
        )
    return closing


def closing_holds(closing: RegisterClosing) -> bool:
    """Whether the frozen lines still have the hash they were closed with."""
    return _digest(closing.register, closing.year) == closing.sha256


def _bound(book: str, year: int, digest: str, *, now: datetime) -> list[RegisterVolume]:
    """Return the volumes of a year, their PDFs stored."""
    note = f"Buku ditutup pada {day_and_date(day_of(now))}. Sidik jari isi (SHA-256): {digest}"
    of = volumes_of(book, year)
    bound = []
    for number in range(1, of + 1):
        lines = map(_plain, ruled_lines(book, year, volume=number))
        pdf = year_drawn(book, year, lines, volume=number, of=of, notes=[note], now=now)
        kept = filestore.put([pdf], office_key())
        bound.append(
            RegisterVolume(number=number, file=kept.file, sha256=kept.sha256, pages=page_count(pdf))
        )
    return bound


def _freeze(book: str, year: int) -> tuple[int, str]:
    """Keep every line of a year as it stands; return how many there are, and their hash."""
    ids = RegisterEntry.objects.filter(register=book, year=year).order_by("sequence")
    pairs = zip(ids.values_list("pk", flat=True), map(_plain, ruled_lines(book, year)), strict=True)
    digest, count = _Digest(), 0
    while lot := list(islice(pairs, _BATCH)):
        for _, line in lot:
            digest.add(line)
        RegisterEntry.objects.bulk_update(
            [RegisterEntry(pk=pk, frozen=line) for pk, line in lot], ["frozen"]
        )
        count += len(lot)
    return count, digest.hex()


def _plain(line: dict[str, Any]) -> dict[str, Any]:
    """Return a line as JSON keeps it, so that it hashes the same when it is read again."""
    plain: dict[str, Any] = json.loads(json.dumps(line, cls=DjangoJSONEncoder))
    return plain


def _digest(book: str, year: int) -> str:
    digest = _Digest()
    for line in ruled_lines(book, year):
        digest.add(_plain(line))
    return digest.hex()


class _Digest:
    """The hash of a JSON list of lines, without the whole list in memory."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256(b"[")
        self._gap = b""

    def add(self, line: dict[str, Any]) -> None:
        text = json.dumps(line, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        self._hash.update(self._gap + text.encode())
        self._gap = b","

    def hex(self) -> str:
        done = self._hash.copy()
        done.update(b"]")
        return done.hexdigest()
