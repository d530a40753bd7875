"""The arithmetic of a calendar on whole columns of moments.

The same answers as `sigap.core.worktime.WorkCalendar` gives one by one, for moments without
pauses. Moments are whole seconds since 1970.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

import numpy as np

from sigap.core.moments import second_of
from sigap.core.sop.definition import Unit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sigap.core.sop.definition import Duration
    from sigap.core.worktime import WorkCalendar

    Seconds = NDArray[np.int64]
    Flags = NDArray[np.bool_]

_SECONDS = {Unit.MINUTES: 60, Unit.HOURS: 3600}


class Clock:
    """One calendar version, its blocks laid out in columns."""

    def __init__(self, calendar: WorkCalendar) -> None:
        version = calendar.version
        opens, closes, begins, ends = [], [], [], []
        day, midnight = version.first_day, _midnight(calendar, version.first_day)
        while day <= version.last_day:
            blocks = calendar.blocks(day)
            if blocks:
                opens += [second_of(block[0]) for block in blocks]
                closes += [second_of(block[1]) for block in blocks]
                begins.append(midnight)
                ends.append(second_of(calendar.closing(day)))
            # By the calendar's own clock a day begins when the one before it has ended.
            midnight = second_of(calendar.end_of_day(day)) + 1
            day += timedelta(days=1)
        self.calendar = calendar
        order = np.argsort(np.array(opens, dtype=np.int64))
        self._opens = np.array(opens, dtype=np.int64)[order]
        self._closes = np.array(closes, dtype=np.int64)[order]
        self._until = np.cumsum(self._closes - self._opens)
        self._shift = self._closes - self._until
        self._days = np.array(begins, dtype=np.int64)
        self._closing = np.array(ends, dtype=np.int64)

    def worked(self, moments: Seconds) -> Seconds:
        """Return the seconds worked from the calendar's begin to each moment."""
        span = np.searchsorted(self._opens, moments, side="right") - 1
        inside = np.minimum(moments, self._closes[span]) - self._shift[span]
        return np.where(span < 0, 0, inside)

    def due(self, starts: Seconds, time: Duration) -> Seconds:
        """Return when `time` has passed since each start.

        What falls beyond the calendar's years is due at the calendar's last closing.
        """
        if time.unit is Unit.DAYS:
            days = np.searchsorted(self._days, starts, side="right") + time.amount - 1
            return self._closing[np.minimum(days, len(self._closing) - 1)]
        target = self.worked(starts) + time.amount * _SECONDS[time.unit]
        span = np.searchsorted(self._until, target, side="left")
        last = len(self._until) - 1
        inside = target + self._shift[np.minimum(span, last)]
        return np.where(span > last, self._closes[last], inside)

    def days(self, starts: Seconds, ends: Seconds) -> Seconds:
        """Return the working days after the day of each start, up to that of each end."""
        first = np.searchsorted(self._days, starts, side="right")
        return np.searchsorted(self._days, ends, side="right") - first

    def knows(self, moments: Seconds) -> Flags:
        """Return which moments lie within the calendar's years."""
        version = self.calendar.version
        low = _midnight(self.calendar, version.first_day)
        high = second_of(self.calendar.end_of_day(version.last_day)) + 1
        return (moments >= low) & (moments <= high)

    def differs(self, other: Clock, starts: Seconds, ends: Seconds) -> Flags:
        """Return for which spans the two calendars do not have the same blocks."""
        mine = set(zip(self._opens.tolist(), self._closes.tolist(), strict=True))
        theirs = set(zip(other._opens.tolist(), other._closes.tolist(), strict=True))
        unlike = sorted(mine ^ theirs)
        if not unlike:
            return np.zeros(len(starts), dtype=np.bool_)
        opens = np.array([begin for begin, _ in unlike], dtype=np.int64)
        closes = np.sort(np.array([end for _, end in unlike], dtype=np.int64))
        begun = np.searchsorted(opens, ends, side="left")
        over = np.searchsorted(closes, starts, side="right")
        return begun > over


def _midnight(calendar: WorkCalendar, day: date) -> int:
    return second_of(datetime.combine(day, time(), calendar.zone))
