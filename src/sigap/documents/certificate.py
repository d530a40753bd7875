"""The office's own certificate: a paper signed with it, invisibly, as PAdES-B-B.

What a reader sees of the signature is drawn by the template; this adds what a validator reads.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from asn1crypto import keys, x509
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509 import ExtensionNotFound, KeyUsage
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from sigap.core.errors import Refused

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from cryptography.x509 import Certificate as Certificated

FIELD = "TandaTanganKantor"
# Room for the signature in the file, chain and all; hexadecimal, so twice this is written.
_RESERVED_BYTES = 16384


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate with its key, opened and in force. `holder` as validators name it."""

    signer: SimpleSigner
    holder: str
    issuer: str
    serial: str
    until: datetime


def open_certificate(path: Path, password: str, *, now: datetime) -> Certificate:
    """Return the certificate of a PKCS#12 file, if it can sign at `now`.

    :raises Refused: `certificate-missing`, `certificate-password`, `certificate-unusable`,
        `certificate-expired`; the message says what to mend and never shows the password.
    """
    try:
        content = path.read_bytes()
    except OSError as wrong:
        raise Refused(
            "certificate-missing",
            f"Berkas sertifikat kantor tidak terbaca ({wrong.strerror}). Hubungi pengelola sistem.",
        ) from None
    try:
        key, certificate, others = pkcs12.load_key_and_certificates(content, password.encode())
    except ValueError as wrong:
        if "password" in str(wrong).lower():
            raise Refused(
                "certificate-password",
                "Kata sandi sertifikat kantor salah. Hubungi pengelola sistem.",
            ) from None
        raise _unusable("berkasnya rusak atau bukan PKCS#12") from None
    if key is None or certificate is None:
        raise _unusable("tidak memuat kunci dan sertifikatnya")
    if not _may_sign(certificate):
        raise _unusable(
            "menurut isinya (key usage) bukan untuk menandatangani; mintalah sertifikat segel atau "
            "tanda tangan"
        )
    if now > certificate.not_valid_after_utc:
        until = certificate.not_valid_after_utc.date().isoformat()
        raise Refused(
            "certificate-expired",
            f"Sertifikat kantor berakhir pada {until}. Pasang sertifikat baru, atau tanda "
            "tangani dengan cara lain.",
        )
    if now < certificate.not_valid_before_utc:
        raise _unusable(f"baru berlaku {certificate.not_valid_before_utc.date().isoformat()}")
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    store.register_multiple(x509.Certificate.load(one.public_bytes(Encoding.DER)) for one in others)
    own = x509.Certificate.load(certificate.public_bytes(Encoding.DER))
    secret = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return Certificate(
        signer=SimpleSigner(
            signing_cert=own,
            signing_key=keys.PrivateKeyInfo.load(secret),
            cert_registry=store,
        ),
        holder=common_name(own.subject),
        issuer=common_name(own.issuer),
        serial=format(own.serial_number, "X"),
        until=certificate.not_valid_after_utc,
    )


def sign(pdf: bytes, certificate: Certificate, *, name: str, reason: str) -> bytes:
    """Return `pdf` with an invisible signature appended; its own bytes stay as they are."""
    meta = PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        name=name,
        reason=reason,
    )
    # Without a box the field has no appearance.
    signer = PdfSigner(
        meta, certificate.signer, new_field_spec=SigFieldSpec(sig_field_name=FIELD, on_page=0)
    )
    out = BytesIO()
    signer.sign_pdf(
        IncrementalPdfFileWriter(BytesIO(pdf)), bytes_reserved=_RESERVED_BYTES, output=out
    )
    return out.getvalue()


def common_name(name: x509.Name) -> str:
    """Return the name by which people know the holder of a certificate."""
    known = name.native.get("common_name")
    return known if isinstance(known, str) else str(name.human_friendly)


def _may_sign(certificate: Certificated) -> bool:
    """Whether the issuer allows signatures; a certificate without the mark may do anything."""
    try:
        usage = certificate.extensions.get_extension_for_class(KeyUsage).value
    except ExtensionNotFound:
        return True
    return usage.digital_signature or usage.content_commitment


def _unusable(why: str) -> Refused:
    return Refused(
        "certificate-unusable", f"Sertifikat kantor tidak dapat dipakai: {why}. Hubungi pengelola."
    )
