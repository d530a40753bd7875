"""What a calendar says: office hours, periods, closures, and the holidays written out.

Plain frozen values without arithmetic. `OfficeHours` is what the calendar file says;
`CalendarVersion` is the same with the years it covers and the national holidays as they were
known when the version was made, so that a later holiday package alters nothing.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from sigap.core.errors import InvalidInput

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

# Nothing an office does lies outside; the bounds keep a slip of the keyboard from building a
# calendar of eight thousand years.
FIRST_YEAR = 1900
LAST_YEAR = 2400


class Block(NamedTuple):
    """Office hours of one day without a break, in minutes after local midnight.

    `opens` is included, `closes` is not: a block ends just before its end.
    """

    opens: int
    closes: int

    def __str__(self) -> str:
        return f"{_clock(self.opens)}-{_clock(self.closes)}"


class HolidayKind(StrEnum):
    """Why the whole country is closed."""

    PUBLIC = "public"
    CUTI_BERSAMA = "cuti-bersama"


@dataclass(frozen=True, slots=True)
class Holiday:
    """A national holiday. `estimated`: the government has not yet decreed the date."""

    name: str
    estimated: bool = False
    kind: HolidayKind = HolidayKind.PUBLIC


@dataclass(frozen=True, slots=True)
class Period:
    """Days, both ends included, with other hours; weekdays not in `hours` keep the normal ones."""

    name: str
    first: date
    last: date
    hours: tuple[tuple[int, tuple[Block, ...]], ...]  # (0 = Monday, its blocks)


@dataclass(frozen=True, slots=True)
class Closure:
    """A day on which this office alone is closed."""

    day: date
    name: str = ""


@dataclass(frozen=True, slots=True)
class Opening:
    """A day that is worked whatever the rest of the calendar says."""

    day: date
    blocks: tuple[Block, ...]
    name: str = ""


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """What one calendar file says. `country` empty: no national holidays."""

    time_zone: str
    weekly: tuple[tuple[Block, ...], ...]  # Monday first
    country: str = ""
    closed: tuple[Closure, ...] = ()
    openings: tuple[Opening, ...] = ()
    periods: tuple[Period, ...] = ()


@dataclass(frozen=True)
class CalendarVersion:
    """The frozen calendar of the years `first_year` to `last_year`, both included."""

    hours: OfficeHours
    first_year: int
    last_year: int
    holidays: tuple[tuple[date, Holiday], ...] = ()

    @property
    def first_day(self) -> date:
        """The first day that this version knows."""
        return date(self.first_year, 1, 1)

    @property
    def last_day(self) -> date:
        """The last day that this version knows."""
        return date(self.last_year, 12, 31)

    def blocks(self, day: date) -> tuple[Block, ...]:
        """Return the blocks of `day` by the wall clock, in order; empty: not a working day.

        An opening, else nothing on a holiday or closure, else the period's, else the weekday's.

        :raises InvalidInput: if the version does not know the day.
        """
        if not self.first_day <= day <= self.last_day:
            message = (
                f"kalender ini hanya memuat tahun {self.first_year} sampai {self.last_year}; "
                f"{day.isoformat()} di luarnya"
            )
            raise InvalidInput(message)
        opening = self._openings.get(day)
        if opening is not None:
            return opening.blocks
        if day in self._closed or day in self._national:
            return ()
        weekday = day.weekday()
        for period in self.hours.periods:
            if period.first <= day <= period.last:
                for named, blocks in period.hours:
                    if named == weekday:
                        return blocks
        return self.hours.weekly[weekday]

    def day_name(self, day: date) -> str:
        """Return why `day` is special (holiday, closure, opening, period), or an empty string.

        A holiday whose date is not decreed yet says so.
        """
        opening = self._openings.get(day)
        if opening is not None:
            return opening.name
        if day in self._closed:
            return self._closed[day].name
        holiday = self._national.get(day)
        if holiday is not None:
            return f"{holiday.name} (perkiraan)" if holiday.estimated else holiday.name
        return next((p.name for p in self.hours.periods if p.first <= day <= p.last), "")

    @cached_property
    def estimated_years(self) -> frozenset[int]:
        """The years in which some holiday is only estimated: dates may still move."""
        return frozenset(day.year for day, holiday in self.holidays if holiday.estimated)

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of the frozen form, in hexadecimal: equal content, equal digest."""
        canonical = json.dumps(
            self.to_mapping(), ensure_ascii=False, sort_keys=True, separators=(",", ":")
        )
        return hashlib.sha256(canonical.encode()).hexdigest()

    def to_mapping(self) -> dict[str, object]:
        """Return the frozen form: JSON-able, read back by `calendar_file.thaw`."""
        return {
            "format": 1,
            "time_zone": self.hours.time_zone,
            "years": [self.first_year, self.last_year],
            "hours": {
                name: _written(blocks)
                for name, blocks in zip(WEEKDAYS, self.hours.weekly, strict=True)
            },
            "holidays": {
                "country": self.hours.country,
                "national": [
                    {
                        "date": day.isoformat(),
                        "name": holiday.name,
                        "kind": holiday.kind.value,
                        "estimated": holiday.estimated,
                    }
                    for day, holiday in self.holidays
                ],
                "closed": [{"date": c.day.isoformat(), "name": c.name} for c in self.hours.closed],
                "open": [
                    {"date": o.day.isoformat(), "hours": _written(o.blocks), "name": o.name}
                    for o in self.hours.openings
                ],
            },
            "periods": [
                {
                    "name": period.name,
                    "from": period.first.isoformat(),
                    "to": period.last.isoformat(),
                    **{WEEKDAYS[weekday]: _written(blocks) for weekday, blocks in period.hours},
                }
                for period in self.hours.periods
            ],
        }

    @cached_property
    def _openings(self) -> dict[date, Opening]:
        return {opening.day: opening for opening in self.hours.openings}

    @cached_property
    def _closed(self) -> dict[date, Closure]:
        return {closure.day: closure for closure in self.hours.closed}

    @cached_property
    def _national(self) -> dict[date, Holiday]:
        return dict(self.holidays)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _written(blocks: tuple[Block, ...]) -> list[str]:
    return [str(block) for block in blocks]
