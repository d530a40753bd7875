"""Whole streams written at once, for bulk loading; the same hashes as entry by entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

from sigap.ledger.canonical import entry_hash, first_link
from sigap.ledger.inserting import insert_rows
from sigap.ledger.operations import OutsideTransaction

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    # event, at, recorded_at, actor, data, digests: the texts that are hashed
    Line = tuple[str, str, str, str, str, str]

_ENTRY = "stream seq event at recorded_at actor data digests prev_hash hash".split()
_CHAIN = ("stream", "length", "head")


def begin_streams(streams: Iterable[tuple[str, Sequence[Line]]]) -> None:
    """Write new streams with all their entries; a stream that exists already is refused.

    :raises OutsideTransaction: as for one entry.
    """
    if not connection.in_atomic_block:
        raise OutsideTransaction("streams are written with what they record")
    entries, chains = [], []
    for stream, lines in streams:
        head = first_link(stream.encode())
        for seq, line in enumerate(lines, start=1):
            previous = head
            head = entry_hash(head, seq, tuple(text.encode() for text in (stream, *line)))
            entries.append((stream, seq, *line, previous, head))
        chains.append((stream, len(lines), head))
    insert_rows("ledger_entry", _ENTRY, entries)
    insert_rows("ledger_chain", _CHAIN, chains)
