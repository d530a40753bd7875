"""Does the one log hold? Every leaf against its entry, every node and signature, every copy.

Called inside the snapshot in which the streams were walked; constant memory.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sigap.ledger.canonical import HASH_BYTES, moment_text, parse_moment
from sigap.ledger.log import LEVEL_STEP
from sigap.ledger.merkle import Frontier, leaf_hash, root_of
from sigap.ledger.signing import is_signed, signed_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from django.db.backends.base.base import BaseDatabaseWrapper

_ROWS_A_FETCH = 2000
# A transaction may take this long from its moment to its end without being called backdated.
_PATIENCE = timedelta(minutes=10)


class CheckpointsUnusable(ValueError):
    """A kept checkpoint can't be read, or its signature does not hold."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A checkpoint as somebody else keeps it."""

    size: int
    root: bytes


def parse_checkpoint(line: str) -> Kept:
    """Return the checkpoint in a line `checkpoint⇥size⇥root⇥time⇥key⇥signature`.

    :raises CheckpointsUnusable: if it is none, or is not signed.
    """
    try:
        word, size, root, at, key, signature = line.split("\t")
        parse_moment(at)
        kept = Kept(int(size), bytes.fromhex(root))
        text = signed_text(kept.size, kept.root, at)
        good = word == "checkpoint" and is_signed(
            text, bytes.fromhex(key), bytes.fromhex(signature)
        )
    except ValueError:
        good = False
    if not good:
        raise CheckpointsUnusable("titik periksa ini tidak terbaca atau tanda tangannya salah")
    return kept


class LogWalk:
    """One walk over leaves in their order, with the checkpoints that end where they end.

    `place` is (stream, number) of the first entry that does not hold.
    """

    def __init__(self, connection: BaseDatabaseWrapper, kept: Iterable[Kept]) -> None:
        self.connection = connection
        self.kept: Mapping[int, bytes] = {one.size: one.root for one in kept}
        self.leaves = self.checkpoints = self.backdated = 0
        self.place: tuple[str, int] = ("jejak bersama", 0)
        self._tree = Frontier()
        self._blocks: dict[int, list[bytes]] = {}
        self._since: tuple[str, int] | None = None  # the first leaf after the last checkpoint
        self._last_at = ""

    def fault(self) -> str:
        """Walk, and return what is wrong first, "" if all holds."""
        nodes = self._nodes()
        return self._leaf_by_leaf(nodes) or self._rest(nodes) or self._copies()

    def _leaf_by_leaf(self, nodes: Iterator[tuple[Any, ...]]) -> str:
        signed = self._checkpoints()
        coming = next(signed, None)
        for index, stream, seq, entry, real, recorded_at, came_with in self._leaves():
            self.place = (str(stream), seq if isinstance(seq, int) else 0)
            if index != self.leaves:
                return f"daun jejak bersama hilang; sesudah {self.leaves - 1} ada {index}"
            if not _is_hash(entry) or real is None or _bytes(real) != _bytes(entry):
                return "berbeda dari yang tercatat dalam jejak bersama"
            if coming is not None and came_with != coming[0]:
                return f"titik periksa {came_with} hilang; sesudahnya ada {coming[0]}"
            self._since = self._since or self.place
            self._count_backdated(recorded_at)
            wrong = self._add(leaf_hash(_bytes(entry)), nodes)
            if not wrong and coming is not None and coming[0] == self.leaves:
                wrong = self._check(coming)
                coming = next(signed, None)
            if wrong:
                return wrong
        if coming is not None:
            self.place = ("jejak bersama", self.leaves + 1)
            return f"titik periksa menyebut {coming[0]} entri, yang ada {self.leaves}"
        return ""

    def _rest(self, nodes: Iterator[tuple[Any, ...]]) -> str:
        if self._since is not None:
            self.place = self._since
            return "jejak bersama berisi entri tanpa titik periksa"
        if next(nodes, None) is not None:
            self.place = ("jejak bersama", self.leaves)
            return "jejak bersama berisi simpul yang tidak ada daunnya"
        return ""

    def _copies(self) -> str:
        longest = max(self.kept, default=0)
        if longest > self.leaves:
            self.place = ("jejak bersama", self.leaves + 1)
            return f"ada {self.leaves} entri, menurut titik periksa yang disimpan {longest}"
        return ""

    def _add(self, leaf: bytes, nodes: Iterator[tuple[Any, ...]]) -> str:
        self.leaves += 1
        self._tree.add(leaf)
        if self.kept.get(self.leaves, self._root_if_kept()) != self._root_if_kept():
            return "tidak cocok dengan titik periksa yang disimpan di tempat lain"
        carry, level = leaf, 0
        while True:
            block = self._blocks.setdefault(level, [])
            block.append(carry)
            if len(block) < 1 << LEVEL_STEP:
                return ""
            carry = root_of(block)
            block.clear()
            level += LEVEL_STEP
            expected = (level, (self.leaves >> level) - 1)
            found = next(nodes, None)
            if found is None or found[:2] != expected or _bytes(found[2]) != carry:
                return "simpul jejak bersama tidak cocok dengan daunnya"

    def _root_if_kept(self) -> bytes:
        return self._tree.root() if self.leaves in self.kept else b""

    def _check(self, row: tuple[Any, ...]) -> str:
        size, root, at, key, signature = row
        here, self.place = self.place, self._since or self.place
        if not _is_hash(root) or self._tree.root() != _bytes(root):
            return (
                "entri sejak titik periksa sebelumnya tidak cocok dengan akar yang ditandatangani"
            )
        at = at.decode("utf-8", "replace") if isinstance(at, bytes) else str(at)
        try:
            text = signed_text(size, _bytes(root), moment_text(parse_moment(at)))
            good = is_signed(text, _bytes(key), _bytes(signature))
        except (TypeError, ValueError):
            good = False
        if not good or at < self._last_at:
            return f"titik periksa {size} tidak terbaca, tidak urut, atau tanda tangannya salah"
        self.checkpoints += 1
        self.place, self._since, self._last_at = here, None, at
        return ""

    def _count_backdated(self, recorded_at: object) -> None:
        """Count an entry that says it was written well before the checkpoint that lacked it."""
        if not self._last_at:
            return
        text = recorded_at.decode() if isinstance(recorded_at, bytes) else str(recorded_at)
        self.backdated += parse_moment(text) + _PATIENCE < parse_moment(self._last_at)

    def _leaves(self) -> Iterator[tuple[Any, ...]]:
        return self._read(
            'SELECT l."index", l.stream, l.seq, l.entry, e.hash, e.recorded_at, '
            "l.checkpoint FROM ledger_leaf l "
            "LEFT JOIN ledger_entry e ON e.stream = l.stream AND e.seq = l.seq "
            'ORDER BY l."index"'
        )

    def _checkpoints(self) -> Iterator[tuple[Any, ...]]:
        return self._read(
            "SELECT size, root, at, public_key, signature FROM ledger_checkpoint ORDER BY size"
        )

    def _nodes(self) -> Iterator[tuple[Any, ...]]:
        # In the order in which they are full: by their last leaf, the lower level first.
        return self._read(
            'SELECT level, "index", hash FROM ledger_node '
            'ORDER BY ("index" + 1) * (1 << level), level'
        )

    def _read(self, statement: str) -> Iterator[tuple[Any, ...]]:
        # Three run at once; each holds little, and PostgreSQL's stay on the server.
        if self.connection.vendor == "sqlite":
            cursor = self.connection.connection.cursor()
            cursor.execute(statement)
            while rows := cursor.fetchmany(_ROWS_A_FETCH):
                yield from rows
            return
        with self.connection.chunked_cursor() as server:
            server.execute(statement)
            while rows := server.fetchmany(_ROWS_A_FETCH):
                yield from rows


def _is_hash(value: object) -> bool:
    return isinstance(value, bytes | memoryview) and len(value) == HASH_BYTES


def _bytes(value: object) -> bytes:
    return bytes(value) if isinstance(value, bytes | memoryview) else b""
