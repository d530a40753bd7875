"""How long a closed case is kept, and what becomes of it, by its classification code (JRA)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sigap.core.errors import InvalidInput


class Fate(StrEnum):
    """What happens when the inactive years are over."""

    PERMANENT = "permanen"
    DESTROYED = "musnah"


@dataclass(frozen=True, slots=True)
class RetentionLine:
    """A line of the retention schedule."""

    code: str
    name: str
    active_years: int
    inactive_years: int
    fate: Fate


@dataclass(frozen=True, slots=True)
class Retention:
    """Active up to and including `active_until`, inactive up to and including `inactive_until`.

    Afterwards the case is proposed for destruction, or kept for ever with identities masked;
    never by itself, and never while a case is open.
    """

    code: str
    active_until: date
    inactive_until: date
    fate: Fate


def retention(line: RetentionLine, closed_on: date) -> Retention:
    """Return the archive dates of a case closed on a day; years count from that day.

    :raises InvalidInput: if the line has negative years or they leave the calendar.
    """
    if line.active_years < 0 or line.inactive_years < 0:
        raise InvalidInput(f"kode {line.code}: tahun retensi tidak boleh negatif")
    active_until = years_after(closed_on, line.active_years)
    return Retention(
        code=line.code,
        active_until=active_until,
        inactive_until=years_after(closed_on, line.active_years + line.inactive_years),
        fate=line.fate,
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
