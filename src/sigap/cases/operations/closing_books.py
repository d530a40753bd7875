"""A year of a book is closed: frozen line by line, hashed, and kept as PDF."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from sigap.cases import filestore
from sigap.cases.events import record_office
from sigap.cases.identity import office_key
from sigap.cases.models import RegisterClosing, RegisterEntry
from sigap.cases.operations.authority import OFFICE, require
from sigap.cases.queries.officeday import day_of
from sigap.cases.queries.registerpdf import drawn
from sigap.cases.queries.registers import TITLES, closing_of, ruled_lines
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
        `invalid-data`, `book-too-long`, `paper-failed`, `stale` if a line changed meanwhile.
    """
    require(actor, OFFICE, "Menutup buku")
    if book not in TITLES:
        raise Refused("unknown-book", "Buku ini tidak ada.")
    reason = validate(closing_schema(), data)["reason"].strip()
    if year >= day_of(now).year:
        raise Refused("year-not-over", f"Tahun {year} belum berakhir; buku masih ditulisi.")
    if closing_of(book, year) is not None:
        raise Refused("closed-already", f"Buku tahun {year} sudah ditutup.")
    lines = _plain(ruled_lines(book, year))
    digest = _digest(lines)
    # Drawn before anything is locked: a long book takes seconds.
    note = f"Buku ditutup pada {day_and_date(day_of(now))}. Sidik jari isi (SHA-256): {digest}"
    pdf = drawn(book, year, lines, notes=[note], now=now)
    stored = filestore.put([pdf], office_key())
    with transaction.atomic():
        if closing_of(book, year) is not None:
            raise Refused("closed-already", f"Buku tahun {year} sudah ditutup.")
        if _digest(_plain(ruled_lines(book, year))) != digest:
            raise Refused("stale", "Buku berubah selama ditutup. Ulangi sebentar lagi.")
        _freeze(book, year, lines)
        closing = RegisterClosing.objects.create(
            register=book,
            year=year,
            lines=len(lines),
            sha256=digest,
            file=stored.file,
            pdf_sha256=stored.sha256,
            pages=page_count(pdf),
            reason=reason,
            closed_at=now,
            closed_by=actor.id,
        )
        told = {"book": book, "year": year, "lines": len(lines), "sha256": digest}
        record_office(
            "register.closed", actor=actor, at=now, data={**told, "pdf_sha256": stored.sha256}
        )
    return closing


def closing_holds(closing: RegisterClosing) -> bool:
    """Whether the frozen lines still have the hash they were closed with."""
    return _digest(_plain(ruled_lines(closing.register, closing.year))) == closing.sha256


def _freeze(book: str, year: int, lines: list[dict[str, Any]]) -> None:
    entries = list(RegisterEntry.objects.filter(register=book, year=year).order_by("sequence"))
    for entry, line in zip(entries, lines, strict=True):
        entry.frozen = line
    RegisterEntry.objects.bulk_update(entries, ["frozen"], batch_size=_BATCH)


def _plain(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return lines as JSON keeps them, so that they hash the same when they are read again."""
    plain: list[dict[str, Any]] = json.loads(json.dumps(lines, cls=DjangoJSONEncoder))
    return plain


def _digest(lines: list[dict[str, Any]]) -> str:
    text = json.dumps(lines, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
