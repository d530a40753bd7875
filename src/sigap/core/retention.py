"""How long a closed case is kept, by the years of its line in the retention schedule (JRA)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sigap.core.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class ArchiveDates:
    """Active up to and including `active_until`, inactive up to and including `inactive_until`.

    Afterwards the case is proposed for destruction, or kept for ever with identities masked;
    never by itself, and never while a case is open.
    """

    active_until: date
    inactive_until: date


def archive_dates(closed_on: date, *, active_years: int, inactive_years: int) -> ArchiveDates:
    """Return the archive dates of a case closed on a day; the years count from that day.

    :raises InvalidInput: for negative years, and beyond the year 9999.
    """
    if active_years < 0 or inactive_years < 0:
        raise InvalidInput("tahun retensi tidak boleh negatif")
    return ArchiveDates(
        active_until=years_after(closed_on, active_years),
        inactive_until=years_after(closed_on, active_years + inactive_years),
    )


def years_after(day: date, years: int) -> date:
    """Return the same day some years later; 29 February gives 28 February in a common year.

    :raises InvalidInput: beyond the year 9999.
    """
    if day.year + years > date.max.year:
        raise InvalidInput(f"{years} tahun setelah {day} berada di luar kalender")
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
