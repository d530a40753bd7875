"""From wall-clock blocks to spans of seconds since 1970: what a zone's clock shows, and when.

A span holds exactly the instants at which a clock on the office wall shows a time within a
block. So an hour that summer time skips is nobody's working time, and an hour that it repeats
is worked twice; a block that summer time skips whole never opens.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from zoneinfo import ZoneInfo

    from sigap.core.calendar_version import Block

DAY_SECONDS = 86_400
EPOCH_ORDINAL = 719_163  # date(1970, 1, 1).toordinal()

_FAR = 1 << 60


class OffsetRun(NamedTuple):
    """A stretch of time with one offset from UTC: `begins` included, `ends` not."""

    begins: int
    ends: int
    offset: int


def offset_runs(zone: ZoneInfo, begins: int, ends: int) -> tuple[OffsetRun, ...]:
    """Return the zone's offsets from `begins` to `ends`; the outer runs have no bounds.

    Asks once a day and then narrows down, which finds every change because no zone since 1900
    has changed twice within two days.
    """
    runs: list[OffsetRun] = []
    since, offset = -_FAR, _offset(zone, begins)
    asked = begins
    while asked < ends:
        following = min(asked + DAY_SECONDS, ends)
        there = _offset(zone, following)
        if there != offset:
            low, high = asked, following
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (low, middle) if _offset(zone, middle) == there else (middle, high)
            runs.append(OffsetRun(since, high, offset))
            since, offset = high, there
        asked = following
    runs.append(OffsetRun(since, _FAR, offset))
    return tuple(runs)


class WallClock:
    """Local days and blocks of one zone over the stretch that its offset runs cover."""

    def __init__(self, runs: Sequence[OffsetRun]) -> None:
        self._begins = [run.begins for run in runs]
        self._runs = runs
        # Local times from `_plain[k][0]` to `_plain[k][1]` occur once, and within run k.
        self._plain = [
            (
                -_FAR if k == 0 else run.begins + max(run.offset, runs[k - 1].offset),
                _FAR if k == len(runs) - 1 else run.ends + min(run.offset, runs[k + 1].offset),
            )
            for k, run in enumerate(runs)
        ]

    def ordinal(self, second: int) -> int:
        """Return the ordinal of the local day of an instant."""
        run = self._runs[bisect_right(self._begins, second) - 1]
        return (second + run.offset) // DAY_SECONDS + EPOCH_ORDINAL

    def midnight(self, ordinal: int) -> int:
        """Return the first instant at which the local day, or one after it, has begun."""
        wall = (ordinal - EPOCH_ORDINAL) * DAY_SECONDS
        return min(
            max(wall - run.offset, run.begins) for run in self._runs if wall - run.offset < run.ends
        )

    def spans(self, days: Iterable[tuple[int, tuple[Block, ...]]]) -> list[tuple[int, int, int]]:
        """Return (begins, ends, ordinal) of all blocks of the days, which come in order."""
        found: list[tuple[int, int, int]] = []
        k = 0
        ordered = True
        for ordinal, blocks in days:
            midnight = (ordinal - EPOCH_ORDINAL) * DAY_SECONDS
            while midnight >= self._plain[k][1]:
                k += 1
            low, high = self._plain[k]
            if low <= midnight and midnight + DAY_SECONDS <= high:
                base = midnight - self._runs[k].offset
                for opens, closes in blocks:
                    found.append((base + opens * 60, base + closes * 60, ordinal))
                continue
            ordered = False
            for opens, closes in blocks:
                pieces: list[tuple[int, int, int]] = []
                for begins, ends, offset in self._runs:
                    since = max(begins, midnight + opens * 60 - offset)
                    until = min(ends, midnight + closes * 60 - offset)
                    if pieces and pieces[-1][1] == since < until:
                        since = pieces.pop()[0]
                    if since < until:
                        pieces.append((since, until, ordinal))
                found += pieces
        if not ordered:
            # A clock set back over midnight shows a piece of the old day after the new one.
            found.sort()
        return found


def _offset(zone: ZoneInfo, second: int) -> int:
    delta = datetime.fromtimestamp(second, UTC).astimezone(zone).utcoffset()
    assert delta is not None  # noqa: S101 - a ZoneInfo always knows its offset
    return delta.days * DAY_SECONDS + delta.seconds
