"""Hints in words: each with its figures, and none without a reason."""

from datetime import date

import pytest

from sigap.core.sop.definition import Duration, Unit
from sigap.reports.grouping import CaseFigures
from sigap.reports.hints import Hint, HintKind, hints, span
from sigap.reports.spread import Spread
from sigap.reports.stepping import Loop, StepFigures, StepKey, StepMonth
from tests.core.sop.shipped import SHIPPED

III, IV, _ = SHIPPED
NEVER = Spread()
HOURS = 3600


def whole(**changes):
    figures = {"waited": 0, "worked": 0, "outside": 0, "paused": 0, **changes}
    return CaseFigures(
        count=20,
        kept=20,
        kept_then=20,
        exits=0,
        repeated=0,
        follow=20,
        fitness=1.0,
        days=Spread(20, 100, 5, 8),
        total=Spread(20, 100, 5, 8),
        **figures,
    )


def step(sop, no, *, waited=(0, 0), worked=(0, 0), over=(0, 0), months=(), before=NEVER, count=20):
    """Return a step: (total, median) of waiting and working, (waited, worked) over the limit."""
    return StepFigures(
        key=StepKey(sop, sop.step(no)),
        limit=Duration(2, Unit.HOURS),
        cases=count,
        attempts=count,
        cancelled=0,
        repeats=0,
        repeat_seconds=0,
        waited=Spread(count, *waited, 9000),
        worked=Spread(count, *worked, 9000),
        before=before,
        waited_over=over[0],
        worked_over=over[1],
        waited_then=0,
        worked_then=0,
        months=tuple(months),
    )


def months(*counts, first=6, p90=2600):
    return [
        StepMonth(date(2026, first + index, 1), count, over, p90)
        for index, (count, over) in enumerate(counts)
    ]


def test_nothing_happened_nothing_to_say():
    assert hints(whole(), [], [], {}) == []


def test_time_is_told_by_its_greatest_parts_with_median_and_promise():
    steps = [
        step(IV, 1, waited=(10 * HOURS, 1800), worked=(60 * HOURS, 3 * HOURS)),
        step(IV, 6, worked=(25 * HOURS, 80 * HOURS)),
        step(III, 1, worked=(5 * HOURS, 900)),
    ]

    found = hints(whole(waited=10 * HOURS, worked=90 * HOURS), steps, [], {"IV.1": "Kumpulkan"})

    assert found == [
        Hint(
            HintKind.TIME,
            "IV.1",
            "60% waktu kantor dari penerimaan sampai akhir berkas dipakai untuk mengerjakan IV.1 "
            "Kumpulkan (median 3 jam, SOP 2 hari).",
        ),
        Hint(
            HintKind.TIME,
            "IV.6",
            "25% waktu kantor dari penerimaan sampai akhir berkas dipakai untuk mengerjakan IV.6 "
            "(median 10,7 hari kerja, SOP 3 hari).",
        ),
        Hint(
            HintKind.TIME,
            "IV.1",
            "10% waktu kantor dari penerimaan sampai akhir berkas dipakai untuk menunggu "
            "dimulainya IV.1 Kumpulkan (median 30 menit, batas 2 jam).",
        ),
    ]


def test_what_is_waited_for_outside_the_lanes_is_told():
    steps = [step(SHIPPED[2], 5, before=Spread(8, 50 * HOURS, 7 * HOURS, 9 * HOURS))]

    [found] = hints(whole(outside=100 * HOURS), steps, [], {})

    assert found.text == (
        "50% waktu kantor dari penerimaan sampai akhir berkas dipakai untuk menunggu di luar "
        "langkah sebelum V.5, terutama tanda tangan (8 kali, median 7 jam)."
    )


@pytest.mark.parametrize(
    ("row", "is_told"),
    [
        (months((10, 2), (20, 3), (30, 4)), True),
        (months((10, 1), (20, 3), (30, 4)), False),  # a tenth is not more than a tenth
        (months((4, 4), (20, 3), (30, 4)), False),  # too few to say
        (months((20, 3), (30, 4)), False),  # not yet three months
        (months((10, 9), (10, 0), (20, 3), (30, 4)), False),  # not in a row
        (months((10, 0), (10, 2), (20, 3), (30, 4)), True),  # the last three
        ([*months((10, 2), (10, 2)), *months((10, 2), first=9)], False),  # a month between
    ],
)
def test_promise_is_in_vain_when_its_p90_is_above_it_three_months_in_a_row(row, is_told):
    found = hints(whole(), [step(III, 4, over=(0, 9), months=row)], [], {})

    assert [one.kind for one in found] == ([HintKind.PROMISE] if is_told else [])


def test_promise_in_vain_is_told_with_its_months_and_deciles():
    row = [
        StepMonth(date(2026, 8, 1), 10, 2, 31 * 60 - 1),
        StepMonth(date(2026, 9, 1), 10, 2, 45 * 60),
        StepMonth(date(2026, 10, 1), 10, 2, 1801),
    ]

    [found] = hints(whole(), [step(III, 4, over=(0, 6), months=row)], [], {"III.4": "Disposisi"})

    assert found.text == (
        "Waktu SOP III.4 Disposisi (30 menit) tidak tercapai tiga bulan berturut-turut, Agustus "
        "2026 sampai Oktober 2026: sembilan dari sepuluh pengerjaan selesai dalam 31 menit, "
        "45 menit, dan 31 menit. Pada masa ini 30% dari 20 pengerjaan melewatinya."
    )


def test_loop_is_told_with_its_share_and_price():
    key = StepKey(IV, IV.step(3))
    often = Loop(key, "Tidak lengkap", 1, decisions=40, back=10, seconds=20 * HOURS)
    seldom = Loop(key, "Tidak lengkap", 1, decisions=40, back=3, seconds=20 * HOURS)
    few = Loop(key, "Tidak lengkap", 1, decisions=9, back=9, seconds=20 * HOURS)

    found = hints(whole(), [], [seldom, often, few], {})

    assert found == [
        Hint(
            HintKind.LOOP,
            "IV.3",
            "25% dari 40 keputusan pada IV.3 kembali ke langkah 1 (“Tidak lengkap”); "
            "pengulangannya memakai 2,7 hari kerja dalam tunggu dan kerja.",
        )
    ]


def test_waiting_limit_that_every_fifth_misses_is_told():
    found = hints(whole(), [step(III, 2, over=(5, 0)), step(III, 3, over=(4, 0))], [], {})

    assert [(one.kind, one.label) for one in found] == [(HintKind.LIMIT, "III.2")]
    assert "25% dari 20 pengerjaan III.2 dimulai setelah batas tunggu 2 jam lewat" in found[0].text


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 menit"),
        (29, "0 menit"),
        (2520, "42 menit"),
        (7800, "2 jam 10 menit"),
        (3600, "1 jam"),
        (899 * 60, "14 jam 59 menit"),
        (900 * 60, "2 hari kerja"),
        (1575 * 60, "3,5 hari kerja"),
        (45_010 * 60, "100 hari kerja"),
    ],
)
def test_spans_in_words(seconds, words):
    assert span(seconds) == words
