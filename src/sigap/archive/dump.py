"""The database into files and back, as it is at one moment, while others go on writing."""

from __future__ import annotations

import hashlib
import re
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

from django.db import connection

from sigap.core.errors import InvalidInput
from sigap.ledger.verify import head_lines, snapshot

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

SQLITE_FILE = "database.sqlite3"
_TABLES = "tables"
# Written anew by Django whenever it migrates, so not empty in an empty database.
_FILLED_BY_MIGRATING = frozenset({"django_migrations", "django_content_type", "auth_permission"})
# What a virtual table of SQLite keeps beside itself; there from the start.
_SHADOW = re.compile(r"_index_(data|idx|docsize|config)$")
_CHUNK_BYTES = 1 << 20


class Dumped:
    """What was written: parts by name with their SHA-256, rows and columns by table, heads."""

    def __init__(self) -> None:
        self.parts: dict[str, str] = {}
        self.rows: dict[str, int] = {}
        self.columns: dict[str, list[str]] = {}
        self.heads: list[str] = []


def dump(folder: Path) -> Dumped:
    """Write the database into `folder`; writers are not kept waiting.

    :raises InvalidInput: if the database itself is damaged.
    """
    dumped = Dumped()
    if connection.vendor == "sqlite":
        _dump_sqlite(folder / SQLITE_FILE, dumped)
    else:
        _dump_postgres(folder, dumped)
    return dumped


def _dump_sqlite(file: Path, dumped: Dumped) -> None:
    connection.ensure_connection()
    with closing(sqlite3.connect(file)) as copy:
        # All pages in one step: a single reading of the WAL, which no writer waits for.
        connection.connection.backup(copy, pages=-1)
        (state,) = copy.execute("PRAGMA quick_check").fetchone()
        if state != "ok":
            raise InvalidInput(f"basis data rusak: {state}")
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, that needs no other beside it
        for table in _sqlite_tables(copy):
            (count,) = copy.execute(f'SELECT count(*) FROM "{table}"').fetchone()  # noqa: S608
            dumped.rows[table] = count
        heads = copy.execute("SELECT stream, length, head FROM ledger_chain ORDER BY stream")
        dumped.heads = [f"{stream}\t{length}\t{head.hex()}" for stream, length, head in heads]
    with file.open("rb") as source:
        dumped.parts[SQLITE_FILE] = hashlib.file_digest(source, hashlib.sha256).hexdigest()


def _sqlite_tables(raw: sqlite3.Connection) -> list[str]:
    found = raw.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    )
    return sorted(name for (name,) in found)


def _dump_postgres(folder: Path, dumped: Dumped) -> None:
    (folder / _TABLES).mkdir()
    with snapshot(connection), connection.cursor() as cursor:
        for table in _postgres_tables():
            columns = [
                one.name for one in connection.introspection.get_table_description(cursor, table)
            ]
            name = f"{_TABLES}/{table}.copy"
            digest = hashlib.sha256()
            with (
                (folder / name).open("wb") as out,
                cursor.copy(f"COPY {_named(table, columns)} TO STDOUT") as copy,
            ):
                for block in copy:
                    digest.update(block)
                    out.write(block)
            cursor.execute(f"SELECT count(*) FROM {_quoted(table)}")  # noqa: S608
            dumped.parts[name] = digest.hexdigest()
            dumped.columns[table] = columns
            dumped.rows[table] = cursor.fetchone()[0]
        dumped.heads = list(head_lines())


def _postgres_tables() -> list[str]:
    return sorted(set(connection.introspection.table_names()) - {"django_migrations"})


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _named(table: str, columns: Iterable[str]) -> str:
    return f"{_quoted(table)} ({', '.join(map(_quoted, columns))})"


def is_empty() -> bool:
    """Return whether the database holds nothing but what migrating puts there."""
    with connection.cursor() as cursor:
        for table in set(connection.introspection.table_names(cursor)) - _FILLED_BY_MIGRATING:
            if _SHADOW.search(table):
                continue
            cursor.execute(f"SELECT EXISTS (SELECT 1 FROM {_quoted(table)})")  # noqa: S608
            if cursor.fetchone()[0]:
                return False
    return True


def load_postgres(folder: Path, columns: dict[str, list[str]]) -> None:
    """Fill the empty tables of a database at the backup's migrations, in the caller's transaction.

    :raises InvalidInput: if a table of the backup is not there or has other columns.
    """
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for table in ("auth_permission", "django_content_type"):
            if table in there:
                cursor.execute(f"DELETE FROM {_quoted(table)}")  # noqa: S608
        for table, names in columns.items():
            described = connection.introspection.get_table_description(cursor, table)
            if table not in there or {one.name for one in described} != set(names):
                raise InvalidInput(f"cadangan dari versi lain: tabel {table} berbeda")
            part = folder / _TABLES / f"{table}.copy"
            with (
                part.open("rb") as source,
                cursor.copy(f"COPY {_named(table, names)} FROM STDIN") as copy,
            ):
                while chunk := source.read(_CHUNK_BYTES):
                    copy.write(chunk)
        _reset_sequences(cursor)


def _reset_sequences(cursor: Any) -> None:  # noqa: ANN401 - Django's cursor
    from django.core.management.color import no_style

    models = connection.introspection.installed_models(connection.introspection.table_names())
    for statement in connection.ops.sequence_reset_sql(no_style(), list(models)):
        cursor.execute(statement)


def count_rows(tables: Iterable[str]) -> dict[str, int]:
    """Return how many rows each table has; tables that are not there have none."""
    counts = {}
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        for table in tables:
            if table in there:
                cursor.execute(f"SELECT count(*) FROM {_quoted(table)}")  # noqa: S608
                counts[table] = cursor.fetchone()[0]
            else:
                counts[table] = 0
    return counts
