"""The calendar file: what it says, every fault with its place and mend, the frozen form."""

import itertools
import json
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sigap.core.calendar_file import CalendarFaults, freeze, read_office_hours, thaw
from sigap.core.calendar_version import Block, Holiday, HolidayKind
from sigap.core.errors import InvalidInput
from sigap.core.worktime import WorkCalendar, parse_calendar

WHOLE = """
time_zone = "Asia/Jakarta"
[hours]
mon = ["07:30-12:00", "13:00-16:00"]
fri = ["13:00-16:30", "07:30-11:30"]
[holidays]
country = "ID"
closed = [{ date = 2026-08-14, name = "Kegiatan daerah" }]
open = [
  { date = 2026-12-24, hours = ["07:30-12:00"] },
  { date = 2026-08-15, hours = ["08:00-10:00"], name = "Bazar" },
]
[[periods]]
name = "Ramadan 1447 H"
from = 2026-02-19
to = 2026-03-20
mon = ["07:30-12:00", "12:30-14:30"]
fri = []
"""

NATIONAL = {
    date(2026, 12, 24): Holiday("Cuti Bersama Natal", kind=HolidayKind.CUTI_BERSAMA),
    date(2026, 12, 25): Holiday("Natal"),
    date(2026, 5, 4): Holiday("Waisak", estimated=True),
}


def national(country, year):
    assert country == "ID"
    if year > 2100:
        raise InvalidInput(f"hari libur {country} tahun {year} tidak diketahui")
    return {day: holiday for day, holiday in NATIONAL.items() if day.year == year}


def whole():
    return parse_calendar(WHOLE, national=national, first_year=2026, last_year=2026)


@pytest.mark.parametrize(
    ("day", "blocks", "name"),
    [
        (date(2026, 1, 5), ["07:30-12:00", "13:00-16:00"], ""),
        (date(2026, 1, 6), [], ""),
        (date(2026, 1, 9), ["07:30-11:30", "13:00-16:30"], ""),
        (date(2026, 2, 23), ["07:30-12:00", "12:30-14:30"], "Ramadan 1447 H"),
        (date(2026, 3, 16), ["07:30-12:00", "12:30-14:30"], "Ramadan 1447 H"),
        (date(2026, 3, 20), [], "Ramadan 1447 H"),
        (date(2026, 3, 23), ["07:30-12:00", "13:00-16:00"], ""),
        (date(2026, 5, 4), [], "Waisak (perkiraan)"),
        (date(2026, 8, 14), [], "Kegiatan daerah"),
        (date(2026, 8, 15), ["08:00-10:00"], "Bazar"),
        (date(2026, 12, 24), ["07:30-12:00"], ""),
        (date(2026, 12, 25), [], "Natal"),
    ],
)
def test_a_day_has_the_blocks_of_its_opening_holiday_closure_period_or_weekday(day, blocks, name):
    version = whole().version
    assert [str(block) for block in version.blocks(day)] == blocks
    assert version.day_name(day) == name


def test_a_day_outside_the_years_is_refused():
    with pytest.raises(InvalidInput, match="hanya memuat tahun 2026 sampai 2026; 2027-01-01"):
        whole().version.blocks(date(2027, 1, 1))


def test_years_with_an_estimated_holiday_are_known_as_such():
    assert whole().version.estimated_years == frozenset({2026})


def test_the_last_block_may_end_at_midnight():
    hours = read_office_hours('time_zone = "UTC"\n[hours]\nsun = ["22:00-24:00"]')
    assert hours.weekly[6] == (Block(1320, 1440),)
    assert str(hours.weekly[6][0]) == "22:00-24:00"


DATE = "tulis tanggal tanpa tanda kutip, misalnya 2026-08-14"
ZONE = 'tulis nama zona IANA, misalnya time_zone = "Asia/Jakarta"'
BLOCK = 'tulis JJ:MM-JJ:MM, misalnya "07:30-12:00"'
SWAP = "tukar kedua jam itu, atau bagi menjadi dua hari jika melewati tengah malam"
LATER = '[[periods]]\nname = "Lain"\nfrom = 2026-03-20\nto = 2026-04-01\n'
OVERLAP = (
    'masa "Ramadan 1447 H" sampai 2026-03-20 dan masa "Lain" mulai 2026-03-20 bertumpang '
    "tindih; ubah tanggalnya sehingga tiap hari hanya masuk satu masa"
)


@pytest.mark.parametrize(
    ("replaced", "by", "fault"),
    [
        ('time_zone = "Asia/Jakarta"', "", f"time_zone: wajib ada dan berupa teks; {ZONE}"),
        (
            "Asia/Jakarta",
            "Asia/Bekasi",
            f'time_zone: "Asia/Bekasi" bukan zona waktu yang dikenal; {ZONE}',
        ),
        (
            "Asia/Jakarta",
            "../etc/passwd",
            f'time_zone: "../etc/passwd" bukan zona waktu yang dikenal; {ZONE}',
        ),
        ("Asia/Jakarta", "Asia", f'time_zone: "Asia" bukan zona waktu yang dikenal; {ZONE}'),
        (
            '"07:30-12:00", "13:00-16:00"',
            '"07:30-13:30", "13:00-16:00"',
            "hours.mon: 07:30-13:30 dan 13:00-16:00 bertumpang tindih; pisahkan atau satukan",
        ),
        (
            "13:00-16:30",
            "16:30-13:00",
            f'hours.fri[1]: "16:30-13:00" tutup sebelum atau pada saat buka; {SWAP}',
        ),
        ("13:00-16:30", "7.30-16.30", f'hours.fri[1]: "7.30-16.30" tidak terbaca; {BLOCK}'),
        (
            "13:00-16:30",
            "13:00-24:30",
            'hours.fri[1]: "13:00-24:30" melewati tengah malam; paling akhir 24:00',
        ),
        (
            '["13:00-16:30", "07:30-11:30"]',
            "7",
            'hours.fri: harus berupa daftar seperti ["07:30-12:00", "13:00-16:00"], bukan 7',
        ),
        (
            "fri = [",
            "frei = [",
            "hours.frei: kunci tidak dikenal; yang ada: fri, mon, sat, sun, thu, tue, wed",
        ),
        (
            '"ID"',
            '"INA"',
            'holidays.country: "INA" bukan kode negara; tulis dua huruf besar, misalnya "ID"',
        ),
        (
            "date = 2026-08-14",
            'date = "2026-08-14"',
            f'holidays.closed[1].date: "2026-08-14" bukan tanggal; {DATE}',
        ),
        (
            "date = 2026-08-14",
            "date = 2026-08-14T10:00:00",
            f"holidays.closed[1].date: 2026-08-14 10:00:00 bukan tanggal; {DATE}",
        ),
        ("{ date = 2026-08-14, ", "{ ", f"holidays.closed[1].date: wajib ada; {DATE}"),
        (
            "date = 2026-08-15",
            "date = 2026-12-24",
            "holidays.open: 2026-12-24 tercantum lebih dari sekali; sisakan satu",
        ),
        (
            'hours = ["07:30-12:00"]',
            "hours = []",
            "holidays.open[1].hours: jam buka wajib diisi; untuk hari tutup pakai holidays.closed",
        ),
        (
            "to = 2026-03-20",
            "to = 2026-02-18",
            "periods[1].to: 2026-02-18 sebelum from 2026-02-19; tukar keduanya",
        ),
        (
            "fri = []\n",
            f"fri = []\n{LATER}",
            f"periods: {OVERLAP}",
        ),
        ("[hours]", "[hours", "baris 3, kolom 7: bukan TOML yang sah (…"),
        ("fri = []", "fri = [", "akhir berkas: bukan TOML yang sah (…"),
        ("[hours]", "x = " + "[" * 5000 + "\n[hours]", "berkas: bilangan atau kurung …"),
        ("[hours]", "x = " + "9" * 5000 + "\n[hours]", "berkas: bilangan atau kurung …"),
        ("[hours]", "hours = 1\n[hours]", "baris 4, kolom 7: bukan TOML yang sah (…"),
        ("mon =", '"mon\\n" =', "hours.mon�: kunci tidak dikenal; yang ada: fri, mon, …"),
        ("Kegiatan daerah", "a\\nb", "holidays.closed[1].name: harus berupa teks satu baris, …"),
    ],
    ids=itertools.count(),
)
def test_a_fault_is_one_line_with_place_and_mend(replaced, by, fault):
    assert replaced in WHOLE
    with pytest.raises(CalendarFaults) as caught:
        read_office_hours(WHOLE.replace(replaced, by, 1))
    (found,) = str(caught.value).splitlines()
    if fault.endswith("…"):
        found = found[: len(fault) - 1] + "…"
    assert found == fault


def test_all_faults_are_told_at_once():
    text = 'time_zone = 7\nzone = "x"\nhours = 1\nperiods = [1]\nholidays = "no"'
    with pytest.raises(CalendarFaults) as caught:
        read_office_hours(text)
    assert [fault.where for fault in caught.value.faults] == [
        "zone",
        "time_zone",
        "hours",
        "holidays",
        "periods[1]",
    ]
    assert str(caught.value).count("\n") == 4


@pytest.mark.parametrize(
    "text",
    [
        'time_zone = "UTC"\n[hours]',
        'time_zone = "UTC"\n[hours]\nmon = []\n[[periods]]\nfrom = 2026-01-01\nto = 2026-01-31',
    ],
)
def test_a_calendar_without_any_hours_is_refused(text):
    with pytest.raises(CalendarFaults, match="hours: tidak ada satu pun jam kerja; isi misalnya"):
        read_office_hours(text)


def test_a_calendar_whose_years_hold_no_working_day_is_refused():
    opening = 'open = [{date = 2020-01-01, hours = ["08:00-09:00"]}]'
    hours = f'time_zone = "UTC"\n[hours]\n[holidays]\n{opening}'
    with pytest.raises(InvalidInput, match="tidak memuat satu pun hari kerja pada tahun 2026"):
        parse_calendar(hours, national=national, first_year=2026, last_year=2027)


@pytest.mark.parametrize("years", [(1899, 1950), (2027, 2026), (2026, 2401), (-5, 3)])
def test_years_out_of_bounds_are_refused(years):
    hours = read_office_hours(WHOLE)
    with pytest.raises(InvalidInput, match="pilih di antara 1900 dan 2400, yang awal dahulu"):
        freeze(hours, national=national, first_year=years[0], last_year=years[1])


def test_years_beyond_the_holiday_data_are_refused():
    with pytest.raises(InvalidInput, match="hari libur ID tahun 2101 tidak diketahui"):
        parse_calendar(WHOLE, national=national, first_year=2099, last_year=2101)


def test_without_a_country_no_holidays_are_asked_for():
    def unasked(country, year):
        raise AssertionError

    text = WHOLE.replace('country = "ID"', "")
    calendar = parse_calendar(text, national=unasked, first_year=2026, last_year=2300)
    assert calendar.version.holidays == ()


def test_a_later_holiday_package_alters_nothing():
    calendar = whole()
    written = json.dumps(calendar.to_mapping())
    again = WorkCalendar.from_mapping(json.loads(written))
    assert again.version == calendar.version
    assert again.digest == calendar.digest
    assert json.dumps(again.to_mapping()) == written


def test_the_digest_tells_one_calendar_from_another():
    other = WHOLE.replace("11:30", "11:31")
    changed = parse_calendar(other, national=national, first_year=2026, last_year=2026)
    longer = parse_calendar(WHOLE, national=national, first_year=2026, last_year=2027)
    fewer = parse_calendar(WHOLE, national=lambda *_: {}, first_year=2026, last_year=2026)
    digests = {c.digest for c in (whole(), changed, longer, fewer)}
    assert len(digests) == 4
    assert {len(digest) for digest in digests} == {64}


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda m: m.update(format=2), "format: harus 1; berkas ini dibuat oleh versi lain"),
        (lambda m: m.update(format=True), "format: harus 1; berkas ini dibuat oleh versi lain"),
        (
            lambda m: m.update(years=[2027, 2026]),
            "years: harus dua tahun antara 1900 dan 2400, urut",
        ),
        (lambda m: m.update(years="2026"), "years: harus dua tahun antara 1900 dan 2400, urut"),
        (
            lambda m: m["holidays"]["closed"][0].update(date="20260814"),
            f'holidays.closed[1].date: "20260814" bukan tanggal; {DATE}',
        ),
        (
            lambda m: m["holidays"]["national"][0].update(kind="x"),
            "holidays.national[1].kind: harus public atau cuti-bersama",
        ),
        (
            lambda m: m["holidays"]["national"][0].update(estimated=1),
            "holidays.national[1].estimated: harus true atau false",
        ),
        (
            lambda m: m["holidays"]["national"].append(m["holidays"]["national"][0]),
            "holidays.national: 2026-05-04 tercantum lebih dari sekali; sisakan satu",
        ),
    ],
    ids=itertools.count(),
)
def test_a_spoilt_frozen_form_is_refused(change, fault):
    mapping = json.loads(json.dumps(whole().to_mapping()))
    change(mapping)
    with pytest.raises(CalendarFaults) as caught:
        thaw(mapping)
    assert [str(fault) for fault in caught.value.faults] == [fault]


def test_a_frozen_form_must_be_a_mapping():
    with pytest.raises(CalendarFaults, match="kalender: harus berupa objek JSON"):
        thaw([1, 2])


def refusal(reader, data):
    """Return the lines in which `data` is refused; none: it was read."""
    try:
        reader(data)
    except CalendarFaults as refused:
        lines = str(refused).encode().decode().splitlines()
        return lines if len(lines) == len(refused.faults) else ["not one line a fault"]
    return []


@settings(max_examples=400)
@given(st.data())
def test_a_damaged_file_is_refused_in_words_or_read(data):
    text = WHOLE
    for _ in range(data.draw(st.integers(1, 3))):
        cut = data.draw(st.integers(0, len(text)))
        length = data.draw(st.integers(0, 12))
        put = data.draw(st.text(max_size=6) | st.sampled_from(['"', "[", "]", "{", "=", "\n", "9"]))
        text = text[:cut] + put + text[cut + length :]
    assert all(": " in line for line in refusal(read_office_hours, text))


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.dates()
    | st.datetimes()
    | st.sampled_from(["07:30-12:00", "ID", "UTC", "2026-01-01", "Asia", "mon"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["mon", "date", "hours", "from", "to", "closed", "open", "name", "a\nb"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)


@settings(max_examples=400)
@given(st.data())
def test_a_frozen_form_with_any_value_anywhere_is_refused_in_words_or_read(data):
    mapping = json.loads(json.dumps(whole().to_mapping()))
    place = mapping
    while True:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        key = data.draw(st.sampled_from(keys))
        inner = place[key]
        if isinstance(inner, (dict, list)) and inner and data.draw(st.booleans()):
            place = inner
            continue
        place[key] = data.draw(values)
        break
    lines = refusal(thaw, mapping)
    assert all(": " in line for line in lines)
    if not lines:
        assert len(thaw(mapping).digest) == 64


def test_a_moment_is_no_day():
    with pytest.raises(TypeError):
        whole().is_working_day(datetime(2026, 1, 5))  # noqa: DTZ001
