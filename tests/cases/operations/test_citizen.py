"""What the holder of a tracking code may do, and the review that an objection opens."""

from datetime import timedelta

import pytest

from sigap.accounts.operations import create_user
from sigap.cases.identity import case_key, unseal_json, unseal_text
from sigap.cases.models import Case, Complainant, Deviation, Exclusion, Message, StepRun, Task
from sigap.cases.operations import citizen
from sigap.cases.operations.office import activate_sop
from sigap.cases.queries.sops import calendar_of_version
from sigap.cases.queries.tracking import tracked
from sigap.core.masking import Identity
from sigap.sops import shipped
from tests.cases.office import (
    PERSON,
    do,
    file_complaint,
    open_tasks,
    papers,
    play,
    task_of,
)
from tests.cases.side_exits import (
    case_at,
    code_of,
    deviations,
    kept,
    letter,
    signatures,
    take,
    told,
)
from tests.cases.traces import absent, events, last_entry, ledger_holds, refused

pytestmark = pytest.mark.django_db

ACTS = {
    "add_message": {"text": "Halo"},
    "answer_completion": {"text": "Halo"},
    "rate": {"rating": "puas"},
    "object_to_answer": {"reason": "Tidak sesuai."},
    "withdraw": {"reason": "Sudah selesai."},
}


@pytest.fixture
def case(office):
    return case_at(office, "identify")


@pytest.fixture
def answered(office):
    """Return a case that ran to its end."""
    case = file_complaint(office)
    play(office, case)
    case.refresh_from_db()
    office.later()
    return case


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("code", ["", "salah", "K7QM-4T2X-9HWD-3B6N", "0" * 500, "\0"])
def test_a_wrong_code_is_no_case(office, case, act, code):
    with absent():
        getattr(citizen, act)(code=code, now=office.now, **ACTS[act])


def test_the_code_may_be_typed_carelessly(office, case):
    code = code_of(case).lower().replace("-", " ")
    citizen.add_message(code=f" {code} ", text="Halo", now=office.now)
    assert events(case)[-1] == ("message.received", "complainant")


def test_a_message_is_kept_sealed(office, case):
    message = citizen.add_message(
        code=code_of(case), text="  Saya Suherman, kapan selesai?  ", now=office.now
    )

    row = Message.objects.get(pk=message.pk)
    assert (row.direction, row.kind, row.author, row.state) == (
        "in",
        "message",
        "complainant",
        "done",
    )
    assert b"Suherman" not in bytes(row.body)
    assert unseal_text(case_key(case.pk), row.body) == "Saya Suherman, kapan selesai?"
    assert last_entry(case, "message.received") == {"message": row.pk, "attachments": 0}
    assert ledger_holds()


@pytest.mark.parametrize("text", ["", "   ", "x" * 5001])
@pytest.mark.parametrize("act", ["add_message", "withdraw"])
def test_words_are_neither_missing_nor_endless(office, case, act, text):
    name = next(iter(ACTS[act]))
    with refused("invalid-data", field="text"):
        getattr(citizen, act)(code=code_of(case), now=office.now, **{name: text})


def test_a_word_may_come_after_the_end(office, answered):
    citizen.add_message(code=code_of(answered), text="Terima kasih.", now=office.now)
    assert Case.objects.get(pk=answered.pk).status == "closed"


def test_nothing_is_completed_that_was_not_asked_for(office, case, answered):
    with refused("not-waiting"):
        citizen.answer_completion(code=code_of(case), text="Ini", now=office.now)
    with refused("closed"):
        citizen.answer_completion(code=code_of(answered), text="Ini", now=office.now)


def test_rating_waits_for_the_answer_and_the_last_word_counts(office, case, answered):
    with refused("not-answered"):
        citizen.rate(code=code_of(case), rating="puas", now=office.now)
    with refused("unknown-rating", field="rating"):
        citizen.rate(code=code_of(answered), rating="lumayan", now=office.now)

    citizen.rate(code=code_of(answered), rating="tidak-puas", comment="Lama.", now=office.now)
    citizen.rate(code=code_of(answered), rating="puas", now=office.now)

    answered.refresh_from_db()
    assert answered.rating == "puas"
    assert [name for name, _ in events(answered)[-2:]] == ["case.rated", "case.rated"]
    assert Message.objects.filter(case=answered, kind="rating").count() == 1


def test_withdrawing_ends_the_case_with_a_letter(office, case):
    citizen.withdraw(code=code_of(case), reason="Sudah selesai sendiri.", now=office.now)

    case.refresh_from_db()
    assert (case.status, case.close_reason) == ("withdrawn", "dicabut-pelapor")
    assert signatures(case) == [("surat-pencabutan", "kepala-dinas")]
    assert kept(case, "withdraw") == {"reason": "Sudah selesai sendiri."}
    assert deviations(case) == ["exit-withdraw"]
    assert events(case)[-1] == ("case.withdraw", "complainant")
    facts, words = letter(office, case, "surat-pencabutan")
    assert facts["ground"] == "Atas permintaan pelapor. Sudah selesai sendiri."
    assert "Sudah selesai sendiri." in words
    with refused("closed"):
        citizen.withdraw(code=code_of(case), reason="Sekali lagi.", now=office.now)
    assert ledger_holds()


def object_to(office, case, reason="Retribusi saya tetap belum divalidasi."):
    made = citizen.object_to_answer(code=code_of(case), reason=reason, now=office.now)
    office.later()
    return made


def test_an_objection_opens_a_linked_review(office, answered):
    code = code_of(answered)

    made = object_to(office, answered)

    review = made.case
    assert (review.number, review.objection_to) == ("PGD-2026-00002", answered)
    assert review.subject == f"Keberatan atas jawaban {answered.number}"
    assert review.complaint.text == "Retribusi saya tetap belum divalidasi."
    for part in ("registration_number", "permit_type", "complainant_kind", "anonymous"):
        assert getattr(review, part) == getattr(answered, part)
    person = unseal_json(case_key(review.pk), Complainant.objects.get(pk=review.pk).sealed)
    assert Identity(**person) == PERSON
    assert [(run.sop, run.number) for run in StepRun.objects.filter(case=review)] == [
        ("penelaahan-substansi", 1)
    ]
    assert deviations(answered) == ["objection"]
    assert last_entry(answered, "case.object") == {"review": review.number}
    assert last_entry(review, "case.registered")["objection_to"] == answered.number
    assert told(answered)[-1] == ("objection", f"Keberatan Anda dicatat sebagai {review.number}.")
    seen = tracked(code, now=office.now)
    assert (seen["number"], seen["status"], seen["objection"]) == (
        answered.number,
        "closed",
        review.number,
    )
    assert tracked(made.tracking_code, now=office.now)["number"] == review.number
    assert made.tracking_code != code
    assert ledger_holds()


def test_the_promise_of_a_review_counts_its_own_steps_only(office, answered):
    made = object_to(office, answered)
    calendar = calendar_of_version(made.case.calendar_id)
    whole = calendar.elapsed(answered.received_at, answered.first_due_at)
    review = calendar.elapsed(made.case.received_at, made.case.first_due_at)
    assert 0 < review < whole


def test_a_review_runs_to_its_end_with_another_drafter(office):
    drafter, _ = create_user(
        name="analis-dua", roles=["analis-pengaduan"], now=office.now, sign_in=False
    )
    chosen = {
        "distribute": {"analyst": str(drafter.pk)},
        "order-answer": {"analyst": str(drafter.pk)},
    }
    answered = file_complaint(office)
    play(office, answered, data=chosen)
    review = object_to(office, answered).case
    barred = set(Exclusion.objects.filter(case=review).values_list("sop", "step", "user_id"))
    assert ("penyampaian-jawaban", 2, drafter.pk) in barred
    assert ("penelaahan-substansi", 1, drafter.pk) in barred
    assert {user for _, _, user in barred} == {drafter.pk}

    for task in open_tasks(review):
        with refused("barred"):
            do(office, task, actor=office.actor(drafter.pk))
    done = play(office, review)

    assert (done[0], done[-1]) == ("collect", "archive")
    assert (review.status, review.close_reason) == ("closed", "selesai")
    draft = StepRun.objects.get(case=review, sop="penyampaian-jawaban", number=2)
    assert draft.completed_by == [str(office.users["analis-pengaduan"])]
    assert not Task.objects.filter(case=review, completed_by=drafter).exists()
    assert papers(review, "surat-balasan")[0]["to"]["name"] == PERSON.name
    assert ledger_holds()


def test_an_objection_is_made_within_ten_working_days(office, answered):
    calendar = calendar_of_version(answered.calendar_id)
    last = calendar.add_working_days(calendar.local_day(answered.answered_at), 10)
    office.now = calendar.end_of_day(last) + timedelta(seconds=1)
    with refused("objection-late", detail={"until": last.isoformat()}):
        object_to(office, answered)
    assert tracked(code_of(answered), now=office.now)["may"]["objection"] is False

    office.now -= timedelta(seconds=1)
    assert tracked(code_of(answered), now=office.now)["may"]["objection"] is True
    object_to(office, answered)


def test_an_objection_is_made_once_and_only_to_an_answer(office, case, answered):
    with refused("not-answered"):
        object_to(office, case)
    with refused("invalid-data"):
        object_to(office, answered, reason=" ")
    object_to(office, answered)
    with refused("objected-already"):
        object_to(office, answered)


def test_what_was_hidden_stays_hidden_in_the_review(office):
    case = file_complaint(office, anonymous=True, confidential=True)
    play(office, case)

    review = object_to(office, case, reason="Saya Suherman Wijaya keberatan.").case

    assert (review.anonymous, review.confidential) == (True, True)
    assert review.complaint.text == "Saya [pelapor] keberatan."


def test_what_was_declined_can_be_objected_to(office, case):
    take(office, case, "decline", ground="bukan-pengaduan")

    review = object_to(office, case).case

    assert not Exclusion.objects.filter(case=review).exists()
    assert [task.type for task in open_tasks(review)] == ["step"]


def test_a_new_version_of_the_sop_bars_the_drafter_where_it_drafts(office, answered):
    source = shipped()["penyampaian-jawaban"]
    activate_sop(source=source, name="v2", actor=office.holder("koordinator"), now=office.now)
    office.later()

    review = object_to(office, answered).case

    places = set(Exclusion.objects.filter(case=review).values_list("sop", "step"))
    assert places == {("penyampaian-jawaban", 2)}


# Letters without a name


def nameless(office):
    case = file_complaint(
        office,
        complainant_kind="tanpa-identitas",
        identity=Identity(name="Tanpa nama"),
        text="Tanpa nama: ada pungutan di loket 3.",
    )
    do(office, task_of(case, "intake"))
    case.refresh_from_db()
    return case


def test_a_nameless_letter_waits_for_the_coordinator(office):
    case = nameless(office)

    assert [(t.type, t.form, t.role) for t in open_tasks(case)] == [
        ("decision", "take-up", "koordinator")
    ]
    assert case.complaint.text == "Tanpa nama: ada pungutan di loket 3."
    assert (case.sop, case.step) == ("penerimaan-pengaduan", 1)


def test_a_nameless_letter_that_is_taken_up_goes_its_way(office):
    case = nameless(office)

    do(office, task_of(case, "take-up"), outcome="ditindaklanjuti")
    done = play(office, case)

    assert (done[0], done[-1], case.status) == ("distribute", "archive", "closed")
    assert papers(case, "surat-balasan")[0]["to"]["name"] == f"Pelapor {case.number}"


def test_a_nameless_letter_that_is_left_ends_with_its_reason(office):
    case = nameless(office)
    with refused("note-required"):
        do(office, task_of(case, "take-up"), outcome="tidak-ditindaklanjuti", note=" ")

    do(office, task_of(case, "take-up"), outcome="tidak-ditindaklanjuti", note="Tanpa petunjuk.")

    case.refresh_from_db()
    assert (case.status, case.close_reason) == ("closed", "tolak-tanpa-identitas")
    assert open_tasks(case) == []
    assert told(case)[-1][0] == "declined"
    assert Deviation.objects.get(case=case).code == "not-taken-up"
    assert [name for name, _ in events(case)][-1] == "case.ended"
    assert ledger_holds()
