"""Does the ledger hold? Every entry is hashed again from what the database really keeps.

Reads raw values past Django's conversions, in one snapshot, with constant memory. A value
that can't be read is an entry that does not hold, not an error.
"""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import DatabaseError, connections, transaction

from sigap.ledger.canonical import ENTRY_SIZES, ENTRY_WORDS, HASH_BYTES, first_link
from sigap.ledger.verify_log import LogWalk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from django.db.backends.base.base import BaseDatabaseWrapper

    from sigap.ledger.verify_log import Kept

    # stream, seq, event, at, recorded_at, actor, data, digests, prev_hash, hash
    RawEntry = tuple[bytes, int, bytes, bytes, bytes, bytes, bytes, bytes, bytes, bytes]

_ROWS_A_FETCH = 2000
# Looked up once: these run for every entry.
_MOMENT = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z").fullmatch
_SHA256, _PACK = hashlib.sha256, ENTRY_SIZES.pack
_HEAD_LINE = re.compile(r"([^\t]+)\t([1-9][0-9]*)\t([0-9a-f]{64})")
# The decoder without the search for blanks around the value: canonical JSON has none.
_SCAN: Any = json.JSONDecoder().scan_once  # type: ignore[attr-defined]
_TEXTS = ("stream", "event", "at", "recorded_at", "actor", "data", "digests")


@dataclass(frozen=True, slots=True)
class Fault:
    """The first entry that does not hold; `seq` is where it is or should be."""

    stream: str
    seq: int
    message: str

    def __str__(self) -> str:
        return f"{self.stream}, entri {self.seq}: {self.message}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a verification found. `entries` and `streams` hold, up to the fault if there is one."""

    entries: int
    streams: int
    fault: Fault | None = None
    leaves: int = 0
    checkpoints: int = 0
    backdated: int = 0


class HeadsUnusable(ValueError):
    """A file of heads has a line that is none."""


def parse_heads(lines: Iterable[str]) -> dict[str, dict[int, bytes]]:
    """Return hashes by stream and length from lines `stream⇥length⇥hash`.

    :raises HeadsUnusable: naming the first line that is none, or contradicts another.
    """
    heads: dict[str, dict[int, bytes]] = {}
    for number, line in enumerate(lines, start=1):
        text = line.rstrip("\r\n")
        if not text or text.startswith("#"):
            continue
        match = _HEAD_LINE.fullmatch(text)
        if not match:
            raise HeadsUnusable(f"baris {number} bukan ALIRAN⇥PANJANG⇥HASH")
        stream, length, head = match[1], int(match[2]), bytes.fromhex(match[3])
        if heads.setdefault(stream, {}).setdefault(length, head) != head:
            raise HeadsUnusable(f"baris {number} bertentangan dengan baris sebelumnya")
    return heads


def head_lines(*, using: str = "default") -> Iterator[str]:
    """Yield `stream⇥length⇥hash` of every stream as it is now, to be kept elsewhere."""
    with snapshot(connections[using]) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT stream, length, head FROM ledger_chain ORDER BY stream")
        while rows := cursor.fetchmany(_ROWS_A_FETCH):
            for stream, length, head in rows:
                yield f"{stream}\t{length}\t{bytes(head).hex()}"


def verify(
    *,
    heads: Mapping[str, Mapping[int, bytes]] | None = None,
    kept: Iterable[Kept] = (),
    using: str = "default",
) -> Verdict:
    """Return whether all that the database keeps of the ledger holds.

    Finds changed, missing, added, moved and unreadable entries and chain rows. What it can't
    find without `heads` or checkpoints (`kept`) kept elsewhere: a history that somebody with the
    database and the signing key wrote anew from end to end.
    """
    with snapshot(connections[using]) as connection:
        walk = _Walk(heads or {})
        try:
            fault = walk.through(_rows(connection)) or _orphan(connection)
        except DatabaseError:
            fault = Fault(walk.stream, walk.seq + 1, "basis data tidak dapat membacanya")
        log = LogWalk(connection, kept)
        if fault is None:
            fault = _log_fault(log) or walk.first_head_not_met()
    return Verdict(walk.entries, walk.streams, fault, log.leaves, log.checkpoints, log.backdated)


def _log_fault(log: LogWalk) -> Fault | None:
    try:
        wrong = log.fault()
    except (DatabaseError, sqlite3.Error, TypeError, ValueError):
        wrong = "jejak bersama tidak terbaca"
    return Fault(*log.place, wrong) if wrong else None


class _Walk:
    """One walk over rows of chain and entry together, in the order of streams and numbers."""

    def __init__(self, heads: Mapping[str, Mapping[int, bytes]]) -> None:
        self.heads = heads
        self.entries = self.streams = self.seq = 0
        self.stream = ""
        self.met: dict[str, int] = {}
        self._wanted: Mapping[int, bytes] = {}
        self._previous = b""

    def through(self, rows: Iterable[tuple[Any, ...]]) -> Fault | None:
        """Walk until the first fault; None if there is none."""
        current: object = None
        length, head = 0, b""
        for readable, chain, chain_length, chain_head, *entry in rows:
            if chain != current:
                fault = self._end(length, head) if current is not None else None
                if fault:
                    return fault
                current, length, head = chain, chain_length, chain_head
                if wrong := self._begin(chain, length, head):
                    return self._fault(wrong)
            if readable and entry[1] is None:
                continue  # a chain without entries: its end says so
            wrong = self._check(entry) if readable else "nilai tidak terbaca atau salah jenis"
            if wrong:
                return self._fault(wrong)
            self._previous = entry[9]
            self.seq += 1
            self.entries += 1
        return self._end(length, head) if current is not None else None

    def first_head_not_met(self) -> Fault | None:
        """Return the first head kept elsewhere whose entry is not there."""
        for stream, wanted in sorted(self.heads.items()):
            last = max(wanted)
            there = self.met.get(stream, 0)
            if there < last:
                message = f"ada {there} entri, menurut kepala yang disimpan {last}"
                return Fault(stream, there + 1, message)
        return None

    def _begin(self, chain: bytes, length: object, head: object) -> str:
        self.stream, self.seq = chain.decode("utf-8", "backslashreplace"), 0
        self._previous = first_link(chain)
        self._wanted = self.heads.get(self.stream, {})
        if not isinstance(length, int) or not isinstance(head, bytes) or len(head) != HASH_BYTES:
            return "kepala aliran tidak terbaca"
        return ""

    def _check(self, entry: list[Any]) -> str:
        """Return what is wrong with an entry whose values have the right types, or ""."""
        seq, prev_hash, own = entry[1], entry[8], entry[9]
        if seq != self.seq + 1:
            return f"entri hilang; sesudah {self.seq} ada {seq}"
        if prev_hash != self._previous:
            return "tidak menyambung ke entri sebelumnya"
        fields = (entry[0], *entry[2:8])
        sizes = _PACK(seq, *map(len, fields))
        if own != _SHA256(b"".join((ENTRY_WORDS, prev_hash, sizes, *fields))).digest():
            return "isi tidak cocok dengan hash-nya"
        moments = _MOMENT(fields[2]) and _MOMENT(fields[3])
        if not (moments and _is_json_object(fields[5]) and _is_json_object(fields[6])):
            return "waktu atau data tidak terbaca"
        if self._wanted and self._wanted.get(seq, own) != own:
            return "tidak cocok dengan kepala yang disimpan di tempat lain"
        return ""

    def _end(self, length: int, head: bytes) -> Fault | None:
        if self.seq < length or self.seq == 0:
            return self._fault(f"entri hilang; kepala aliran menyebut {length} entri")
        if self.seq > length:
            message = f"kepala aliran hanya menyebut {length} entri"
            return Fault(self.stream, length + 1, message)
        if head != self._previous:
            return Fault(self.stream, self.seq, "tidak cocok dengan kepala aliran")
        self.streams += 1
        if self._wanted:
            self.met[self.stream] = self.seq
        return None

    def _fault(self, message: str) -> Fault:
        return Fault(self.stream, self.seq + 1, message)


_JOINED = (
    "SELECT {readable}, c.stream, c.length, c.head, e.stream, e.seq, e.event, e.at, "
    "e.recorded_at, e.actor, e.data, e.digests, e.prev_hash, e.hash "
    "FROM ledger_chain c LEFT JOIN ledger_entry e ON e.stream = c.stream "
    "ORDER BY c.stream, e.seq"
)
# SQLite lets any column hold any type. An absent entry (e.seq null) is judged elsewhere.
_TYPED = (
    "typeof(c.stream) = 'text' AND typeof(c.length) = 'integer' AND typeof(c.head) = 'blob' "
    "AND (e.stream IS NULL OR (typeof(e.seq) = 'integer' AND typeof(e.prev_hash) = 'blob' "
    "AND typeof(e.hash) = 'blob' AND "
    + " AND ".join(f"typeof(e.{name}) = 'text'" for name in _TEXTS)
    + "))"
)


def _rows(connection: BaseDatabaseWrapper) -> Iterator[tuple[Any, ...]]:
    if connection.vendor == "sqlite":
        with _text_as_bytes(connection), connection.cursor() as cursor:
            cursor.execute(_JOINED.format(readable=_TYPED))
            while rows := cursor.fetchmany(_ROWS_A_FETCH):
                yield from rows
        return
    with connection.chunked_cursor() as cursor:
        cursor.execute(_JOINED.format(readable="TRUE"))
        while rows := cursor.fetchmany(_ROWS_A_FETCH):
            for row in rows:
                yield tuple(x.encode() if isinstance(x, str) else x for x in row)


def _orphan(connection: BaseDatabaseWrapper) -> Fault | None:
    """Return the first entry of a stream that has no chain row."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT e.seq, CAST(e.stream AS text) FROM ledger_entry e WHERE NOT EXISTS "
            "(SELECT 1 FROM ledger_chain c WHERE c.stream = e.stream) "
            "ORDER BY e.stream, e.seq LIMIT 1"
        )
        row = cursor.fetchone()
    if row is None:
        return None
    stream = row[1] if isinstance(row[1], str) else repr(row[1])
    seq = row[0] if isinstance(row[0], int) else 0
    return Fault(stream, seq, "aliran ini tidak punya kepala")


def _is_json_object(content: bytes) -> bool:
    try:
        text = str(content, "utf-8")
        value, end = _SCAN(text, 0)
    except (ValueError, StopIteration):
        return False
    return end == len(text) and isinstance(value, dict)


@contextmanager
def snapshot(connection: BaseDatabaseWrapper) -> Iterator[BaseDatabaseWrapper]:
    """Let all that is read inside come from one moment, without keeping writers waiting."""
    if connection.in_atomic_block:
        yield connection
    elif connection.vendor == "sqlite":
        connection.ensure_connection()
        # Not atomic(), which takes the write lock at once (see config.databases).
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
        try:
            yield connection
        finally:
            with connection.cursor() as cursor:
                cursor.execute("ROLLBACK")
    else:
        with transaction.atomic(using=connection.alias):
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield connection


@contextmanager
def _text_as_bytes(connection: BaseDatabaseWrapper) -> Iterator[None]:
    connection.ensure_connection()
    raw = connection.connection
    usual, raw.text_factory = raw.text_factory, bytes
    try:
        yield
    finally:
        raw.text_factory = usual
