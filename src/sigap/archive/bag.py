"""A BagIt bag written straight into a ZIP, file by file, hashed on the way (RFC 8493)."""

from __future__ import annotations

import hashlib
import zipfile
from typing import IO, TYPE_CHECKING

from sigap import __version__
from sigap.ledger.canonical import moment_text
from sigap.ledger.signing import sign

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

SIGNATURE = "tanda-tangan.tsv"
_WORDS = "sigap evidence package 1"
# Packed already: packing them again costs time and saves nothing.
_PACKED = (".pdf", ".jpg", ".jpeg", ".png", ".webp", ".zip", ".docx", ".xlsx", ".mp4")


class Bag:
    """One bag being written; nothing of it but the two lists stands in memory."""

    def __init__(self, out: IO[bytes], number: str, *, now: datetime) -> None:
        self._zip = zipfile.ZipFile(out, "w")
        self._number, self._now = number, now
        self._payload: list[tuple[str, str]] = []
        self._tags: list[tuple[str, str]] = []
        self._bytes = 0

    def put(self, path: str, chunks: Iterable[bytes]) -> str:
        """Write a file of the payload; return its SHA-256."""
        digest, size = self._write(f"data/{path}", chunks)
        self._payload.append((digest, f"data/{path}"))
        self._bytes += size
        return digest

    def close(self, organisation: str, title: str, *, lacks: str = "") -> None:
        """Write the lists, and sign them with the ledger's key; `lacks` says what is absent."""
        made = self._now.isoformat(timespec="seconds")
        told = (
            ("Source-Organization", organisation),
            ("External-Identifier", self._number),
            ("External-Description", title),
            *((("Internal-Sender-Description", lacks),) if lacks else ()),
            ("Bagging-Date", made[:10]),
            ("Payload-Oxum", f"{self._bytes}.{len(self._payload)}"),
            ("Bag-Software-Agent", f"Sigap {__version__}"),
        )
        self._tag("bagit.txt", "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n")
        self._tag("bag-info.txt", "".join(f"{name}: {_line(text)}\n" for name, text in told))
        self._tag("manifest-sha256.txt", _listing(self._payload))
        digest, _ = self._write("tagmanifest-sha256.txt", [_listing(self._tags).encode()])
        at = moment_text(self._now)
        text = f"{_WORDS}\n{self._number}\n{digest}\n{at}\n".encode()
        key, signature = sign(text)
        line = f"paket\t{self._number}\t{at}\t{key.hex()}\t{signature.hex()}\n"
        self._write(SIGNATURE, [line.encode()])
        self._zip.close()

    def _tag(self, name: str, text: str) -> None:
        digest, _ = self._write(name, [text.encode()])
        self._tags.append((digest, name))

    def _write(self, name: str, chunks: Iterable[bytes]) -> tuple[str, int]:
        info = zipfile.ZipInfo(f"{self._number}/{name}", self._now.timetuple()[:6])
        packed = name.endswith(_PACKED)
        info.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
        info.external_attr = 0o644 << 16
        digest, size = hashlib.sha256(), 0
        with self._zip.open(info, "w", force_zip64=True) as target:
            for chunk in chunks:
                digest.update(chunk)
                target.write(chunk)
                size += len(chunk)
        return digest.hexdigest(), size


def _listing(lines: list[tuple[str, str]]) -> str:
    return "".join(f"{digest}  {name}\n" for digest, name in lines)


def _line(text: str) -> str:
    return " ".join(text.split())
