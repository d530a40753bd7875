"""Numbers without gaps: under rollback, at the turn of the year, given by the records unit."""

from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest
from django.db import connection, transaction

from sigap.cases.models import (
    Case,
    Document,
    LetterNumber,
    NumberSequence,
    OfficeProfile,
    RegisterEntry,
)
from sigap.cases.operations.numbers import take as take_number
from sigap.cases.operations.papers import pdf_of, render_document
from sigap.cases.queries.sops import office_profile
from tests.cases.office import (
    JAKARTA,
    do,
    file_complaint,
    open_office,
    papers,
    play,
    schema_of,
    task_of,
)
from tests.cases.side_exits import case_at, letter, signatures, take
from tests.cases.traces import refused

pytestmark = pytest.mark.django_db


class Undone(Exception):
    pass


def test_a_number_rolled_back_is_taken_by_the_next():
    def fails():
        with transaction.atomic():
            assert take_number("surat", 2026) == 2
            raise Undone

    with transaction.atomic():
        assert take_number("surat", 2026) == 1
    with pytest.raises(Undone):
        fails()
    with transaction.atomic():
        assert take_number("surat", 2026) == 2
    assert NumberSequence.objects.get().last == 2


def test_series_and_years_count_apart():
    with transaction.atomic():
        taken = [take_number(*one) for one in (("a", 2026), ("b", 2026), ("a", 2027), ("a", 2026))]
    assert taken == [1, 1, 1, 2]


@pytest.mark.django_db(transaction=True)
def test_many_at_once_get_one_number_each():
    taken, failed = [], []

    def run():
        try:
            for _ in range(5):
                with transaction.atomic():
                    taken.append(take_number("PGD", 2026))
        except Exception as failure:  # noqa: BLE001 - told by the assertion
            failed.append(failure)
        finally:
            connection.close()

    threads = [Thread(target=run) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failed == []
    assert sorted(taken) == list(range(1, 31))


def test_a_refused_act_leaves_no_gap_in_letters_or_cases(office):
    case = case_at(office, "identify")
    with refused("invalid-data"):
        take(office, case, "hold", until="2020-01-01")
    with refused("wrong-role"):
        take(office, case, "decline", by="analis-hukum", ground="bukan-pengaduan")
    take(office, case, "hold", until="2026-12-01")
    take(office, case, "resume")
    with refused("unknown-permit-type"):
        file_complaint(office, permit_type="tidak-ada")
    take(office, case, "decline", ground="bukan-pengaduan")

    assert file_complaint(office).number == "PGD-2026-00002"
    numbers = LetterNumber.objects.order_by("pk").values_list("series", "year", "sequence")
    assert list(numbers) == [("surat", 2026, 1), ("surat", 2026, 2)]
    assert [row.number for row in Document.objects.exclude(number="").order_by("pk")] == [
        "500.16.7.2/1/DPMPTSP/2026",
        "500.16.7.2/2/DPMPTSP/2026",
    ]


def test_a_year_begins_at_the_office_s_midnight(db):
    last = datetime(2026, 12, 31, 16, 59, 59, tzinfo=UTC)  # 23.59.59 in Jakarta
    office = open_office(now=last)
    before = file_complaint(office)
    office.now = last + timedelta(seconds=1)

    after = file_complaint(office)

    assert (before.number, after.number) == ("PGD-2026-00001", "PGD-2027-00001")
    office.now = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    assert file_complaint(office).number == "PGD-2027-00002"


def test_letters_and_books_of_the_new_year_begin_anew(db):
    office = open_office(now=datetime(2026, 12, 30, 9, 0, tzinfo=JAKARTA))
    old = case_at(office, "identify")
    take(office, old, "decline", ground="bukan-pengaduan")
    office.now = datetime(2027, 1, 1, 1, 0, tzinfo=JAKARTA)  # still 2026 in UTC
    new = file_complaint(office)
    take(office, new, "decline", ground="bukan-pengaduan")
    play(office, file_complaint(office), until="distribute")

    numbers = [papers(case, "surat-pemberitahuan")[0]["number"] for case in (old, new)]
    assert numbers == ["500.16.7.2/1/DPMPTSP/2026", "500.16.7.2/1/DPMPTSP/2027"]
    lines = RegisterEntry.objects.filter(register="buku-penerimaan-laporan").order_by("pk")
    assert [(row.year, row.sequence) for row in lines] == [(2026, 1), (2027, 1)]


def change_profile(office, **changes):
    profile = office_profile()
    OfficeProfile.objects.create(
        version=profile.version + 1, data={**profile.data, **changes}, made_at=office.now
    )


def test_a_pattern_of_its_own_gives_a_kind_its_own_series(office):
    patterns = {
        "default": "{nomor}/{unit}/{tahun}",
        "surat-pencabutan": "{nomor}/CABUT/{bulan}/{tahun}",
    }
    change_profile(office, number_patterns=patterns)
    first, second = case_at(office, "identify"), case_at(office, "identify")
    take(office, first, "decline", ground="bukan-pengaduan")

    take(office, second, "withdraw", how="loket")

    assert papers(first, "surat-pemberitahuan")[0]["number"] == "1/DPMPTSP/2026"
    assert papers(second, "surat-pencabutan")[0]["number"] == "1/CABUT/XI/2026"


@pytest.fixture
def by_records_unit(office):
    """Let the records unit give the numbers of replies and notices."""
    change_profile(office, numbered_by_records_unit=["surat-pemberitahuan", "surat-balasan"])
    return office


def test_a_letter_waits_for_the_number_that_its_signature_brings(by_records_unit):
    office = by_records_unit
    case = case_at(office, "identify")

    take(office, case, "decline", ground="bukan-pengaduan")

    waiting = Document.objects.get(case=case, kind="surat-pemberitahuan")
    assert (waiting.state, waiting.number, waiting.file) == ("held", "", "")
    render_document(waiting.pk, now=office.now)
    waiting.refresh_from_db()
    assert waiting.state == "held"
    with refused("not-rendered") as caught:
        pdf_of(waiting)
    assert "menunggu nomor" in caught.value.message
    assert "number" in schema_of(office, case, "signature")["required"]
    with refused("invalid-data"):
        do(office, task_of(case, "signature"), data={"number": ""})

    office.now += timedelta(days=2)
    do(office, task_of(case, "signature"), data={"number": "800.1/77/TU/2026"})

    facts, words = letter(office, case, "surat-pemberitahuan")
    assert (facts["number"], facts["dated_on"]) == ("800.1/77/TU/2026", "2026-11-26")
    assert "800.1/77/TU/2026" in words
    row = Document.objects.get(pk=waiting.pk)
    assert (row.number, row.signed_how) == ("800.1/77/TU/2026", "ink")
    assert not LetterNumber.objects.exists()


def test_the_answer_waits_for_its_number_too_and_opens_the_dispatch(by_records_unit):
    office = by_records_unit
    case = file_complaint(office)
    play(office, case, until="signature")
    assert Document.objects.get(case=case, kind="surat-balasan").state == "held"

    do(office, task_of(case, "signature"), data={"number": "100.3/5/TU/2026"})

    assert task_of(case, "dispatch")
    _, words = letter(office, case, "surat-balasan")
    assert "100.3/5/TU/2026" in words


def test_one_number_is_not_given_twice(by_records_unit):
    office = by_records_unit
    first, second = case_at(office, "identify"), case_at(office, "identify")
    for case in (first, second):
        take(office, case, "decline", ground="bukan-pengaduan")
    do(office, task_of(first, "signature"), data={"number": "800/1/2026"})

    with refused("number-taken", field="data.number"):
        do(office, task_of(second, "signature"), data={"number": "800/1/2026"})

    assert signatures(second) == [("surat-pemberitahuan", "kepala-dinas")]


def test_what_nobody_signs_does_not_wait_for_a_number(office):
    change_profile(office, numbered_by_records_unit=["informasi-pemanggilan"])
    case = file_complaint(office)
    play(office, case, until="dispatch")

    do(office, task_of(case, "dispatch"))

    facts, words = letter(office, case, "informasi-pemanggilan")
    assert facts.get("number", "") == ""
    assert "Nomor" in words
    assert Case.objects.get(pk=case.pk).answered_at is not None
