"""Many tasks in one act: each as if done alone, what is refused hinders nothing else."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sigap.cases.models import Case, Document, RegisterEntry, StepRun, Task
from sigap.cases.operations.bulk_work import Filled, complete_many
from sigap.cases.operations.completing import complete_task
from sigap.ledger.models import Entry
from tests.cases.office import file_complaint, open_tasks, play, task_of


@pytest.fixture
def analyst(office):
    """Return the id of the one analyst, as schemas name people."""
    return str(office.users["analis-pengaduan"])


def waiting_to_be_distributed(office, count):
    cases = [file_complaint(office) for _ in range(count)]
    for case in cases:
        play(office, case, until="distribute")
    return cases


def filled(cases, analyst):
    return [Filled(task_of(case, "distribute").pk, {"analyst": analyst}) for case in cases]


def rows_of(case):
    """Return what a completion wrote for a case, without ids, codes and sealed bytes."""
    return {
        "case": Case.objects.filter(pk=case.pk).values("sop", "step", "status").get(),
        "runs": list(
            StepRun.objects.filter(case=case)
            .order_by("pk")
            .values("sop", "number", "attempt", "opened_at", "started_at", "start_by", "due_at",
                    "completed_at", "completed_by", "outcome")
        ),
        "tasks": list(
            Task.objects.filter(case=case)
            .order_by("pk")
            .values("type", "sop", "number", "role", "assignee", "state", "opened_at",
                    "started_at", "start_by", "due_at", "completed_at", "completed_by")
        ),
        "papers": list(
            Document.objects.filter(case=case)
            .order_by("pk")
            .values("kind", "version", "number", "state", "issued_at", "next_try_at")
        ),
        "lines": list(
            RegisterEntry.objects.filter(case=case).order_by("pk").values("register", "year", "at")
        ),
        "events": list(
            Entry.objects.filter(stream=case.number).order_by("seq").values("event", "at", "actor")
        ),
    }  # fmt: skip


def test_a_case_done_among_many_is_as_one_done_alone(office, analyst):
    alone, among = waiting_to_be_distributed(office, 2)
    office.later()
    # Both wait for the same moment, so that all their times can be held against each other.
    for model in (Task, StepRun):
        for case in (alone, among):
            model.objects.filter(case=case).update(opened_at=office.now)
    clerk = office.holder("petugas-loket")
    before = {key: len(value) for key, value in rows_of(alone).items() if key != "case"}

    one = filled([alone], analyst)[0]
    complete_task(task_id=one.task_id, data=one.data, actor=clerk, now=office.now)
    complete_many(filled=filled([among], analyst), actor=clerk, now=office.now)

    first, second = rows_of(alone), rows_of(among)
    assert first["case"] == second["case"]
    for kind, known in before.items():
        # The last attempt and task were there before, and are changed.
        start = known - 1 if kind in ("runs", "tasks") else known
        assert first[kind][start:], kind
        assert first[kind][start:] == second[kind][start:], kind


def test_a_morning_is_distributed_in_one_act(office, analyst):
    cases = waiting_to_be_distributed(office, 7)

    made = complete_many(
        filled=filled(cases, analyst), actor=office.holder("petugas-loket"), now=office.later()
    )

    assert [one.number for one in made.done] == [case.number for case in cases]
    assert made.refused == []
    for case in cases:
        (task,) = open_tasks(case)
        assert (task.number, task.assignee_id) == (3, int(analyst))
        assert Document.objects.filter(case=case, kind="slip-serah-terima").count() == 1
    lines = RegisterEntry.objects.filter(register="buku-pengaduan").order_by("sequence")
    assert list(lines.values_list("sequence", flat=True)) == list(range(1, 8))


def test_what_is_refused_hinders_nothing_else_and_leaves_no_trace(office, analyst):
    cases = waiting_to_be_distributed(office, 3)
    wanted = filled(cases, analyst)
    wanted[1] = Filled(wanted[1].task_id, {"analyst": "999"})
    before = rows_of(cases[1])

    made = complete_many(filled=wanted, actor=office.holder("petugas-loket"), now=office.later())

    assert [one.number for one in made.done] == [cases[0].number, cases[2].number]
    (refused,) = made.refused
    assert (refused.number, refused.refused.code) == (cases[1].number, "invalid-data")
    assert rows_of(cases[1]) == before


def test_what_somebody_else_has_done_meanwhile_is_told(office, analyst):
    cases = waiting_to_be_distributed(office, 2)
    wanted, clerk = filled(cases, analyst), office.holder("petugas-loket")
    complete_task(task_id=wanted[0].task_id, data=wanted[0].data, actor=clerk, now=office.later())

    made = complete_many(filled=wanted, actor=clerk, now=office.later())

    assert [one.refused.code for one in made.refused] == ["task-done"]
    assert "Pejabat Petugas Loket" in made.refused[0].refused.message
    assert [one.number for one in made.done] == [cases[1].number]


def test_of_two_tasks_of_one_case_the_second_sees_what_became_of_the_first(office, analyst):
    (case,) = waiting_to_be_distributed(office, 1)
    right = filled([case], analyst)[0]
    wrong = Filled(right.task_id, {"analyst": "999"})

    made = complete_many(
        filled=[wrong, right, right], actor=office.holder("petugas-loket"), now=office.later()
    )

    assert [one.refused.code for one in made.refused] == ["invalid-data", "task-done"]
    assert len(made.done) == 1
    assert StepRun.objects.filter(case=case, number=3).count() == 1


def test_who_may_not_do_a_task_may_not_do_it_among_many(office, analyst):
    cases = waiting_to_be_distributed(office, 2)

    made = complete_many(
        filled=filled(cases, analyst), actor=office.holder("koordinator"), now=office.later()
    )

    assert {one.refused.code for one in made.refused} <= {"wrong-person", "wrong-role"}
    assert (len(made.refused), made.done) == (2, [])


def test_tasks_that_are_not_there_are_left_out(office):
    made = complete_many(
        filled=[Filled(10**9, {})], actor=office.holder("petugas-loket"), now=office.now
    )

    assert (made.done, made.refused) == ([], [])


def test_the_office_and_the_cases_are_read_once_for_all(office, analyst):
    clerk = office.holder("petugas-loket")
    counts = []
    for count in (1, 2, 12):
        wanted = filled(waiting_to_be_distributed(office, count), analyst)
        with CaptureQueriesContext(connection) as queries:
            complete_many(filled=wanted, actor=clerk, now=office.later())
        counts.append(sum(query["sql"].startswith("SELECT") for query in queries))

    # Two places in the ledger are read under their locks, case by case.
    assert counts[2] - counts[1] == 10 * 2
