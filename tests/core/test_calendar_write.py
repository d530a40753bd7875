"""Calendars written as files, hours as people type them, and what differs between versions."""

import tomllib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigap.core.calendar_change import DayChange, changed_days
from sigap.core.calendar_file import freeze, read_office_hours
from sigap.core.calendar_version import Block
from sigap.core.calendar_write import read_hours, show_hours, write_calendar
from sigap.core.errors import InvalidInput
from sigap.sops import text

SHIPPED = text("calendar.toml")


def test_what_is_written_is_read_back_the_same():
    file = tomllib.loads(SHIPPED)
    file["holidays"]["closed"] = [{"date": date(2026, 8, 14), "name": 'Kirab "HUT"\n\\ 🙏'}]
    file["holidays"]["open"] = [{"date": date(2026, 12, 24), "hours": ["07:30-12:00"]}]

    assert tomllib.loads(write_calendar(file)) == file


def test_a_calendar_without_holidays_and_periods_is_written():
    file = {"time_zone": "Asia/Jakarta", "hours": {"mon": ["08:00-12:00"], "tue": []}}

    assert tomllib.loads(write_calendar(file)) == file


names = st.text(max_size=60).filter(lambda t: not any("\ud800" <= c <= "\udfff" for c in t))
days = st.dates(date(2000, 1, 1), date(2100, 1, 1))


@given(st.lists(st.tuples(days, names), max_size=5))
def test_any_name_survives_writing(rows):
    closed = [{"date": day, "name": name} for day, name in rows]
    file = {"time_zone": "Asia/Jakarta", "hours": {}, "holidays": {"closed": closed}}

    read = tomllib.loads(write_calendar(file)).get("holidays", {}).get("closed", [])

    # TOML knows one line end.
    assert [(r["date"], r["name"]) for r in read] == [(row["date"], row["name"]) for row in closed]


@pytest.mark.parametrize(
    ("typed", "blocks"),
    [
        ("07.30–12.00, 13.00–16.00", ["07:30-12:00", "13:00-16:00"]),
        ("7:30-12:00;13:00-16:00", ["07:30-12:00", "13:00-16:00"]),
        ("07.30 s/d 11.30 dan 13.00 sampai 16.30", ["07:30-11:30", "13:00-16:30"]),
        (" 08.00 — 12.00 \n 13.00 - 24.00 ", ["08:00-12:00", "13:00-24:00"]),
        ("Tutup", []),
        ("", []),
        ("-", []),
    ],
)
def test_hours_are_read_as_people_type_them(typed, blocks):
    assert read_hours(typed) == blocks
    assert read_hours(show_hours(blocks)) == blocks


@pytest.mark.parametrize(
    "typed", ["pagi", "07.30", "07.30-12.00,", "7-12", "07.30-12.00 13.00-16.00"]
)
def test_what_is_no_hours_is_told(typed):
    with pytest.raises(InvalidInput, match="bukan jam"):
        read_hours(typed)


def version(source):
    return freeze(
        read_office_hours(source), national=lambda *_: {}, first_year=2026, last_year=2027
    )


def test_only_days_that_are_worked_otherwise_differ():
    closed = 'closed = [{ date = 2026-08-14, name = "Kirab" }, { date = 2026-08-15 }]'
    after = version(SHIPPED.replace('country = "ID"', closed))

    found = changed_days(version(SHIPPED), after, date(2026, 1, 1), date(9999, 1, 1))

    # The 15th is a Saturday and was closed before.
    blocks = (Block(450, 690), Block(780, 990))
    assert found == [DayChange(date(2026, 8, 14), blocks, (), "Kirab")]


def test_days_that_one_version_does_not_know_are_left_out():
    longer = freeze(
        read_office_hours(SHIPPED.replace("16:00", "15:00")),
        national=lambda *_: {},
        first_year=2020,
        last_year=2030,
    )

    found = changed_days(version(SHIPPED), longer, date(1999, 1, 1), date(2099, 1, 1))

    assert {one.day.year for one in found} == {2026, 2027}
