"""The one log of all streams: it takes in what is not yet in it, and signs what it has become.

Entries of different streams are written side by side and may appear out of their order, so
nothing is taken by a number that grows; a stream is behind while its last entry has no leaf.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Max

from sigap.ledger.canonical import moment_text
from sigap.ledger.merkle import consistency_path, inclusion_path, leaf_hash, root_of
from sigap.ledger.models import Checkpoint, Leaf, Node
from sigap.ledger.signing import sign, signed_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

# Subtrees of 256, 65 536 … leaves are kept: a proof then reads some hundreds of rows at most.
LEVEL_STEP = 8
_A_BATCH = 10_000  # leaves a transaction, so that no writer waits long

# Counted, not NOT EXISTS: PostgreSQL would make a join of that and read every leaf there is.
_BEHIND = (
    "SELECT c.stream FROM ledger_chain c WHERE c.length > 0 AND (SELECT count(*) FROM "
    "ledger_leaf l WHERE l.stream = c.stream AND l.seq = c.length) = 0 ORDER BY c.stream"
)
_NOT_IN = (
    "SELECT e.stream, e.seq, e.hash FROM ledger_entry e WHERE e.stream = %s AND e.seq > %s "
    "ORDER BY e.seq LIMIT %s"
)


class NotInLog(LookupError):
    """There is no such entry in the log, or not yet."""


def checkpoint(*, now: datetime) -> Checkpoint | None:
    """Take in what is not yet in the log and sign it; None if there is nothing.

    Safe beside another that does the same: one of both then does nothing.
    """
    made = None
    try:
        while one := _grow(now):
            made = one
    except IntegrityError:
        return made
    return made


def _grow(now: datetime) -> Checkpoint | None:
    with transaction.atomic():
        last = Checkpoint.objects.order_by("-size").first()
        size = last.size if last else 0
        entries = list(_not_yet_in())
        if not entries:
            return None
        grown = size + len(entries)
        Leaf.objects.bulk_create(
            Leaf(index=size + place, stream=stream, seq=seq, entry=entry, checkpoint=grown)
            for place, (stream, seq, entry) in enumerate(entries)
        )
        _keep_nodes(size, grown)
        # A clock set back must not make the log run backwards.
        at = max(now, last.at) if last else now
        root = subtree(0, grown)
        public_key, signature = sign(signed_text(grown, root, moment_text(at)))
        return Checkpoint.objects.create(
            size=grown, root=root, at=at, public_key=public_key, signature=signature
        )


def _not_yet_in() -> Iterator[tuple[str, int, bytes]]:
    left = _A_BATCH
    with connection.cursor() as cursor:
        cursor.execute(_BEHIND)
        behind = [stream for (stream,) in cursor.fetchall()]
        for stream in behind:
            if not left:
                return
            there = Leaf.objects.filter(stream=stream).aggregate(last=Max("seq"))["last"] or 0
            cursor.execute(_NOT_IN, [stream, there, left])
            rows = cursor.fetchall()
            left -= len(rows)
            for name, seq, entry in rows:
                yield name, seq, bytes(entry)


def _keep_nodes(size: int, grown: int) -> None:
    level = LEVEL_STEP
    while grown >> level:
        first, last = size >> level, grown >> level
        Node.objects.bulk_create(
            Node(level=level, index=place, hash=_perfect(level, place))
            for place in range(first, last)
        )
        level += LEVEL_STEP


def _perfect(level: int, place: int) -> bytes:
    """Return the root of a full subtree from the level that is kept below it."""
    below = level - LEVEL_STEP
    first, last = place << LEVEL_STEP, (place + 1) << LEVEL_STEP
    return root_of(_hashes(below, first, last))


def _hashes(level: int, first: int, last: int) -> list[bytes]:
    if level == 0:
        rows = Leaf.objects.filter(index__gte=first, index__lt=last).order_by("index")
        return [leaf_hash(bytes(one)) for one in rows.values_list("entry", flat=True)]
    nodes = Node.objects.filter(level=level, index__gte=first, index__lt=last).order_by("index")
    return [bytes(one) for one in nodes.values_list("hash", flat=True)]


def subtree(low: int, high: int) -> bytes:
    """Return the root of the leaves from `low` up to `high`, excluded.

    `low` must be a multiple of the size of the smallest full tree over them, as it is for all
    parts that proofs ask for.
    """
    size = high - low
    level = (size.bit_length() - 1) // LEVEL_STEP * LEVEL_STEP
    runs: list[list[bytes]] = []
    while low < high:
        step = 1 << level
        last = high // step * step
        if low < last:
            runs.append(_hashes(level, low // step, last // step))
            low = last
        level -= LEVEL_STEP
    # A smaller tree stands at the right of full ones as one more of them would.
    top: list[bytes] = []
    for hashes in reversed(runs):
        top = [root_of([*hashes, *top])]
    return top[0]


@dataclass(frozen=True, slots=True)
class Proof:
    """That an entry is in the log as it was signed at `checkpoint`."""

    index: int
    path: list[bytes]
    checkpoint: Checkpoint


def prove(entry: bytes, *, size: int | None = None) -> Proof:
    """Return the proof that an entry is in the log, at the checkpoint of `size` or the last.

    :raises NotInLog: if it is not in it, or there is no such checkpoint.
    """
    leaf = Leaf.objects.filter(entry=entry).first()
    rows = Checkpoint.objects.all() if size is None else Checkpoint.objects.filter(size=size)
    signed = rows.order_by("-size").first()
    if leaf is None or signed is None or leaf.index >= signed.size:
        raise NotInLog
    return Proof(leaf.index, inclusion_path(leaf.index, signed.size, subtree), signed)


def prove_growth(first: int, second: int) -> list[bytes]:
    """Return the path that shows that the log of `second` leaves adds to that of `first`.

    :raises NotInLog: if one of both was never signed.
    """
    if Checkpoint.objects.filter(size__in={first, second}).count() != len({first, second}):
        raise NotInLog
    return consistency_path(first, second, subtree)


def checkpoints(*, limit: int, below: int | None = None) -> list[dict[str, Any]]:
    """Return signed checkpoints as plain values, the newest first."""
    rows = Checkpoint.objects.order_by("-size")
    if below is not None:
        rows = rows.filter(size__lt=below)
    return [plain(one) for one in rows[:limit]]


def plain(one: Checkpoint) -> dict[str, Any]:
    """Return a checkpoint with its bytes in hexadecimal."""
    return {
        "size": one.size,
        "root": bytes(one.root).hex(),
        "at": moment_text(one.at),
        "public_key": bytes(one.public_key).hex(),
        "signature": bytes(one.signature).hex(),
    }
