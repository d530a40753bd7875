"""Reading what carries identity: allowed by role and case, and always on the record.

An entry in the ledger says who read what and when before a single byte is handed out.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext

from sigap.cases import filestore, scanner
from sigap.cases.access import in_visible_case, may_read_identity, may_read_who, visible_cases
from sigap.cases.events import record
from sigap.cases.identity import case_key, unseal_json, unseal_text
from sigap.cases.models import Attachment, Case, Document, SignedCopy
from sigap.cases.operations.papers import draw_for_reader, pdf_of
from sigap.cases.queries.papers import awaits_signature, signed_file_of
from sigap.cases.queries.tracking import ANSWERS, case_behind
from sigap.core.errors import Refused
from sigap.core.masking import Identity
from sigap.documents.kinds import KINDS
from sigap.documents.pages import joined

if TYPE_CHECKING:
    from datetime import datetime

    from sigap.cases.actor import Actor


_ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}
_DRAFT = "konsep-surat-balasan"
# What the counter prints while the person waits, in this order; the label once it is there.
COUNTER_PAPERS = ("tanda-terima", "form-pengaduan", "map-pengaduan", "label-arsip")


@dataclass(frozen=True, slots=True)
class Read:
    """Something handed out: its file name, its media type, its content and hash."""

    name: str
    media_type: str
    content: bytes
    sha256: str


def read_document(*, document_id: int, actor: Actor, now: datetime) -> Read:
    """Return a paper as PDF; a kind that carries identity only to who may read it.

    :raises Document.DoesNotExist: if there is none, or none that this actor may know of.
    :raises Refused: `identity-closed`, `not-rendered`, `paper-failed`.
    """
    document = (
        Document.objects.defer("facts")
        .select_related("case")
        .get(in_visible_case(actor), pk=document_id)
    )
    carries = KINDS[document.kind].carries_identity
    if carries:
        _require(actor, document.case)
    draw_for_reader(document, now=now)
    content = pdf_of(document)
    if carries:
        told = {"document": document.pk, "kind": document.kind, "version": document.version}
        _note(document.case, told, actor=actor, now=now)
    name = f"{document.case.number}-{document.kind}-{document.version}.pdf"
    return Read(name, "application/pdf", content, document.sha256)


def read_counter_papers(*, number: str, actor: Actor, now: datetime) -> Read:
    """Return receipt, form and cover of a case as one PDF, the newest of each that is there.

    :raises Case.DoesNotExist: if there is no such case, or none that this actor may know of.
    :raises Document.DoesNotExist: if it has none of them.
    :raises Refused: `identity-closed`, `not-rendered`, `paper-failed`.
    """
    case = visible_cases(actor).get(number=number)
    _require(actor, case)
    rows = Document.objects.defer("facts").filter(
        case=case, kind__in=COUNTER_PAPERS, revoked_at=None
    )
    newest = {row.kind: row for row in rows.order_by("version")}
    chosen = [newest[kind] for kind in COUNTER_PAPERS if kind in newest]
    if not chosen:
        raise Document.DoesNotExist
    for one in chosen:
        draw_for_reader(one, now=now)
    parts = [pdf_of(one) for one in chosen]
    told = [{"document": one.pk, "kind": one.kind, "version": one.version} for one in chosen]
    _note(case, {"documents": told}, actor=actor, now=now)
    content = joined(parts)
    digest = hashlib.sha256(content).hexdigest()
    return Read(f"{case.number}-cetak.pdf", "application/pdf", content, digest)


def read_signed_copy(*, document_id: int, actor: Actor, now: datetime) -> Read:
    """Return the signed paper as it was stored beside the issued one, the newest.

    :raises Document.DoesNotExist: if there is none, or none that this actor may know of.
    :raises Refused: `identity-closed`.
    """
    copies = SignedCopy.objects.select_related("document__case").filter(
        in_visible_case(actor, "document__case"), document=document_id
    )
    copy = copies.order_by("-pk").first()
    if copy is None:
        raise Document.DoesNotExist
    document = copy.document
    if KINDS[document.kind].carries_identity:
        _require(actor, document.case)
        told = {"document": document.pk, "kind": document.kind, "version": document.version}
        _note(document.case, {**told, "signed": True}, actor=actor, now=now)
    content = filestore.read_whole(copy.file, case_key(document.case_id))
    ending = _ENDINGS.get(copy.media_type, "pdf")
    name = f"{document.case.number}-{document.kind}-{document.version}-ttd.{ending}"
    return Read(name, copy.media_type, content, copy.sha256)


def read_letter_drafts(
    *, number: str, actor: Actor, now: datetime
) -> list[tuple[int, datetime, dict[str, Any]]]:
    """Return the versions of the answer's draft, each with its moment and facts, oldest first.

    :raises Case.DoesNotExist: if there is no such case, or none that this actor may know of.
    :raises Refused: `identity-closed`.
    """
    case = visible_cases(actor).get(number=number)
    _require(actor, case)
    key = case_key(case.pk)
    rows = Document.objects.filter(case=case, kind=_DRAFT, revoked_at=None).order_by("version")
    found = [(row.version, row.issued_at, unseal_json(key, bytes(row.facts)) or {}) for row in rows]
    for version, _, _ in found:
        _note(case, {"kind": _DRAFT, "version": version}, actor=actor, now=now)
    return found


def read_attachment(
    *, number: str, attachment_id: int, actor: Actor, now: datetime, original: bool = True
) -> Read:
    """Return a file that was handed in, as it was; it always counts as identity.

    Without `original`, a picture comes drawn anew, without what the camera wrote into it, if
    that copy is there.

    :raises Case.DoesNotExist: if the case or the file is not there for this actor.
    :raises Refused: `identity-closed`, `not-scanned` while the scanner has not seen it,
        `infected`.
    """
    case = visible_cases(actor).get(number=number)
    _require(actor, case)
    attachment = Attachment.objects.filter(case=case, pk=attachment_id).first()
    if attachment is None:
        raise Case.DoesNotExist
    require_harmless(attachment)
    key = case_key(case.pk)
    name = unseal_text(key, bytes(attachment.name))
    if original or not attachment.view_file:
        content = filestore.read_whole(attachment.file, key)
        read = Read(name, attachment.media_type, content, attachment.sha256)
    else:
        content = filestore.read_whole(attachment.view_file, key)
        shown = PurePosixPath(name).with_suffix(".jpg").name
        read = Read(shown, attachment.view_type, content, attachment.view_sha256)
    _note(case, {"attachment": attachment.pk}, actor=actor, now=now)
    return read


def read_receipt(code: str, *, now: datetime) -> Read:
    """Return the receipt of the case behind a tracking code, for its holder.

    :raises Case.DoesNotExist: for a wrong code.
    :raises Document.DoesNotExist, Refused: while there is none.
    """
    receipts = Document.objects.select_related("case").filter(kind="tanda-terima")
    document = receipts.filter(case=case_behind(code)).latest("version")
    draw_for_reader(document, now=now)
    name = f"tanda-terima-{document.case.number}.pdf"
    return Read(name, "application/pdf", pdf_of(document), document.sha256)


def read_answer(code: str) -> Read:
    """Return the answering letter for the holder of a tracking code, once it has been sent.

    It is the signed file, byte by byte as it is kept; where the signature stands on paper only,
    the file as it was issued.

    :raises Case.DoesNotExist: for a wrong code.
    :raises Refused: `not-answered`, `identity-destroyed`, `not-rendered`, `paper-failed`.
    """
    letters = Document.objects.defer("facts").select_related("case")
    answers = letters.filter(case=case_behind(code), kind__in=ANSWERS, revoked_at=None)
    document = answers.filter(case__answered_at__isnull=False).order_by("-pk").first()
    if document is None:
        raise Refused("not-answered", gettext("Pengaduan ini belum dijawab."))
    if awaits_signature(document):
        raise Refused("not-answered", gettext("Surat jawabannya masih menunggu tanda tangan."))
    name = f"surat-jawaban-{document.case.number}"
    key = case_key(document.case_id)
    copy = signed_file_of(document)
    if copy is None:
        return Read(f"{name}.pdf", "application/pdf", pdf_of(document), document.sha256)
    content = filestore.read_whole(copy.file, key)
    ending = _ENDINGS.get(copy.media_type, "pdf")
    return Read(f"{name}.{ending}", copy.media_type, content, copy.sha256)


def read_identity(*, number: str, actor: Actor, now: datetime) -> Identity:
    """Return who complained.

    :raises Case.DoesNotExist: if there is no such case, or none that this actor may know of.
    :raises Refused: `identity-closed`.
    """
    case = visible_cases(actor).select_related("complainant").get(number=number)
    _require(actor, case)
    found = unseal_json(case_key(case.pk), bytes(case.complainant.sealed))
    _note(case, {"complainant": True}, actor=actor, now=now)
    return Identity(**(found or {"name": ""}))


def read_identities(*, numbers: list[str], actor: Actor, now: datetime) -> dict[str, str]:
    """Return the names of the complainants of several cases, by number, each reading recorded.

    Those that the actor may not read are left out.
    """
    cases = visible_cases(actor).select_related("complainant").filter(number__in=numbers)
    found = {}
    for case in cases.order_by("pk"):
        if not may_read_who(actor, case):
            continue
        person = unseal_json(case_key(case.pk), bytes(case.complainant.sealed)) or {}
        _note(case, {"complainant": True}, actor=actor, now=now)
        found[case.number] = str(person.get("name", ""))
    return found


def require_harmless(attachment: Attachment) -> None:
    """Let nobody open what is harmful, or has not been looked at yet.

    :raises Refused: `infected`, `not-scanned`.
    """
    if attachment.verdict == Attachment.Verdict.INFECTED:
        raise Refused("infected", "Berkas ini berisi program berbahaya dan tidak dapat dibuka.")
    if scanner.is_set_up() and attachment.verdict != Attachment.Verdict.CLEAN:
        raise Refused("not-scanned", "Berkas ini belum dipindai. Coba lagi sebentar lagi.")


def _require(actor: Actor, case: Case) -> None:
    if may_read_identity(actor, case):
        return
    reason = (
        "Berkas ini rahasia; mintalah pembukaan identitas (reveal) lebih dahulu."
        if case.confidential
        else "Identitas pelapor tertutup bagi peran Anda."
    )
    raise Refused("identity-closed", reason)


def _note(case: Case, what: dict[str, Any], *, actor: Actor, now: datetime) -> None:
    with transaction.atomic():
        key = case_key(case.pk)
        record(case, "identity.read", actor=actor, at=now, key=key, data=what)
