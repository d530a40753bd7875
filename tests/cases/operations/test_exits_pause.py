"""Standing still and going on: which clocks stop, by how much they move, what the sweep does."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sigap.cases.models import Case, CasePause, Task
from sigap.cases.operations.citizen import answer_completion
from sigap.cases.operations.completing import start_task
from sigap.cases.operations.sweep import sweep_pauses
from sigap.cases.queries.caselist import case_row
from sigap.cases.queries.sops import calendar_of_version
from sigap.core.sop.definition import Duration, Unit
from sigap.ledger.models import Entry
from tests.cases.office import do, file_complaint, open_tasks, play, task_of
from tests.cases.side_exits import (
    MISSING,
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
from tests.cases.traces import clocks, events, last_entry, ledger_holds, refused

pytestmark = pytest.mark.django_db


def at(text):
    return datetime.fromisoformat(f"{text}+07:00")


@pytest.fixture
def case(office):
    """Return a case whose III.5 opened on Tuesday 24 November 2026, 09.40."""
    case = case_at(office, "identify")
    office.now = at("2026-11-24T10:00")
    return case


def test_a_hold_stops_step_and_promise_and_tells_the_complainant(office, case):
    start_by, due_at, promise = clocks(case)
    assert (start_by, due_at) != (None, None)

    take(office, case, "hold", until="2026-12-01", reason="Menunggu putusan tata ruang.")

    assert case.status == "held"
    assert clocks(case) == (None, None, promise)
    assert [(t.type, t.start_by, t.due_at) for t in open_tasks(case) if t.type == "step"] == [
        ("step", None, None)
    ]
    pause = CasePause.objects.get(case=case)
    assert (pause.kind, pause.started_at, pause.ended_at) == ("held", office.now, None)
    assert pause.until == at("2026-12-02T00:00")
    assert signatures(case) == [("surat-pemberitahuan", "kepala-dinas")]
    facts, words = letter(office, case, "surat-pemberitahuan")
    assert (facts["event"], facts["reason"]) == ("held", "Menunggu putusan tata ruang.")
    assert "sampai dengan Selasa, 1 Desember 2026" in words
    assert told(case)[-1] == (
        "held",
        "Penanganan ditunda sampai Selasa, 1 Desember 2026: Menunggu putusan tata ruang.",
    )
    assert deviations(case) == ["exit-hold"]
    assert last_entry(case, "case.hold") == {
        "status": "held",
        "sop": "penerimaan-pengaduan",
        "step": 5,
        "until": "2026-12-01",
    }
    assert ledger_holds()


def test_the_letter_of_a_hold_keeps_its_own_clock_and_is_signed_meanwhile(office, case):
    take(office, case, "hold", until="2026-12-01")

    task = task_of(case, "signature")
    assert task.due_at == at("2026-11-25T16:00")
    do(office, task)

    case.refresh_from_db()
    assert case.status == "held"
    assert [t.type for t in open_tasks(case)] == ["step"]
    assert [t.due_at for t in open_tasks(case)] == [None]


def test_nothing_of_the_sop_can_be_completed_while_held_but_work_may_be_prepared(office, case):
    take(office, case, "hold", until="2026-12-01")
    step = task_of(case, "identify")

    with refused("held"):
        do(office, step)

    start_task(task_id=step.pk, actor=office.holder("analis-pengaduan"), now=office.now)
    step.refresh_from_db()
    assert (step.started_at, step.due_at) == (office.now, None)


def test_resuming_moves_every_clock_by_the_working_time_that_stood_still(office, case):
    before = clocks(case)
    assert before[:2] == (at("2026-11-24T11:40"), at("2026-11-24T14:40"))
    take(office, case, "hold", until="2026-12-01")
    office.now = at("2026-11-26T10:00")  # two working days later

    take(office, case, "resume", reason="Putusan sudah ada.")

    assert case.status == "open"
    assert clocks(case)[:2] == (at("2026-11-26T11:40"), at("2026-11-26T14:40"))
    calendar = calendar_of_version(case.calendar_id)
    assert calendar.elapsed(before[2], case.due_at) == 2 * 450
    assert case.first_due_at == before[2]
    assert CasePause.objects.get(case=case).ended_at == office.now
    assert kinds_told(case)[-2:] == ["held", "resumed"]
    entry = last_entry(case, "case.resume")
    assert (entry["was"], entry["status"]) == ("held", "open")
    assert datetime.fromisoformat(entry["due_at"]) == case.due_at
    assert deviations(case) == ["exit-hold"]
    assert ledger_holds()


def test_the_answer_is_not_signed_while_held_and_its_clock_moves(office):
    case = file_complaint(office)
    play(office, case, until="signature")
    due_at = task_of(case, "signature").due_at
    take(office, case, "hold", until=(office.now + timedelta(days=9)).date().isoformat())
    letters = {t.document.kind: t for t in open_tasks(case)}
    assert (letters["surat-balasan"].due_at, letters["surat-pemberitahuan"].due_at) == (
        None,
        due_at_of(case, office.now),
    )
    with refused("held"):
        do(office, letters["surat-balasan"])
    do(office, letters["surat-pemberitahuan"])
    office.now += timedelta(days=7)

    take(office, case, "resume")

    (answer,) = open_tasks(case)
    assert answer.due_at > due_at
    do(office, answer)
    assert task_of(case, "dispatch").state == "open"


def due_at_of(case, moment):
    """Return when a letter that is ordered at a moment has to be signed."""
    return calendar_of_version(case.calendar_id).due(moment, Duration(1, Unit.DAYS))


def test_an_hour_s_hold_moves_the_promise_by_an_hour(office, case):
    promise = clocks(case)[2]
    take(office, case, "hold", until="2026-11-25")
    office.now += timedelta(minutes=61, seconds=1)

    take(office, case, "resume")

    calendar = calendar_of_version(case.calendar_id)
    assert calendar.elapsed(promise, case.due_at) == 62


def test_a_hold_over_a_weekend_moves_nothing(office, case):
    office.now = at("2026-11-27T17:00")
    promise = clocks(case)[2]
    take(office, case, "hold", until="2026-11-30")
    office.now = at("2026-11-30T07:00")

    take(office, case, "resume")

    assert case.due_at == promise


def test_a_promise_broken_before_the_pause_stays_broken(office, case):
    promise = clocks(case)[2]
    office.now = promise + timedelta(days=1)
    take(office, case, "hold", until=(office.now + timedelta(days=7)).date().isoformat())
    office.now += timedelta(days=5)

    take(office, case, "resume")

    assert case.due_at == promise


def test_a_started_step_gets_back_the_time_it_had_left(office, case):
    task = task_of(case, "identify")
    start_task(task_id=task.pk, actor=office.holder("analis-pengaduan"), now=office.now)
    start_by = clocks(case)[0]
    assert clocks(case)[1] == at("2026-11-24T12:00")
    office.now = at("2026-11-24T11:00")
    take(office, case, "hold", until="2026-12-01")
    assert clocks(case)[:2] == (start_by, None)
    office.now = at("2026-11-30T11:00")

    take(office, case, "resume")

    assert clocks(case)[:2] == (start_by, at("2026-11-30T12:00"))


@pytest.mark.parametrize("until", ["2026-11-24", "2026-11-23", "2027-11-26", "besok", "2026-13-01"])
def test_a_hold_ends_on_a_day_to_come_within_a_year(office, case, until):
    with refused("invalid-data"):
        take(office, case, "hold", until=until)


def test_the_longest_hold_is_a_year(office, case):
    take(office, case, "hold", until="2027-11-25")
    assert case.status == "held"


@pytest.mark.parametrize("again", ["hold", "request-completion"])
def test_a_case_that_stands_still_is_not_stopped_again(office, case, again):
    data = {"hold": {"until": "2026-12-24"}, "request-completion": MISSING}[again]
    take(office, case, "hold", until="2026-12-01")
    with refused("wrong-status", detail={"status": "held"}):
        take(office, case, again, **data)


def test_an_open_case_is_not_resumed(office, case):
    with refused("wrong-status", detail={"status": "open"}):
        take(office, case, "resume")


@pytest.mark.parametrize("action", ["hold", "resume"])
@pytest.mark.parametrize(
    "role", ["petugas-loket", "analis-pengaduan", "penata-perizinan", "analis-hukum"]
)
def test_only_superiors_hold_and_resume(office, case, action, role):
    with refused("wrong-role"):
        take(office, case, action, by=role, until="2026-12-01")


def test_a_paused_case_is_not_overdue(office, case):
    take(office, case, "hold", until="2027-06-01")
    later = case.due_at + timedelta(days=60)

    assert case_row(case, now=later)["overdue"] is False

    case.status = Case.Status.OPEN
    assert case_row(case, now=later)["overdue"] is True


def test_asking_the_complainant_stops_the_clocks_for_thirty_days(office, case):
    promise = clocks(case)[2]

    take(office, case, "request-completion", by="analis-pengaduan", **MISSING)

    assert case.status == "waiting-complainant"
    assert clocks(case) == (None, None, promise)
    pause = CasePause.objects.get(case=case)
    assert (pause.kind, pause.until) == ("waiting-complainant", at("2026-12-25T00:00"))
    assert signatures(case) == [("surat-permintaan-kelengkapan", "koordinator")]
    facts, words = letter(office, case, "surat-permintaan-kelengkapan")
    assert facts["missing"] == MISSING["missing"]
    assert facts["due_on"] == "2026-12-24"
    assert facts["signatory"]["name"] == "Pejabat Koordinator"
    for said in ("Bukti bayar", "mencocokkan setoran", "24 Desember 2026", "halaman pelacakan"):
        assert said in words
    kind, text = told(case)[-1]
    assert kind == "completion-requested"
    assert text.startswith("Kami perlu: Bukti bayar.")
    assert last_entry(case, "case.request-completion") == {
        "status": "waiting-complainant",
        "sop": "penerimaan-pengaduan",
        "step": 5,
        "items": 1,
        "until": "2026-12-24",
    }
    assert deviations(case) == ["exit-request-completion"]
    assert ledger_holds()


@pytest.mark.parametrize("missing", [None, [], [{}], [{"what": "x"}], [{"why": "apa"}]])
def test_what_is_missing_has_to_be_said(office, case, missing):
    with refused("invalid-data"):
        take(office, case, "request-completion", by="analis-pengaduan", missing=missing)


def test_without_a_coordinator_the_head_signs_the_request(office, case):
    take(office, case, "exclude", by="kepala-dinas", person=str(office.users["koordinator"]))

    take(office, case, "request-completion", by="analis-pengaduan", **MISSING)

    assert signatures(case) == [("surat-permintaan-kelengkapan", "kepala-dinas")]
    facts, _ = letter(office, case, "surat-permintaan-kelengkapan")
    assert facts["signatory"]["name"] == "Drs. H. Contoh Kepala Dinas, M.Si."


def test_the_complainant_s_answer_lets_the_clocks_run_again(office, case):
    promise = clocks(case)[2]
    take(office, case, "request-completion", by="analis-pengaduan", **MISSING)
    office.now = at("2026-11-27T10:00")

    message = answer_completion(code=code_of(case), text="Ini buktinya.", now=office.now)

    case.refresh_from_db()
    assert (case.status, message.kind, message.direction) == ("open", "completion", "in")
    assert clocks(case)[:2] == (at("2026-11-27T13:10"), at("2026-11-27T15:10"))
    calendar = calendar_of_version(case.calendar_id)
    assert calendar.elapsed(promise, case.due_at) == 3 * 450
    assert events(case)[-1] == ("case.completed-by-complainant", "complainant")
    with refused("not-waiting"):
        answer_completion(code=code_of(case), text="Lagi.", now=office.now)
    assert ledger_holds()


def remind_at(case):
    return CasePause.objects.get(case=case).until - timedelta(days=7)


def test_a_week_before_the_end_the_complainant_is_reminded_once(office, case):
    take(office, case, "request-completion", by="analis-pengaduan", **MISSING)
    assert sweep_pauses(now=remind_at(case) - timedelta(seconds=1)) == 0
    entries = Entry.objects.count()

    assert sweep_pauses(now=remind_at(case)) == 1
    assert sweep_pauses(now=remind_at(case)) == 0
    assert sweep_pauses(now=remind_at(case) + timedelta(days=6)) == 0

    assert kinds_told(case)[-2:] == ["completion-requested", "completion-reminder"]
    assert Entry.objects.count() == entries + 1
    assert events(case)[-1] == ("case.reminded", "system")
    assert Case.objects.get(pk=case.pk).status == "waiting-complainant"


def test_after_thirty_days_the_coordinator_decides_and_nothing_happens_by_itself(office, case):
    lapse(office, case)

    assert sweep_pauses(now=office.now) == 0
    assert sweep_pauses(now=office.now + timedelta(days=90)) == 0

    case.refresh_from_db()
    assert case.status == "waiting-complainant"
    decision = task_of(case, "declare-withdrawn")
    assert (decision.type, decision.role, decision.assignee_id) == ("decision", "koordinator", None)
    assert decision.due_at == at("2026-12-28T09:30")
    assert [t.type for t in open_tasks(case)] == ["decision", "step"]
    assert events(case)[-1] == ("case.completion-lapsed", "system")
    assert ledger_holds()


def test_where_the_coordinator_is_excluded_the_head_decides(office, case):
    take(office, case, "exclude", by="kepala-dinas", person=str(office.users["koordinator"]))
    lapse(office, case)

    assert task_of(case, "declare-withdrawn").role == "kepala-dinas"


def test_a_completion_that_comes_late_takes_the_question_away(office, case):
    lapse(office, case)

    answer_completion(code=code_of(case), text="Maaf terlambat.", now=office.now)

    case.refresh_from_db()
    assert case.status == "open"
    assert [t.type for t in open_tasks(case)] == ["step"]
    assert Task.objects.get(case=case, form="declare-withdrawn").state == "cancelled"


def test_declaring_withdrawn_ends_the_case_with_its_letter(office, case):
    lapse(office, case)
    office.later()

    do(office, task_of(case, "declare-withdrawn"), outcome="dicabut", note="Tidak ada kabar.")

    case.refresh_from_db()
    assert (case.status, case.close_reason) == ("withdrawn", "dicabut-lewat-waktu")
    assert signatures(case) == [("surat-pencabutan", "kepala-dinas")]
    _, words = letter(office, case, "surat-pencabutan")
    assert "tidak diterima sampai batas waktu. Tidak ada kabar." in words
    assert [name for name, _ in events(case)].count("case.ended") == 1
    do(office, task_of(case, "signature"))
    assert [name for name, _ in events(case)].count("case.ended") == 1
    assert ledger_holds()


def test_waiting_on_gives_another_month_with_another_reminder(office, case):
    lapse(office, case)

    do(office, task_of(case, "declare-withdrawn"), outcome="tunggu-lagi")

    pause = CasePause.objects.get(case=case)
    assert (pause.ended_at, pause.until) == (None, at("2027-01-28T00:00"))
    assert sweep_pauses(now=pause.until - timedelta(days=7)) == 1
    assert sweep_pauses(now=pause.until) == 1
    assert [t.type for t in open_tasks(case)] == ["decision", "step"]


def test_going_on_with_what_there_is_ends_the_pause(office, case):
    lapse(office, case)

    do(office, task_of(case, "declare-withdrawn"), outcome="lanjutkan")

    case.refresh_from_db()
    assert case.status == "open"
    assert [t.type for t in open_tasks(case)] == ["step"]
    assert clocks(case)[0] is not None
    assert kinds_told(case)[-1] == "resumed"


def test_a_superior_may_end_the_wait_for_the_complainant(office, case):
    lapse(office, case)

    take(office, case, "resume", reason="Bukti ditemukan di berkas lama.")

    assert case.status == "open"
    assert [t.type for t in open_tasks(case)] == ["step"]
    assert last_entry(case, "case.resume")["was"] == "waiting-complainant"


def test_a_hold_ends_by_itself_with_its_last_day_however_late_somebody_looks(office, case):
    promise = clocks(case)[2]
    take(office, case, "hold", until="2026-11-26")
    end = at("2026-11-27T00:00")
    assert sweep_pauses(now=end - timedelta(seconds=1)) == 0
    late = at("2026-12-03T09:00")

    assert sweep_pauses(now=late) == 1
    assert sweep_pauses(now=late) == 0

    case.refresh_from_db()
    assert (case.status, CasePause.objects.get(case=case).ended_at) == ("open", end)
    assert clocks(case)[:2] == (at("2026-11-27T09:10"), at("2026-11-27T11:10"))
    calendar = calendar_of_version(case.calendar_id)
    assert calendar.elapsed(promise, case.due_at) == 300 + 2 * 450
    entry = Entry.objects.get(stream=case.number, event="case.resume")
    assert (entry.at, entry.recorded_at, entry.actor) == (end, late, "system")
    assert kinds_told(case)[-1] == "resumed"
    assert ledger_holds()


def test_the_sweep_costs_what_falls_due_not_what_is_open(office):
    def hold(until):
        one = file_complaint(office)
        play(office, one, until="distribute")
        take(office, one, "hold", until=until)

    hold("2026-12-31")
    with CaptureQueriesContext(
        connection,
    ) as few:
        assert sweep_pauses(now=office.now) == 0
    for _ in range(3):
        hold("2026-12-31")
        file_complaint(office)
    with CaptureQueriesContext(connection) as more:
        assert sweep_pauses(now=office.now) == 0

    assert len(few) == len(more) == 2


def test_one_case_that_falls_due_costs_the_same_among_many(office, case):
    take(office, case, "hold", until="2026-11-26")
    until = CasePause.objects.get(case=case).until

    with CaptureQueriesContext(connection) as queries:
        assert sweep_pauses(now=until) == 1

    assert len(queries) <= 40
