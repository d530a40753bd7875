"""Office hours are times on the wall, also on the days on which clocks change."""

import zoneinfo
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, _zoneinfo

import pytest

from sigap.core.sop.definition import Duration, Unit
from sigap.core.wall_clock import DAY_SECONDS, offset_runs
from sigap.core.worktime import parse_calendar


def calendar(zone, block, year):
    days = "\n".join(
        f'{d} = ["{block}"]' for d in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    )
    return parse_calendar(
        f'time_zone = "{zone}"\n[hours]\n{days}',
        national=lambda *_: {},
        first_year=year,
        last_year=year,
    )


def shown(calendar, day):
    return " ".join(
        f"{opens:%H:%M%z}-{closes:%H:%M%z}" for opens, closes in calendar.blocks(date(*day))
    )


@pytest.mark.parametrize(
    ("zone", "block", "day", "spans"),
    [
        # Spring: the clock goes from 02.00 to 03.00.
        ("Europe/Berlin", "01:00-04:00", (2026, 3, 29), "01:00+0100-04:00+0200"),
        ("Europe/Berlin", "02:15-02:45", (2026, 3, 29), ""),
        ("Europe/Berlin", "02:30-03:30", (2026, 3, 29), "03:00+0200-03:30+0200"),
        ("Europe/Berlin", "01:00-02:30", (2026, 3, 29), "01:00+0100-03:00+0200"),
        # Autumn: the hour from 02.00 to 03.00 comes twice.
        ("Europe/Berlin", "01:00-04:00", (2026, 10, 25), "01:00+0200-04:00+0100"),
        (
            "Europe/Berlin",
            "02:15-02:45",
            (2026, 10, 25),
            "02:15+0200-02:45+0200 02:15+0100-02:45+0100",
        ),
        (
            "Europe/Berlin",
            "02:30-04:00",
            (2026, 10, 25),
            "02:30+0200-02:00+0100 02:30+0100-04:00+0100",
        ),
        ("Europe/Berlin", "08:00-16:00", (2026, 10, 25), "08:00+0100-16:00+0100"),
        # Midnight itself is skipped, and repeated.
        ("America/Havana", "00:00-01:30", (2026, 3, 8), "01:00-0400-01:30-0400"),
        (
            "America/Havana",
            "00:00-00:30",
            (2026, 11, 1),
            "00:00-0400-00:30-0400 00:00-0500-00:30-0500",
        ),
        # The clock was set back from 00.00 to 23.00: the last hour of the old day came twice.
        ("America/Sao_Paulo", "22:00-24:00", (2018, 2, 17), "22:00-0200-00:00-0300"),
        # From 00.01 to 23.01: a minute of the new day, then most of an hour of the old again.
        (
            "America/St_Johns",
            "00:00-24:00",
            (2010, 11, 6),
            "00:00-0230-00:00-0230 23:01-0330-00:00-0330",
        ),
        (
            "America/St_Johns",
            "00:00-24:00",
            (2010, 11, 7),
            "00:00-0230-23:01-0330 00:00-0330-00:00-0330",
        ),
        ("Australia/Lord_Howe", "01:00-03:00", (2026, 10, 4), "01:00+1030-03:00+1100"),
        # A day that never was.
        ("Pacific/Apia", "08:00-16:00", (2011, 12, 30), ""),
        ("Pacific/Apia", "08:00-16:00", (2011, 12, 31), "08:00+1400-16:00+1400"),
    ],
)
def test_a_block_holds_the_instants_at_which_the_wall_clock_shows_it(zone, block, day, spans):
    assert shown(calendar(zone, block, day[0]), day) == spans


def test_a_skipped_block_makes_no_working_day_and_a_skipped_day_none_either():
    spring = calendar("Europe/Berlin", "02:15-02:45", 2026)
    assert not spring.is_working_day(date(2026, 3, 29))
    assert spring.add_working_days(date(2026, 3, 28), 1) == date(2026, 3, 30)
    island = calendar("Pacific/Apia", "08:00-16:00", 2011)
    thursday = datetime(2011, 12, 29, 9, tzinfo=ZoneInfo("Pacific/Apia"))
    assert island.due(thursday, Duration(1, Unit.DAYS)).isoformat() == "2011-12-31T16:00:00+14:00"


def test_a_repeated_hour_is_worked_twice_and_the_second_one_is_told_apart():
    autumn = calendar("Europe/Berlin", "01:00-04:00", 2026)
    start = datetime(2026, 10, 25, 1, tzinfo=ZoneInfo("Europe/Berlin"))
    first = autumn.due(start, Duration(90, Unit.MINUTES))
    second = autumn.due(start, Duration(150, Unit.MINUTES))
    assert (first.isoformat(), first.fold) == ("2026-10-25T02:30:00+02:00", 0)
    assert (second.isoformat(), second.fold) == ("2026-10-25T02:30:00+01:00", 1)
    assert autumn.elapsed(first, second) == 60
    assert autumn.elapsed(start, start + timedelta(days=1)) == 240 + 0


def test_a_clock_set_back_over_midnight_loses_and_doubles_nothing():
    island = calendar("America/St_Johns", "00:00-24:00", 2010)
    start = datetime(2010, 11, 6, 12, tzinfo=UTC)
    for minutes in range(0, 3000, 7):
        end = start + timedelta(minutes=minutes)
        assert island.elapsed(start, end) == minutes
        # In UTC: Python holds no repeated time of one zone equal to any of another (PEP 495).
        assert island.due(start, Duration(minutes, Unit.MINUTES)).astimezone(UTC) == end


def test_a_day_counts_by_the_clock_of_its_own_zone_where_clocks_change():
    havana = calendar("America/Havana", "08:00-16:00", 2026)
    # 04.30 in UTC is half past midnight before, and half past eleven after the change.
    assert havana.local_day(datetime(2026, 11, 1, 4, 30, tzinfo=UTC)) == date(2026, 11, 1)
    assert havana.local_day(datetime(2026, 11, 2, 4, 30, tzinfo=UTC)) == date(2026, 11, 1)
    assert havana.end_of_day(date(2026, 11, 1)).isoformat() == "2026-11-01T23:59:59-05:00"
    assert havana.end_of_day(date(2026, 10, 31)).isoformat() == "2026-10-31T23:59:59-04:00"


def test_offsets_with_seconds_are_kept():
    old = calendar("Europe/Amsterdam", "08:00-16:00", 1930)
    assert shown(old, (1930, 1, 6)).startswith("08:00+0019")
    (span,) = old.blocks(date(1930, 1, 6))
    assert span[0].astimezone(ZoneInfo("Europe/Amsterdam")).hour == 8


def test_no_change_of_offset_is_missed():
    begins = int(datetime(1970, 1, 1, tzinfo=UTC).timestamp())
    ends = int(datetime(2000, 1, 1, tzinfo=UTC).timestamp())
    for name in ("Africa/Casablanca", "America/Argentina/San_Luis", "Asia/Gaza", "Asia/Jakarta"):
        zone = ZoneInfo(name)
        runs = offset_runs(zone, begins, ends)
        assert [run.ends for run in runs[:-1]] == [run.begins for run in runs[1:]]
        k = 0
        for second in range(begins, ends, 6 * 3600):
            while second >= runs[k].ends:
                k += 1
            offset = datetime.fromtimestamp(second, zone).utcoffset().total_seconds()
            assert offset == runs[k].offset


def test_no_zone_changes_its_offset_twice_within_the_step_in_which_changes_are_sought():
    # Read from the compiled zone files themselves, since 1900.
    since = int(datetime(1900, 1, 1, tzinfo=UTC).timestamp())
    checked = 0
    for name in zoneinfo.available_timezones():
        changes = [t for t in _zoneinfo.ZoneInfo(name)._trans_utc if t >= since]
        checked += len(changes)
        assert all(b - a > DAY_SECONDS for a, b in pairwise(changes)), name
    assert checked > 1000
