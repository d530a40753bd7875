"""The limits of the law beside the promise: to officers all, to citizens what was seen in print."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from sigap.accounts.models import User
from sigap.cases.models import Case, DeadlineRule
from sigap.cases.operations.citizen import answer_completion
from sigap.cases.queries.casefile import load
from sigap.cases.queries.legal_limits import legal_limits
from tests.cases.office import file_complaint, open_office, play
from tests.cases.side_exits import MISSING, code_of, take

JAKARTA = ZoneInfo("Asia/Jakarta")


@pytest.fixture
def office(db):
    return open_office()


def limits(case, office, first_word_at=None):
    """Return by rule: the day of the limit, and the day on which it was met."""
    file = load(Case.objects.select_related("calendar").get(pk=case.pk), now=office.now)
    found = legal_limits(
        file.case,
        runs=file.runs,
        pauses=file.pauses,
        sops=file.sops,
        first_word_at=first_word_at,
        calendar=file.calendar,
        rules=DeadlineRule.objects.order_by("pk"),
    )
    return {one.rule.slug: one for one in found}


def day(moment):
    return moment.astimezone(JAKARTA).date()


def test_a_fresh_complaint_has_two_clocks_and_a_signed_one_sixty_days(office):
    case = file_complaint(office, by=None, channel="web")
    received = day(case.received_at)

    found = limits(case, office)

    assert {slug: (day(one.due_at) - received).days for slug, one in found.items()} == {
        "jawaban-pertama-bekasi": 4,
        "kelengkapan-diberitahukan": 14,
    }
    assert {one.met_at for one in found.values()} == {None}
    play(office, case, until="distribute")
    case.refresh_from_db()
    later = limits(case, office)
    assert (day(later["keputusan"].due_at) - day(case.accepted_at)).days == 60
    assert later["kelengkapan-diberitahukan"].met_at == case.accepted_at


def test_only_the_complainants_completing_stops_the_clock(office):
    case = file_complaint(office)
    play(office, case, until="disposition")
    before = limits(case, office)["keputusan"].due_at
    take(office, case, "request-completion", by="analis-pengaduan", **MISSING)

    assert limits(case, office)["keputusan"].due_at is None
    office.now += timedelta(days=6)
    answer_completion(code=code_of(case), text="Ini buktinya.", now=office.now)
    assert limits(case, office)["keputusan"].due_at == before + timedelta(days=6)
    assert limits(case, office)["keputusan"].paused == 6
    take(office, case, "hold", until=(office.now + timedelta(days=9)).date().isoformat())
    assert limits(case, office)["keputusan"].due_at == before + timedelta(days=6)


def test_after_approval_the_answer_has_fourteen_days_and_the_answer_meets_all(office):
    case = file_complaint(office)
    play(office, case, until="dispatch")
    told = limits(case, office)["keputusan-disampaikan"]
    assert told.met_at is None
    assert (day(told.due_at) - day(told.started_at)).days == 14

    play(office, case)

    case.refresh_from_db()
    found = limits(case, office)
    assert found["keputusan-disampaikan"].met_at == case.answered_at
    assert found["keputusan"].met_at == case.answered_at
    assert not any(one.is_missed for slug, one in found.items() if slug.startswith("keputusan"))


def test_a_class_and_a_national_channel_have_limits_of_their_own(office):
    case = file_complaint(office, channel="lapor", outside_number="1234")
    Case.objects.filter(pk=case.pk).update(complaint_class="berkadar-pengawasan")
    case.refresh_from_db()

    found = limits(case, office)

    assert {"berkadar-pengawasan", "lapor-verifikasi", "lapor-tindak-lanjut"} <= set(found)
    assert found["berkadar-pengawasan"].rule.amount == 60
    office.now += timedelta(days=30)
    assert found["lapor-verifikasi"].is_over(office.now)


def test_the_citizen_reads_only_limits_whose_text_was_seen(office):
    case = file_complaint(office)
    play(office, case, until="plan")
    page = Client().get(f"/lacak/{code_of(case)}/").text

    assert "Batas waktu menurut peraturan" in page
    assert "Jawaban pertama, Kabupaten Bekasi" in page
    assert '4 hari kalender, <span lang="id">Pj. Sekretaris Daerah' in page
    assert "UU 25/2009" not in page

    DeadlineRule.objects.filter(slug="keputusan").update(verified="V")
    page = Client().get(f"/lacak/{code_of(case)}/").text
    assert '60 hari kalender, <span lang="id">UU 25/2009 Pasal 50' in page


def test_the_officer_reads_all_with_what_nobody_has_checked(office):
    case = file_complaint(office)
    play(office, case, until="plan")
    client = Client()
    client.force_login(User.objects.get(pk=office.users["penata-perizinan"]))

    page = client.get(f"/berkas/{case.number}/").text

    assert "Batas waktu hukum" in page
    assert (
        "60 hari kalender; UU 25/2009 Pasal 50; Perpres 76/2013 (naskahnya belum diperiksa)" in page
    )


def test_without_a_letter_the_answer_is_what_the_office_wrote_last(office):
    case = file_complaint(office)
    take(office, case, "settle", by="petugas-loket", answer="Sudah divalidasi.", accepted=True)

    page = Client().get(f"/lacak/{code_of(case)}/")

    assert page.context["case"]["answer"]["text"] == "Sudah divalidasi."
    assert "Jawaban kami" in page.text


def test_limits_of_last_years_rules_hold_for_last_years_complaints(office):
    case = file_complaint(office)
    Case.objects.filter(pk=case.pk).update(received_at=datetime(2025, 3, 3, 2, tzinfo=UTC))
    case.refresh_from_db()

    assert "jawaban-pertama-bekasi" not in limits(case, office)
