"""Calendar versions as the administration pages show them, and moves to them."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sigap.accounts.directory import names
from sigap.cases.access import visible_cases
from sigap.cases.models import CalendarMove, CalendarVersion
from sigap.cases.queries.officeday import day_of
from sigap.cases.queries.sops import calendar_of_version
from sigap.core.calendar_change import DayChange, changed_days
from sigap.core.calendar_version import WEEKDAYS
from sigap.core.calendar_write import show_hours

if TYPE_CHECKING:
    from datetime import datetime

    from sigap.cases.actor import Actor
    from sigap.core.worktime import WorkCalendar

DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
_LOOK_BACK = timedelta(days=60)


def current_version() -> CalendarVersion:
    """Return the newest version: the one by which new cases are counted.

    :raises CalendarVersion.DoesNotExist: before `sigap init`.
    """
    return CalendarVersion.objects.latest("version")


def calendar_overview(version: CalendarVersion, *, year: int) -> dict[str, Any]:
    """Return what a version says: weekly hours, periods, closures, openings, holidays of a year."""
    file, frozen = tomllib.loads(version.source), calendar_of_version(version.pk).version
    holidays = file.get("holidays", {})
    return {
        "weekly": [
            (title, show_hours(file["hours"].get(name, [])))
            for name, title in zip(WEEKDAYS, DAYS, strict=True)
        ],
        "periods": [_period(row) for row in file.get("periods", [])],
        "closed": sorted(holidays.get("closed", []), key=lambda row: row["date"]),
        "open": [
            {**row, "shown": show_hours(row["hours"])}
            for row in sorted(holidays.get("open", []), key=lambda row: row["date"])
        ],
        "national": [
            {"date": day, "name": one.name, "estimated": one.estimated, "kind": one.kind.value}
            for day, one in frozen.holidays
            if day.year == year
        ],
        "estimated": [y for y in sorted(frozen.estimated_years) if y >= year],
        "years": range(frozen.first_year, frozen.last_year + 1),
    }


def day_changes(after: WorkCalendar, *, before: CalendarVersion, now: datetime) -> list[DayChange]:
    """Return the days that another calendar works otherwise, from two months ago on."""
    today = day_of(now)
    old = calendar_of_version(before.pk).version
    return changed_days(old, after.version, today - _LOOK_BACK, date.max - timedelta(days=1))


def calendar_versions() -> list[CalendarVersion]:
    """Return all versions, the newest first, without their frozen days."""
    return list(CalendarVersion.objects.defer("frozen", "source").order_by("-version"))


def calendar_version(number: int) -> CalendarVersion:
    """Return one version by its number."""
    return CalendarVersion.objects.get(version=number)


def open_move() -> CalendarMove | None:
    """Return the move that waits for a decision or is being carried out."""
    states = [CalendarMove.State.PROPOSED, CalendarMove.State.CONFIRMED]
    return CalendarMove.objects.filter(state__in=states).select_related("calendar").first()


def calendar_move(move_id: int) -> dict[str, Any]:
    """Return one move with the names of those who proposed and decided it."""
    move = CalendarMove.objects.select_related("calendar").get(pk=move_id)
    who = names({pk for pk in (move.proposed_by_id, move.decided_by_id) if pk})
    return {
        "move": move,
        "proposed_by": who.get(move.proposed_by_id, ""),
        "decided_by": who.get(move.decided_by_id or 0, ""),
    }


def numbers_of(case_ids: list[int], *, actor: Actor) -> dict[int, str]:
    """Return the numbers of those cases that `actor` may know of."""
    return dict(visible_cases(actor).filter(pk__in=case_ids).values_list("pk", "number"))


def _period(row: dict[str, Any]) -> dict[str, Any]:
    named = [(t, show_hours(row[n])) for n, t in zip(WEEKDAYS, DAYS, strict=True) if n in row]
    # Neighbouring days with the same hours read better together: Senin–Kamis.
    spans: list[list[str]] = []
    for title, hours in named:
        if spans and spans[-1][2] == hours and DAYS.index(title) == DAYS.index(spans[-1][1]) + 1:
            spans[-1][1] = title
        else:
            spans.append([title, title, hours])
    shown = [(a if a == b else f"{a}–{b}", hours) for a, b, hours in spans]
    return {"name": row.get("name", ""), "from": row["from"], "to": row["to"], "hours": shown}
