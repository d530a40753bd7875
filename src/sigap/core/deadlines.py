"""Which clocks run for a case: the step's, the promise, and the clocks of the law.

Elapsed time is never stored: every due moment follows from recorded moments, pauses and a
calendar version. What the law says stands in `deadline_table`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from sigap.core.deadline_table import LegalUnit
from sigap.core.moments import merged_pauses, second_of
from sigap.core.sop.definition import Duration, Unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sigap.core.deadline_table import LegalRule
    from sigap.core.moments import Pause
    from sigap.core.worktime import WorkCalendar


@dataclass(frozen=True, slots=True)
class StepClock:
    """When a step has to be begun and done; None while a pause without end holds it up."""

    start_by: datetime | None
    due_at: datetime | None


def step_clock(
    calendar: WorkCalendar,
    *,
    opened_at: datetime,
    started_at: datetime | None,
    waiting_limit: Duration,
    sop_time: Duration,
    pauses: Sequence[Pause] = (),
) -> StepClock:
    """Return the two limits of a step (sop.md, Time: waiting and working are two things).

    `start_by` is the waiting limit from `opened_at`; once the step has begun, later pauses move
    it no more. `due_at` is the SOP's time from `started_at`, or from `start_by` while the step
    has not begun. A limit of zero reads the decree literally: the time runs from the opening.

    :raises InvalidInput: as `WorkCalendar.due`.
    """
    start_by: datetime | None = opened_at
    if waiting_limit.amount:
        waited = [p for p in pauses if started_at is None or p[0] < started_at]
        start_by = calendar.due(opened_at, waiting_limit, waited)
    begin = started_at or start_by
    if begin is None:
        return StepClock(None, None)
    due_at = calendar.due(begin, sop_time, pauses)
    if started_at is None and due_at is None:
        # Before the work has begun the two limits are one plan, and the plan stands still.
        return StepClock(None, None)
    return StepClock(start_by, due_at)


def promise(
    calendar: WorkCalendar, received_at: datetime, chain: Iterable[tuple[Duration, Duration]]
) -> datetime:
    """Return the end of a whole way: (waiting limit, time) pairs one after another.

    :raises InvalidInput: as `WorkCalendar.due`.
    """
    moment = received_at
    for pair in chain:
        for amount in pair:
            if amount.amount:
                moment = calendar.due(moment, amount)
    return moment


@dataclass(frozen=True, slots=True)
class LegalClock:
    """A limit of the law that runs in a case.

    `due_at` is None while a pause without end is in force; `paused` tells by how much the
    pauses so far have moved the limit: days, or whole hours begun for a limit in hours.
    """

    rule: LegalRule
    started_at: datetime
    due_at: datetime | None
    paused: int = 0


def legal_clock(
    rule: LegalRule, calendar: WorkCalendar, start: datetime, pauses: Sequence[Pause] = ()
) -> LegalClock:
    """Return the clock of a limit that began at `start`, standing still during `pauses`.

    The day of `start` is not counted. Calendar days run out with the last second of the last
    day, whether the office works on it or not; working days at its closing; hours of the clock
    to the second. A pause moves days by those after the day on which it began, up to and
    including the day on which it ended. Only the complainant's completing stops such a clock
    (UU 25/2009 Pasal 44); that the pauses are of that kind is the caller's care.

    :raises InvalidInput: as `WorkCalendar.due`.
    """
    if rule.unit is LegalUnit.WORKING_DAYS:
        return _working_days(rule, calendar, start, pauses)
    hours = rule.unit is LegalUnit.HOURS
    due = _clock_end(rule, calendar, start, 0)
    moved = paused_seconds = 0
    for begins, ends in merged_pauses(pauses, second_of(start)):
        if begins >= second_of(due):
            break
        if ends is None:
            return LegalClock(rule, start, None, moved)
        if hours:
            paused_seconds += ends - begins
            moved = -(-paused_seconds // 3600)
            due = _clock_end(rule, calendar, start, paused_seconds)
        else:
            moved += (_day(calendar, ends) - _day(calendar, begins)).days
            due = _clock_end(rule, calendar, start, moved)
    return LegalClock(rule, start, due, moved)


def _working_days(
    rule: LegalRule, calendar: WorkCalendar, start: datetime, pauses: Sequence[Pause]
) -> LegalClock:
    duration = Duration(rule.amount, Unit.DAYS)
    plain = calendar.due(start, duration)
    due = calendar.due(start, duration, pauses)
    if due is None:
        ended = [pause for pause in pauses if pause[1] is not None]
        so_far = calendar.due(start, duration, ended) or plain
    else:
        so_far = due
    moved = calendar.working_days_between(plain.date(), so_far.date())
    return LegalClock(rule, start, due, moved)


def _clock_end(rule: LegalRule, calendar: WorkCalendar, start: datetime, moved: int) -> datetime:
    """Return when `rule` runs out after `moved` more seconds (a rule in hours) or days."""
    if rule.unit is LegalUnit.HOURS:
        # Added in UTC: an hour of the clock lasts an hour also where clocks change.
        end = start.astimezone(UTC) + timedelta(hours=rule.amount, seconds=moved)
        return end.astimezone(calendar.zone)
    return calendar.end_of_day(calendar.local_day(start) + timedelta(days=rule.amount + moved))


def _day(calendar: WorkCalendar, second: int) -> date:
    return calendar.local_day(datetime.fromtimestamp(second, UTC))


def nearest(moments: Iterable[datetime | None]) -> datetime | None:
    """Return the clock that leads: the earliest that runs, None if all stand still."""
    return min((moment for moment in moments if moment is not None), default=None)


class Standing(StrEnum):
    """How a limit stands at a moment."""

    STOPPED = "stopped"
    AHEAD = "ahead"
    SOON = "soon"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class LimitStanding:
    """A limit seen from now: `minutes` of office time left, or overdue (then positive too)."""

    standing: Standing
    minutes: float


def standing(
    calendar: WorkCalendar, due_at: datetime | None, now: datetime, *, soon: Duration
) -> LimitStanding:
    """Return how a limit stands at `now`, told in office time.

    Overdue after the very second of `due_at`; soon from `soon` before it: minutes and hours of
    office time, or with days on that many working days before its day.

    :raises InvalidInput: as `WorkCalendar.elapsed`.
    """
    if due_at is None:
        return LimitStanding(Standing.STOPPED, 0)
    if second_of(now) > second_of(due_at):
        return LimitStanding(Standing.OVERDUE, calendar.elapsed(due_at, now))
    left = calendar.elapsed(now, due_at)
    if soon.unit is Unit.DAYS:
        days = calendar.working_days_between(calendar.local_day(now), calendar.local_day(due_at))
        is_soon = days <= soon.amount
    else:
        is_soon = left <= soon.amount * (60 if soon.unit is Unit.HOURS else 1)
    return LimitStanding(Standing.SOON if is_soon else Standing.AHEAD, left)


def alarm_at(
    calendar: WorkCalendar, due_at: datetime, *, sop_time: Duration, threshold: Duration
) -> datetime:
    """Return from when on a missed limit alarms somebody.

    Steps of an hour or less wait for the office's `threshold` (half a day) after `due_at`;
    all others alarm at once (sop.md, Time).

    :raises InvalidInput: as `WorkCalendar.due`.
    """
    is_short = sop_time.unit is not Unit.DAYS and (
        sop_time.amount * (60 if sop_time.unit is Unit.HOURS else 1) <= 60
    )
    return calendar.due(due_at, threshold) if is_short and threshold.amount else due_at
