"""Hash trees as RFC 9162 defines them: roots, inclusion paths, consistency paths. No database."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    # Root of the leaves from the first number up to the second, excluded.
    Subtree = Callable[[int, int], bytes]

EMPTY = hashlib.sha256(b"").digest()


def leaf_hash(entry: bytes) -> bytes:
    """Return the hash of a leaf."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of what stands above two nodes."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def split(size: int) -> int:
    """Return the largest power of two that is smaller than `size`, which is 2 or more."""
    return 1 << (size - 1).bit_length() - 1


def root_of(hashes: Iterable[bytes]) -> bytes:
    """Return the root above the given hashes of one level."""
    frontier = Frontier()
    for one in hashes:
        frontier.add(one)
    return frontier.root()


class Frontier:
    """A tree that grows and remembers no more than one root for each bit of its size."""

    def __init__(self) -> None:
        self.size = 0
        self._roots: list[bytes] = []  # of perfect trees, the largest first

    def add(self, leaf: bytes) -> None:
        """Add the hash of the next leaf."""
        carry, size = leaf, self.size
        while size & 1:
            carry = node_hash(self._roots.pop(), carry)
            size >>= 1
        self._roots.append(carry)
        self.size += 1

    def root(self) -> bytes:
        """Return the root of all added so far."""
        if not self._roots:
            return EMPTY
        *rest, top = self._roots
        for one in reversed(rest):
            top = node_hash(one, top)
        return top


def inclusion_path(index: int, size: int, subtree: Subtree) -> list[bytes]:
    """Return the path that shows that leaf `index` is in the tree of `size` leaves."""
    path, low, high = [], 0, size
    while high - low > 1:
        middle = low + split(high - low)
        if index < middle:
            path.append(subtree(middle, high))
            high = middle
        else:
            path.append(subtree(low, middle))
            low = middle
    return path[::-1]


def consistency_path(first: int, second: int, subtree: Subtree) -> list[bytes]:
    """Return the path that shows that the tree of `second` leaves only adds to that of `first`."""
    if not 0 < first < second:
        return []
    path, low, high, whole = [], 0, second, True
    while first - low != high - low:
        middle = low + split(high - low)
        if first <= middle:
            path.append(subtree(middle, high))
            high = middle
        else:
            path.append(subtree(low, middle))
            low, whole = middle, False
    if not whole:
        path.append(subtree(low, high))
    return path[::-1]


def root_by_inclusion(leaf: bytes, index: int, size: int, path: list[bytes]) -> bytes | None:
    """Return the root that a leaf and its path lead to, None if the path has the wrong length."""
    if not 0 <= index < size:
        return None
    place, last, root = index, size - 1, leaf
    for one in path:
        if last == 0:
            return None
        if place & 1 or place == last:
            root = node_hash(one, root)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            root = node_hash(root, one)
        place, last = place >> 1, last >> 1
    return root if last == 0 else None


def is_consistent(
    first: int, second: int, first_root: bytes, second_root: bytes, path: list[bytes]
) -> bool:
    """Whether a path shows that the second tree only adds to the first."""
    if first == second:
        return not path and first_root == second_root
    if not 0 < first < second:
        return False
    path = [first_root, *path] if first & (first - 1) == 0 else list(path)
    if not path:
        return False
    place, last = first - 1, second - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    old = new = path[0]
    for one in path[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            old, new = node_hash(one, old), node_hash(one, new)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            new = node_hash(new, one)
        place, last = place >> 1, last >> 1
    return last == 0 and old == first_root and new == second_root
