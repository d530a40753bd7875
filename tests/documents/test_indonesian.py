"""Dates, number words, amounts and lists, read back by a reader written apart from them."""

from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sigap.documents import indonesian as ind

LARGEST = 10**15 - 1
DIGITS = {
    "nol": 0,
    "satu": 1,
    "dua": 2,
    "tiga": 3,
    "empat": 4,
    "lima": 5,
    "enam": 6,
    "tujuh": 7,
    "delapan": 8,
    "sembilan": 9,
    "sepuluh": 10,
    "sebelas": 11,
}
SCALES = {"ribu": 10**3, "juta": 10**6, "miliar": 10**9, "triliun": 10**12}


def read_back(words):
    """Return the number that Indonesian number words say, going through them once."""
    total = group = digit = 0
    for word in words.replace("seribu", "satu ribu").replace("seratus", "satu ratus").split():
        if word in DIGITS:
            digit = DIGITS[word]
        elif word == "belas":
            digit += 10
        elif word == "puluh":
            group, digit = group + digit * 10, 0
        elif word == "ratus":
            group, digit = group + digit * 100, 0
        else:
            total, group, digit = total + (group + digit) * SCALES[word], 0, 0
    return total + group + digit


@given(st.integers(0, LARGEST) | st.integers(0, 10_000))
@example(LARGEST)
def test_number_words_say_the_number(number):
    assert read_back(ind.terbilang(number)) == number


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "nol"),
        (1, "satu"),
        (10, "sepuluh"),
        (11, "sebelas"),
        (12, "dua belas"),
        (20, "dua puluh"),
        (100, "seratus"),
        (111, "seratus sebelas"),
        (1_000, "seribu"),
        (1_100, "seribu seratus"),
        (2_026, "dua ribu dua puluh enam"),
        (11_000, "sebelas ribu"),
        (101_000, "seratus satu ribu"),
        (1_000_000, "satu juta"),
        (14_250_000, "empat belas juta dua ratus lima puluh ribu"),
        (1_000_000_000_000, "satu triliun"),
    ],
)
def test_number_words(number, words):
    assert ind.terbilang(number) == words


@given(st.integers(0, LARGEST))
def test_no_single_thousand_or_hundred_stays_unmelted(number):
    words = ind.terbilang(number).split()
    assert "satu ratus" not in ind.terbilang(number)
    assert "satu puluh" not in ind.terbilang(number)
    assert "satu belas" not in ind.terbilang(number)
    # `seribu` is one thousand alone; two hundred one thousand is `dua ratus satu ribu`.
    assert words[:2] != ["satu", "ribu"]


@pytest.mark.parametrize("number", [-1, LARGEST + 1])
def test_numbers_out_of_reach_are_refused(number):
    with pytest.raises(ValueError, match="angka di luar"):
        ind.terbilang(number)


@given(st.dates())
def test_dates_can_be_read_back(day):
    name, rest = ind.day_and_date(day).split(", ")
    number, month, year = rest.split()
    assert date(int(year), ind.MONTHS.index(month) + 1, int(number)) == day
    assert ind.DAYS.index(name) == day.weekday()
    assert ind.long_date(day) == rest
    assert ind.month_and_year(day) == f"{month} {year}"
    words = ind.date_in_words(day)
    assert words.startswith(f"hari {name} tanggal ")
    assert read_back(words.split(" tanggal ")[1].split(" bulan ")[0]) == day.day
    assert read_back(words.split(" tahun ")[1]) == day.year


def test_dates_and_times_as_papers_write_them():
    day = date(2026, 11, 24)
    assert ind.day_and_date(day) == "Selasa, 24 November 2026"
    assert ind.short_date(day) == "24-11-2026"
    assert ind.ROMAN_MONTHS[day.month - 1] == "XI"
    assert ind.date_in_words(day) == (
        "hari Selasa tanggal dua puluh empat bulan November tahun dua ribu dua puluh enam"
    )
    assert ind.clock(time(9, 5, 59)) == "09.05"


@pytest.mark.parametrize(
    ("zone", "name"),
    [
        ("Asia/Jakarta", "WIB"),
        ("Asia/Makassar", "WITA"),
        ("Asia/Jayapura", "WIT"),
        ("Asia/Dubai", "UTC+04.00"),
    ],
)
def test_zones_have_their_names(zone, name):
    at = datetime(2026, 11, 24, 14, 30, tzinfo=timezone(timedelta(hours=4)))
    assert ind.clock_with_zone(at, zone) == f"14.30 {name}"


def test_zones_west_of_greenwich_and_between_hours():
    at = datetime(2026, 11, 24, 14, 30, tzinfo=timezone(-timedelta(hours=3, minutes=30)))
    assert ind.zone_name(at, "America/St_Johns") == "UTC-03.30"
    assert ind.zone_name(at.astimezone(UTC), "UTC") == "UTC+00.00"


def test_amounts():
    assert ind.rupiah(14_250_000) == "Rp14.250.000,00"
    assert ind.rupiah(-1_500) == "-Rp1.500,00"
    assert ind.rupiah_in_words(1_500) == "seribu lima ratus rupiah"
    assert ind.counted(3, "berkas") == "3 (tiga) berkas"


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        ([], ""),
        (["a"], "a"),
        (["a", "b"], "a dan b"),
        (["a", "b", "c"], "a, b, dan c"),
    ],
)
def test_lists_are_joined(parts, text):
    assert ind.joined(parts) == text


@pytest.mark.parametrize(
    ("minutes", "text"),
    [
        (0, "0 menit kerja"),
        (45, "45 menit kerja"),
        (60, "1 jam kerja"),
        (80, "1 jam 20 menit kerja"),
        (75_000, "1.250 jam kerja"),
    ],
)
def test_office_time_in_words(minutes, text):
    assert ind.office_minutes(minutes) == text


def test_negative_office_time_is_refused():
    with pytest.raises(ValueError, match="must be 0 or more"):
        ind.office_minutes(-1)


def test_office_days():
    assert ind.office_days(2) == "2 hari kerja"
