"""Decisions beside the SOP: a completion that never came, an objection by one officer a role."""

from datetime import timedelta

import pytest

from sigap.cases.models import Case, CasePause, Deviation, Document, Exclusion, Message
from sigap.cases.operations.citizen import object_to_answer
from sigap.cases.operations.exits import act
from sigap.cases.operations.sweep import sweep_pauses
from sigap.cases.queries.casefile import load
from sigap.core.errors import Refused
from tests.cases.office import do, file_complaint, open_tasks, papers, play, schema_of, task_of

pytestmark = pytest.mark.django_db


def lapsed(office):
    """Return a case whose complainant did not complete in time."""
    case = file_complaint(office)
    play(office, case, until="accept")
    act(
        number=case.number,
        action="request-completion",
        data={"missing": [{"what": "Bukti bayar"}], "reason": "Tanpa ini tidak dapat ditelaah."},
        actor=office.holder("analis-pengaduan"),
        now=office.now,
    )
    do(office, task_of(case, "signature"))
    office.now += timedelta(days=31)
    assert sweep_pauses(now=office.now) == 1
    case.refresh_from_db()
    return case


def test_no_case_is_declared_withdrawn_by_itself(office):
    case = lapsed(office)

    assert case.status == Case.Status.WAITING_COMPLAINANT
    assert task_of(case, "declare-withdrawn").role == "koordinator"


def test_a_case_declared_withdrawn_ends_with_a_letter_to_be_signed(office):
    case = lapsed(office)
    with pytest.raises(Refused, match="Catatan wajib"):
        do(office, task_of(case, "declare-withdrawn"), outcome="dicabut", note="")

    do(office, task_of(case, "declare-withdrawn"), outcome="dicabut", note="Tidak ada kabar.")

    case.refresh_from_db()
    assert (case.status, case.close_reason) == ("withdrawn", "dicabut-lewat-waktu")
    letter = papers(case, "surat-pencabutan")[0]
    assert letter["to"]["name"] == "Suherman Wijaya"
    assert letter["ground"].endswith("Tidak ada kabar.")
    assert [task.document.kind for task in open_tasks(case)] == ["surat-pencabutan"]
    assert Deviation.objects.filter(case=case, code="declared-withdrawn").exists()

    do(office, task_of(case, "signature"))

    assert open_tasks(case) == []
    document = Document.objects.get(case=case, kind="surat-pencabutan")
    assert document.signed_how == "ink"
    case.refresh_from_db()
    assert case.status == "withdrawn"


def test_waiting_on_moves_the_day_and_is_looked_at_again(office):
    case = lapsed(office)
    until = (office.now + timedelta(days=10)).date()

    do(
        office,
        task_of(case, "declare-withdrawn"),
        outcome="tunggu-lagi",
        data={"until": until.isoformat()},
    )

    case.refresh_from_db()
    assert case.status == Case.Status.WAITING_COMPLAINANT
    pause = CasePause.objects.get(case=case)
    zone = load(case, now=office.now).calendar.zone
    assert pause.until.astimezone(zone).date() == until + timedelta(days=1)
    assert not [task for task in open_tasks(case) if task.form == "declare-withdrawn"]
    office.now += timedelta(days=11)
    assert sweep_pauses(now=office.now) == 1
    assert task_of(case, "declare-withdrawn")


def test_a_wait_that_is_over_already_is_refused(office):
    case = lapsed(office)

    with pytest.raises(Refused) as refused:
        do(
            office,
            task_of(case, "declare-withdrawn"),
            outcome="tunggu-lagi",
            data={"until": "2026-12-01"},
        )

    assert refused.value.code == "in-the-past"


def test_going_on_lets_the_clocks_run(office):
    case = lapsed(office)

    do(office, task_of(case, "declare-withdrawn"), outcome="lanjutkan")

    case.refresh_from_db()
    assert case.status == Case.Status.OPEN
    assert task_of(case, "accept").due_at is not None
    assert Message.objects.filter(case=case, kind="resumed").exists()


def test_an_objection_takes_over_the_needs_and_another_person_drafts(office):
    case = file_complaint(office)
    needed = [
        {
            "what": "Rekening koran",
            "holder": "bapenda",
            "why": "Mencocokkan",
            "asked_by": "2026-11-30",
        }
    ]
    play(office, case, data={"identify": {"needed": needed}})
    code = load(case, now=office.now).tracking_code()
    office.later()

    review = object_to_answer(code=code, reason="Jawaban tidak menjawab.", now=office.now).case

    items = schema_of(office, review, "collect")["properties"]["items"]
    assert [part["title"] for part in items["properties"].values()] == ["Rekening koran"]
    done = play(office, review)
    review.refresh_from_db()
    assert review.status == Case.Status.CLOSED
    assert "stand-in" in done
    drafted = [run for run in load(review, now=office.now).runs if run.number == 2]
    assert str(office.users["analis-pengaduan"]) not in drafted[-1].completed_by


def test_nobody_is_named_where_nobody_may(office):
    case = file_complaint(office)
    play(office, case, until="disposition")
    analyst = str(office.users["analis-pengaduan"])
    do(
        office,
        task_of(case, "disposition"),
        data={"excluded": [{"person": analyst, "reason": "Keluarga"}]},
    )
    place = {"sop": "penerimaan-pengaduan", "step": 5}
    for user in office.users.values():
        Exclusion.objects.create(case=case, user_id=user, by="x", at=office.now, **place)

    with pytest.raises(Refused) as refused:
        do(office, task_of(case, "stand-in"))

    assert refused.value.code == "nobody-left"
    assert task_of(case, "stand-in")
