"""Office time by the clock of the default office hours: tables, days, pauses, refusals."""

import itertools
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from sigap.core.calendar_version import Holiday
from sigap.core.durations import parse_duration
from sigap.core.errors import InvalidInput
from sigap.core.moments import parse_moment
from sigap.core.sop.definition import Duration, Unit
from sigap.core.worktime import BeyondCalendar, parse_calendar

OFFICE = """
time_zone = "Asia/Jakarta"
[hours]
mon = ["07:30-12:00", "13:00-16:00"]
tue = ["07:30-12:00", "13:00-16:00"]
wed = ["07:30-12:00", "13:00-16:00"]
thu = ["07:30-12:00", "13:00-16:00"]
fri = ["07:30-11:30", "13:00-16:30"]
[holidays]
country = "ID"
"""
CHRISTMAS = (date(2026, 12, 24), date(2026, 12, 25))


def national(_country, year):
    return {day: Holiday("Natal") for day in CHRISTMAS if day.year == year}


CALENDAR = parse_calendar(OFFICE, national=national, first_year=2026, last_year=2026)


def at(text):
    """Return the moment "DD/MM HH:MM" or "DD/MM HH:MM:SS" of 2026 in Jakarta."""
    pattern = "%d/%m/%Y %H:%M:%S" if text.count(":") == 2 else "%d/%m/%Y %H:%M"
    naive = datetime.strptime(text.replace(" ", "/2026 "), pattern)  # noqa: DTZ007
    return naive.replace(tzinfo=ZoneInfo("Asia/Jakarta"))


def spans(*pairs):
    return [(at(begins), at(ends) if ends else None) for begins, ends in pairs]


@pytest.mark.parametrize(
    ("start", "take", "due"),
    [
        ("27/11 15:40", "30 menit", "27/11 16:10"),  # Friday
        ("27/11 15:40", "2 hari", "01/12 16:00"),
        ("23/12 15:50", "30 menit", "28/12 07:50"),  # 24 and 25 are holidays
        ("23/12 15:50", "10 menit", "23/12 16:00"),  # runs out exactly at closing
        ("23/12 16:00", "10 menit", "28/12 07:40"),
        ("23/12 15:59:59", "1 menit", "28/12 07:30:59"),
        ("02/11 11:50", "10 menit", "02/11 12:00"),  # exactly at the break
        ("02/11 11:50", "11 menit", "02/11 13:01"),
        ("02/11 12:30", "1 jam", "02/11 14:00"),  # during the break
        ("02/11 06:00", "30 menit", "02/11 08:00"),  # before opening
        ("31/10 10:00", "30 menit", "02/11 08:00"),  # Saturday
        ("02/11 07:30", "7 jam", "02/11 15:30"),
        ("02/11 07:30", "450 menit", "02/11 16:00"),
        ("02/11 07:30", "451 menit", "03/11 07:31"),
        ("02/11 07:30", "1 hari", "03/11 16:00"),
        ("02/11 23:59", "1 hari", "03/11 16:00"),
        ("03/11 00:00", "1 hari", "04/11 16:00"),
        ("30/10 08:00", "1 hari", "02/11 16:00"),  # Friday to Monday
        ("31/10 08:00", "1 hari", "02/11 16:00"),  # Saturday is not counted either
        ("31/10 08:00", "5 hari", "06/11 16:30"),  # a Friday closes later
        ("23/12 08:00", "1 hari", "28/12 16:00"),
    ],
)
def test_due(start, take, due):
    assert CALENDAR.due(at(start), parse_duration(take)) == at(due)


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        ("27/11 15:40", "27/11 16:10", 30),
        ("27/11 15:40", "27/11 20:00", 50),
        ("27/11 11:00", "27/11 13:30", 60),
        ("23/12 15:50", "28/12 07:50", 30),
        ("26/12 00:00", "27/12 23:59", 0),
        ("02/11 07:30", "06/11 16:30", 5 * 450),
        ("02/11 08:00", "02/11 08:00", 0),
        ("02/11 08:00", "02/11 08:00:30", 0.5),
        ("02/11 08:00", "02/11 08:00:01", 1 / 60),
    ],
)
def test_elapsed_minutes(start, end, minutes):
    assert CALENDAR.elapsed(at(start), at(end)) == minutes


def test_moments_of_any_zone_count_by_the_calendars_day_and_clock():
    # 23.30 of 1 November in UTC is 06.30 of 2 November in Jakarta.
    evening = datetime(2026, 11, 1, 23, 30, tzinfo=UTC)
    assert CALENDAR.local_day(evening) == date(2026, 11, 2)
    assert CALENDAR.due(evening, Duration(1, Unit.DAYS)) == at("03/11 16:00")
    due = CALENDAR.due(evening, Duration(30, Unit.MINUTES))
    assert due.isoformat() == "2026-11-02T08:00:00+07:00"
    west = timezone(timedelta(hours=-9, minutes=-30))
    assert CALENDAR.elapsed(evening.astimezone(west), due.astimezone(west)) == 30


def test_fractions_of_a_second_are_dropped():
    start = at("02/11 08:00") + timedelta(microseconds=999_999)
    assert CALENDAR.due(start, Duration(1, Unit.MINUTES)) == at("02/11 08:01")
    assert CALENDAR.elapsed(start, at("02/11 08:01")) == 1


@pytest.mark.parametrize(
    ("start", "due"),
    [
        ("02/11 08:00", "02/11 08:00"),
        ("02/11 12:00", "02/11 13:00"),
        ("23/12 16:00", "28/12 07:30"),
    ],
)
def test_nothing_to_wait_for_is_due_at_the_next_opening(start, due):
    for unit in Unit:
        assert CALENDAR.due(at(start), Duration(0, unit)) == at(due)


@pytest.mark.parametrize(
    ("pauses", "take", "due"),
    [
        ((), "2 jam", "02/11 10:00"),
        ([("02/11 09:00", "02/11 09:30")], "2 jam", "02/11 10:30"),
        ([("02/11 09:00", "03/11 09:00")], "2 jam", "03/11 10:00"),
        ([("01/11 09:00", "02/11 08:30")], "2 jam", "02/11 10:30"),  # begun before the clock
        ([("01/11 09:00", "02/11 07:00")], "2 jam", "02/11 10:00"),  # over before it
        ([("02/11 10:00", "03/11 08:30")], "2 jam", "02/11 10:00"),  # after it ran out
        ([("02/11 09:00", "02/11 09:30"), ("02/11 09:15", "02/11 09:45")], "2 jam", "02/11 10:45"),
        ([("02/11 09:00", "02/11 09:00")], "2 jam", "02/11 10:00"),
        ([("02/11 12:10", "02/11 12:50")], "7 jam", "02/11 16:00"),  # within the break
        ([("02/11 09:00", None)], "2 jam", None),
        ([("02/11 10:00", None)], "2 jam", "02/11 10:00"),  # ran out as the pause began
        ([("02/11 08:30", "02/11 09:00"), ("02/11 08:45", None)], "2 jam", None),
        ([("02/11 09:00", "02/11 15:00")], "2 hari", "04/11 16:00"),  # within one day: nothing
        ([("02/11 09:00", "03/11 09:00")], "2 hari", "05/11 16:00"),
        ([("02/11 09:00", "04/11 17:00")], "2 hari", "06/11 16:30"),
        ([("03/11 09:00", "08/11 09:00")], "2 hari", "09/11 16:00"),  # ended on a Sunday
        ([("04/11 09:00", "08/11 09:00")], "2 hari", "09/11 16:00"),  # its last day lay within
        ([("04/11 16:00", "08/11 09:00")], "2 hari", "04/11 16:00"),
        ([("02/11 09:00", "03/11 09:00"), ("04/11 09:00", "05/11 09:00")], "2 hari", "06/11 16:30"),
        ([("02/11 09:00", "04/11 09:00"), ("03/11 09:00", "05/11 09:00")], "2 hari", "09/11 16:00"),
        ([("04/11 09:00", "08/11 09:00"), ("08/11 09:00", "09/11 09:00")], "2 hari", "09/11 16:00"),
        ([("03/11 09:00", None)], "2 hari", None),
        ([("04/11 16:00", None)], "2 hari", "04/11 16:00"),
        ([("02/11 07:00", "02/11 09:00")], "0 menit", "02/11 09:00"),
        ([("02/11 07:00", "02/11 12:00")], "0 hari", "02/11 13:00"),
        ([("02/11 07:00", None)], "0 menit", None),
        ([("02/11 08:01", None)], "0 menit", "02/11 08:00"),
    ],
)
def test_the_clock_stands_still_during_pauses(pauses, take, due):
    amount, unit = take.split()
    found = CALENDAR.due(at("02/11 08:00"), Duration(int(amount), Unit(unit)), spans(*pauses))
    assert found == (at(due) if due else None)


def test_elapsed_leaves_out_pauses_and_counts_up_to_one_without_end():
    pauses = spans(("02/11 09:00", "02/11 10:00"), ("02/11 09:30", "02/11 10:30"))
    assert CALENDAR.elapsed(at("02/11 08:00"), at("02/11 14:00"), pauses) == 300 - 90
    assert CALENDAR.elapsed(at("02/11 10:15"), at("02/11 11:00"), pauses) == 30
    running = spans(("02/11 11:00", None))
    assert CALENDAR.elapsed(at("02/11 08:00"), at("30/12 14:00"), running) == 180


def test_working_days():
    assert [CALENDAR.is_working_day(date(2026, 12, day)) for day in (23, 24, 26, 28)] == [
        True,
        False,
        False,
        True,
    ]
    assert CALENDAR.add_working_days(date(2026, 12, 23), 1) == date(2026, 12, 28)
    assert CALENDAR.add_working_days(date(2026, 12, 24), 1) == date(2026, 12, 28)
    assert CALENDAR.add_working_days(date(2026, 12, 23), 0) == date(2026, 12, 23)
    assert CALENDAR.add_working_days(date(2026, 12, 24), 0) == date(2026, 12, 28)
    assert CALENDAR.add_working_days(date(2026, 12, 21), 4) == date(2026, 12, 29)
    assert CALENDAR.working_days_between(date(2026, 12, 23), date(2026, 12, 28)) == 1
    assert CALENDAR.working_days_between(date(2026, 12, 22), date(2026, 12, 22)) == 0
    assert CALENDAR.working_days_between(date(2026, 12, 22), date(2026, 12, 23)) == 1


def test_hours_of_a_day():
    friday = date(2026, 11, 27)
    assert CALENDAR.blocks(friday) == (
        (at("27/11 07:30"), at("27/11 11:30")),
        (at("27/11 13:00"), at("27/11 16:30")),
    )
    assert CALENDAR.blocks(date(2026, 12, 25)) == ()
    assert CALENDAR.closing(friday) == at("27/11 16:30")
    assert CALENDAR.end_of_day(date(2026, 12, 25)) == at("25/12 23:59:59")
    with pytest.raises(InvalidInput, match="2026-12-25 bukan hari kerja"):
        CALENDAR.closing(date(2026, 12, 25))


@pytest.mark.parametrize(
    ("moment", "is_open", "opening"),
    [
        ("27/11 07:29:59", False, "27/11 07:30"),
        ("27/11 07:30", True, "27/11 07:30"),
        ("27/11 11:29:59", True, "27/11 11:29:59"),
        ("27/11 11:30", False, "27/11 13:00"),
        ("27/11 16:30", False, "30/11 07:30"),
        ("23/12 16:00", False, "28/12 07:30"),
    ],
)
def test_a_block_ends_just_before_its_end(moment, is_open, opening):
    assert CALENDAR.is_open(at(moment)) is is_open
    assert CALENDAR.next_opening(at(moment)) == at(opening)


NAIVE = datetime(2026, 11, 2, 8)  # noqa: DTZ001
NO_ZONE = "2026-11-02T08:00:00 tanpa zona waktu; tambahkan misalnya +07:00"
MINUTE, DAY = Duration(1, Unit.MINUTES), Duration(1, Unit.DAYS)
YEARS = "kalender, yang memuat tahun 2026 sampai 2026"
LATER = datetime(2027, 1, 1, tzinfo=ZoneInfo("Asia/Jakarta"))


@pytest.mark.parametrize(
    ("ask", "reason"),
    [
        (lambda c: c.due(NAIVE, MINUTE), NO_ZONE),
        (lambda c: c.elapsed(NAIVE, LATER), NO_ZONE),
        (lambda c: c.elapsed(at("02/11 08:00"), NAIVE), NO_ZONE),
        (lambda c: c.is_open(NAIVE), NO_ZONE),
        (lambda c: c.local_day(NAIVE), NO_ZONE),
        (lambda c: c.due(at("02/11 08:00"), MINUTE, [(NAIVE, None)]), NO_ZONE),
        (lambda c: c.due(at("02/11 08:00"), MINUTE, [(LATER, NAIVE)]), NO_ZONE),
        (
            lambda c: c.elapsed(at("02/11 08:01"), at("02/11 08:00")),
            "akhir 2026-11-02T08:00:00+07:00 lebih awal daripada awal 2026-11-02T08:01:00+07:00; *",
        ),
        (
            lambda c: c.due(at("01/11 08:00"), DAY, spans(("02/11 08:01", "02/11 08:00"))),
            "jeda yang mulai 2026-11-02T08:01:00+07:00 berakhir sebelum mulai",
        ),
        (lambda c: c.due(at("02/11 08:00"), Duration(-1, Unit.DAYS)), "lama -1 hari tidak *"),
        (lambda c: c.add_working_days(date(2026, 11, 2), -1), "jumlah hari kerja -1 tidak *"),
        (
            lambda c: c.working_days_between(date(2026, 11, 2), date(2026, 11, 1)),
            "akhir 2026-11-01 lebih awal daripada awal 2026-11-02",
        ),
    ],
    ids=itertools.count(),
)
def test_what_makes_no_sense_is_refused_with_the_reason(ask, reason):
    with pytest.raises(InvalidInput) as refused:
        ask(CALENDAR)
    assert not isinstance(refused.value, BeyondCalendar)
    message = str(refused.value)
    assert message == reason or (reason.endswith("*") and message.startswith(reason[:-1]))


@pytest.mark.parametrize(
    "ask",
    [
        lambda c: c.due(LATER, MINUTE),
        lambda c: c.due(at("31/12 16:00"), MINUTE),
        lambda c: c.due(at("31/12 08:00"), DAY),
        lambda c: c.due(at("01/01 00:00") - timedelta(seconds=1), MINUTE),
        lambda c: c.due(at("02/11 08:00"), Duration(10**18, Unit.HOURS)),
        lambda c: c.due(at("02/11 08:00"), Duration(10**18, Unit.DAYS)),
        lambda c: c.due(at("02/11 08:00"), DAY, [(at("02/11 08:00"), LATER)]),
        lambda c: c.due(at("02/11 08:00"), MINUTE, [(at("02/11 08:00"), LATER)]),
        lambda c: c.elapsed(at("01/01 00:00") - timedelta(seconds=1), at("02/11 08:00")),
        lambda c: c.elapsed(at("02/11 08:00"), LATER + timedelta(seconds=1)),
        lambda c: c.next_opening(at("31/12 16:00")),
        lambda c: c.is_open(LATER),
        lambda c: c.local_day(LATER),
        lambda c: c.is_working_day(date(2027, 1, 1)),
        lambda c: c.blocks(date(2025, 12, 31)),
        lambda c: c.end_of_day(date(2027, 1, 1)),
        lambda c: c.add_working_days(date(2026, 12, 31), 1),
        lambda c: c.working_days_between(date(2026, 12, 31), date(2027, 1, 1)),
    ],
    ids=itertools.count(),
)
def test_what_lies_beyond_the_years_is_refused_with_the_years(ask):
    with pytest.raises(BeyondCalendar, match=YEARS):
        ask(CALENDAR)


def test_the_whole_stretch_of_the_calendar_can_be_counted():
    begin = at("01/01 00:00")
    days = sum(CALENDAR.is_working_day(begin.date() + timedelta(n)) for n in range(365))
    assert CALENDAR.elapsed(begin, LATER) == days * 450


@pytest.mark.parametrize(
    ("text", "amount", "unit"),
    [
        ("30 menit", 30, Unit.MINUTES),
        ("2 Jam", 2, Unit.HOURS),
        (" 5  HARI\n", 5, Unit.DAYS),
        ("007 hari", 7, Unit.DAYS),
    ],
)
def test_a_duration_is_read_in_any_case_and_keeps_its_letters(text, amount, unit):
    duration = parse_duration(text)
    assert duration == Duration(amount, unit)
    assert str(duration) == text.strip()


@pytest.mark.parametrize(
    "text",
    ["", "2", "hari", "2,5 jam", "2.5 jam", "-1 hari", "0 menit", "dua hari", "2 minggu",
     "1 jam 30 menit", "1-2 hari", "٣ hari", "9999999999 hari", "2hari", "2\x00 hari"],
)  # fmt: skip
def test_other_durations_are_refused(text):
    with pytest.raises(
        InvalidInput, match="bukan lama waktu; tulis satu bilangan bulat"
    ) as refused:
        parse_duration(text)
    assert str(refused.value).isprintable()


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-27T15:40+07:00", datetime(2026, 11, 27, 8, 40, tzinfo=UTC)),
        ("2026-11-27T08:40Z", datetime(2026, 11, 27, 8, 40, tzinfo=UTC)),
        ("2026-11-27 15:40:30.25+0700", datetime(2026, 11, 27, 8, 40, 30, 250000, tzinfo=UTC)),
    ],
)
def test_a_moment_is_read_with_its_offset(text, moment):
    assert parse_moment(text) == moment


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2026-11-02T08:00", NO_ZONE),
        ("2026-11-02", "2026-11-02T00:00:00 tanpa zona waktu"),
        ("", '"" bukan waktu ISO 8601'),
        ("kemarin", '"kemarin" bukan waktu ISO 8601; tulis misalnya 2026-11-27T15:40+07:00'),
        ("2026-02-30T08:00+07:00", '"2026-02-30T08:00+07:00" bukan waktu ISO 8601'),
        ("2026-11-02T25:00+07:00", '"2026-11-02T25:00+07:00" bukan waktu ISO 8601'),
    ],
)
def test_other_moments_are_refused(text, reason):
    with pytest.raises(InvalidInput) as refused:
        parse_moment(text)
    assert str(refused.value).startswith(reason)
