"""A backup while everything runs: the database at one moment, then the files it refers to.

Files are never changed and are older than the rows that refer to them, so those copied after
the database are complete for it; what came later is swept after a restoration. Keys are not
in it: whoever finds a backup must not be able to open it.
"""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from sigap import __version__
from sigap.archive.dump import dump
from sigap.archive.manifest import (
    FILES,
    HEADS,
    Manifest,
    copy_hashed,
    fingerprint,
    sha256_of,
)
from sigap.cases import filestore
from sigap.cases.queries.storedfiles import referenced_files
from sigap.core.errors import InvalidInput

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

# The key of sessions is not among them: without it everybody just signs in again.
SEALING_KEYS = ("SIGAP_MASTER_KEY", "SIGAP_LEDGER_KEY")


def backup(target: Path, *, now: datetime) -> Manifest:
    """Write a backup into the folder `target`, which must be new or empty; return its contents.

    It appears there whole or not at all.

    :raises InvalidInput: if there is something at `target`, or the data itself is damaged.
    """
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise InvalidInput(f"{target} sudah ada dan tidak kosong; pilih folder lain")
    draft = target.with_name(f"{target.name}.sebagian")
    if draft.exists():
        raise InvalidInput(f"{draft} sisa cadangan yang terputus; hapus dahulu")
    draft.mkdir(mode=0o700, parents=True)
    try:
        manifest = _write(draft, now=now)
        os.sync()  # the backup is on the disk before it gets its name
        draft.rename(target)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    return manifest


def _write(draft: Path, *, now: datetime) -> Manifest:
    migrations = sorted(MigrationRecorder(connection).applied_migrations())
    dumped = dump(draft)
    needed = set(referenced_files())
    files, file_bytes, missing = _copy_files(draft, needed)
    (draft / HEADS).write_text("".join(f"{line}\n" for line in dumped.heads), encoding="utf-8")
    manifest = Manifest(
        made_at=now.isoformat(),
        version=__version__,
        database=connection.vendor,
        migrations=migrations,
        rows=dumped.rows,
        columns=dumped.columns,
        keys={name: fingerprint(name, getattr(settings, name)) for name in SEALING_KEYS},
        parts={**dumped.parts, **{name: sha256_of(draft / name) for name in (FILES, HEADS)}},
        files=files,
        file_bytes=file_bytes,
        missing=missing,
    )
    manifest.write(draft)
    return manifest


def _copy_files(draft: Path, needed: set[str]) -> tuple[int, int, list[str]]:
    """Copy the stored files that rows refer to, listing each with its hash.

    Rows written since the database was copied may add some: too many do no harm. Where one is
    missing the rest is worth a backup all the more.
    """
    total, missing = 0, []
    with (draft / FILES).open("w", encoding="utf-8") as listing:
        for name in sorted(needed):
            source = filestore.path_of(name)
            relative = source.relative_to(filestore.folder())
            target = draft / "files" / relative
            target.parent.mkdir(parents=True, exist_ok=True)
            if not source.is_file():
                missing.append(name)
                continue
            with source.open("rb") as stored, target.open("xb") as copy:
                digest, size = copy_hashed(stored, copy)
            listing.write(f"{digest}\t{size}\t{relative}\n")
            total += size
    return len(needed) - len(missing), total, missing
