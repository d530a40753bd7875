"""Scanned papers come in: each page finds its paper by the code in its foot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from sigap.cases import filestore
from sigap.cases.access import in_visible_case
from sigap.cases.identity import case_key
from sigap.cases.models import Document, SignedCopy
from sigap.cases.operations.letter_changes import HANDLERS
from sigap.cases.operations.locking import lock_case
from sigap.cases.operations.signing import PDF, keep_copy
from sigap.core.errors import InvalidInput, Refused
from sigap.core.numbering import normalise_code
from sigap.documents.kinds import KINDS
from sigap.documents.scans import codes_of, split

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sigap.cases.actor import Actor

MOST_FILES = 10
MOST_BYTES = 20 * 2**20  # of one file: 40 pages of a scanner
_STARTS = ((b"%PDF-", PDF), (b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG", "image/png"))
_FIELD = "files"


@dataclass(frozen=True, slots=True)
class Stored:
    """Where pages of a scan went: the paper, its case, and which pages of the file."""

    title: str
    number: str
    case: str
    document_id: int
    pages: list[int]


@dataclass(frozen=True, slots=True)
class Sorted:
    """What came of one scanned file: the papers found in it, or why nothing was stored."""

    name: str
    stored: list[Stored]
    refused: str = ""


def store_scans(
    files: Sequence[tuple[str, bytes]], *, typed: str = "", actor: Actor, now: datetime
) -> list[Sorted]:
    """Store scans beside the papers whose codes they bear; one bad file stops no other.

    A page without a readable code belongs to the paper before it. `typed` is the code of the
    paper for files in which none can be read.

    :raises Refused: `wrong-role`, `scan-missing`, `too-many-files`, `invalid-data` for a code
        that was mistyped.
    """
    if not actor.roles & HANDLERS:
        raise Refused("wrong-role", "Menyimpan pindaian bukan wewenang peran Anda.")
    if not files:
        raise Refused("scan-missing", "Pilih berkas pindaian dahulu.", field=_FIELD)
    if len(files) > MOST_FILES:
        raise Refused(
            "too-many-files", f"Paling banyak {MOST_FILES} berkas sekaligus.", field=_FIELD
        )
    try:
        code = normalise_code(typed) if typed.strip() else ""
    except InvalidInput as wrong:
        raise Refused("invalid-data", f"{wrong}.", field="code") from None
    return [_store(name, content, code, actor=actor, now=now) for name, content in files]


def _store(name: str, content: bytes, typed: str, *, actor: Actor, now: datetime) -> Sorted:
    try:
        return Sorted(name, _sorted(content, typed, actor=actor, now=now))
    except Refused as refused:
        return Sorted(name, [], refused.message)


def _sorted(content: bytes, typed: str, *, actor: Actor, now: datetime) -> list[Stored]:
    media_type = next((kind for start, kind in _STARTS if content.startswith(start)), "")
    if not media_type:
        raise Refused("file-type", "Bukan pindaian PDF, JPG, atau PNG.")
    if len(content) > MOST_BYTES:
        raise Refused("file-too-large", f"Lebih besar dari {MOST_BYTES // 2**20} MB.")
    # Before any lock: reading forty pages takes seconds.
    pages = _followed(codes_of(content, media_type), typed)
    groups: dict[str, list[int]] = {}
    for index, code in enumerate(pages):
        groups.setdefault(code, []).append(index)
    found = {code: _document(code, actor=actor) for code in groups}
    whole = len(groups) == 1
    parts = [content] if whole else split(content, list(groups.values()))
    kept = []
    with transaction.atomic():
        for (code, indexes), part in zip(groups.items(), parts, strict=True):
            document = found[code]
            _keep(document, part, media_type, len(indexes), code != typed, actor=actor, now=now)
            kept.append(
                Stored(
                    title=KINDS[document.kind].title,
                    number=document.number,
                    case=document.case.number,
                    document_id=document.pk,
                    pages=[index + 1 for index in indexes],
                )
            )
    return kept


def _followed(pages: list[str], typed: str) -> list[str]:
    """Return the code of each page, a page without one belonging to the paper before it."""
    codes, last = [], typed
    for code in pages:
        last = code or last
        codes.append(last)
    if not codes or not codes[0]:
        raise Refused(
            "scan-unmatched",
            "Kode QR di halaman pertama tidak terbaca. Pindai lagi lebih tajam, atau ketik kode "
            "pemeriksaan yang tercetak di kaki naskah lalu kirim lagi berkas ini.",
        )
    return codes


def _document(code: str, *, actor: Actor) -> Document:
    papers = Document.objects.defer("facts").select_related("case")
    document = papers.filter(in_visible_case(actor), code=code).first()
    if document is None:
        raise Refused("scan-unmatched", f"Tidak ada naskah dengan kode {code}.")
    return document


def _keep(
    document: Document,
    content: bytes,
    media_type: str,
    pages: int,
    matched: bool,  # noqa: FBT001 - by its code, or as somebody typed it
    *,
    actor: Actor,
    now: datetime,
) -> None:
    file = lock_case(document.case_id, now=now)
    stored = filestore.put([content], case_key(document.case_id))
    copy = SignedCopy(
        document=document,
        way=SignedCopy.Way.INK,
        file=stored.file,
        media_type=media_type,
        sha256=stored.sha256,
        size_bytes=stored.size_bytes,
        pages=pages,
        matched=matched,
    )
    keep_copy(file, copy, actor=actor, now=now)
