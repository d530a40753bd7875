"""The one way into the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection

from sigap.ledger.canonical import (
    canonical_json,
    check_digests,
    entry_hash,
    first_link,
    moment_text,
)
from sigap.ledger.models import Entry

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from django.db.backends.utils import CursorWrapper


class OutsideTransaction(RuntimeError):
    """An entry was to be written apart from what it records: a fault of the caller."""


def append(
    *,
    stream: str,
    event: str,
    at: datetime,
    recorded_at: datetime,
    actor: str,
    data: Mapping[str, Any],
    digests: Mapping[str, str] | None = None,
) -> Entry:
    """Write the next entry of `stream` in the caller's transaction, which it then shares.

    The stream stays locked until that transaction ends, so entries of one stream are written
    one after another, those of different streams side by side.

    :raises OutsideTransaction: if there is no transaction, since then the entry could stand
        without what it records.
    :raises TypeError, ValueError: if `data` or `digests` have no canonical form.
    """
    if not connection.in_atomic_block:
        raise OutsideTransaction(f"{event}: an entry is written with what it records")
    digests = dict(digests or {})
    check_digests(digests)
    texts = (
        stream,
        event,
        moment_text(at),
        moment_text(recorded_at),
        actor,
        canonical_json(dict(data)),
        canonical_json(digests),
    )
    with connection.cursor() as cursor:
        length, head = _locked(cursor, stream)
        seq = length + 1
        digest = entry_hash(head, seq, tuple(text.encode() for text in texts))
        cursor.execute(_INSERT, [*texts, seq, head, digest])
        cursor.execute(_MOVE_ON, [seq, digest, stream])
    entry = Entry(
        stream=stream,
        seq=seq,
        event=event,
        at=at,
        recorded_at=recorded_at,
        actor=actor,
        data=texts[5],
        digests=texts[6],
        prev_hash=head,
        hash=digest,
    )
    entry._state.adding = False  # noqa: SLF001 - as Django marks what it has read
    return entry


# Plain statements, since several entries are written with every step: they cost a tenth of
# what queries built anew each time do.
_READ = "SELECT length, head FROM ledger_chain WHERE stream = %s"
_BEGIN = "INSERT INTO ledger_chain (stream, length, head) VALUES (%s, 0, %s) ON CONFLICT DO NOTHING"
_INSERT = (
    "INSERT INTO ledger_entry (stream, event, at, recorded_at, actor, data, digests, seq, "
    "prev_hash, hash) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
)
_MOVE_ON = "UPDATE ledger_chain SET length = %s, head = %s WHERE stream = %s"


def _locked(cursor: CursorWrapper, stream: str) -> tuple[int, bytes]:
    # On SQLite the transaction itself is the lock.
    read = f"{_READ} FOR UPDATE" if connection.features.has_select_for_update else _READ
    cursor.execute(read, [stream])
    row = cursor.fetchone()
    if row is None:
        # Two first entries at once: one insert waits for the other and then does nothing.
        cursor.execute(_BEGIN, [stream, first_link(stream.encode())])
        cursor.execute(read, [stream])
        row = cursor.fetchone()
    return row[0], bytes(row[1])
