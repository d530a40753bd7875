"""A backup into an empty installation, verified before it counts; nothing half is left."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from sigap.archive import dump
from sigap.archive.backup import SEALING_KEYS
from sigap.archive.manifest import (
    FILES,
    HEADS,
    Manifest,
    copy_hashed,
    fingerprint,
    parse_file_list,
    read_manifest,
)
from sigap.cases import filestore
from sigap.cases.queries.storedfiles import referenced_files
from sigap.core.errors import InvalidInput
from sigap.ledger.triggers import create_triggers
from sigap.ledger.verify import Verdict, parse_heads, verify

if TYPE_CHECKING:
    from collections.abc import Sequence

# What a data folder may hold and still be empty.
_MAY_BE_THERE = frozenset({"keys", "log", "lost+found"})


def restore(source: Path) -> tuple[Manifest, Verdict]:
    """Restore the backup in `source`; return its contents and how the ledger was found.

    :raises InvalidInput: if the backup is damaged or of another database, version or key, if
        the installation is not empty, or if what was restored does not hold.
    """
    manifest = read_manifest(source)
    _check_fit(manifest)
    _require_empty()
    try:
        if manifest.database == "sqlite":
            _place_sqlite(source)
            verdict = _verified(source, manifest)
        else:
            _migrate(manifest.migrations)
            with transaction.atomic():
                dump.load_postgres(source, manifest.columns)
                verdict = _verified(source, manifest)
        _copy_files(source, set(manifest.missing))
        call_command("migrate", verbosity=0, interactive=False)  # to this version's state
        create_triggers(connection)
    except BaseException:
        _clear()
        raise
    os.sync()
    return manifest, verdict


def _check_fit(manifest: Manifest) -> None:
    if manifest.database != connection.vendor:
        raise InvalidInput(
            f"cadangan ini dari {manifest.database}, tujuan ini {connection.vendor}; "
            "setel DATABASE_URL sesuai"
        )
    for name in SEALING_KEYS:
        if manifest.keys.get(name) != fingerprint(name, getattr(settings, name)):
            raise InvalidInput(
                f"{name} bukan kunci cadangan ini; berikan kunci yang lama, "
                "tanpanya isi tersegel tidak terbaca"
            )
    # Without the connection, which would make a database where there must be none yet.
    known = MigrationLoader(None, ignore_no_migrations=True).disk_migrations or {}
    strange = [f"{app}.{name}" for app, name in manifest.migrations if (app, name) not in known]
    if strange:
        raise InvalidInput(f"cadangan dari versi yang lebih baru: {strange[0]} tidak dikenal")


def _require_empty() -> None:
    home: Path = settings.SIGAP_HOME
    for path in home.iterdir() if home.is_dir() else ():
        if path.name not in _MAY_BE_THERE:
            raise InvalidInput(f"{home} tidak kosong (ada {path.name}); pulihkan ke folder kosong")
    if connection.vendor == "sqlite":
        if Path(connection.settings_dict["NAME"]).exists():
            raise InvalidInput("basis data tujuan sudah ada; pulihkan ke tempat kosong")
    elif not dump.is_empty():
        raise InvalidInput("basis data tujuan tidak kosong; pulihkan ke basis data kosong")


def _place_sqlite(source: Path) -> None:
    target = Path(connection.settings_dict["NAME"])
    target.parent.mkdir(parents=True, exist_ok=True)
    connections.close_all()
    with (source / dump.SQLITE_FILE).open("rb") as stored, target.open("xb") as copy:
        copy_hashed(stored, copy)
        copy.flush()
        os.fsync(copy.fileno())


def _migrate(migrations: Sequence[tuple[str, str]]) -> None:
    """Bring an empty database to the state that the backup's tables have."""
    executor = MigrationExecutor(connection)
    graph, wanted = executor.loader.graph, set(migrations)
    # Only the last of each chain: an earlier one named after it would mean to go back.
    last = [
        node
        for node in migrations
        if not any(child.key in wanted for child in graph.node_map[node].children)
    ]
    executor.migrate(last)


def _verified(source: Path, manifest: Manifest) -> Verdict:
    counted = dump.count_rows(manifest.rows)
    for table, rows in manifest.rows.items():
        if counted[table] != rows:
            raise InvalidInput(f"tabel {table}: {counted[table]} baris, menurut cadangan {rows}")
    with (source / HEADS).open(encoding="utf-8") as lines:
        heads = parse_heads(lines)
    verdict = verify(heads=heads)
    if verdict.fault:
        raise InvalidInput(f"jejak dalam cadangan tidak utuh: {verdict.fault}")
    return verdict


def _copy_files(source: Path, missing: set[str]) -> None:
    copied = missing
    with (source / FILES).open(encoding="utf-8") as lines:
        for digest, name in parse_file_list(lines):
            target = filestore.folder() / name
            target.parent.mkdir(parents=True, exist_ok=True)
            try:
                with (source / "files" / name).open("rb") as stored, target.open("xb") as copy:
                    found, _ = copy_hashed(stored, copy)
            except FileNotFoundError:
                raise InvalidInput(f"cadangan tidak lengkap: files/{name} tidak ada") from None
            if found != digest:
                raise InvalidInput(f"cadangan rusak: isi files/{name} tidak cocok")
            copied.add(target.name)
    absent = next((name for name in referenced_files() if name not in copied), None)
    if absent:
        raise InvalidInput(f"cadangan tidak lengkap: berkas {absent} tidak ada di dalamnya")


def _clear() -> None:
    """Take away what a failed restoration has brought; the folder was empty before."""
    shutil.rmtree(filestore.folder(), ignore_errors=True)
    connections.close_all()
    if connection.vendor == "sqlite":
        for ending in ("", "-wal", "-shm", "-journal"):
            with suppress(OSError):
                Path(f"{connection.settings_dict['NAME']}{ending}").unlink(missing_ok=True)
