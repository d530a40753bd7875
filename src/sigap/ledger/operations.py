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
from sigap.ledger.models import Chain, Entry

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


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
    data_text = canonical_json(dict(data))
    digests_text = canonical_json(dict(digests or {}))
    check_digests(digests or {})
    at_text, recorded_text = moment_text(at), moment_text(recorded_at)
    length, head = _locked(stream)
    seq = length + 1
    texts = (stream, event, at_text, recorded_text, actor, data_text, digests_text)
    digest = entry_hash(head, seq, tuple(text.encode() for text in texts))
    entry = Entry(
        stream=stream,
        seq=seq,
        event=event,
        at=at,
        recorded_at=recorded_at,
        actor=actor,
        data=data_text,
        digests=digests_text,
        prev_hash=head,
        hash=digest,
    )
    entry.save(force_insert=True)
    Chain.objects.filter(pk=stream).update(length=seq, head=digest)
    return entry


def _locked(stream: str) -> tuple[int, bytes]:
    chain = Chain.objects.select_for_update().filter(pk=stream).first()
    if chain is None:
        # Two first entries at once: one insert waits for the other and then does nothing.
        fresh = Chain(stream=stream, length=0, head=first_link(stream.encode()))
        Chain.objects.bulk_create([fresh], ignore_conflicts=True)
        chain = Chain.objects.select_for_update().get(pk=stream)
    return chain.length, bytes(chain.head)
