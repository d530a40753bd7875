"""Archive dates from the retention schedule."""

import tomllib
from datetime import date

import pytest

from sigap import reference
from sigap.core.errors import InvalidInput
from sigap.core.retention import Fate, Retention, RetentionLine, retention, years_after


def line(active=3, inactive=7, fate=Fate.PERMANENT):
    return RetentionLine("500.16.7.2", "Pelayanan Perizinan", active, inactive, fate)


@pytest.mark.parametrize(
    ("closed_on", "active_until", "inactive_until"),
    [
        (date(2026, 11, 27), date(2029, 11, 27), date(2036, 11, 27)),
        (date(2024, 2, 29), date(2027, 2, 28), date(2034, 2, 28)),
        (date(2026, 12, 31), date(2029, 12, 31), date(2036, 12, 31)),
    ],
)
def test_years_count_from_the_day_of_closing(closed_on, active_until, inactive_until):
    dates = retention(line(), closed_on)
    assert dates == Retention("500.16.7.2", active_until, inactive_until, Fate.PERMANENT)


def test_a_leap_day_comes_back_in_a_leap_year():
    assert years_after(date(2024, 2, 29), 4) == date(2028, 2, 29)
    # The inactive years count from closing, not from the shortened active end.
    dates = retention(line(active=2, inactive=2), date(2024, 2, 29))
    assert (dates.active_until, dates.inactive_until) == (date(2026, 2, 28), date(2028, 2, 29))


def test_a_line_may_have_no_active_or_no_inactive_years():
    dates = retention(line(active=0, inactive=0, fate=Fate.DESTROYED), date(2026, 1, 1))
    assert (dates.active_until, dates.inactive_until) == (date(2026, 1, 1), date(2026, 1, 1))
    assert dates.fate is Fate.DESTROYED


@pytest.mark.parametrize("years", [(-1, 3), (3, -1), (1, 9000)])
def test_years_that_make_no_sense_are_refused(years):
    with pytest.raises(InvalidInput):
        retention(line(*years), date(2026, 1, 1))


def test_the_shipped_schedule_has_usable_lines_and_one_default():
    rows = tomllib.loads(reference.text("retention.toml"))["schedule"]
    kept = {
        row["code"]: retention(
            RetentionLine(
                row["code"],
                row["name"],
                row["active_years"],
                row["inactive_years"],
                Fate(row["fate"]),
            ),
            date(2026, 6, 1),
        ).inactive_until.year
        for row in rows
    }
    assert kept == {"500.16.7.2": 2036, "000.8.3.4": 2031, "700.1.2.1": 2036}
    assert [row["code"] for row in rows if row["is_default"]] == ["500.16.7.2"]
