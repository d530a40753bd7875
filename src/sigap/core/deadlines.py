"""Which clocks run for a case: the step's, the promise, and the clocks of the law.

Elapsed time is never stored: every due moment follows from recorded moments, pauses and a
calendar version.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from sigap.core.errors import InvalidInput
from sigap.core.sop.definition import Duration, Unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sigap.core.worktime import WorkCalendar

Pause = tuple[datetime, "datetime | None"]
CALENDAR_DAYS = "hari-kalender"
WORKING_DAYS = "hari-kerja"
HOURS = "jam-kalender"
_UNITS = (CALENDAR_DAYS, WORKING_DAYS, HOURS)


@dataclass(frozen=True, slots=True)
class StepClock:
    """When a step has to be begun and done; None while a pause is open."""

    start_by: datetime | None
    due_at: datetime | None


def step_clock(  # noqa: PLR0913 - a clock has this many inputs
    calendar: WorkCalendar,
    *,
    opened_at: datetime,
    started_at: datetime | None,
    waiting_limit: Duration,
    sop_time: Duration,
    pauses: Sequence[Pause] = (),
) -> StepClock:
    """Return the two limits of a step (sop.md, Time: waiting and working are two things).

    `start_by` is the waiting limit from `opened_at`; `due_at` the SOP's time from
    `started_at`, or from `start_by` while the step has not begun. A limit of zero reads the
    decree literally: the time runs from the opening on.
    """
    if waiting_limit.amount:
        start_by = calendar.due(opened_at, waiting_limit, list(pauses))
    else:
        start_by = opened_at
    begin = started_at or start_by
    if begin is None:
        return StepClock(None, None)
    due_at = calendar.due(begin, sop_time, list(pauses))
    # While a pause is open neither limit can be told, whether the step has begun or not.
    return StepClock(start_by if due_at else None, due_at)


def promise(
    calendar: WorkCalendar, received_at: datetime, chain: Iterable[tuple[Duration, Duration]]
) -> datetime:
    """Return the end of a whole way: (waiting limit, time) pairs one after another."""
    moment = received_at
    for waiting_limit, sop_time in chain:
        for amount in (waiting_limit, sop_time):
            if amount.amount:
                moment = calendar.due(moment, amount)
    return moment


@dataclass(frozen=True, slots=True)
class LegalRule:
    """A dated limit of the law or of a promise. `valid_until` is the last day it holds.

    `verified`: V seen in a published page, M widely stated but not checked, I inferred; only
    V may be printed as law.
    """

    slug: str
    name: str
    amount: int
    unit: str
    source: str
    verified: str
    valid_from: date
    valid_until: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether the rule is in force on a day, both bounds included."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


def legal_clock(
    rule: LegalRule, calendar: WorkCalendar, start: datetime, pauses: Sequence[Pause] = ()
) -> datetime | None:
    """Return when a legal limit that began at `start` is over; None while a pause is open.

    Calendar days end at local midnight of the last day, the first not being counted; working
    days at its closing. A pause moves the end by the days it took.
    """
    if rule.unit == WORKING_DAYS:
        return calendar.due(start, Duration(rule.amount, Unit.DAYS), list(pauses))
    stood_still = timedelta()
    for began, ended in pauses:
        if ended is None:
            return None
        if ended > start:
            stood_still += ended - max(began, start)
    if rule.unit == HOURS:
        return (start + timedelta(hours=rule.amount) + stood_still).astimezone(calendar.zone)
    day = calendar.local_day(start) + timedelta(days=rule.amount + -(-stood_still // _DAY))
    return datetime.combine(day + _DAY, time(), calendar.zone)


_DAY = timedelta(days=1)


def rules_on(table: Iterable[LegalRule], day: date) -> tuple[LegalRule, ...]:
    """Return the rules in force on a day, in the table's order."""
    return tuple(rule for rule in table if rule.holds_on(day))


def nearest(moments: Iterable[datetime | None]) -> datetime | None:
    """Return the clock that leads: the earliest that runs, None if all stand still."""
    return min((moment for moment in moments if moment is not None), default=None)


def read_rules(text: str) -> tuple[LegalRule, ...]:
    """Return the rules of a deadline table in TOML (`[[rules]]`).

    :raises InvalidInput: one line a fault, with place and mend.
    """
    try:
        rows = tomllib.loads(text).get("rules", [])
    except tomllib.TOMLDecodeError as wrong:
        raise InvalidInput(f"bukan TOML: {wrong}") from None
    rules, faults = [], []
    for place, row in enumerate(rows, 1):
        fault = _fault(row)
        if fault:
            faults.append(f"rules {place}: {fault}")
        else:
            rules.append(LegalRule(**row))
    if faults:
        raise InvalidInput("\n".join(faults))
    return tuple(rules)


_REQUIRED = ("slug", "name", "amount", "unit", "source", "verified", "valid_from")


def _fault(row: dict[str, object]) -> str:
    missing = [key for key in _REQUIRED if key not in row]
    unknown = [key for key in row if key not in (*_REQUIRED, "valid_until")]
    amount = row.get("amount")
    if missing or unknown:
        return f"kunci {(missing or unknown)[0]} {'belum ada' if missing else 'tidak dikenal'}"
    if not isinstance(amount, int) or isinstance(amount, bool) or amount < 1:
        return "amount harus bilangan bulat mulai 1"
    if row["unit"] not in _UNITS:
        return f"unit harus salah satu dari {', '.join(_UNITS)}"
    if row["verified"] not in ("V", "M", "I"):
        return "verified harus V, M atau I"
    if not all(isinstance(row.get(key, date.min), date) for key in ("valid_from", "valid_until")):
        return "valid_from dan valid_until harus tanggal tanpa tanda kutip"
    return ""
