"""After somebody is kept out of a case, somebody else may do everything that is open."""

import pytest
from django.db import transaction

from sigap.accounts.operations import create_user
from sigap.cases.models import Task
from sigap.cases.operations.completing import complete_task
from sigap.cases.queries.casefile import load
from sigap.core.errors import Refused
from sigap.core.sop.run import may_act
from tests.cases.office import do, file_complaint, open_tasks, play, schema_of, task_of
from tests.cases.side_exits import MISSING, case_at, deviations, letter, signatures, take
from tests.cases.traces import last_entry, ledger_holds, refused

pytestmark = pytest.mark.django_db

SUPERIORS = ("koordinator", "kepala-dinas")


def stuck_tasks(office, case):
    """Return the open tasks that nobody may do and that no open decision will help along."""
    file = load(case, now=office.now)
    history = file.history()
    stuck = []
    for task in history.open_tasks():
        places = [t.place for t in history.open_tasks() if t.reason.startswith("nobody-may")]
        if not any(is_allowed(file, task, one) for one in file.people) and (
            task.place not in places or task.type in ("signature", "memo", "decision")
        ):
            stuck.append((task.type, task.role))
    return stuck


def is_allowed(file, task, person):
    try:
        may_act(file.sops[task.place[0]], task, file.history(), person)
    except Refused:
        return False
    return True


def test_whoever_is_excluded_whenever_nothing_is_left_to_nobody(office):
    case = file_complaint(office)
    tried = []

    def exclude_each(work):
        roles = {task.role for task in work.file.open_tasks}
        for role in sorted(roles):
            by = next(one for one in SUPERIORS if one != role)
            with transaction.atomic():
                take(office, case, "exclude", by=by, person=str(office.users[role]))
                assert stuck_tasks(office, case) == []
                transaction.set_rollback(True)
            case.refresh_from_db()
            tried.append((work.task.type, role))

    play(office, case, watch=exclude_each)

    assert case.status == "closed"
    assert {kind for kind, _ in tried} == {"step", "confirm", "consult", "memo", "signature"}

    assert ("signature", "kepala-dinas") in tried
    assert ("memo", "koordinator") in tried
    assert ("consult", "analis-hukum") in tried


# Opinions


@pytest.fixture
def unanswered(office):
    """Return a case whose only lawyer was excluded when the opinion had been asked."""
    case = case_at(office, "consult")
    take(office, case, "exclude", person=str(office.users["analis-hukum"]))
    return case


def test_the_head_names_who_gives_the_opinion(office, unanswered):
    case = unanswered
    decision = task_of(case, "stand-in")
    assert (decision.role, decision.reason) == ("kepala-dinas", "nobody-may-answer")
    part = schema_of(office, case, "stand-in")["properties"]["person"]
    assert part["title"] == "Pemberi pendapat"
    drafter, lawyer = office.users["analis-pengaduan"], office.users["analis-hukum"]
    assert not {str(drafter), str(lawyer)} & set(part["enum"])
    with refused("invalid-data"):
        do(office, decision, data={"person": str(drafter)}, note="Ia paham.")
    with refused("note-required"):
        do(office, decision, note="")
    with refused("wrong-role"):
        do(office, decision, actor=office.holder("koordinator"))

    licensing = office.users["penata-perizinan"]
    do(office, decision, data={"person": str(licensing)}, note="Pernah di Bagian Hukum.")

    consult = task_of(case, "consult")
    assert consult.assignee_id == licensing
    assert deviations(case) == ["exit-exclude", "stand-in"]
    with refused("consult-missing"):
        do(office, task_of(case, "draft"))
    with refused("wrong-role"):
        do(office, consult, actor=office.actor(drafter))
    with refused("wrong-person"):
        do(office, consult, actor=office.actor(lawyer))
    do(office, consult)
    note, _ = letter(office, case, "catatan-konsultasi-hukum")
    assert note["lawyer"]["name"] == "Pejabat Penata Perizinan"
    do(office, task_of(case, "draft"))
    # Being named for the opinion opens no other door.
    with refused("wrong-role"):
        do(office, task_of(case, "examine"), actor=office.actor(drafter))
    play(office, case)
    assert case.status == "closed"
    assert ledger_holds()


def test_until_somebody_is_named_the_drafter_records_the_opinion_himself(office, unanswered):
    case = unanswered
    fields = schema_of(office, case, "draft")
    assert "opinions" in fields["required"]

    do(office, task_of(case, "draft"))

    left = Task.objects.filter(case=case, form__in=["consult", "stand-in"], state="open")
    assert not left.exists()
    assert [task.type for task in open_tasks(case)] == ["step"]


def test_a_new_lawyer_answers_and_the_decision_falls_away(office, unanswered):
    case = unanswered
    user, _ = create_user(name="hukum-dua", roles=["analis-hukum"], now=office.now, sign_in=False)

    do(office, task_of(case, "consult"), actor=office.actor(user.pk))

    assert [task.type for task in open_tasks(case)] == ["step"]
    assert Task.objects.get(case=case, form="stand-in").state == "cancelled"


def test_nobody_is_named_for_the_opinion_where_all_have_a_part_in_the_draft(office, unanswered):
    case = unanswered
    run = load(case, now=office.now).open_run
    run.completed_by = [str(one) for one in office.users.values()]
    run.save()

    with refused("nobody-left"):
        do(office, task_of(case, "stand-in"))


# Letters, memos and decisions


def test_a_letter_of_a_third_role_goes_past_an_excluded_head_to_the_coordinator(office):
    case = case_at(office, "identify")
    take(office, case, "hold", until="2026-12-01")
    Task.objects.filter(case=case, type="signature").update(role="analis-hukum")
    take(office, case, "exclude", person=str(office.users["kepala-dinas"]))

    take(office, case, "exclude", person=str(office.users["analis-hukum"]))

    assert signatures(case) == [("surat-pemberitahuan", "koordinator")]
    facts, _ = letter(office, case, "surat-pemberitahuan")
    assert facts["signatory"]["on_behalf"].startswith("a.n. ")
    do(office, task_of(case, "signature"))


def test_the_memo_passes_to_the_head(office):
    case = case_at(office, "memo")

    take(office, case, "exclude", by="kepala-dinas", person=str(office.users["koordinator"]))

    memo = task_of(case, "memo")
    assert memo.document is None
    assert memo.role == "kepala-dinas"
    do(office, memo)
    do(office, task_of(case, "collect"))
    assert task_of(case, "hand-over")


def test_who_is_excluded_in_a_disposition_leaves_letters_and_work_to_others(office):
    case = case_at(office, "disposition")
    take(office, case, "request-completion", by="analis-pengaduan", **MISSING)
    take(office, case, "resume")
    head = str(office.users["kepala-dinas"])

    excluded = [{"person": head, "reason": "Paman pelapor"}]
    do(office, task_of(case, "disposition"), data={"excluded": excluded})

    assert signatures(case) == [("surat-permintaan-kelengkapan", "koordinator")]
    assert stuck_tasks(office, case) == []
    assert ledger_holds()


def test_what_only_a_second_person_may_allow_falls_away_with_the_last_one(office):
    case = case_at(office, "identify", confidential=True)
    take(office, case, "reveal", by="koordinator")
    asked = task_of(case, "confirm-reveal")
    assert asked.role == "kepala-dinas"

    take(office, case, "exclude", person=str(office.users["kepala-dinas"]))

    asked.refresh_from_db()
    assert asked.state == "cancelled"
    assert last_entry(case, "case.exclude")["lapsed"] == [asked.pk]
    with refused("nobody-to-confirm"):
        take(office, case, "reveal", by="koordinator")
    with refused("task-cancelled"):
        complete_task(
            task_id=asked.pk, actor=office.holder("koordinator"), now=office.now, outcome="setuju"
        )
