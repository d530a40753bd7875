"""The days that a report is about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from sigap.cases.queries.worklog import Span
from sigap.core.errors import InvalidInput
from sigap.documents.indonesian import long_date

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

_MONTHS_BY_DEFAULT = 12
_LONGEST_DAYS = 3660
_EARLIEST, _LATEST = date(2000, 1, 1), date(2100, 1, 1)


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day to the last, both included, in the office's zone."""

    first: date
    last: date
    zone: ZoneInfo

    @property
    def span(self) -> Span:
        """Return the moments between which the days lie."""
        return Span(self._midnight(self.first), self._midnight(self.last + timedelta(days=1)))

    @property
    def months(self) -> list[date]:
        """Return the first day of each month that has a day in the period, in order."""
        found = [self.first.replace(day=1)]
        while (following := _next_month(found[-1])) <= self.last:
            found.append(following)
        return found

    @property
    def month_starts(self) -> list[datetime]:
        """Return when each of the months begins, and when the last one ends."""
        months = self.months
        return [self._midnight(one) for one in (*months, _next_month(months[-1]))]

    @property
    def words(self) -> str:
        """Return the period as a person reads it."""
        return f"{long_date(self.first)} – {long_date(self.last)}"

    def whole_months(self) -> Period:
        """Return the period widened to whole months."""
        last = _next_month(self.last) - timedelta(days=1)
        return Period(self.first.replace(day=1), last, self.zone)

    def whole_year(self) -> Period:
        """Return the calendar year of the last day."""
        year = self.last.year
        return Period(date(year, 1, 1), date(year, 12, 31), self.zone)

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), self.zone)


def period_of(first: date | None, last: date | None, *, today: date, zone: ZoneInfo) -> Period:
    """Return a period; by default the twelve months up to today.

    :raises InvalidInput: if the last day is before the first, or they lie too far apart or in
        no sensible year.
    """
    last = last or max(today, first or today)
    if first is None:
        first = last.replace(day=1)
        for _ in range(_MONTHS_BY_DEFAULT - 1):
            first = (first - timedelta(days=1)).replace(day=1)
    if last < first:
        raise InvalidInput(
            f"hari terakhir {last.isoformat()} sebelum hari pertama {first.isoformat()}; "
            "tukar keduanya"
        )
    if not (first >= _EARLIEST and last <= _LATEST) or (last - first).days > _LONGEST_DAYS:
        raise InvalidInput("masa laporan paling lama sepuluh tahun, antara tahun 2000 dan 2099")
    return Period(first, last, zone)


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
