"""The five figures of the head's view with their trend, and the same by permit type."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from sigap.cases.queries.sops import calendar_of_version, current_calendar_id
from sigap.cases.queries.standing import MOMENT_COLUMNS, moment_rows
from sigap.reports.measured import clock_of
from sigap.reports.spread import spread

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from numpy.typing import NDArray

    from sigap.cases.actor import Actor
    from sigap.reports.clock import Clock
    from sigap.reports.period import Period
    from sigap.reports.work import Flags, Numbers

Key = TypeVar("Key", int, str)
_NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True)
class Five:
    """The five figures of some span of time.

    `kept` of `ended` cases that ended within the promise as made to the citizen; `days` is the
    median of working days from reception to the answer, None without one; `open_late` counts
    cases still open at the end of the span (or now) whose promise is broken.
    """

    received: int
    answered: int
    ended: int
    kept: int
    days: int | None
    open_late: int


@dataclass(frozen=True)
class Headline:
    """The five figures of a period, of each of its months, of each permit type."""

    period: Period
    whole: Five
    months: list[tuple[date, Five]]
    permit_types: list[tuple[int, Five]]  # by id, the most received first
    channels: list[tuple[str, Five]]  # the most received first
    conclusions: list[tuple[str, int]]  # of cases that ended; "" for none
    ratings: list[tuple[str, int]]  # of cases answered, "" for none


@dataclass(frozen=True)
class _Columns:
    received: Numbers
    answered: Numbers
    closed: Numbers
    due: Numbers
    is_open: Flags


def headline(viewer: Actor | None, period: Period, *, now: datetime) -> Headline:
    """Return the five figures; one query beside the calendar's."""
    calendar = calendar_of_version(current_calendar_id())
    clock, span = clock_of(calendar), period.span
    rows = [row for lot in moment_rows(viewer, span) for row in lot]
    words = {name: [row[6 + index] for row in rows] for index, name in enumerate(_WORDS)}
    columns = _columns(rows)
    ends = min(span.ends, now)
    whole = _five(columns, clock, int(span.begins.timestamp()), int(span.ends.timestamp()), now)
    starts = period.month_starts
    months = [
        (
            month,
            _five(
                columns,
                clock,
                max(int(starts[index].timestamp()), int(span.begins.timestamp())),
                min(int(starts[index + 1].timestamp()), int(span.ends.timestamp())),
                now,
            ),
        )
        for index, month in enumerate(period.months)
        if starts[index] <= ends
    ]
    ended = _within(columns.closed, span.begins, span.ends)
    answered = _within(columns.answered, span.begins, span.ends)
    return Headline(
        period=period,
        whole=whole,
        months=months,
        permit_types=_by(columns, [row[4] for row in rows], clock, period, now),
        channels=_by(columns, words["channel"], clock, period, now),
        conclusions=_counted(words["conclusion"], ended),
        ratings=_counted(words["rating"], answered),
    )


_WORDS = MOMENT_COLUMNS[6:]


def _columns(rows: Sequence[tuple[object, ...]]) -> _Columns:
    def numbers(index: int, missing: int = 0) -> Numbers:
        values = [missing if row[index] is None else row[index] for row in rows]
        return np.array(values, dtype=np.int64)

    return _Columns(
        received=numbers(0),
        answered=numbers(1, _NEVER),
        closed=numbers(2, _NEVER),
        due=numbers(3),
        is_open=numbers(5).astype(np.bool_),
    )


def _five(columns: _Columns, clock: Clock, begins: int, ends: int, now: datetime) -> Five:
    answered = (columns.answered >= begins) & (columns.answered < ends)
    ended = (columns.closed >= begins) & (columns.closed < ends)
    days = clock.days(columns.received[answered], columns.answered[answered])
    at = min(ends, int(now.timestamp()))
    # What ended since then was open then; of what runs now, only what no pause holds up is late.
    was_open = (columns.received < at) & (columns.closed >= at) & (columns.due < at)
    is_late = was_open & (columns.is_open | (columns.closed != _NEVER))
    return Five(
        received=int(((columns.received >= begins) & (columns.received < ends)).sum()),
        answered=int(answered.sum()),
        ended=int(ended.sum()),
        kept=int((ended & (columns.closed <= columns.due)).sum()),
        days=spread(days).median if len(days) else None,
        open_late=int(is_late.sum()),
    )


def _by(
    columns: _Columns, keys: Sequence[Key], clock: Clock, period: Period, now: datetime
) -> list[tuple[Key, Five]]:
    """Return the five figures of the cases of each key, the most received first."""
    begins, ends = (int(one.timestamp()) for one in (period.span.begins, period.span.ends))
    known = sorted(set(keys))
    position = {key: index for index, key in enumerate(known)}
    of = np.array([position[key] for key in keys], dtype=np.int64)
    figures = []
    for index, key in enumerate(known):
        some = _Columns(*(getattr(columns, name)[of == index] for name in _NAMES))
        figures.append((key, _five(some, clock, begins, ends, now)))
    return sorted(figures, key=lambda one: (-one[1].received, one[0]))


_NAMES = tuple(_Columns.__dataclass_fields__)


def _within(moments: Numbers, begins: datetime, ends: datetime) -> NDArray[np.bool_]:
    return (moments >= int(begins.timestamp())) & (moments < int(ends.timestamp()))


def _counted(words: Sequence[str], chosen: NDArray[np.bool_]) -> list[tuple[str, int]]:
    counts = Counter(word for word, is_in in zip(words, chosen.tolist(), strict=True) if is_in)
    return counts.most_common()
