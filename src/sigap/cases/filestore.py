"""Files of a case: sealed under the case key, hashed while received, under random names.

A file is written and on the disk before a row refers to it; what no row refers to after a
day is swept. No file is ever changed.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

# A file is sealed in chunks, so that an upload never stands in memory as a whole. Each chunk
# has its own nonce: a random prefix, the chunk's index, and whether it is the last, so that
# chunks can be neither swapped nor cut off unseen. The name is sealed with each, so that one
# file cannot be put in the place of another.
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


class Writer:
    """A file being received: sealed and hashed piece by piece, in the store only when finished."""

    def __init__(self, key: bytes) -> None:
        self._name = secrets.token_hex(20)
        self._target = path_of(self._name)
        _make_folder(self._target.parent)
        self._temporary = self._target.with_suffix(".part")
        self._cipher = AESGCM(key)
        self._prefix = secrets.token_bytes(_PREFIX_BYTES)
        self._digest = hashlib.sha256()
        self._buffer = bytearray()
        self._index = 0
        self.size_bytes = 0
        self._out = self._temporary.open("xb")
        self._out.write(self._prefix)

    def write(self, piece: bytes) -> None:
        """Take the next piece, of any size."""
        self._buffer += piece
        # The last block is marked as such, so one is always kept back.
        while len(self._buffer) > _CHUNK_BYTES:
            self._seal(bytes(self._buffer[:_CHUNK_BYTES]), last=False)
            del self._buffer[:_CHUNK_BYTES]
        self.size_bytes += len(piece)

    def finish(self) -> Stored:
        """Put the file into the store; it is on the disk when this returns."""
        try:
            self._seal(bytes(self._buffer), last=True)
            self._out.flush()
            os.fsync(self._out.fileno())
            self._out.close()
            self._temporary.rename(self._target)
            _sync_folder(self._target.parent)
        except BaseException:
            self.abandon()
            raise
        return Stored(self._name, self._digest.hexdigest(), self.size_bytes)

    def abandon(self) -> None:
        """Leave nothing of the file; safe to repeat."""
        # What is still in the buffer of a full disk cannot be written, and need not be.
        with contextlib.suppress(OSError):
            self._out.close()
        self._temporary.unlink(missing_ok=True)

    def _seal(self, block: bytes, *, last: bool) -> None:
        self._digest.update(block)
        nonce = _nonce(self._prefix, self._index, last=last)
        self._out.write(self._cipher.encrypt(nonce, block, self._name.encode()))
        self._index += 1


def put(chunks: Iterable[bytes], key: bytes) -> Stored:
    """Seal and store what `chunks` yields; it is on the disk when this returns."""
    writer = Writer(key)
    try:
        for chunk in chunks:
            writer.write(chunk)
        return writer.finish()
    except BaseException:
        writer.abandon()
        raise


def remove(file: str) -> None:
    """Take a stored file away again that no row refers to; safe to repeat."""
    path_of(file).unlink(missing_ok=True)


def read(file: str, key: bytes) -> Iterator[bytes]:
    """Yield the plain content in chunks.

    :raises FileDamaged: at the first chunk that does not hold.
    """
    path, name = path_of(file), file.encode()
    cipher = AESGCM(key)
    try:
        left = path.stat().st_size - _PREFIX_BYTES
        if left < _TAG_BYTES:
            raise FileDamaged(f"{file}: cut off")
        with path.open("rb") as source:
            prefix = source.read(_PREFIX_BYTES)
            index = 0
            while left > 0:
                sealed = source.read(_CHUNK_BYTES + _TAG_BYTES)
                left -= len(sealed) or left
                yield cipher.decrypt(_nonce(prefix, index, last=left <= 0), sealed, name)
                index += 1
    except (OSError, InvalidTag, ValueError) as wrong:
        raise FileDamaged(f"{file}: {type(wrong).__name__}") from wrong


def read_whole(file: str, key: bytes) -> bytes:
    """Return the plain content at once; for papers, which are small."""
    return b"".join(read(file, key))


def holds(file: str, key: bytes) -> bool:
    """Whether a stored file is there and opens to its end."""
    try:
        for _ in read(file, key):
            pass
    except FileDamaged:
        return False
    return True


def _nonce(prefix: bytes, index: int, *, last: bool) -> bytes:
    return prefix + index.to_bytes(4, "big") + (b"\x01" if last else b"\x00")


def _make_folder(path: Path) -> None:
    """Make a folder that is still there after a power cut, as are those above it."""
    if not path.is_dir():
        _make_folder(path.parent)
        path.mkdir(exist_ok=True)
        _sync_folder(path.parent)


def _sync_folder(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
