"""Promise and reality of one case: per step waiting and working, and the course it took.

Everything is derived from recorded moments, pauses and a calendar; nothing here is stored.
Two sights of lateness stand side by side: *then*, by the moments that were promised when the
step opened, and by the calendar given, which may have been corrected since.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, timedelta
from typing import TYPE_CHECKING

from sigap.core.moments import second_of
from sigap.core.sop.definition import Duration, Unit
from sigap.core.sop.replay import Course, Done

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sigap.core.moments import Pause
    from sigap.core.sop.definition import Sop
    from sigap.core.sop.history import Place
    from sigap.core.sop.replay import Replay
    from sigap.core.worktime import WorkCalendar


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt at one step as recorded. `start_by` and `due_at` as promised then."""

    place: Place
    attempt: int
    opened_at: datetime
    started_at: datetime | None = None
    ended_at: datetime | None = None
    cancelled: bool = False  # ended by a side exit, not by its work
    outcome: str = ""
    persons: tuple[str, ...] = ()  # who did a part of it; the lead first
    start_by: datetime | None = None
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Noted:
    """A deviation that an operation noted when it happened: a side exit, say, or a stand-in."""

    code: str
    place: Place
    at: datetime


@dataclass(frozen=True, slots=True)
class CaseRecord:
    """What is recorded of a case. `first` is the SOP with whose first step it had to begin."""

    first: str
    received_at: datetime
    due_at: datetime  # the promise to the citizen, moved by pauses
    attempts: tuple[Attempt, ...]  # in the order in which they opened
    ended_at: datetime | None = None
    by_course: bool = False  # ended by the last step of its SOPs, not by a side exit
    pauses: tuple[tuple[str, datetime, datetime | None], ...] = ()  # kind, from, until
    noted: tuple[Noted, ...] = ()


@dataclass(frozen=True, slots=True)
class Measured:
    """One attempt beside its promise; seconds of office time without the pauses.

    `before_seconds` passed between the end of what came before and the opening: what is done
    outside the lanes, such as a signature. An attempt that never began has worked 0 seconds
    and not too long; its whole time was waiting.
    """

    attempt: Attempt
    time: Duration
    before_seconds: int
    waited_seconds: int
    worked_seconds: int
    start_by: datetime | None  # by the calendar given
    due_at: datetime | None
    waited_over: bool
    worked_over: bool
    waited_over_then: bool
    worked_over_then: bool


@dataclass(frozen=True, slots=True)
class Conformance:
    """A case beside its SOPs.

    `after_seconds` passed after its last step, `total_seconds` from reception to its end (or
    to now) without the pauses: the parts of all steps and `after_seconds` add up to it.
    """

    steps: tuple[Measured, ...]
    replay: Replay
    exits: tuple[Noted, ...]
    noted: tuple[Noted, ...]  # the other deviations
    not_separate: tuple[tuple[Place, Place], ...]  # (step, step it must be separate from)
    repeats: Mapping[Place, int]  # attempts beyond the first
    pauses: tuple[tuple[str, int], ...]  # kind, seconds of office time
    after_seconds: int
    total_seconds: int
    due_at: datetime  # by the calendar given
    late: bool
    late_then: bool

    @property
    def fitness(self) -> float:
        """From 0 to 1, 1 for a case that followed its SOPs; a side exit is a departure too."""
        exits = len(self.exits)
        moves = self.replay.moves + exits
        return 1 - (self.replay.cost + exits) / moves if moves else 1.0


EXIT = "exit-"
"""How the codes of side exits begin."""
_GOES_ON = frozenset({"exit-hold", "exit-request-completion", "exit-reassign", "exit-exclude"})


def is_exit(code: str) -> bool:
    """Whether a noted deviation ended the case otherwise than by its last step."""
    return (code.startswith(EXIT) and code not in _GOES_ON) or code in (
        "declared-withdrawn",
        "not-taken-up",
    )


def assess(
    record: CaseRecord,
    sops: Mapping[str, Sop],
    calendar: WorkCalendar,
    *,
    now: datetime,
    then: WorkCalendar | None = None,
) -> Conformance:
    """Return a case beside its SOPs, measured by `calendar`; what is open is measured to `now`.

    `then` is the calendar by which it was promised, if that is another one.

    :raises InvalidInput: for moments outside the calendar's years.
    :raises KeyError: if `record.first` or a step's SOP is not among `sops`.
    """
    spans = [(begins, ends) for _, begins, ends in record.pauses]
    steps = []
    before = record.received_at
    for attempt in record.attempts:
        time = sops[attempt.place[0]].step(attempt.place[1]).time
        one = measure(
            attempt,
            time,
            calendar,
            before=before,
            pauses=spans,
            until=record.ended_at or now,
            then=then,
        )
        steps.append(one)
        before = max(before, attempt.ended_at or now)
    end = record.ended_at or now
    due_at = carried(record.received_at, record.due_at, calendar, then=then)
    done = [Done(a.place, a.outcome) for a in record.attempts if a.ended_at and not a.cancelled]
    exits = tuple(one for one in record.noted if is_exit(one.code))
    return Conformance(
        steps=tuple(steps),
        replay=Course(sops, record.first).replay(done, complete=record.by_course),
        exits=exits,
        noted=tuple(one for one in record.noted if one not in exits),
        not_separate=_not_separate(record.attempts, sops),
        repeats={p: n - 1 for p, n in Counter(a.place for a in record.attempts).items() if n > 1},
        pauses=tuple(
            (kind, calendar.elapsed_seconds(begins, max(begins, ends or now)))
            for kind, begins, ends in record.pauses
        ),
        after_seconds=_elapsed(calendar, before, end, spans),
        total_seconds=_elapsed(calendar, record.received_at, end, spans),
        due_at=due_at,
        late=second_of(end) > second_of(due_at),
        late_then=end > record.due_at,
    )


def measure(
    attempt: Attempt,
    time: Duration,
    calendar: WorkCalendar,
    *,
    before: datetime,
    until: datetime,
    pauses: Sequence[Pause] = (),
    then: WorkCalendar | None = None,
) -> Measured:
    """Return one attempt beside its promise.

    `before` is when the attempt before it ended, `until` to when an open one is measured.

    :raises InvalidInput: as `WorkCalendar.due`.
    """
    end = attempt.ended_at or max(until, attempt.opened_at)
    started = end if attempt.started_at is None else min(attempt.started_at, end)
    opened = min(attempt.opened_at, started)
    start_by = attempt.start_by
    if start_by is not None:
        start_by = carried(opened, start_by, calendar, then=then)
    has_begun = attempt.started_at is not None
    due_from = started if has_begun else start_by
    due_at = None if due_from is None else calendar.due(due_from, time, pauses)
    return Measured(
        attempt=attempt,
        time=time,
        before_seconds=_elapsed(calendar, min(before, opened), opened, pauses),
        waited_seconds=_elapsed(calendar, opened, started, pauses),
        worked_seconds=_elapsed(calendar, started, end, pauses),
        start_by=start_by,
        due_at=due_at,
        waited_over=_is_over(started, start_by),
        worked_over=has_begun and _is_over(end, due_at),
        waited_over_then=attempt.start_by is not None and started > attempt.start_by,
        worked_over_then=has_begun and attempt.due_at is not None and end > attempt.due_at,
    )


def carried(
    start: datetime, due: datetime, calendar: WorkCalendar, *, then: WorkCalendar | None
) -> datetime:
    """Return when what was promised for `due` falls due by `calendar`.

    A corrected calendar promises the same working time from `start` on. Where that is what
    `due` grants already, or without another calendar `then`, the promise stands as it was made.

    :raises InvalidInput: for moments outside the years of either calendar.
    """
    if then is None or then.digest == calendar.digest or due <= start:
        return due
    promised = then.elapsed_seconds(start, due)
    if promised == calendar.elapsed_seconds(start, due):
        return due
    minutes, seconds = divmod(promised, 60)
    moment = calendar.due(start, Duration(minutes, Unit.MINUTES)).astimezone(UTC)
    later = moment + timedelta(seconds=seconds)
    missing = seconds - calendar.elapsed_seconds(moment, later)
    if missing:
        later = calendar.next_opening(later).astimezone(UTC) + timedelta(seconds=missing)
    return later.astimezone(calendar.zone)


def promised_minutes(time: Duration, *, minutes_a_day: int) -> int:
    """Return an SOP's time in working minutes; a day counts as `minutes_a_day`."""
    per_unit = {Unit.MINUTES: 1, Unit.HOURS: 60, Unit.DAYS: minutes_a_day}
    return time.amount * per_unit[time.unit]


def _elapsed(
    calendar: WorkCalendar, start: datetime, end: datetime, pauses: Sequence[Pause]
) -> int:
    return calendar.elapsed_seconds(start, end, pauses) if end > start else 0


def _is_over(moment: datetime, limit: datetime | None) -> bool:
    return limit is not None and second_of(moment) > second_of(limit)


def _not_separate(
    attempts: Sequence[Attempt], sops: Mapping[str, Sop]
) -> tuple[tuple[Place, Place], ...]:
    """Return the steps that somebody did who had done a step it must be separate from."""
    did: dict[Place, set[str]] = {}
    found: dict[tuple[Place, Place], None] = {}
    for attempt in attempts:
        sop, no = attempt.place
        for other in sops[sop].step(no).separate_from:
            if did.get((sop, other), set()) & set(attempt.persons):
                found[attempt.place, (sop, other)] = None
        did.setdefault(attempt.place, set()).update(attempt.persons)
    return tuple(found)
