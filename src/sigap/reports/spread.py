"""How values are spread: count, sum, median and ninth decile, as whole observed values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Spread:
    """Of whole numbers. Median and p90 are the nearest rank: values that did occur; 0 of none."""

    count: int = 0
    total: int = 0
    median: int = 0
    p90: int = 0


def spread(values: NDArray[Any]) -> Spread:
    """Return how `values` are spread."""
    count = len(values)
    if not count:
        return Spread()
    ordered = np.sort(values)
    return Spread(
        count=count,
        total=int(ordered.sum(dtype=np.int64)),
        median=int(ordered[rank(count, 50)]),
        p90=int(ordered[rank(count, 90)]),
    )


def rank(count: int, percent: int) -> int:
    """Return the position, from 0, of the nearest rank of `percent` among `count` values."""
    return max(0, -(-count * percent // 100) - 1)


def groups(keys: NDArray[Any]) -> Iterator[tuple[int, NDArray[np.int64]]]:
    """Yield each key with the positions that have it, by key."""
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    edges = np.flatnonzero(np.diff(ordered)) + 1
    for part in np.split(order, edges) if len(order) else ():
        yield int(keys[part[0]]), part
