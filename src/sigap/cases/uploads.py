"""Files that people hand in: what is taken, checked by content, stored sealed before any row.

Every way in (API, portal, counter, e-mail) uses this, so that the limits are the same. A
refused file leaves nothing behind; what was stored and then not used is taken away again.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

import puremagic
from django.utils.translation import gettext as _

from sigap.cases import filestore
from sigap.cases.identity import seal_text
from sigap.cases.models import Attachment
from sigap.core.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sigap.cases.filestore import Stored

MOST_BYTES = 10 * 2**20  # of one file
MOST_FILES = 10  # at once
LONGEST_NAME = 200

# What a way in holds between storing the files and the operation that saves their rows.
HandedIn = Attachment

_TEXT = "text/plain"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_ODT = "application/vnd.oasis.opendocument.text"
# Media type by the endings under which the signature is known.
_BY_ENDING = {
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".jfif": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
    ".heic": "image/heic",
    ".heif": "image/heic",
    ".pdf": "application/pdf",
    ".mp3": "audio/mpeg",
    ".mpga": "audio/mpeg",
    ".m4a": "audio/mp4",
    ".ogg": "audio/ogg",
    ".oga": "audio/ogg",
    ".wav": "audio/wav",
    ".mp4": "video/mp4",
}
# Endings a name may have, whatever of the types above the content is: phones and chat
# programs call a PNG .jpg, which harms nobody. A name that ends .exe or .html would.
_NAMES = frozenset(
    (*_BY_ENDING, ".docx", ".xlsx", ".odt", ".txt", ".opus", ".m4v", ".jpe", ".weba", "")
)
MEDIA_TYPES = tuple(sorted({*_BY_ENDING.values(), _WORD, _SHEET, _ODT, _TEXT}))
TOLD = "JPG, PNG, WebP, HEIC, PDF, DOCX, XLSX, ODT, TXT, MP3, M4A, OGG, WAV, MP4"

_ZIP = b"PK\x03\x04"
_ODT_MARK = b"mimetype" + _ODT.encode()
_MACROS = b"vbaProject.bin"
_HEAD_BYTES = 4096
# A zip lists its members at its end; office files list theirs within this much.
_TAIL_BYTES = 1 << 17
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it comes in: its name, and its content in pieces of any size."""

    name: str
    pieces: Iterable[bytes]


class Receiver:
    """One file being received: sealed under a key while its size and type are watched.

    `field` names the input in refusals.
    """

    def __init__(self, name: str, key: bytes, field: str = "files") -> None:
        self.name = plain_name(name)
        self.field = field
        self._writer = filestore.Writer(key)
        self._head = b""
        self._tail = b""
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._is_text = True

    def write(self, piece: bytes) -> None:
        """Take the next piece.

        :raises Refused: `file-too-large` as soon as it is; nothing stays stored.
        """
        if self._writer.size_bytes + len(piece) > MOST_BYTES:
            self.abandon()
            most = MOST_BYTES // 2**20
            words = _("Berkas “%(name)s” lebih besar dari %(most)d MB.")
            raise self._refused("file-too-large", words, most=most)
        if len(self._head) < _HEAD_BYTES:
            self._head += piece[: _HEAD_BYTES - len(self._head)]
        self._tail = (self._tail + piece)[-_TAIL_BYTES:]
        if self._is_text:
            self._is_text = self._reads_as_text(piece, final=False)
        self._writer.write(piece)

    def finish(self) -> tuple[str, Stored]:
        """Return media type and stored file.

        :raises Refused: `file-empty`, `file-type`; nothing stays stored.
        """
        if self._writer.size_bytes == 0:
            self.abandon()
            raise self._refused("file-empty", _("Berkas “%(name)s” kosong."))
        media_type = self._media_type()
        if not media_type:
            self.abandon()
            words = _("Berkas “%(name)s” bukan jenis yang diterima; kirim %(types)s.")
            raise self._refused("file-type", words, types=TOLD)
        return media_type, self._writer.finish()

    def abandon(self) -> None:
        """Leave nothing of the file; safe to repeat."""
        self._writer.abandon()

    def _reads_as_text(self, piece: bytes, *, final: bool) -> bool:
        try:
            return not _UNPRINTABLE.search(self._decoder.decode(piece, final))
        except UnicodeDecodeError:
            return False

    def _media_type(self) -> str:
        ending = PurePosixPath(self.name).suffix.lower()
        if ending not in _NAMES:
            return ""
        # Before any signature: "BM …" begins a picture, and many a letter in Bekasi.
        if ending == ".txt":
            return _TEXT if self._is_text and self._reads_as_text(b"", final=True) else ""
        return _office_type(self._head, self._tail) or _signed_type(self._head)

    def _refused(self, code: str, words: str, **more: object) -> Refused:
        return Refused(
            code,
            words % {"name": self.name, **more},
            field=self.field,
            detail={"file": self.name},
        )


def store(
    files: Sequence[Upload],
    key: bytes,
    *,
    received_from: str,
    now: datetime,
    purpose: str = "evidence",
    field: str = "files",
) -> tuple[Attachment, ...]:
    """Store `files` sealed under `key`; return unsaved attachments in their order.

    The caller's operation saves them with its own rows, or the caller gives them to `discard`.

    :raises Refused: `too-many-files`, `file-too-large`, `file-empty`, `file-type`, naming the
        first file at fault; none is then stored.
    """
    if len(files) > MOST_FILES:
        raise too_many(field)
    stored: list[Attachment] = []
    try:
        for file in files:
            receiver = Receiver(file.name, key, field)
            try:
                for piece in file.pieces:
                    receiver.write(piece)
                media_type, kept = receiver.finish()
            except BaseException:
                receiver.abandon()
                raise
            stored.append(
                attachment(
                    receiver.name,
                    media_type,
                    kept,
                    key=key,
                    received_from=received_from,
                    now=now,
                    purpose=purpose,
                )
            )
    except BaseException:
        discard(stored)
        raise
    return tuple(stored)


def attachment(
    name: str,
    media_type: str,
    stored: Stored,
    *,
    key: bytes,
    received_from: str,
    now: datetime,
    purpose: str = "evidence",
) -> Attachment:
    """Return the unsaved row of a stored file."""
    return Attachment(
        name=seal_text(key, name),
        media_type=media_type,
        size_bytes=stored.size_bytes,
        sha256=stored.sha256,
        file=stored.file,
        purpose=purpose,
        received_at=now,
        received_from=received_from,
        next_try_at=now,
    )


def discard(attachments: Iterable[Attachment]) -> None:
    """Take the files of attachments away that no row refers to after all."""
    for one in attachments:
        filestore.remove(one.file)


def too_many(field: str = "files") -> Refused:
    """Return the refusal of more files than are taken at once."""
    words = _("Paling banyak %(most)d berkas sekaligus.") % {"most": MOST_FILES}
    return Refused("too-many-files", words, field=field)


def plain_name(name: str) -> str:
    """Return a file name as it is kept and shown: no folders, no control characters, not long."""
    last = re.split(r"[\\/]", name)[-1]
    shown = "".join(c for c in last if unicodedata.category(c)[0] != "C").strip()
    path = PurePosixPath(shown or "tanpa-nama")
    return path.stem[: LONGEST_NAME - len(path.suffix)] + path.suffix[:LONGEST_NAME]


def _office_type(head: bytes, tail: bytes) -> str:
    """Return the type of a word processor's or spreadsheet's file without macros, else ""."""
    if not head.startswith(_ZIP) or _MACROS in tail:
        return ""
    if head[30 : 30 + len(_ODT_MARK)] == _ODT_MARK:
        return _ODT
    if b"word/document.xml" in tail:
        return _WORD
    return _SHEET if b"xl/workbook.xml" in tail else ""


def _signed_type(head: bytes) -> str:
    """Return the media type by the content's signature, the surest first; "" if none is taken."""
    if head.startswith(_ZIP):
        return ""
    try:
        found = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return ""
    for one in found:
        if one.extension in _BY_ENDING:
            return _BY_ENDING[one.extension]
    return ""


def revive(stored: dict[str, Any], key: bytes, *, received_from: str, now: datetime) -> Attachment:
    """Return an unsaved attachment for a file that was stored by an earlier request."""
    return Attachment(
        name=seal_text(key, plain_name(stored["name"])),
        media_type=stored["media_type"],
        size_bytes=stored["size_bytes"],
        sha256=stored["sha256"],
        file=stored["file"],
        purpose="evidence",
        received_at=now,
        received_from=received_from,
        next_try_at=now,
    )
