"""A file that was signed elsewhere (BSrE): whether it is the issued one and its signature holds."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from asn1crypto import pem, x509
from pyhanko.pdf_utils.generic import DictionaryObject, IndirectObject, PdfObject, Reference
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from sigap.core.errors import Refused
from sigap.documents.certificate import common_name

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

# It warns with a traceback, the signer's name in it, of whatever is refused here in one line.
logging.getLogger("pyhanko").setLevel(logging.ERROR)

_FIELD = "files"
# What a signature changes of objects that are there: the form in the catalogue, the places of
# signatures on a page.
_MAY_CHANGE = {
    "/Catalog": frozenset({"/AcroForm", "/DSS", "/Extensions", "/Perms", "/Version", "/Metadata"}),
    "/Page": frozenset({"/Annots", "/Tabs"}),
}


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signed, by the certificate. `trusted`: its chain ends at a root the office has set."""

    holder: str
    issuer: str
    serial: str
    signed_at: datetime | None
    trusted: bool


def check_signed(
    signed: bytes, issued: bytes, *, now: datetime, roots: Path | None = None
) -> Signer:
    """Return who signed the issued file last, if every signature in it holds.

    `roots` is a PEM file of the issuers that count (BSrE's root); without it nobody's name is
    vouched for, and `trusted` is false.

    :raises Refused: `not-signed`, `not-the-issued-file`, `signature-broken`,
        `certificate-expired`, `certificate-untrusted`.
    """
    try:
        reader = PdfFileReader(BytesIO(signed))
        signatures = list(reader.embedded_regular_signatures)
    except (PdfError, ValueError, KeyError, TypeError, IndexError, AttributeError):
        raise _refused("not-signed", "Berkas ini bukan PDF yang dapat dibaca.") from None
    if not signatures:
        raise _refused(
            "not-signed",
            "PDF ini tidak memuat tanda tangan elektronik. Gambar tanda tangan atau pindaian "
            "bukan tanda tangan elektronik.",
        )
    if not signed.startswith(issued):
        raise _refused(
            "not-the-issued-file",
            "Isi berkas ini bukan naskah yang diterbitkan. Unduh lagi naskahnya dari berkas ini, "
            "tanda tangani, lalu unggah tanpa diubah.",
        )
    statuses = [_status(one, roots, now=now) for one in signatures]
    last, status = signatures[-1], statuses[-1]
    if status.coverage != SignatureCoverageLevel.ENTIRE_FILE:
        raise _refused("signature-broken", "Berkas ini diubah sesudah ditandatangani.")
    _require_unchanged(reader, issued)
    certificate = last.signer_cert
    at = last.self_reported_timestamp
    _require_in_force(certificate, at or now)
    if roots is not None and not status.trusted:
        raise _refused(
            "certificate-untrusted",
            "Sertifikat penanda tangan tidak diterbitkan oleh penerbit yang dipercaya kantor ini.",
        )
    return Signer(
        holder=common_name(certificate.subject),
        issuer=common_name(certificate.issuer),
        serial=format(certificate.serial_number, "X"),
        signed_at=at,
        trusted=roots is not None and status.trusted,
    )


def _status(
    signature: EmbeddedPdfSignature, roots: Path | None, *, now: datetime
) -> PdfSignatureStatus:
    context = ValidationContext(
        trust_roots=_read_roots(roots) if roots else [], allow_fetching=False, moment=now
    )
    try:
        status = validate_pdf_signature(signature, context)
    except (SignatureValidationError, PdfError, ValueError, KeyError, TypeError):
        raise _broken() from None
    if not (status.intact and status.valid):
        raise _broken()
    return status


def _require_unchanged(reader: PdfFileReader, issued: bytes) -> None:
    """Refuse a page or a word that was added between the issue and the signature.

    The issued bytes are all there; what came after them may only add the signature: no object
    of the issued file may be written anew but the catalogue, which gets the form, and a page,
    which gets the signature's place.
    """
    try:
        issued_revisions = PdfFileReader(BytesIO(issued)).xrefs.total_revisions
        known = {
            reference
            for revision in range(issued_revisions)
            for reference in reader.xrefs.explicit_refs_in_revision(revision)
        }
        before = reader.get_historical_resolver(issued_revisions - 1)
        for revision in range(issued_revisions, reader.xrefs.total_revisions):
            if reader.xrefs.refs_freed_in_revision(revision):
                raise _changed()
            after = reader.get_historical_resolver(revision)
            # Title and maker of the file, which no page shows.
            known.discard(_record(reader))
            for reference in known & reader.xrefs.explicit_refs_in_revision(revision):
                _require_signing_only(before.get_object(reference), after.get_object(reference))
    except (PdfError, ValueError, KeyError, TypeError, IndexError):
        raise _broken() from None


def _require_signing_only(old: PdfObject, new: PdfObject) -> None:
    kind = _text(old, "/Type")
    if kind == "/Metadata":
        return
    may_change = _MAY_CHANGE.get(kind)
    if may_change is None or not isinstance(old, DictionaryObject):
        raise _changed()
    if not isinstance(new, DictionaryObject):
        raise _changed()
    for name in {*old, *new} - may_change:
        if _written(old, name) != _written(new, name):
            raise _changed()
    for one in new.get("/Annots", ()):
        if _text(one.get_object(), "/FT") != "/Sig":
            raise _changed()


def _record(reader: PdfFileReader) -> Reference | None:
    try:
        pointer = reader.trailer.raw_get("/Info")
    except KeyError:
        return None
    return pointer.reference if isinstance(pointer, IndirectObject) else None


def _written(value: DictionaryObject, name: str) -> bytes:
    if name not in value:
        return b""
    out = BytesIO()
    value.raw_get(name).write_to_stream(out)
    return out.getvalue()


def _text(value: PdfObject, name: str) -> str:
    return str(value.get(name, "")) if isinstance(value, DictionaryObject) else ""


def _require_in_force(certificate: x509.Certificate, at: datetime) -> None:
    if certificate.not_valid_before <= at <= certificate.not_valid_after:
        return
    until = certificate.not_valid_after.date().isoformat()
    raise _refused(
        "certificate-expired",
        f"Sertifikat penanda tangan tidak berlaku saat menandatangani (berlaku sampai {until}).",
    )


def _read_roots(path: Path) -> list[x509.Certificate]:
    try:
        content = path.read_bytes()
        return [x509.Certificate.load(der) for _, _, der in pem.unarmor(content, multiple=True)]
    except (OSError, ValueError):
        raise Refused(
            "certificate-missing",
            "Daftar penerbit sertifikat yang dipercaya tidak terbaca. Hubungi pengelola sistem.",
        ) from None


def _changed() -> Refused:
    return _refused(
        "not-the-issued-file",
        "Isi naskah diubah sebelum ditandatangani. Tanda tangani naskah yang diterbitkan, tanpa "
        "menambah apa pun.",
    )


def _broken() -> Refused:
    return _refused(
        "signature-broken",
        "Tanda tangan elektronik di berkas ini tidak sah: isinya berubah sesudah ditandatangani.",
    )


def _refused(code: str, message: str) -> Refused:
    return Refused(code, message, field=_FIELD)
