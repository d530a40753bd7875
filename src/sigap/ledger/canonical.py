"""Bytes that are hashed: canonical JSON, moments, entries, streams, commitments.

Everything here is plain enough to be written again in another language from this file: a
verifier outside needs only SHA-256. Each kind of hash begins with its own words, so that no
hash of one kind can pass for one of another.
"""

from __future__ import annotations

import hashlib
import json
import re
import struct
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

HASH_BYTES = 32
LEAST_SALT_BYTES = 16
_LARGEST_INTEGER = 2**53 - 1  # beyond it other languages' JSON numbers are not exact
ENTRY_WORDS = b"sigap ledger entry 1\n"
ENTRY_SIZES = struct.Struct(">Q7I")
_STREAM = b"sigap ledger stream 1\n"
_COMMITMENT = b"sigap ledger commitment 1\n"
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII)
_DIGEST = re.compile(r"[0-9a-f]{64}")
_MOMENT_FORMAT = "%Y-%m-%dT%H:%M:%S.%fZ"


def canonical_json(value: Any) -> str:  # noqa: ANN401 - any JSON value
    """Return `value` in the one form that is hashed (RFC 8785, without fractions).

    :raises TypeError: for what JSON or this subset does not have: floats, moments, bytes,
        keys that are not plain ASCII text.
    :raises ValueError: for integers that are not exact everywhere, and half surrogates.
    """
    _check(value)
    text = json.dumps(
        value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
    )
    text.encode()  # a half surrogate fails here, with UnicodeEncodeError, a ValueError
    return text


def moment_text(moment: datetime) -> str:
    """Return `moment` in UTC to the microsecond, 27 characters.

    :raises ValueError: if it has no time zone.
    """
    if moment.tzinfo is None:
        raise ValueError("a moment in the ledger needs a time zone")
    at = moment.astimezone(UTC)
    # Not strftime: it writes years before 1000 without zeros on some systems.
    return f"{at.replace(tzinfo=None).isoformat(timespec='microseconds')}Z"


def parse_moment(text: str) -> datetime:
    """Return the moment in `text`, which must be exactly in the form of `moment_text`.

    :raises ValueError: if it is not.
    """
    if not _MOMENT.fullmatch(text):
        raise ValueError(f"not a moment of the ledger: {text!r}")
    return datetime.strptime(text, _MOMENT_FORMAT).replace(tzinfo=UTC)


def check_digests(digests: Mapping[str, str]) -> None:
    """Return nothing if every value is a SHA-256 in lower-case hexadecimal.

    :raises ValueError: if one is not.
    """
    for name, digest in digests.items():
        if not (isinstance(digest, str) and _DIGEST.fullmatch(digest)):
            raise ValueError(f"the digest of {name} is not a SHA-256")


def first_link(stream: bytes) -> bytes:
    """Return what the first entry of a stream has in the place of a previous hash."""
    return hashlib.sha256(_STREAM + stream).digest()


def entry_hash(previous: bytes, seq: int, fields: tuple[bytes, ...]) -> bytes:
    """Return the hash of an entry.

    `fields` are, in UTF-8: stream, event, at, recorded_at, actor, data, digests. Before them
    stand `seq` (8 bytes, big-endian) and the seven lengths (4 bytes each, big-endian), so that
    no two entries give the same bytes.
    """
    sizes = ENTRY_SIZES.pack(seq, *map(len, fields))
    return hashlib.sha256(b"".join((ENTRY_WORDS, previous, sizes, *fields))).digest()


def commit_value(salt: bytes, value: bytes) -> str:
    """Return a commitment to `value` that tells nothing without `salt`, in hexadecimal.

    Whoever has both can prove what was recorded; when the salt is destroyed the commitment
    stays, so that the chain holds, and says nothing any more.

    :raises ValueError: if the salt is short enough to be guessed.
    """
    if len(salt) < LEAST_SALT_BYTES:
        raise ValueError(f"a salt needs {LEAST_SALT_BYTES} bytes, got {len(salt)}")
    mark = len(salt).to_bytes(4, "big")
    return hashlib.sha256(_COMMITMENT + mark + salt + value).hexdigest()


def _check(value: Any) -> None:  # noqa: ANN401 - any JSON value
    if value is None or isinstance(value, (bool, str)):
        return
    if isinstance(value, int):
        if abs(value) > _LARGEST_INTEGER:
            raise ValueError("an integer in the ledger must be exact in every language")
    elif isinstance(value, dict):
        for key, inner in value.items():
            if not (isinstance(key, str) and key.isascii()):
                raise TypeError(f"a key in the ledger must be ASCII text, got {key!r}")
            _check(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            _check(inner)
    else:
        raise TypeError(f"the ledger takes no {type(value).__name__}")
