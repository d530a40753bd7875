"""The office's own days: its time zone, and where one of its days begins."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from sigap.cases.queries.sops import calendar_of_version, current_calendar_id

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo


def office_zone() -> ZoneInfo:
    """Return the time zone of the calendar in force.

    :raises Refused: `not-initialised`.
    """
    return calendar_of_version(current_calendar_id()).zone


def day_of(moment: datetime) -> date:
    """Return the office's day at a moment."""
    return moment.astimezone(office_zone()).date()


def day_begins(day: date) -> datetime:
    """Return the first moment of an office's day."""
    return datetime.combine(day, time(), office_zone())


def day_ends(day: date) -> datetime:
    """Return the first moment after an office's day."""
    return day_begins(day + timedelta(days=1))
