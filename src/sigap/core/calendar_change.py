"""What differs between two calendar versions, day by day, in stretches that read well."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sigap.core.calendar_version import Block, CalendarVersion

_ONE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DayChange:
    """A day that is worked otherwise; empty blocks mean that it is not worked."""

    day: date
    before: tuple[Block, ...]
    after: tuple[Block, ...]
    name: str  # why, by the later version


def changed_days(
    before: CalendarVersion, after: CalendarVersion, first: date, last: date
) -> list[DayChange]:
    """Return the days from `first` to `last`, both included, whose hours differ.

    Days that one of the versions does not know are left out.
    """
    low = max(first, before.first_day, after.first_day)
    high = min(last, before.last_day, after.last_day)
    found = []
    for day in _days(low, high):
        old, new = before.blocks(day), after.blocks(day)
        if old != new:
            name = after.day_name(day) or before.day_name(day)
            found.append(DayChange(day, old, new, name))
    return found


def _days(first: date, last: date) -> Iterator[date]:
    day = first
    while day <= last:
        yield day
        day += _ONE
