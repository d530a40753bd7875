"""Who complained: sealed under the case key, found by blind indexes, read through one door.

The master key (from outside in production) wraps a random key a case; destroying the
wrapped key erases the case's identity, its sealed texts, files and salts everywhere. What
belongs to no case (indexes, tracking codes, kept answers) has keys derived from the office's
root, which is the first master key and, once that was changed, lies wrapped by the present one.

While the master key is being changed a process holds two: both open, and the one that the
change is to wraps as soon as the change has begun.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import connection

from sigap.cases.models import CaseKey, OfficeKey
from sigap.core.errors import Refused
from sigap.core.masking import (
    Identity,
    name_tokens,
    normal_email,
    normal_nik,
    normal_phones,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

NAMELESS = "tanpa-identitas"
_NONCE_BYTES = 12
_INDEX_BYTES = 16
_NO_KEY = "kunci induk belum ada; jalankan `sigap init`"


# Stands where the key of a case stood once its identity was lawfully destroyed.
DESTROYED = b""


class KeyUnusable(Exception):
    """A case's key was sealed under another master key, or what it sealed is broken."""


@lru_cache(maxsize=8)
def _derived(master: str, purpose: bytes) -> bytes:
    if not master:
        raise KeyUnusable(_NO_KEY)
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=b"sigap", info=purpose).derive(
        master.encode()
    )


# The office's root never changes, so that no process has to look twice.
ROOTS: dict[tuple[str, str], str] = {}


def _held() -> tuple[str, str]:
    return settings.SIGAP_MASTER_KEY, settings.SIGAP_MASTER_KEY_NEXT


def _root() -> str:
    held = _held()
    if not held[0]:
        raise KeyUnusable(_NO_KEY)
    if held not in ROOTS:
        if OfficeKey._meta.db_table not in connection.introspection.table_names():
            return held[0]  # an earlier release is being brought up to this one
        wrapped = OfficeKey.objects.values_list("root", flat=True).first()
        ROOTS[held] = held[0] if wrapped is None else unwrap(bytes(wrapped)).decode()
    return ROOTS[held]


def _office(purpose: bytes) -> bytes:
    return _derived(_root(), purpose)


def new_key() -> bytes:
    """Return a fresh case key."""
    return secrets.token_bytes(32)


def key_id(master: str) -> str:
    """Return what a master key may be called by without telling anything of it."""
    return _derived(master, b"key-id").hex()[:16]


def wrap(key: bytes) -> bytes:
    """Return a case key sealed under the office's master key; one query.

    :raises KeyUnusable: if the office has changed to a key that this process does not hold.
    """
    called = OfficeKey.objects.values_list("key_id", flat=True).first()
    if called is None:
        return wrap_with(settings.SIGAP_MASTER_KEY, key)
    held = next((one for one in _held() if one and key_id(one) == called), None)
    if held is None:
        # Written under the old key it would be lost with it.
        raise KeyUnusable("kunci induk kantor sudah diganti; jalankan ulang web dan worker")
    return wrap_with(held, key)


def wrap_with(master: str, key: bytes) -> bytes:
    """Return a key sealed under one master key."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + AESGCM(_derived(master, b"wrap")).encrypt(nonce, key, b"case-key")


def opens(master: str, wrapped: bytes) -> bool:
    """Whether what is wrapped lies under this master key."""
    try:
        _unwrap(master, bytes(wrapped))
    except InvalidTag:
        return False
    return True


@lru_cache(maxsize=4096)
def _unwrap(master: str, wrapped: bytes) -> bytes:
    cipher = AESGCM(_derived(master, b"wrap"))
    return cipher.decrypt(wrapped[:_NONCE_BYTES], wrapped[_NONCE_BYTES:], b"case-key")


def unwrap(wrapped: bytes) -> bytes:
    """Return the key in `wrapped`, or `DESTROYED` if it was destroyed.

    :raises KeyUnusable: if it belongs to a master key that is not held.
    """
    if not wrapped:
        return DESTROYED
    for master in filter(None, _held()):
        try:
            return _unwrap(master, bytes(wrapped))
        except InvalidTag:
            continue
    raise KeyUnusable("kunci berkas disegel dengan kunci induk lain")


def case_key(case_id: int) -> bytes:
    """Return the key of a case, for reading or writing what is sealed; one query.

    :raises Refused: `identity-destroyed`.
    """
    wrapped = CaseKey.objects.values_list("wrapped", flat=True).get(pk=case_id)
    return required(unwrap(bytes(wrapped)))


def required(key: bytes) -> bytes:
    """Return `key` if it still seals and opens.

    :raises Refused: `identity-destroyed`.
    """
    if key == DESTROYED:
        raise Refused(
            "identity-destroyed",
            "Identitas, surat, dan isi berkas ini sudah dimusnahkan menurut jadwal retensi arsip. "
            "Yang tersisa hanya catatan tanpa identitas; berkas ini tidak dapat diubah lagi.",
        )
    return key


def seal(key: bytes, content: bytes) -> bytes:
    """Return `content` encrypted and authenticated under `key`.

    :raises Refused: `identity-destroyed`.
    """
    required(key)
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, content, None)


def unseal(key: bytes, sealed: bytes | memoryview) -> bytes:
    """Return what `seal` was given; "" stays "". With the key destroyed everything is "".

    :raises KeyUnusable: if the key is not the one it was sealed with.
    """
    if not sealed or key == DESTROYED:
        return b""
    try:
        return AESGCM(key).decrypt(bytes(sealed[:_NONCE_BYTES]), bytes(sealed[_NONCE_BYTES:]), None)
    except InvalidTag:
        raise KeyUnusable("isi tersegel tidak terbuka dengan kunci berkas ini") from None


def seal_json(key: bytes, value: Any) -> bytes:  # noqa: ANN401 - any JSON value
    """Return a JSON value sealed; numbers, dates as text, and letters of any script."""
    return seal(key, json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())


def unseal_json(key: bytes, sealed: bytes | memoryview) -> Any:  # noqa: ANN401 - any JSON value
    """Return the JSON value in `sealed`, None if it is empty or its key destroyed."""
    content = unseal(key, sealed)
    return json.loads(content) if content else None


def seal_text(key: bytes, text: str) -> bytes:
    """Return a text sealed; the empty text stays empty bytes."""
    return seal(key, text.encode()) if text else b""


def unseal_text(key: bytes, sealed: bytes | memoryview) -> str:
    """Return the text in `sealed`."""
    return unseal(key, sealed).decode()


def office_key() -> bytes:
    """Return the key for what belongs to no case (answers kept for repeated requests)."""
    return _office(b"office")


def salt(key: bytes, name: str) -> bytes:
    """Return the salt of one evidential row; it dies with the case key."""
    return hmac.new(key, b"salt:" + name.encode(), hashlib.sha256).digest()


def findable(identity: Identity, complainant_kind: str) -> Identity:
    """Return the parts by which a person is known; the label of a nameless letter is no name."""
    return replace(identity, name="") if complainant_kind == NAMELESS else identity


def blind_indexes(identity: Identity) -> set[tuple[str, bytes]]:
    """Return (kind, digest) of everything by which this person may be found again."""
    values: list[tuple[str, str]] = [
        *(("phone", number) for number in normal_phones(identity.phone)),
        ("email", normal_email(identity.email)),
        ("nik", normal_nik(identity.nik)),
    ]
    for name in (identity.name, identity.company, identity.on_behalf_of):
        values += [("name", token) for token in name_tokens(name)]
    return {(kind, blind(kind, value)) for kind, value in values if value}


def blind(kind: str, value: str) -> bytes:
    """Return the keyed digest under which a normalised value is found; not reversible."""
    mac = hmac.new(_office(b"blind-index"), f"{kind}:{value}".encode(), hashlib.sha256)
    return mac.digest()[:_INDEX_BYTES]


def tracking_digest(code: str) -> bytes:
    """Return the digest under which a normalised tracking code is found."""
    return hmac.new(_office(b"tracking"), code.encode(), hashlib.sha256).digest()


def commitments(key: bytes, rows: Iterable[tuple[str, bytes]]) -> dict[str, str]:
    """Return salted digests of evidential rows, by name, for a ledger entry."""
    return {name: hashlib.sha256(salt(key, name) + content).hexdigest() for name, content in rows}
