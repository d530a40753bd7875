"""Who will wait longer hears it before and at the delay, with a new date and the reason."""

from datetime import timedelta

import pytest

from sigap.cases.identity import case_key
from sigap.cases.models import Agency, Notice, PromiseCheck
from sigap.cases.operations.delays import sweep_promises
from sigap.cases.queries.casefile import load
from sigap.cases.queries.notices import words_of
from sigap.cases.queries.promises import expected_end
from tests.cases.office import file_complaint, play
from tests.cases.traces import last_entry


def told(case):
    rows = Notice.objects.filter(case=case, kind__in=("soon", "late")).order_by("pk")
    return [row.kind for row in rows]


def days(office, count):
    from sigap.cases.queries.sops import calendar_of_version, current_calendar_id

    calendar = calendar_of_version(current_calendar_id())
    day = calendar.add_working_days(calendar.local_day(office.now), count)
    office.now = calendar.closing(day) - timedelta(hours=1)


def words(case, notice, office):
    return words_of(notice, key=case_key(case.pk), on=office.now.date())


def test_who_was_promised_and_is_on_the_way_hears_nothing(office):
    case = file_complaint(office)

    assert sweep_promises(now=office.now) == 0
    assert told(case) == []
    assert not PromiseCheck.objects.exists()


def test_the_expected_end_of_a_fresh_case_is_its_promise(office):
    case = file_complaint(office, by=None)

    file = load(case, now=office.now)

    assert expected_end(file, now=office.now) == case.due_at


def test_before_the_delay_the_new_date_and_the_reason_are_told_once(office):
    case = file_complaint(office)
    play(office, case, until="collect")
    days(office, 11)
    assert office.now < case.due_at

    assert [sweep_promises(now=office.now) for _ in range(3)] == [1, 0, 0]

    notice = Notice.objects.get(case=case, kind="soon")
    said = words(case, notice, office)
    assert "penelaahan bersama pihak yang terkait belum selesai" in said.body
    assert said.body.count(" Desember 2026") == 2
    entry = last_entry(case, "promise.soon")
    assert entry["expected"] > entry["promised"]
    days(office, 1)
    assert sweep_promises(now=office.now) == 0


def test_at_the_delay_a_new_date_is_told_and_again_when_that_has_passed(office):
    case = file_complaint(office)
    play(office, case, until="plan")
    days(office, 15)
    assert office.now > case.due_at

    first = [sweep_promises(now=office.now) for _ in range(2)]
    check = PromiseCheck.objects.get(case=case, verdict="late")
    office.now = check.expected_at - timedelta(minutes=1)
    before = sweep_promises(now=office.now)
    office.now = check.expected_at + timedelta(hours=12)
    after = [sweep_promises(now=office.now) for _ in range(2)]

    assert (first, before, after) == ([1, 0], 0, [1, 0])
    assert told(case) == ["late", "late"]
    case.refresh_from_db()
    assert case.due_at == case.first_due_at  # told anew, not promised anew
    notice = Notice.objects.filter(case=case, kind="late").first()
    said = words(case, notice, office)
    assert said.body.startswith(
        f"Kami terlambat menjawab pengaduan Anda nomor {case.number}, karena"
    )
    assert (notice.state, notice.fate) == ("held", "withheld")  # worth a call


def test_waiting_for_an_agency_is_the_reason_that_is_told(office):
    case = file_complaint(office)
    play(office, case, until="review")
    agency = Agency.objects.get(slug="dinas-cipta-karya")
    type(case).objects.filter(pk=case.pk).update(waits_for=agency)
    days(office, 20)

    sweep_promises(now=office.now)

    notice = Notice.objects.get(case=case, kind="late")
    said = words(case, notice, office)
    assert f"kami masih menunggu keterangan dari {agency.name}" in said.body
    assert agency.name not in said.short


@pytest.mark.parametrize("status", ["held", "waiting-complainant", "closed"])
def test_who_stands_still_or_has_ended_is_not_late(office, status):
    case = file_complaint(office)
    type(case).objects.filter(pk=case.pk).update(status=status)
    days(office, 20)

    assert sweep_promises(now=office.now) == 0


def test_a_case_on_time_is_looked_at_again_half_a_day_later_only(office):
    case = file_complaint(office)
    play(office, case, until="archive")
    type(case).objects.filter(pk=case.pk).update(answered_at=None)
    days(office, 11)

    assert [sweep_promises(now=office.now) for _ in range(3)] == [0, 0, 0]
    assert [check.verdict for check in PromiseCheck.objects.all()] == ["kept"]
    office.now += timedelta(hours=13)
    sweep_promises(now=office.now)
    assert PromiseCheck.objects.count() == 2


def test_an_empty_office_promises_nothing(db):
    from datetime import UTC, datetime

    assert sweep_promises(now=datetime(2026, 11, 24, tzinfo=UTC)) == 0


def test_looking_costs_what_falls_due(office, django_assert_max_num_queries):
    for _ in range(3):
        file_complaint(office)

    with django_assert_max_num_queries(4):
        sweep_promises(now=office.now)
