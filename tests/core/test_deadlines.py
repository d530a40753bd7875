"""The clocks of a case: step, promise, law; how a limit stands."""

import itertools
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sigap import reference, sops
from sigap.core.deadline_table import LegalRule, LegalUnit, Verified, read_rules, rules_on
from sigap.core.deadlines import (
    LegalClock,
    LimitStanding,
    Standing,
    StepClock,
    alarm_at,
    legal_clock,
    nearest,
    promise,
    standing,
    step_clock,
)
from sigap.core.durations import parse_duration
from sigap.core.errors import InvalidInput
from sigap.core.sop.definition import Duration, Unit
from sigap.core.sop.parse import parse
from sigap.core.worktime import BeyondCalendar, parse_calendar

CALENDAR = parse_calendar(
    sops.text("calendar.toml"), national=lambda *_: {}, first_year=2026, last_year=2027
)
NOTHING = Duration(0, Unit.MINUTES)
TWO_HOURS = parse_duration("2 jam")


def at(text):
    """Return the moment "DD/MM HH:MM" or "DD/MM HH:MM:SS" of 2026 in Jakarta."""
    pattern = "%d/%m/%Y %H:%M:%S" if text.count(":") == 2 else "%d/%m/%Y %H:%M"
    naive = datetime.strptime(text.replace(" ", "/2026 "), pattern)  # noqa: DTZ007
    return naive.replace(tzinfo=ZoneInfo("Asia/Jakarta"))


def spans(*pairs):
    return [(at(begins), at(ends) if ends else None) for begins, ends in pairs]


@pytest.mark.parametrize(
    ("started", "limit", "time", "pauses", "clock"),
    [
        # Monday 2 November, opened at 08.00.
        (None, "2 jam", "30 menit", [], ("02/11 10:00", "02/11 10:30")),
        (None, "2 jam", "2 hari", [], ("02/11 10:00", "04/11 16:00")),
        ("02/11 08:05", "2 jam", "30 menit", [], ("02/11 10:00", "02/11 08:35")),
        ("03/11 09:00", "2 jam", "30 menit", [], ("02/11 10:00", "03/11 09:30")),  # late
        (None, "", "30 menit", [], ("02/11 08:00", "02/11 08:30")),
        (
            None,
            "2 jam",
            "30 menit",
            [("02/11 09:00", "03/11 09:00")],
            ("03/11 10:00", "03/11 10:30"),
        ),
        (None, "2 jam", "30 menit", [("02/11 09:00", None)], (None, None)),
        (None, "", "30 menit", [("02/11 08:10", None)], (None, None)),
        # Begun before the pause: the waiting limit stays what it was.
        (
            "02/11 08:30",
            "2 jam",
            "1 jam",
            [("02/11 09:00", "02/11 09:30")],
            ("02/11 10:00", "02/11 10:00"),
        ),
        ("02/11 08:30", "2 jam", "1 jam", [("02/11 09:00", None)], ("02/11 10:00", None)),
        # Over before the pause: still due when it was.
        (
            "02/11 08:30",
            "2 jam",
            "30 menit",
            [("02/11 09:30", None)],
            ("02/11 10:00", "02/11 09:00"),
        ),
    ],
    ids=itertools.count(),
)
def test_waiting_and_working_are_two_limits(started, limit, time, pauses, clock):
    found = step_clock(
        CALENDAR,
        opened_at=at("02/11 08:00"),
        started_at=at(started) if started else None,
        waiting_limit=parse_duration(limit) if limit else NOTHING,
        sop_time=parse_duration(time),
        pauses=spans(*pauses),
    )
    assert found == StepClock(*(at(moment) if moment else None for moment in clock))


def shipped_chain(limit, signature=None):
    chain = []
    for name, text in sops.shipped().items():
        sop, _ = parse(text, name=name)
        for step in sop.steps:
            chain.append((limit, step.time))
            if signature and (name, step.no) == ("penyampaian-jawaban", 4):
                chain.append((NOTHING, signature))
    return chain


def test_the_promise_is_about_twelve_working_days_and_thirteen_with_the_signature():
    received = at("02/11 08:00")
    end = promise(CALENDAR, received, shipped_chain(TWO_HOURS))
    signed = promise(CALENDAR, received, shipped_chain(TWO_HOURS, parse_duration("1 hari")))
    assert (end, signed) == (at("18/11 07:45"), at("19/11 13:45"))
    days = [CALENDAR.working_days_between(received.date(), m.date()) for m in (end, signed)]
    assert days == [12, 13]


def test_the_promise_adds_up_waiting_and_working_time():
    # Without days: 500 minutes of work and 15 limits of two hours, through the office hours.
    chain = [
        (limit, time) for limit, time in shipped_chain(TWO_HOURS) if time.unit is not Unit.DAYS
    ]
    received = at("02/11 08:00")
    end = promise(CALENDAR, received, chain)
    assert len(chain) == 15
    assert CALENDAR.elapsed(received, end) == 500 + 15 * 120


def test_a_promise_read_literally_has_no_waiting():
    received = at("02/11 08:00")
    assert promise(CALENDAR, received, [(NOTHING, parse_duration("30 menit"))]) == at("02/11 08:30")
    assert promise(CALENDAR, received, []) == received


def rule(amount, unit, verified=Verified.SEEN):
    return LegalRule("x", "X", amount, unit, "UU", verified, date(2009, 7, 18))


CALENDAR_DAYS, WORKING_DAYS, HOURS = LegalUnit


@pytest.mark.parametrize(
    ("amount", "unit", "start", "pauses", "clock"),
    [
        (14, CALENDAR_DAYS, "02/11 08:00", [], ("16/11 23:59:59", 0)),
        (1, CALENDAR_DAYS, "06/11 23:59", [], ("07/11 23:59:59", 0)),  # a Saturday is a day
        (14, CALENDAR_DAYS, "02/11 08:00", [("05/11 08:00", "08/11 20:00")], ("19/11 23:59:59", 3)),
        (14, CALENDAR_DAYS, "02/11 08:00", [("05/11 08:00", "05/11 20:00")], ("16/11 23:59:59", 0)),
        (14, CALENDAR_DAYS, "02/11 08:00", [("01/11 08:00", "03/11 08:00")], ("17/11 23:59:59", 1)),
        (14, CALENDAR_DAYS, "02/11 08:00", [("17/11 00:00", "20/11 08:00")], ("16/11 23:59:59", 0)),
        (
            14,
            CALENDAR_DAYS,
            "02/11 08:00",
            [("05/11 08:00", "08/11 20:00"), ("07/11 08:00", "09/11 20:00")],
            ("20/11 23:59:59", 4),
        ),
        (
            14,
            CALENDAR_DAYS,
            "02/11 08:00",
            [("05/11 08:00", "08/11 20:00"), ("10/11 08:00", None)],
            (None, 3),
        ),
        (5, WORKING_DAYS, "02/11 08:00", [], ("09/11 16:00", 0)),
        (5, WORKING_DAYS, "02/11 08:00", [("05/11 08:00", "09/11 09:00")], ("11/11 16:00", 2)),
        (
            5,
            WORKING_DAYS,
            "02/11 08:00",
            [("03/11 08:00", "04/11 09:00"), ("05/11 08:00", None)],
            (None, 1),
        ),
        (72, HOURS, "06/11 15:00", [], ("09/11 15:00", 0)),
        (72, HOURS, "06/11 15:00", [("07/11 00:00", "07/11 02:30")], ("09/11 17:30", 3)),
        (72, HOURS, "06/11 15:00", [("07/11 00:00", None)], (None, 0)),
        (72, HOURS, "06/11 15:00", [("09/11 15:00", None)], ("09/11 15:00", 0)),
    ],
    ids=itertools.count(),
)
def test_clocks_of_the_law(amount, unit, start, pauses, clock):
    due, paused = clock
    limit = rule(amount, unit)
    found = legal_clock(limit, CALENDAR, at(start), spans(*pauses))
    assert found == LegalClock(limit, at(start), due and at(due), paused)


def test_hours_of_the_law_are_hours_of_the_clock_where_clocks_change():
    berlin = parse_calendar(
        'time_zone = "Europe/Berlin"\n[hours]\nmon = ["08:00-16:00"]',
        national=lambda *_: {},
        first_year=2026,
        last_year=2026,
    )
    start = datetime(2026, 3, 28, 12, tzinfo=ZoneInfo("Europe/Berlin"))
    clock = legal_clock(rule(24, HOURS), berlin, start)
    assert clock.due_at.isoformat() == "2026-03-29T13:00:00+02:00"


@settings(max_examples=300)
@given(
    st.sampled_from(list(LegalUnit)),
    st.integers(1, 40),
    st.datetimes(datetime(2026, 1, 1), datetime(2026, 10, 1)),  # noqa: DTZ001
    st.lists(st.tuples(st.integers(0, 90 * 24), st.integers(0, 200)), max_size=4),
)
def test_a_pause_never_brings_a_clock_of_the_law_forward(unit, amount, naive, hours):
    start = naive.replace(tzinfo=ZoneInfo("Asia/Jakarta"))
    pauses = [
        (start + timedelta(hours=begins), start + timedelta(hours=begins + length))
        for begins, length in hours
    ]
    plain = legal_clock(rule(amount, unit), CALENDAR, start)
    paused = legal_clock(rule(amount, unit), CALENDAR, start, pauses)
    assert paused.due_at >= plain.due_at
    assert (paused.paused == 0) == (paused.due_at == plain.due_at)
    assert not any(begins < paused.due_at < ends for begins, ends in pauses)


def test_the_nearest_clock_leads():
    assert nearest([at("03/11 08:00"), None, at("02/11 08:00")]) == at("02/11 08:00")
    assert nearest([None, None]) is None
    assert nearest([]) is None


@pytest.mark.parametrize(
    ("due", "now", "soon", "expected", "minutes"),
    [
        ("04/11 16:00", "02/11 08:00", "2 jam", Standing.AHEAD, 420 + 450 * 2),
        ("02/11 11:00", "02/11 08:59", "2 jam", Standing.AHEAD, 121),
        ("02/11 11:00", "02/11 09:00", "2 jam", Standing.SOON, 120),
        ("02/11 11:00", "02/11 11:00", "2 jam", Standing.SOON, 0),
        ("02/11 11:00", "02/11 11:00:01", "2 jam", Standing.OVERDUE, 1 / 60),
        ("06/11 16:30", "09/11 08:00", "2 jam", Standing.OVERDUE, 30),  # over the week-end
        ("09/11 08:00", "06/11 16:00", "60 menit", Standing.SOON, 60),
        ("09/11 16:00", "06/11 08:00", "1 hari", Standing.SOON, 420 + 450),
        ("09/11 16:00", "05/11 08:00", "1 hari", Standing.AHEAD, 420 + 2 * 450),
    ],
    ids=itertools.count(),
)
def test_how_a_limit_stands_is_told_in_office_time(due, now, soon, expected, minutes):
    found = standing(CALENDAR, at(due), at(now), soon=parse_duration(soon))
    assert found == LimitStanding(expected, minutes)


def test_a_stopped_clock_is_neither_soon_nor_overdue():
    found = standing(CALENDAR, None, at("02/11 08:00"), soon=TWO_HOURS)
    assert found == LimitStanding(Standing.STOPPED, 0)


@pytest.mark.parametrize(
    ("time", "threshold", "alarm"),
    [
        ("10 menit", "225 menit", "03/11 11:15"),
        ("60 menit", "225 menit", "03/11 11:15"),
        ("1 jam", "225 menit", "03/11 11:15"),
        ("61 menit", "225 menit", "02/11 16:00"),
        ("2 jam", "225 menit", "02/11 16:00"),
        ("1 hari", "225 menit", "02/11 16:00"),
        ("10 menit", "", "02/11 16:00"),
    ],
)
def test_short_steps_alarm_nobody_before_the_threshold(time, threshold, alarm):
    found = alarm_at(
        CALENDAR,
        at("02/11 16:00"),
        sop_time=parse_duration(time),
        threshold=parse_duration(threshold) if threshold else NOTHING,
    )
    assert found == at(alarm)


def test_clocks_beyond_the_calendar_are_refused():
    for unit in (CALENDAR_DAYS, WORKING_DAYS):
        with pytest.raises(BeyondCalendar):
            legal_clock(rule(9000, unit), CALENDAR, at("02/11 08:00"))


TABLE = """
[[rules]]
slug = "jawab"
name = "Jawaban"
amount = 4
unit = "hari-kalender"
source = "Perda"
verified = "V"
valid_from = 2020-01-01
valid_until = 2025-10-29

[[rules]]
slug = "jawab"
name = "Jawaban"
amount = 3
unit = "hari-kerja"
source = "Perda baru"
verified = "M"
valid_from = 2025-10-30
"""


def test_the_rule_of_the_day_holds():
    table = read_rules(TABLE)
    assert [r.amount for r in table] == [4, 3]
    held = {
        day: [r.amount for r in rules_on(table, day)]
        for day in (
            date(2019, 12, 31),
            date(2020, 1, 1),
            date(2025, 10, 29),
            date(2025, 10, 30),
            date(2100, 1, 1),
        )
    }
    assert list(held.values()) == [[], [4], [4], [3], [3]]
    assert [r.may_be_printed_as_law for r in table] == [True, False]


@pytest.mark.parametrize(
    ("replaced", "by", "fault"),
    [
        ("amount = 4", "amount = 0", "rules[1]: amount harus bilangan bulat dari 1 sampai 10000"),
        ("amount = 4", "amount = true", "rules[1]: amount harus bilangan bulat dari 1 …"),
        ("amount = 4", 'amount = "4"', "rules[1]: amount harus bilangan bulat dari 1 …"),
        ("amount = 4\n", "", "rules[1]: kunci amount belum ada"),
        ("amount = 4", "amount = 4\nx = 1", "rules[1]: kunci 'x' tidak dikenal"),
        ('"hari-kalender"', '"hari"', "rules[1]: unit harus salah satu dari hari-kalender, …"),
        ('"hari-kalender"', "[]", "rules[1]: unit harus salah satu dari hari-kalender, …"),
        ('verified = "V"', 'verified = "ya"', "rules[1]: verified harus salah satu dari V, M, I"),
        ('slug = "jawab"', 'slug = ""', "rules[1]: slug harus teks satu baris yang tidak kosong"),
        ('"Perda"', '"a\\nb"', "rules[1]: source harus teks satu baris yang tidak kosong"),
        ("2020-01-01", '"2020-01-01"', "rules[1]: valid_from dan valid_until harus tanggal …"),
        ("2020-01-01", "2020-01-01T08:00:00", "rules[1]: valid_from dan valid_until harus …"),
        ("2020-01-01", "2026-01-01", "rules[1]: valid_until sebelum valid_from; tukar keduanya"),
        (
            "2025-10-29",
            "2025-10-30",
            "rules: jawab berlaku ganda mulai 2025-10-30; isi valid_until pada yang …",
        ),
        ("[[rules]]\nslug", "[[rules]\nslug", "baris 2, kolom 8: bukan TOML yang sah; periksa …"),
        ("[[rules]]\nslug", "y = 1\n[[rules]]\nslug", "'y': kunci tidak dikenal; yang ada: rules"),
        (TABLE, "", "rules: tidak ada satu pun batas waktu; tulis [[rules]]"),
        (TABLE, "rules = [1]", "rules[1]: harus berupa tabel"),
        (TABLE, "rules = " + "[" * 9999, "berkas: bukan TOML yang sah; …"),
    ],
    ids=itertools.count(),
)
def test_each_fault_of_the_table_is_told_with_place_and_mend(replaced, by, fault):
    assert replaced in TABLE
    with pytest.raises(InvalidInput) as refused:
        read_rules(TABLE.replace(replaced, by, 1))
    (found,) = str(refused.value).splitlines()
    if fault.endswith("…"):
        found = found[: len(fault) - 1] + "…"
    assert found == fault


@settings(max_examples=300)
@given(st.data())
def test_a_damaged_table_is_refused_in_words_or_read(data):
    text = TABLE
    for _ in range(data.draw(st.integers(1, 3))):
        cut = data.draw(st.integers(0, len(text)))
        put = data.draw(st.text(max_size=6) | st.sampled_from(['"', "[", "]", "=", "\n", "9"]))
        text = text[:cut] + put + text[cut + data.draw(st.integers(0, 12)) :]
    try:
        told = [rule.slug for rule in read_rules(text)]
    except InvalidInput as refused:
        told = str(refused).splitlines()
    assert told
    assert all(line.isprintable() for line in told)


def test_the_shipped_table_says_what_the_rules_of_the_field_say():
    table = read_rules(reference.text("deadlines.toml"))
    assert {r.slug: (r.amount, str(r.unit), str(r.verified)) for r in table} == {
        "kelengkapan-diberitahukan": (14, "hari-kalender", "M"),
        "pelapor-melengkapi": (30, "hari-kalender", "M"),
        "keputusan": (60, "hari-kalender", "M"),
        "keputusan-disampaikan": (14, "hari-kalender", "M"),
        "mengadu-setelah-layanan": (30, "hari-kalender", "V"),
        "lapor-verifikasi": (3, "hari-kerja", "V"),
        "lapor-tindak-lanjut": (5, "hari-kerja", "V"),
        "lapor-tutup": (10, "hari-kerja", "V"),
        "permintaan-informasi": (5, "hari-kerja", "V"),
        "tidak-berkadar-pengawasan": (14, "hari-kerja", "V"),
        "berkadar-pengawasan": (60, "hari-kerja", "V"),
        "jawaban-pertama-bekasi": (4, "hari-kalender", "V"),
        "pdp-akses": (72, "jam-kalender", "V"),
        "pdp-kegagalan": (72, "jam-kalender", "V"),
    }
    assert len({r.slug for r in table}) == len(table)
