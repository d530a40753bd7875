"""All attempts of a report beside their promises: the core's measures, in columns.

What has no pause and no corrected calendar in it is counted column by column; the few others
go through the core one by one. Both ways give the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import numpy as np

from sigap.cases.queries.sops import calendar_of_version
from sigap.cases.queries.worklog import (
    BEGUN,
    CANCELLED,
    WAITED_OVER,
    WORKED_OVER,
    promised_starts,
)
from sigap.core.conformance import Attempt, carried, measure
from sigap.core.moments import second_of
from sigap.reports.clock import Clock

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sigap.core.worktime import WorkCalendar
    from sigap.reports.work import Attempts, Flags, Numbers, Work

_BLOCK = 100_000
_clocks: WeakKeyDictionary[WorkCalendar, Clock] = WeakKeyDictionary()


def clock_of(calendar: WorkCalendar) -> Clock:
    """Return a calendar's clock; laying one out takes 50 ms, so it is kept."""
    if calendar not in _clocks:
        _clocks[calendar] = Clock(calendar)
    return _clocks[calendar]


@dataclass(frozen=True)
class Measures:
    """Seconds of office time without pauses, and what went over its limit.

    For attempts: before opening (since what came before), waiting, working, and the limits by
    the calendar of the report (`…_over`) and as promised then (`…_then`). For cases: after
    their last attempt, from reception to the end, paused, and the promise likewise.
    """

    before: NDArray[np.int32]
    waited: NDArray[np.int32]
    worked: NDArray[np.int32]
    waited_over: Flags
    worked_over: Flags
    waited_then: Flags
    worked_then: Flags
    after: Numbers
    total: Numbers
    paused: Numbers
    late: Flags
    late_then: Flags
    days: Numbers  # working days from the day of reception to that of the end
    unknown: Flags  # cases with moments outside the calendar's years, measured as far as known


def measures(work: Work, calendar: WorkCalendar) -> Measures:
    """Return what `work` measures by `calendar`."""
    clock, attempts, cases = clock_of(calendar), work.attempts, work.cases
    ended_by, started_by, opened_by = (
        _worked_by(attempts, name, clock) for name in ("ended", "started", "opened")
    )
    received_by = clock.worked(cases.received)
    before = _before(work, opened_by, ended_by, received_by)
    last = attempts.begin[1:] - 1
    has_any = attempts.begin[1:] > attempts.begin[:-1]
    until = np.where(has_any, ended_by[last] if len(ended_by) else 0, received_by)
    closed_by = clock.worked(cases.ended)
    late_then = cases.ended > cases.due
    found = Measures(
        before=before,
        waited=started_by - opened_by,
        worked=ended_by - started_by,
        waited_over=attempts.has(WAITED_OVER),
        worked_over=_worked_over(work, clock),
        waited_then=attempts.has(WAITED_OVER),
        worked_then=attempts.has(WORKED_OVER),
        after=np.maximum(closed_by - until, 0),
        total=np.maximum(closed_by - received_by, 0),
        paused=np.zeros(len(cases), dtype=np.int64),
        late=late_then.copy(),
        late_then=late_then,
        days=clock.days(cases.received, cases.ended),
        unknown=~(clock.knows(cases.received) & clock.knows(cases.ended)),
    )
    _OneByOne(work, calendar, found).correct()
    return found


def _worked_by(attempts: Attempts, name: str, clock: Clock) -> NDArray[np.int32]:
    """Return the time worked by each moment of a column, block by block to save memory."""
    found = np.empty(len(attempts), dtype=np.int32)
    for begin in range(0, len(attempts), _BLOCK):
        rows = slice(begin, begin + _BLOCK)
        found[rows] = clock.worked(attempts.moments(name, rows))
    return found


def _before(
    work: Work,
    opened_by: NDArray[np.int32],
    ended_by: NDArray[np.int32],
    received_by: Numbers,
) -> NDArray[np.int32]:
    """Return the time between the end of what came before each attempt and its opening."""
    before = opened_by.copy()
    before[1:] -= ended_by[:-1]
    first = work.attempts.is_first_of_case
    before[first] = opened_by[first] - received_by[work.attempts.case[first]]
    np.maximum(before, 0, out=before)
    return before


def _worked_over(work: Work, clock: Clock) -> Flags:
    """Return which attempts worked longer than the SOP's time."""
    over = np.zeros(len(work.attempts), dtype=np.bool_)
    attempts = work.attempts
    for place in range(len(work.places)):
        here = np.flatnonzero(attempts.place == place)
        due = clock.due(attempts.moments("started", here), work.step(place).time)
        over[here] = attempts.moments("ended", here) > due
    # What never began has worked on nothing.
    return over & attempts.has(BEGUN)


class _OneByOne:
    """Measures again, by the core, what pauses or a corrected calendar touch."""

    def __init__(self, work: Work, calendar: WorkCalendar, found: Measures) -> None:
        self._work, self._calendar, self._found = work, calendar, found
        self._then: dict[int, WorkCalendar] = {}
        for pk in set(work.cases.calendar.tolist()) | set(work.attempts.calendar.tolist()):
            then = calendar_of_version(pk)
            if then.digest != calendar.digest:
                self._then[pk] = then

    def correct(self) -> None:
        work = self._work
        for case, pauses in work.pauses.items():
            if not self._found.unknown[case]:
                self._pause(case, [(begins, ends) for _, begins, ends in pauses])
        for pk, then in self._then.items():
            self._promises(pk, then)
            self._starts(pk, then)

    def _pause(self, case: int, pauses: list[tuple[datetime, datetime | None]]) -> None:
        """Take pauses out of one case's times."""
        cases, found, attempts = self._work.cases, self._found, self._work.attempts
        received, ended = _moment(cases.received[case]), _moment(cases.ended[case])
        worked = self._calendar.elapsed_seconds
        total = worked(received, ended, pauses) if ended > received else 0
        found.paused[case] = found.total[case] - total
        found.total[case] = total
        before = received
        for row in attempts.of(case):
            until = attempts.moment("ended", row)
            if any(begins < until and (ends or ended) > before for begins, ends in pauses):
                self._measure(row, before=before, pauses=pauses)
            before = max(before, until)
        found.after[case] = worked(before, ended, pauses) if ended > before else 0

    def _measure(
        self, row: int, *, before: datetime, pauses: list[tuple[datetime, datetime | None]]
    ) -> None:
        attempts, found = self._work.attempts, self._found
        began, ended = attempts.flags[row] & BEGUN, attempts.moment("ended", row)
        one = Attempt(
            place=("", 0),
            attempt=1,
            opened_at=attempts.moment("opened", row),
            started_at=attempts.moment("started", row) if began else None,
            ended_at=ended,
            cancelled=bool(attempts.flags[row] & CANCELLED),
        )
        time = self._work.step(int(attempts.place[row])).time
        by = measure(one, time, self._calendar, before=before, until=ended, pauses=pauses)
        found.before[row] = by.before_seconds
        found.waited[row] = by.waited_seconds
        found.worked[row] = by.worked_seconds
        found.worked_over[row] = by.worked_over

    def _promises(self, pk: int, then: WorkCalendar) -> None:
        """Carry the promises made by an older calendar over to this one."""
        cases = self._work.cases
        touched = (cases.calendar == pk) & self._unlike(
            then, cases.received, np.maximum(cases.due, cases.ended)
        )
        for case in np.flatnonzero(touched & ~self._found.unknown).tolist():
            received, due = _moment(cases.received[case]), _moment(cases.due[case])
            due = carried(received, due, self._calendar, then=then)
            self._found.late[case] = cases.ended[case] > second_of(due)

    def _starts(self, pk: int, then: WorkCalendar) -> None:
        """Carry the waiting limits counted by an older calendar over to this one.

        A limit that was kept by more than it could move stays kept, so only attempts that
        waited over it, or would have, are looked at.
        """
        attempts = self._work.attempts
        touched = (attempts.calendar == pk) & self._unlike(
            then, attempts.moments("opened"), attempts.moments("started")
        )
        touched |= (attempts.calendar == pk) & self._found.waited_then
        starts: list[datetime | None] = []
        of = -1
        for row in np.flatnonzero(touched).tolist():
            case = int(attempts.case[row])
            if case != of:
                starts, of = promised_starts(int(self._work.cases.id[case])), case
            start_by = starts[row - int(attempts.begin[case])]
            if start_by is None or self._found.unknown[case]:
                continue
            opened = attempts.moment("opened", row)
            moved = carried(opened, start_by, self._calendar, then=then)
            started = attempts.moment("started", row)
            self._found.waited_over[row] = second_of(started) > second_of(moved)

    def _unlike(self, then: WorkCalendar, starts: Numbers, ends: Numbers) -> Flags:
        return clock_of(self._calendar).differs(clock_of(then), starts, ends)


def _moment(second: int) -> datetime:
    return datetime.fromtimestamp(int(second), UTC)
