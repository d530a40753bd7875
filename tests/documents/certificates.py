"""Certificates for tests: an office of its own and a stranger, each with its issuer."""

from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

PASSWORD = "sandi-sertifikat-uji"


def name(common):
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "ID"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "DPMPTSP Kabupaten Contoh"),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )


def make(folder, *, holder="Segel DPMPTSP", issuer="Akar Uji", until=None, since=None, may=None):
    """Return (PKCS#12 file, PEM file of its issuer)."""
    now = datetime.now(tz=UTC)
    since, until = since or now - timedelta(days=400), until or now + timedelta(days=400)
    root_key, key = (rsa.generate_private_key(65537, 2048) for _ in range(2))

    def certificate(subject, public, extensions):
        made = (
            x509.CertificateBuilder()
            .subject_name(name(subject))
            .issuer_name(name(issuer))
            .public_key(public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(since)
            .not_valid_after(until)
        )
        for extension in extensions:
            made = made.add_extension(extension, critical=True)
        made = made.add_extension(
            x509.SubjectKeyIdentifier.from_public_key(public), critical=False
        ).add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()),
            critical=False,
        )
        return made.sign(root_key, hashes.SHA256())

    root = certificate(
        issuer,
        root_key.public_key(),
        [x509.BasicConstraints(ca=True, path_length=None), usage(key_cert_sign=True)],
    )
    own = certificate(
        holder,
        key.public_key(),
        [
            x509.BasicConstraints(ca=False, path_length=None),
            usage(**(may or {"digital_signature": True, "content_commitment": True})),
        ],
    )
    folder.mkdir(parents=True, exist_ok=True)
    p12, pem = folder / "kantor.p12", folder / "akar.pem"
    p12.write_bytes(
        pkcs12.serialize_key_and_certificates(
            b"kantor",
            key,
            own,
            [root],
            serialization.BestAvailableEncryption(PASSWORD.encode()),
        )
    )
    pem.write_bytes(root.public_bytes(serialization.Encoding.PEM))
    return p12, pem


def usage(**on):
    names = (
        "digital_signature",
        "content_commitment",
        "key_encipherment",
        "data_encipherment",
        "key_agreement",
        "key_cert_sign",
        "crl_sign",
        "encipher_only",
        "decipher_only",
    )
    return x509.KeyUsage(**{one: on.get(one, False) for one in names})
