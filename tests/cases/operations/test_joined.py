"""Complaints about one matter: joined to a leading case, answered with it, never left behind."""

import pytest

from sigap.cases.models import Case, Document, StepRun
from sigap.cases.operations.citizen import object_to_answer, rate
from sigap.cases.operations.citizen import withdraw as withdraw_by_code
from sigap.cases.queries.tracking import tracked
from sigap.core.masking import Identity
from tests.cases.office import do, file_complaint, open_tasks, papers, play, task_of
from tests.cases.side_exits import (
    case_at,
    code_of,
    deviations,
    kinds_told,
    lapse,
    letter,
    signatures,
    take,
    told,
)
from tests.cases.traces import events, last_entry, ledger_holds, refused

pytestmark = pytest.mark.django_db

ROSA = Identity(name="Rosa Andini", phone="0812-0000-3976", email="rosa@example.id")
TONO = Identity(name="Tono Subagja", address="Jl. Kasuari No. 18, Desa Jayamukti")


def join(office, case, leading, **how):
    return take(office, case, "duplicate", by="petugas-loket", leading=leading.number, **how)


@pytest.fixture
def leading(office):
    return case_at(office, "disposition")


@pytest.fixture
def joined(office, leading):
    """Return Rosa's case, joined to the leading one."""
    case = file_complaint(office, identity=ROSA, text="Punya saya juga belum divalidasi.")
    office.later()
    return join(office, case, leading)


def test_joining_ends_the_case_and_tells_its_complainant(office, leading, joined):
    assert (joined.status, joined.close_reason) == ("merged", "duplikat")
    assert (joined.merged_into, joined.answered_at) == (leading, None)
    assert joined.closed_at == office.now
    assert signatures(joined) == [("surat-pemberitahuan", "kepala-dinas")]
    facts, words = letter(office, joined, "surat-pemberitahuan")
    assert facts["event"] == "duplicate"
    assert "ditangani bersama" in words
    assert leading.number not in words
    assert kinds_told(joined) == ["merged"]
    assert deviations(joined) == ["exit-duplicate"]
    assert last_entry(joined, "case.duplicate")["leading"] == leading.number
    assert last_entry(leading, "case.joined") == {"joined": joined.number}
    assert ledger_holds()


def test_the_tracking_code_shows_how_the_leading_case_goes(office, leading, joined):
    seen = tracked(code_of(joined), now=office.now)
    assert (seen["number"], seen["status"]) == (joined.number, "merged")
    assert "Pengaduan Anda" in seen["progress"]
    assert leading.number not in str(seen)

    play(office, leading, until="review")

    later = tracked(code_of(joined), now=office.now)
    states = [(stage["id"], stage["state"]) for stage in later["stages"]][:2]
    assert states == [("penerimaan-pengaduan", "done"), ("penelaahan-substansi", "now")]


@pytest.mark.parametrize(
    "number", ["PGD-2026-09999", "bukan nomor", "PGD-2026-00002"], ids=["none", "odd", "itself"]
)
def test_there_must_be_another_case_to_join(office, leading, number):
    case = file_complaint(office, identity=ROSA)
    assert case.number == "PGD-2026-00002"
    with refused("unknown-case", field="data.leading"):
        take(office, case, "duplicate", by="petugas-loket", leading=number)


def test_the_number_may_be_typed_carelessly(office, leading):
    case = file_complaint(office, identity=ROSA)
    take(office, case, "duplicate", by="petugas-loket", leading=f" {leading.number.lower()} ")
    assert case.merged_into == leading


def test_a_case_is_not_joined_to_one_that_its_officer_may_not_know_of(office):
    secret = file_complaint(office, confidential=True)
    play(office, secret, until="distribute")
    case = case_at(office, "accept", identity=ROSA)
    with refused("unknown-case"):
        take(office, case, "duplicate", by="analis-pengaduan", leading=secret.number)


def test_what_is_joined_to_a_secret_case_becomes_secret(office):
    secret = case_at(office, "disposition", confidential=True)
    case = file_complaint(office, identity=ROSA)

    take(office, case, "duplicate", by="koordinator", leading=secret.number)

    assert case.confidential is True


def test_two_cases_do_not_lead_each_other(office, leading, joined):
    with refused("unknown-case"):
        take(office, leading, "duplicate", leading=joined.number)


def test_whoever_is_joined_to_a_joined_case_is_joined_to_what_leads_it(office, leading, joined):
    case = file_complaint(office, identity=TONO)

    join(office, case, joined)

    assert case.merged_into == leading
    assert last_entry(case, "case.duplicate")["leading"] == leading.number


def test_a_leading_case_takes_along_what_was_joined_to_it(office, leading, joined):
    first = file_complaint(office, identity=TONO)
    play(office, first, until="distribute")
    office.later()

    take(office, leading, "duplicate", leading=first.number)

    joined.refresh_from_db()
    assert (leading.merged_into, joined.merged_into) == (first, first)
    assert last_entry(joined, "case.leading-changed") == {
        "leading": first.number,
        "status": "merged",
    }
    assert ledger_holds()


def answered(office, leading):
    """Play the leading case until its answer has been sent."""
    body = [
        {"type": "paragraph", "text": "Ibu/Bapak Suherman Wijaya, retribusi sudah divalidasi."},
        {"type": "numbered", "items": [f"Pengaduan {leading.number} terbukti."]},
    ]
    play(office, leading, until="archive", data={"draft": {"letter": {"body": body}}})
    leading.refresh_from_db()
    assert leading.answered_at is not None


def test_the_answer_reaches_everybody_who_was_joined(office, leading, joined):
    other = file_complaint(office, identity=TONO)
    join(office, other, leading)
    for case in (joined, other):
        do(office, task_of(case, "signature"))

    answered(office, leading)

    for case, name in ((joined, "Rosa Andini"), (other, "Tono Subagja")):
        case.refresh_from_db()
        assert (case.status, case.answered_at is not None) == ("merged", True)
        assert signatures(case) == [("surat-pemberitahuan", "kepala-dinas")]
        facts, words = letter(office, case, "surat-pemberitahuan", version=2)
        assert facts["event"] == "answered"
        assert facts["to"]["name"] == name
        assert facts["about"] == f"Jawaban atas Pengaduan Nomor {case.number}"
        for said in (name, "retribusi sudah divalidasi", f"Pengaduan {case.number} terbukti."):
            assert said in words
        for hidden in ("Suherman", "Wijaya", leading.number):
            assert hidden not in words
        assert kinds_told(case) == ["merged", "answered"]
        assert last_entry(case, "case.answered-with-leading") == {
            "leading": leading.number,
            "status": "merged",
        }
        do(office, task_of(case, "signature"))
        assert open_tasks(case) == []
    assert ledger_holds()


def test_a_joined_complainant_rates_and_objects_like_any_other(office, leading, joined):
    with refused("not-answered"):
        rate(code=code_of(joined), rating="puas", now=office.now)
    answered(office, leading)
    drafter = office.users["analis-pengaduan"]

    rate(code=code_of(joined), rating="tidak-puas", now=office.now)
    made = object_to_answer(code=code_of(joined), reason="Belum divalidasi.", now=office.now)

    joined.refresh_from_db()
    assert joined.rating == "tidak-puas"
    assert made.case.objection_to == joined
    barred = set(made.case.exclusions.values_list("sop", "step", "user_id"))
    assert barred == {("penyampaian-jawaban", 2, drafter)}
    seen = tracked(code_of(joined), now=office.now)
    assert "retribusi sudah divalidasi" in seen["answer"]["text"]


def test_settling_and_declining_answer_the_joined_ones_too(office, leading, joined):
    second = file_complaint(office)
    office.later()
    third = file_complaint(office, identity=TONO)
    join(office, third, second)

    take(office, leading, "decline", ground="sudah-dijawab", reason="Surat 12 Mei 2026.")
    take(
        office,
        second,
        "settle",
        by="petugas-loket",
        answer="Pak Suherman, dokumen ada di akun.\n\nSilakan diunduh.",
        accepted=True,
    )

    joined.refresh_from_db()
    third.refresh_from_db()
    assert (joined.answered_at, third.answered_at) == (office.now, office.now)
    _, words = letter(office, joined, "surat-pemberitahuan", version=2)
    assert "tidak kami tindak lanjuti" in words
    assert joined.number in words
    assert "Surat 12 Mei 2026." in words
    assert leading.number not in words
    _, words = letter(office, third, "surat-pemberitahuan", version=2)
    assert "Pak [pelapor], dokumen ada di akun." in words
    assert "Silakan diunduh." in words
    assert last_entry(leading, "case.decline")["joined_answered"] == 1
    assert last_entry(second, "case.settle")["joined_answered"] == 1


def test_forwarding_tells_the_joined_ones_to_whom(office, leading, joined):
    take(office, leading, "forward", agency="bapenda")

    joined.refresh_from_db()
    assert (joined.status, joined.answered_at) == ("merged", None)
    _, words = letter(office, joined, "surat-pemberitahuan", version=2)
    assert "Badan Pendapatan Daerah" in words
    assert joined.number in words
    assert kinds_told(joined) == ["merged", "forwarded"]
    assert last_entry(joined, "case.forwarded-with-leading") == {
        "leading": leading.number,
        "agency": "bapenda",
    }
    assert papers(leading, "surat-pemberitahuan")[0]["to"]["name"] == "Suherman Wijaya"


def test_who_withdraws_withdraws_for_himself_only(office, leading, joined):
    third = file_complaint(office, identity=TONO)
    join(office, third, leading)
    office.later()

    withdraw_by_code(code=code_of(leading), reason="Sudah selesai.", now=office.now)

    for case in (leading, joined, third):
        case.refresh_from_db()
    assert leading.status == "withdrawn"
    assert (joined.status, joined.close_reason, joined.closed_at) == ("open", "", None)
    assert (joined.merged_into, third.merged_into, third.status) == (None, joined, "merged")
    run = StepRun.objects.get(case=joined, completed_at=None, cancelled_at=None)
    assert (run.sop, run.number, run.attempt) == ("penerimaan-pengaduan", 1, 2)
    assert run.opened_at == office.now
    assert [task.type for task in open_tasks(joined)] == ["signature", "step"]
    assert deviations(joined) == ["exit-duplicate", "carried-on"]
    assert kinds_told(joined) == ["merged", "resumed"]
    assert last_entry(joined, "case.carried-on") == {"leading": leading.number, "status": "open"}
    assert last_entry(third, "case.leading-changed")["leading"] == joined.number
    assert ledger_holds()
    play(office, joined)
    assert joined.status == "closed"
    third.refresh_from_db()
    assert third.answered_at is not None


def test_a_leading_case_declared_withdrawn_leaves_the_joined_one_open(office, leading, joined):
    lapse(office, leading)
    office.later()

    do(office, task_of(leading, "declare-withdrawn"), outcome="dicabut", note="Tidak ada kabar.")

    joined.refresh_from_db()
    leading.refresh_from_db()
    assert (leading.status, joined.status) == ("withdrawn", "open")


def test_who_has_been_answered_is_not_taken_up_again(office, leading, joined):
    answered(office, leading)

    take(office, leading, "withdraw", how="loket")

    joined.refresh_from_db()
    assert joined.status == "merged"


def test_joining_to_a_case_that_was_answered_answers_at_once(office, leading):
    answered(office, leading)
    case = file_complaint(office, identity=ROSA)
    office.later()

    join(office, case, leading)

    assert case.answered_at == office.now
    assert kinds_told(case) == ["merged", "answered"]
    kinds = [row.kind for row in Document.objects.filter(case=case).order_by("pk")]
    assert kinds == ["tanda-terima", "surat-pemberitahuan", "surat-pemberitahuan"]


@pytest.mark.parametrize("end", ["withdraw", "forward"])
def test_a_case_that_ended_without_an_answer_does_not_lead(office, leading, end):
    data = {"withdraw": {"how": "loket"}, "forward": {"agency": "bapenda"}}[end]
    take(office, leading, end, **data)
    case = file_complaint(office, identity=ROSA)
    with refused("leading-ended", field="data.leading"):
        join(office, case, leading)


def test_a_paused_case_may_be_joined_and_may_lead(office, leading):
    take(office, leading, "hold", until="2026-12-01")
    case = case_at(office, "accept", identity=ROSA)
    take(office, case, "hold", until="2026-12-02")

    take(office, case, "duplicate", leading=leading.number)

    assert (case.status, case.merged_into) == ("merged", leading)
    assert not case.pauses.filter(ended_at=None).exists()
    assert [kind for kind, _ in told(case)] == ["held", "merged"]
    assert Case.objects.get(pk=leading.pk).status == "held"
    assert events(leading)[-1][0] == "case.joined"
