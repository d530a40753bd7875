"""The signature under a checkpoint: Ed25519 over a text that says size, root and time."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

if TYPE_CHECKING:
    from collections.abc import Mapping

_KEY_WORDS = b"sigap ledger key 1\n"
_CHECKPOINT_WORDS = "sigap ledger checkpoint 1"


def signed_text(size: int, root: bytes, at: str) -> bytes:
    """Return what is signed: four lines, each ended."""
    return f"{_CHECKPOINT_WORDS}\n{size}\n{root.hex()}\n{at}\n".encode()


def sign(text: bytes) -> tuple[bytes, bytes]:
    """Return the public key of this installation and its signature under `text`."""
    key = _private_key()
    public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return public, key.sign(text)


def is_signed(text: bytes, public_key: bytes, signature: bytes) -> bool:
    """Whether the signature is that of the holder of this key."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, text)
    except (InvalidSignature, ValueError):
        return False
    return True


def _private_key() -> Ed25519PrivateKey:
    # The setting is a text of any length; its hash is the seed.
    seed = hashlib.sha256(_KEY_WORDS + settings.SIGAP_LEDGER_KEY.encode()).digest()
    return Ed25519PrivateKey.from_private_bytes(seed)


def line_of(row: Mapping[str, object]) -> str:
    """Return a checkpoint as one line to be kept elsewhere."""
    parts = ("checkpoint", row["size"], row["root"], row["at"], row["public_key"], row["signature"])
    return "\t".join(str(part) for part in parts)
