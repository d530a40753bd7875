"""Whole cases on the shipped SOPs and on those of other offices, told from first to last step."""

import pytest

from sigap.core.errors import Refused
from sigap.core.sop.run import Holds, TaskOrder, TaskType, remaining
from tests.core.sop.casefile import CaseFile, order, person
from tests.core.sop.shipped import FOREIGN, SHIPPED

STEP, CONFIRM, CONSULT = TaskType.STEP, TaskType.CONFIRM, TaskType.CONSULT
III, IV, V = (sop.id for sop in SHIPPED)

OFFICE = (
    person("clerk", "petugas-loket"),
    person("analyst", "analis-pengaduan"),
    person("officer", "penata-perizinan"),
    person("coordinator", "koordinator"),
    person("lawyer", "analis-hukum"),
    person("head", "kepala-dinas"),
)
WORKERS = {
    "petugas-loket": "clerk",
    "analis-pengaduan": "analyst",
    "penata-perizinan": "officer",
    "koordinator": "coordinator",
}


def complaint(people=OFFICE, first=III, **history):
    return CaseFile(SHIPPED, people, first, **history)


def do_step(file, outcome="", **options):
    """Complete the open step by the officer whose role it is."""
    task = file.task(STEP)
    return file.do(task, WORKERS[task.role], outcome, **options)


def do_until(file, place, outcomes=None):
    """Complete step after step, straight on, until `place` is open."""
    while file.steps[-1] != place:
        outcome = (outcomes or {}).get(file.steps[-1], "")
        do_step(file, outcome)
        if any(t.type is CONFIRM for t in file.open):
            file.do(CONFIRM, "analyst", "agree")


def test_complaint_passes_all_17_steps_with_loops_memo_opinion_and_signatures():
    file = complaint()
    do_until(file, (III, 5))

    # III.5: the list of documents needs the coordinator's memo, which holds only the end of IV.1.
    memo = order(TaskType.MEMO, "koordinator", file.task(), holds=Holds.END, held=(IV, 1))
    assert do_step(file, orders=[memo]).opens == (IV, 1)
    with pytest.raises(Refused, match="Masih ada tugas lain"):
        do_step(file)
    file.do(TaskType.MEMO, "coordinator")
    do_until(file, (IV, 3))
    with pytest.raises(Refused, match="Catatan wajib"):
        do_step(file, "tidak-lengkap")
    assert do_step(file, "tidak-lengkap", note="Gambar dari PUPR").attempt == 2
    do_until(file, (IV, 4), {(IV, 3): "lengkap"})

    # IV.4 is done jointly; IV.5 hands a letter in for signature, and IV.6 does not wait for it.
    do_step(file)
    assert file.task(CONFIRM).role == "analis-pengaduan"
    assert file.do(CONFIRM, "analyst", "agree").opens == (IV, 5)
    to_agency = order(TaskType.SIGNATURE, "kepala-dinas", file.task())
    assert do_step(file, orders=[to_agency]).opens == (IV, 6)
    assert do_step(file).opens == (V, 1)
    file.do(TaskType.SIGNATURE, "head")

    # V.2 waits for the opinion; V.4 sends the draft back once, then the letter to signature.
    do_step(file)
    with pytest.raises(Refused) as early:
        do_step(file)
    assert early.value.code == "consult-missing"
    file.do(CONSULT, "lawyer", "agree")
    do_until(file, (V, 4), {(V, 3): "sesuai"})
    do_step(file, "perlu-perbaikan", note="Sebut dasar hukumnya")
    assert [t.type for t in file.open] == [STEP]
    do_until(file, (V, 4), {(V, 3): "sesuai"})
    reply = order(TaskType.SIGNATURE, "kepala-dinas", file.task(), holds=Holds.NEXT)
    assert do_step(file, "tidak-perlu-perbaikan", orders=[reply]).waits
    assert [t.type for t in file.open] == [TaskType.SIGNATURE]
    assert file.do(TaskType.SIGNATURE, "head").opens == (V, 5)
    do_step(file)
    ended = do_step(file)

    assert (ended.case_ended, ended.sop_ended, file.open) == (True, V, [])
    assert file.steps == [
        *[(III, no) for no in (1, 2, 3, 4, 5)],
        *[(IV, no) for no in (1, 2, 3, 1, 2, 3, 4, 5, 6)],
        *[(V, no) for no in (1, 2, 3, 4, 2, 3, 4, 5, 6)],
    ]
    assert len(set(file.steps)) == 17
    assert file.deviations == []


def test_two_persons_can_run_the_whole_office():
    front = person("front", "petugas-loket", "analis-pengaduan")
    back = person("back", "penata-perizinan", "koordinator", "kepala-dinas")
    file = complaint((front, back))
    outcomes = {(IV, 3): "lengkap", (V, 3): "sesuai", (V, 4): "tidak-perlu-perbaikan"}
    while not file.ended:
        task = next((t for t in file.open if t.type is CONFIRM), None) or file.task(STEP)
        who = next(one for one in (front, back) if task.role in one.roles)
        file.do(task, who, outcomes.get(task.place, "") if task.type is STEP else "")

    assert len(file.steps) == 17
    assert file.deviations == []


def test_single_person_office_needs_the_head_for_review_and_approval():
    lone = person("lone", *WORKERS)
    head = person("head", "kepala-dinas")
    file = complaint((lone, head), first=V)
    file.do(STEP, "lone")
    file.do(STEP, "lone")
    with pytest.raises(Refused) as own:
        file.do(STEP, "lone", "sesuai")

    assert own.value.code == "not-separate"
    assert [(t.type, t.role) for t in file.open] == [
        (STEP, "penata-perizinan"),
        (TaskType.DECISION, "kepala-dinas"),
    ]
    assert [code for code, _ in file.deviations] == ["nobody-may-act"]


def test_complaint_about_the_only_coordinator_goes_to_the_head():
    file = complaint(excluded=frozenset({"coordinator"}))
    do_until(file, (III, 4))

    assert file.task(TaskType.DECISION).role == "kepala-dinas"


def test_objection_is_drafted_by_another_person_than_the_first():
    second = person("second", "analis-pengaduan")
    file = complaint((*OFFICE, second), first=V, barred={(V, 2): frozenset({"analyst"})})
    do_step(file)
    file.do(CONSULT, "lawyer", "agree")

    with pytest.raises(Refused) as barred:
        do_step(file)
    assert barred.value.code == "barred"
    assert file.do(STEP, "second").opens == (V, 3)


def test_promise_is_reckoned_on_17_steps():
    sops = {sop.id: sop for sop in SHIPPED}

    way = [(sop.id, step.no) for sop, step in remaining(sops, (III, 1))]

    assert len(way) == len(set(way)) == 17
    assert way[0] == (III, 1)
    assert way[-1] == (V, 6)


REKLAME, ARSIP, PINJAM = FOREIGN
FOREIGN_OFFICE = tuple(
    person(role.upper(), role)
    for role in sorted({lane.role for sop in FOREIGN for lane in sop.lanes} | {"analis-hukum"})
)


def play(sop, decisions):
    """Run a case of a foreign SOP to its end; `decisions` in the order they are asked for."""
    file = CaseFile(FOREIGN, FOREIGN_OFFICE, sop.id)
    decisions = iter(decisions)
    while not file.ended:
        waiting = [t for t in file.open if t.type in (CONFIRM, CONSULT)]
        task = waiting[0] if waiting else file.task(STEP)
        step = file.sops[task.place[0]].step(task.place[1])
        outcome = "agree" if task.type is CONSULT else ""
        if task.type is STEP and step.outcomes:
            outcome = next(decisions)
        file.do(task, task.role.upper(), outcome, note="catatan")
    assert next(decisions, None) is None
    return [(place[0], place[1]) for place in file.steps], file


@pytest.mark.parametrize(
    ("decisions", "steps"),
    [
        (["layak", "setuju"], [1, 2, 3, 5, 6, 8]),
        (["tidak-layak"], [1, 2, 3, 7, 8]),
        (["perlu-dilengkapi", "tidak-dilengkapi"], [1, 2, 3, 4, 7, 8]),
        (
            ["perlu-dilengkapi", "dilengkapi", "layak", "perbaiki", "setuju"],
            [1, 2, 3, 4, 2, 3, 5, 6, 5, 6, 8],
        ),
    ],
)
def test_billboard_permits_of_another_office_run_to_the_end_and_on(decisions, steps):
    passed, file = play(REKLAME, [*decisions, "tidak-cocok", "cocok"])

    assert passed == [("izin-reklame", no) for no in steps] + [
        ("pengarsipan-izin", no) for no in (1, 2, 1, 2, 3)
    ]
    confirmed = [t for t in file.history.tasks if t.type is CONFIRM]
    assert [(t.role, t.place) for t in confirmed] == [("tim-teknis", ("izin-reklame", 1))]


@pytest.mark.parametrize(
    ("decisions", "steps"),
    [
        (["diizinkan", "kembali"], [1, 2, 3, 4, 5]),
        (["ditolak"], [1, 2]),
        (
            ["ditanyakan-lagi", "diizinkan", "diperpanjang", "diperpanjang", "kembali"],
            [1, 2, 1, 2, 3, 4, 4, 4, 5],
        ),
    ],
)
def test_lending_of_records_in_another_office_runs_to_the_end(decisions, steps):
    passed, file = play(PINJAM, decisions)

    assert [no for _, no in passed] == steps
    # Nobody holds the consulted role: the executor records the opinion, no task is made.
    assert not any(t.type is CONSULT for t in file.history.tasks)


def test_first_step_of_a_foreign_sop_is_ordered_for_its_lead():
    file = CaseFile(FOREIGN, FOREIGN_OFFICE, PINJAM.id)

    assert file.do(STEP, "PENGELOLA-LAYANAN").tasks == (
        TaskOrder(CONFIRM, "arsiparis", (PINJAM.id, 1), 1),
    )
