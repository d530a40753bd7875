"""One stream with all that proves it: its entries, the checkpoints over them, the paths between.

Each entry is proven at the first checkpoint that had it, so that the proof also says by when it
had been written; the last checkpoint is proven to be a continuation of each of these.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sigap.ledger.canonical import moment_text
from sigap.ledger.log import plain, subtree
from sigap.ledger.merkle import consistency_path, inclusion_path
from sigap.ledger.models import Checkpoint, Entry, Leaf
from sigap.ledger.signing import line_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_A_BATCH = 500


@dataclass(frozen=True, slots=True)
class Extract:
    """The entries of a stream that are in the log, up to one of them."""

    stream: str
    places: dict[int, int]  # seq → index in the log
    sizes: list[int]  # of the checkpoints that first had an entry, and of the last

    @property
    def length(self) -> int:
        """Return how many entries it has."""
        return len(self.places)

    def entries(self) -> Iterator[dict[str, Any]]:
        """Yield the entries in their order, as the very texts that were hashed."""
        rows = Entry.objects.filter(stream=self.stream, seq__lte=self.length).order_by("seq")
        for one in rows.iterator(chunk_size=_A_BATCH):
            yield {
                "seq": one.seq,
                "stream": one.stream,
                "event": one.event,
                "at": moment_text(one.at),
                "recorded_at": moment_text(one.recorded_at),
                "actor": one.actor,
                "data": one.data,
                "digests": one.digests,
                "prev_hash": bytes(one.prev_hash).hex(),
                "hash": one.hash_text,
            }

    def checkpoints(self) -> Iterator[str]:
        """Yield the signed checkpoints as lines."""
        for one in Checkpoint.objects.filter(size__in=self.sizes).order_by("size"):
            yield line_of(plain(one))

    def proofs(self) -> Iterator[dict[str, Any]]:
        """Yield the path of each entry, then that of each checkpoint to the last."""
        known: dict[tuple[int, int], bytes] = {}

        def root(low: int, high: int) -> bytes:
            if (low, high) not in known:
                known[low, high] = subtree(low, high)
            return known[low, high]

        for seq, index in self.places.items():
            size = self.sizes[bisect_right(self.sizes, index)]
            path = inclusion_path(index, size, root)
            yield {"seq": seq, "index": index, "size": size, "path": [one.hex() for one in path]}
        last = self.sizes[-1] if self.sizes else 0
        for size in self.sizes[:-1]:
            path = consistency_path(size, last, root)
            yield {"size": size, "path": [one.hex() for one in path]}


def extract(stream: str) -> Extract:
    """Return what the log has of a stream; call `checkpoint` first to have all of it."""
    rows = Leaf.objects.filter(stream=stream).order_by("seq")
    places = dict(rows.values_list("seq", "index"))
    sizes: set[int] = set()
    for index in places.values():
        if not any(index < size for size in sizes):
            above = Checkpoint.objects.filter(size__gt=index).order_by("size")
            sizes.update(above.values_list("size", flat=True)[:1])
    sizes.update(Checkpoint.objects.order_by("-size").values_list("size", flat=True)[:1])
    return Extract(stream, places, sorted(sizes))
