"""The summary: five figures by month, permit type and channel; nothing small for the public."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigap.cases.models import Case
from sigap.desk.words import CHANNELS, STATUS
from sigap.reports import REPORTS, registers, summary
from sigap.reports.audience import PUBLIC, Audience, audience_of
from sigap.reports.headline import Five, headline
from sigap.reports.period import Period
from sigap.reports.writers.data import as_data
from tests.cases.office import JAKARTA
from tests.reports.history import at, ended_case, open_case

AUTUMN = Period(date(2026, 10, 1), date(2026, 11, 30), JAKARTA)
NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30), JAKARTA)
NOW = at("30 09:00")


def tables(audience=Audience(), period=AUTUMN, now=NOW):  # noqa: B008 - nothing changes it
    return as_data(REPORTS["summary"].build(audience, period, now=now))["tables"]


def some(count, received, ended, **more):
    for _ in range(count):
        ended_case(received=received, ended=ended, **more)


def test_five_figures_of_known_cases(office):
    # Received on Friday 30 October, answered on Tuesday: two working days.
    some(2, at("30 10:00", month=10), at("3 10:00"), due_at=at("5 16:00"))
    some(1, at("2 10:00"), at("12 10:00"), due_at=at("9 16:00"))  # late, eight working days
    ended_case(
        received=at("4 10:00"),
        ended=at("5 10:00"),
        answered_at=None,
        status=Case.Status.WITHDRAWN,
        close_reason="dicabut-pelapor",
    )
    open_case(received=at("10 10:00"), due_at=at("20 16:00"))  # late now
    open_case(received=at("11 10:00"), due_at=at("20 16:00"), status=Case.Status.HELD)
    open_case(received=at("27 10:00"), due_at=at("10 16:00", month=12))

    found = tables()

    assert found["summary"] == {
        "period": "1 Oktober 2026 – 30 November 2026",
        "received": 7,
        "answered": 3,
        "ended": 4,
        "kept": 0.75,
        "days_median": 2,
        "open_late": 1,
    }
    assert found["months"] == [
        {
            "month": "2026-10",
            "received": 2,
            "answered": 0,
            "ended": 0,
            "kept": None,
            "days_median": None,
            "open_late": 0,
        },
        {
            "month": "2026-11",
            "received": 5,
            "answered": 3,
            "ended": 4,
            "kept": 0.75,
            "days_median": 2,
            "open_late": 1,
        },
    ]
    assert [(row["code"], row["name"], row["received"]) for row in found["channels"]] == [
        ("web", "Halaman pengaduan", 7)
    ]


def test_late_at_the_end_of_a_month_is_what_was_late_then(office):
    some(1, at("1 10:00", month=10), at("3 10:00"), due_at=at("20 16:00", month=10))

    found = tables(now=at("30 09:00"))

    assert [row["open_late"] for row in found["months"]] == [1, 0]
    assert found["summary"]["open_late"] == 0


def test_months_to_come_are_not_told(office):
    whole = Period(date(2026, 10, 1), date(2026, 12, 31), JAKARTA)

    assert [row["month"] for row in tables(period=whole)["months"]] == ["2026-10", "2026-11"]


def test_public_sees_no_small_number_and_none_by_subtraction(office):
    some(12, at("2 10:00"), at("3 10:00"))
    some(3, at("2 10:00"), at("3 10:00"), permit_type="slf", channel="letter")
    some(2, at("2 10:00"), at("3 10:00"), permit_type="kkpr", channel="letter")
    some(6, at("2 10:00"), at("3 10:00"), permit_type="reklame", channel="counter")
    some(2, at("2 10:00", month=10), at("5 10:00", month=10))

    found = tables(PUBLIC)

    assert (found["summary"]["received"], found["summary"]["kept"]) == (25, 1.0)
    assert [row["received"] for row in found["months"]] == [0] * 9 + [None, None]
    # 3 + 2 are enough together.
    assert [(row["name"], row["received"]) for row in found["permit_types"]] == [
        ("Persetujuan Bangunan Gedung (PBG)", 14),
        ("Izin penyelenggaraan reklame", 6),
        ("Lain-lain", 5),
    ]
    assert found["permit_types"][-1]["answered"] == 5
    assert [(row["code"], row["received"]) for row in found["channels"]] == [
        ("web", 14),
        ("counter", 6),
        ("letter", 5),
    ]


def test_public_is_not_told_that_few_were_late(office):
    some(18, at("2 10:00"), at("3 10:00"))
    some(2, at("2 10:00"), at("12 10:00"), due_at=at("9 16:00"))

    assert tables(PUBLIC, NOVEMBER)["summary"]["kept"] is None
    assert tables(period=NOVEMBER)["summary"]["kept"] == 0.9


def test_every_number_for_the_public_is_large_or_nothing(office):
    for index, count in enumerate((1, 7, 2, 11, 4, 5)):
        kinds = ("pbg", "slf", "kkpr", "reklame", "pbg", "slf")
        some(count, at(f"{index + 2} 10:00"), at(f"{index + 3} 10:00"), permit_type=kinds[index])
    open_case(received=at("1 10:00"), due_at=at("2 10:00"))

    found = tables(PUBLIC)

    numbers = [
        value
        for rows in found.values()
        for row in (rows if isinstance(rows, list) else [rows])
        for name, value in row.items()
        if name in ("received", "answered", "ended", "open_late", "count") and value is not None
    ]
    assert numbers
    assert all(value == 0 or value >= 5 for value in numbers)


def test_public_asks_by_calendar_years_that_never_overlap(office):
    some(7, at("2 10:00", month=10), at("5 10:00", month=10))
    some(2, at("2 10:00"), at("3 10:00"))
    for days in (
        Period(date(2026, 11, 9), date(2026, 11, 10), JAKARTA),
        Period(date(2026, 1, 1), date(2026, 10, 31), JAKARTA),
        Period(date(2025, 12, 1), date(2026, 11, 30), JAKARTA),
    ):
        made = REPORTS["summary"].build(PUBLIC, days, now=NOW)

        # Of two periods that overlap, the difference would tell of the two in November.
        assert (made.period.first, made.period.last) == (date(2026, 1, 1), date(2026, 12, 31))
        assert as_data(made)["tables"]["summary"]["received"] == 9


def test_what_is_put_together_tells_nothing_by_subtraction(office):
    some(20, at("2 10:00"), at("3 10:00"))
    some(3, at("2 10:00"), None, permit_type="slf", status="open", due_at=at("2 16:00", month=12))
    some(2, at("2 10:00"), at("3 10:00"), permit_type="kkpr")

    found = tables(PUBLIC, NOVEMBER)

    # 22 were answered, 20 of them about the first: the two others would follow.
    assert found["summary"]["answered"] == 22
    assert [(row["name"], row["received"], row["answered"]) for row in found["permit_types"]] == [
        ("Persetujuan Bangunan Gedung (PBG)", 20, None),
        ("Lain-lain", 5, None),
    ]


def test_what_has_no_conclusion_counts_among_those_that_have_one(office):
    some(10, at("2 10:00"), at("3 10:00"), conclusion="terbukti", rating="puas")
    some(6, at("2 10:00"), at("3 10:00"), conclusion="sebagian")
    some(2, at("2 10:00"), at("3 10:00"))

    found = tables(PUBLIC, NOVEMBER)

    # 18 ended: without "Lain-lain" two would follow.
    assert [(row["name"], row["count"]) for row in found["conclusions"]] == [
        ("Terbukti", 10),
        ("Lain-lain", 8),
    ]
    assert [(row["name"], row["count"]) for row in found["ratings"]] == [
        ("Puas", 10),
        ("Belum dinilai", 8),
    ]


@given(
    st.lists(
        st.tuples(st.integers(0, 12), st.integers(0, 12), st.integers(0, 12), st.integers(0, 12)),
        max_size=8,
    )
)
def test_no_small_number_follows_from_any_column_and_its_sum(rows):
    fives = [
        (f"kind-{index}", "", Five(received, answered, ended, min(kept, ended), None, kept))
        for index, (received, answered, ended, kept) in enumerate(rows)
    ]
    whole = summary._together([five for _, _, five in fives])

    told = summary._Public().values(whole)
    found = summary._Public().kinds(fives)

    for column, name in ((0, "received"), (1, "answered"), (2, "ended"), (5, "open_late")):
        shown = [row[2 + column] for row in found]
        assert all(number is None or number == 0 or number >= 5 for number in shown)
        rest = getattr(whole, name) - sum(number or 0 for number in shown)
        if told[column] is not None and None in shown:
            assert rest == 0 or rest >= 5 or shown.count(None) > 1, name


def test_only_visible_cases_are_counted_for_an_officer(office):
    some(1, at("2 10:00"), at("3 10:00"), confidential=True)

    assert tables(audience_of(office.holder("petugas-loket")))["summary"]["received"] == 0
    assert tables()["summary"]["received"] == 1


@pytest.mark.parametrize("size", [3, 300])
def test_headline_asks_once_for_cases_however_many(office, django_assert_num_queries, size):
    some(size, at("2 10:00"), at("3 10:00"))
    headline(None, AUTUMN, now=NOW)

    with django_assert_num_queries(2):
        found = headline(None, AUTUMN, now=NOW)

    assert found.whole.received == size


def test_reports_call_things_as_the_screens_do():
    assert summary.CHANNELS == CHANNELS
    assert registers.STATUS == STATUS


def test_period_says_its_months():
    period = Period(date(2025, 12, 15), date(2026, 2, 1), JAKARTA)

    assert period.months == [date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1)]
    assert period.span.ends - period.span.begins == timedelta(days=49)
    assert period.whole_months() == Period(date(2025, 12, 1), date(2026, 2, 28), JAKARTA)
