"""Files of a case: sealed under the case key, hashed while received, under random names.

A file is written and on the disk before a row refers to it; what no row refers to after a
day is swept. No file is ever changed.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

# A file is sealed in chunks, so that an upload never stands in memory as a whole. Each chunk
# has its own nonce: a random prefix, the chunk's index, and whether it is the last, so that
# chunks can be neither swapped nor cut off unseen.
_CHUNK_BYTES = 1 << 18
_PREFIX_BYTES = 7
_TAG_BYTES = 16


@dataclass(frozen=True, slots=True)
class Stored:
    """A sealed file: its name in the store, and hash and size of its plain content."""

    file: str
    sha256: str
    size_bytes: int


class FileDamaged(Exception):
    """A stored file is missing, cut, or does not open with its case's key."""


def folder() -> Path:
    """Return the folder of the files below the data folder."""
    return settings.SIGAP_HOME / "files"


def path_of(file: str) -> Path:
    """Return where a stored file lies."""
    return folder() / file[:2] / file


def put(chunks: Iterable[bytes], key: bytes) -> Stored:
    """Seal and store what `chunks` yields; it is on the disk when this returns."""
    name = secrets.token_hex(20)
    target = path_of(name)
    if not target.parent.is_dir():
        target.parent.mkdir(parents=True, exist_ok=True)
        _sync_folder(target.parent.parent)
    digest, size = hashlib.sha256(), 0
    temporary = target.with_suffix(".part")
    try:
        with temporary.open("xb") as out:
            prefix = secrets.token_bytes(_PREFIX_BYTES)
            out.write(prefix)
            cipher = AESGCM(key)
            for index, (block, last) in enumerate(_blocks(chunks)):
                digest.update(block)
                size += len(block)
                out.write(cipher.encrypt(_nonce(prefix, index, last=last), block, None))
            out.flush()
            os.fsync(out.fileno())
        temporary.rename(target)
        _sync_folder(target.parent)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return Stored(name, digest.hexdigest(), size)


def read(file: str, key: bytes) -> Iterator[bytes]:
    """Yield the plain content in chunks.

    :raises FileDamaged: at the first chunk that does not hold.
    """
    path = path_of(file)
    cipher = AESGCM(key)
    try:
        total = path.stat().st_size - _PREFIX_BYTES
        with path.open("rb") as source:
            prefix = source.read(_PREFIX_BYTES)
            index = 0
            while total > 0:
                sealed = source.read(_CHUNK_BYTES + _TAG_BYTES)
                total -= len(sealed)
                yield cipher.decrypt(_nonce(prefix, index, last=total <= 0), sealed, None)
                index += 1
    except Exception as wrong:
        raise FileDamaged(f"{file}: {type(wrong).__name__}") from wrong


def read_whole(file: str, key: bytes) -> bytes:
    """Return the plain content at once; for papers, which are small."""
    return b"".join(read(file, key))


def _blocks(chunks: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Yield blocks of the fixed size with whether each is the last; at least one."""
    buffer = bytearray()
    for chunk in chunks:
        buffer += chunk
        while len(buffer) > _CHUNK_BYTES:
            yield bytes(buffer[:_CHUNK_BYTES]), False
            del buffer[:_CHUNK_BYTES]
    yield bytes(buffer), True


def _nonce(prefix: bytes, index: int, *, last: bool) -> bytes:
    return prefix + index.to_bytes(4, "big") + (b"\x01" if last else b"\x00")


def _sync_folder(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
