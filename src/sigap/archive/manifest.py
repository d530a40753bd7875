"""The table of contents of a backup: what is in it, of which state, under which keys."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, BinaryIO

from sigap.core.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

FORMAT = 1
NAME = "manifest.json"
FILES = "files.tsv"
HEADS = "heads.tsv"
_CHUNK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Manifest:
    """One backup. `parts` are SHA-256 by name of the files beside it, in hexadecimal.

    `keys` are fingerprints of the keys without which the backup can't be read, so that a
    restoration with other keys is refused instead of found out years later.
    """

    made_at: str
    version: str
    database: str  # sqlite, postgresql
    migrations: list[tuple[str, str]]
    rows: dict[str, int]
    columns: dict[str, list[str]]
    keys: dict[str, str]
    parts: dict[str, str]
    files: int
    file_bytes: int
    missing: list[str]  # stored files that rows refer to and that were not there
    format: int = FORMAT

    def write(self, folder: Path) -> None:
        """Write it into the backup, last of all: a backup without it is none."""
        text = json.dumps(asdict(self), indent=1, sort_keys=True, ensure_ascii=False)
        (folder / NAME).write_text(f"{text}\n", encoding="utf-8")


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of a backup whose parts are what it says.

    :raises InvalidInput: if it is no whole backup, or a part was changed.
    """
    file = folder / NAME
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InvalidInput(f"{folder} bukan cadangan Sigap yang utuh: {NAME} tidak ada") from None
    except (OSError, ValueError):
        raise InvalidInput(f"{file} tidak terbaca") from None
    try:
        if content.pop("format") != FORMAT:
            raise InvalidInput(f"{file}: bentuk cadangan ini tidak dikenal versi ini")
        manifest = Manifest(**{**content, "migrations": [(a, b) for a, b in content["migrations"]]})
    except (AttributeError, KeyError, TypeError, ValueError):
        raise InvalidInput(f"{file} tidak terbaca") from None
    for name, digest in manifest.parts.items():
        if not is_plain(name) or not (folder / name).is_file():
            raise InvalidInput(f"cadangan tidak lengkap: {name} tidak ada")
        if sha256_of(folder / name) != digest:
            raise InvalidInput(f"cadangan rusak: isi {name} tidak cocok dengan {NAME}")
    return manifest


def is_plain(name: str) -> bool:
    """Return whether a name from a backup stays inside its folder."""
    pieces = name.split("/")
    return bool(name) and not any(piece in {"", ".", ".."} for piece in pieces)


def fingerprint(name: str, key: str) -> str:
    """Return what tells one key from another and nothing about it."""
    return hmac.digest(key.encode(), f"sigap key {name}".encode(), hashlib.sha256).hex()[:32]


def sha256_of(file: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal."""
    with file.open("rb") as source:
        return hashlib.file_digest(source, hashlib.sha256).hexdigest()


def copy_hashed(source: BinaryIO, target: BinaryIO) -> tuple[str, int]:
    """Copy a file; return its SHA-256 and size."""
    digest, size = hashlib.sha256(), 0
    while chunk := source.read(_CHUNK_BYTES):
        digest.update(chunk)
        target.write(chunk)
        size += len(chunk)
    return digest.hexdigest(), size


def parse_file_list(lines: Iterable[str]) -> Iterable[tuple[str, str]]:
    """Yield (SHA-256, name) from lines `sha256⇥bytes⇥name`.

    :raises InvalidInput: for a line that is none.
    """
    for line in lines:
        pieces = line.rstrip("\n").split("\t")
        if len(pieces) != 3 or not is_plain(pieces[2]):
            raise InvalidInput(f"cadangan rusak: baris aneh di {FILES}")
        yield pieces[0], pieces[2]
