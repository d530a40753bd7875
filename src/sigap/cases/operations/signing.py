"""A letter is signed: what is checked before, what is kept beside the issued file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings

from sigap.cases import filestore
from sigap.cases.events import record
from sigap.cases.identity import case_key, seal_text, unseal_json
from sigap.cases.models import SignedCopy
from sigap.cases.operations.papers import draw, give_number, pdf_of
from sigap.core.errors import Refused
from sigap.documents.failures import RenderFailed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sigap.cases.actor import Actor
    from sigap.cases.models import Attachment, Document
    from sigap.cases.queries.casefile import CaseFile
    from sigap.cases.steps.work import Work
    from sigap.documents.certificate import Certificate

PDF = "application/pdf"
SCANS = (PDF, "image/jpeg", "image/png", "image/webp")


def sign_document(
    work: Work,
    document: Document,
    signed: dict[str, Any],
    attachments: Sequence[Attachment],
    *,
    now: datetime,
) -> None:
    """Record a signature, and keep the signed file beside the issued one.

    What cannot count as signed is refused before the records unit's number is entered.

    :raises Refused: `signed-file-missing`, `not-rendered`, `number-taken`, and what
        `documents.signed_file`, `documents.certificate` and `documents.scans` refuse.
    """
    file, number = work.file, str(signed.pop("number", ""))
    how = signed["signed_how"]
    copies: list[SignedCopy] = []
    certificate = None
    if how == SignedCopy.Way.FILE:
        copies = [_signed_elsewhere(document, attachments, now=now)]
    elif how == SignedCopy.Way.CERTIFICATE:
        certificate = _own_certificate(now=now)
    else:
        copies = _scanned(file, document, attachments)
    if number:
        give_number(file, document, number, actor=work.actor, now=now)
    if certificate is not None:
        copies = [_sign_now(work, document, signed, certificate)]
    document.on_paper_at = seal_text(file.key, str(signed.pop("on_paper_at", "")))
    for name, value in signed.items():
        setattr(document, name, value)
    document.save(update_fields=["on_paper_at", *signed])
    for copy in copies:
        keep_copy(file, copy, actor=work.actor, now=now)


def keep_copy(file: CaseFile, copy: SignedCopy, *, actor: Actor, now: datetime) -> None:
    """Keep a signed file beside the issued one, with its entry in the ledger."""
    copy.stored_at, copy.stored_by = now, actor.id
    copy.save()
    document = copy.document
    record(
        file.case,
        "document.signed-copy",
        actor=actor,
        at=now,
        key=file.key,
        data={"kind": document.kind, "version": document.version, "way": copy.way},
        files={f"signed-copy:{copy.pk}": copy.sha256},
    )


def _signed_elsewhere(
    document: Document, attachments: Sequence[Attachment], *, now: datetime
) -> SignedCopy:
    # Reading and checking signatures loads much, which no other task needs.
    from sigap.documents.signed_file import check_signed

    files = [one for one in attachments if one.media_type == PDF]
    if len(files) != 1:
        raise Refused(
            "signed-file-missing",
            "Lampirkan satu PDF yang sudah ditandatangani secara elektronik.",
            field="files",
        )
    (file,) = files
    issued = pdf_of(document)
    content = filestore.read_whole(file.file, case_key(document.case_id))
    signer = check_signed(content, issued, now=now, roots=settings.SIGAP_CERTIFICATE_ROOTS)
    return SignedCopy(
        document=document,
        way=SignedCopy.Way.FILE,
        file=file.file,
        media_type=PDF,
        sha256=file.sha256,
        size_bytes=file.size_bytes,
        pages=document.pages,
        matched=True,
        holder=signer.holder[:300],
        issuer=signer.issuer[:300],
        serial=signer.serial[:64],
        is_trusted=signer.trusted,
    )


def _own_certificate(*, now: datetime) -> Certificate:
    from sigap.documents.certificate import open_certificate

    if settings.SIGAP_CERTIFICATE is None:
        raise Refused("certificate-missing", "Kantor ini belum memasang sertifikat elektronik.")
    return open_certificate(
        settings.SIGAP_CERTIFICATE, settings.SIGAP_CERTIFICATE_PASSWORD, now=now
    )


def _sign_now(
    work: Work, document: Document, signed: dict[str, Any], certificate: Certificate
) -> SignedCopy:
    """Draw the letter with what the reader sees of the signature, and sign that file."""
    from sigap.documents.certificate import sign

    facts = unseal_json(work.file.key, bytes(document.facts))
    local = signed["signed_at"].astimezone(work.file.calendar.zone)
    signatory = {
        **facts["signatory"],
        "way": SignedCopy.Way.CERTIFICATE.value,
        "signed_at": local.isoformat(timespec="seconds"),
    }
    try:
        paper = draw(document, {**facts, "signatory": signatory})
    except RenderFailed as failed:
        raise Refused("paper-failed", f"Naskah gagal dibuat: {failed.reason}") from None
    content = sign(
        paper.pdf,
        certificate,
        name=document.office.data["letterhead"]["name"],
        reason=f"{document.kind} {document.number}".strip(),
    )
    stored = filestore.put([content], work.file.key)
    return SignedCopy(
        document=document,
        way=SignedCopy.Way.CERTIFICATE,
        file=stored.file,
        media_type=PDF,
        sha256=stored.sha256,
        size_bytes=stored.size_bytes,
        pages=paper.pages,
        matched=True,
        holder=certificate.holder[:300],
        issuer=certificate.issuer[:300],
        serial=certificate.serial[:64],
        is_trusted=True,
    )


def _scanned(
    file: CaseFile, document: Document, attachments: Sequence[Attachment]
) -> list[SignedCopy]:
    """Return the scans that came with an ink signature; one of another paper is refused."""
    from sigap.documents.scans import codes_of

    copies = []
    for one in attachments:
        if one.media_type not in SCANS:
            continue
        content = filestore.read_whole(one.file, file.key)
        pages = codes_of(content, one.media_type, most_pages=1)
        found = {code for code in pages if code}
        if found - {document.code}:
            raise Refused(
                "other-paper",
                "Pindaian ini naskah lain: kode di kakinya bukan kode surat ini.",
                field="files",
            )
        copies.append(
            SignedCopy(
                document=document,
                way=SignedCopy.Way.INK,
                file=one.file,
                media_type=one.media_type,
                sha256=one.sha256,
                size_bytes=one.size_bytes,
                matched=bool(found),
            )
        )
    return copies
