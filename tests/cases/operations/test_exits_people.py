"""Who works on a case, who is kept out, and who may see: narrowed by one, widened by two."""

from datetime import timedelta

import pytest

from sigap.accounts.operations import appoint_acting, create_user
from sigap.cases.access import may_read_identity, visible_cases, visible_tasks
from sigap.cases.models import Case, Document, Exclusion, NamedReader, Task
from sigap.cases.operations.completing import start_task
from sigap.cases.operations.reading import read_attachment, read_document, read_identity
from sigap.core.errors import Refused
from sigap.core.masking import Identity
from tests.cases.office import (
    PERSON,
    do,
    file_complaint,
    open_office,
    open_tasks,
    play,
    task_of,
)
from tests.cases.side_exits import case_at, deviations, kept, letter, signatures, take
from tests.cases.traces import absent, events, last_entry, ledger_holds, refused

pytestmark = pytest.mark.django_db


def join_office(office, name, *roles):
    """Add an officer who can be named like a role."""
    user, _ = create_user(
        name=name,
        roles=roles,
        now=office.now,
        full_name=f"Pejabat {name.replace('-', ' ').title()}",
        sign_in=False,
    )
    office.users[name] = user.pk
    return str(user.pk)


def act_for(office, deputy, principal, role):
    appoint_acting(
        deputy_id=office.users[deputy],
        principal_id=office.users[principal],
        role=role,
        starts_at=office.now,
        ends_at=office.now + timedelta(days=30),
        legal_basis="SP 800/1/2026",
        now=office.now,
    )


# Reassigning


def test_a_task_changes_hands_and_keeps_its_clocks(office):
    case = case_at(office, "identify")
    second = join_office(office, "analis-dua", "analis-pengaduan")
    task = task_of(case, "identify")
    start_task(task_id=task.pk, actor=office.holder("analis-pengaduan"), now=office.now)
    task.refresh_from_db()
    clock = (task.started_at, task.start_by, task.due_at)

    take(office, case, "reassign", task=str(task.pk), person=second)

    task.refresh_from_db()
    assert (task.assignee_id, task.state) == (int(second), "open")
    assert (task.started_at, task.start_by, task.due_at) == clock
    assert deviations(case) == ["exit-reassign"]
    assert kept(case, "reassign")["person"] == second
    entry = last_entry(case, "case.reassign")
    first = office.users["analis-pengaduan"]
    assert (entry["task"], entry["from"], entry["to"]) == (task.pk, first, int(second))
    with refused("wrong-person"):
        do(office, task, actor=office.holder("analis-pengaduan"))
    do(office, task, actor=office.actor(second))
    assert ledger_holds()


def test_a_task_goes_back_to_the_pool(office):
    case = case_at(office, "identify")
    task = task_of(case, "identify")
    first = office.users["analis-pengaduan"]
    assert task.assignee_id == first
    with refused("unchanged", field="data.person"):
        take(office, case, "reassign", task=str(task.pk), person=str(first))

    take(office, case, "reassign", task=str(task.pk), person="antrean")

    task.refresh_from_db()
    assert task.assignee_id is None
    with refused("unchanged", field="data.person"):
        take(office, case, "reassign", task=str(task.pk), person="antrean")


def test_work_may_change_hands_while_a_case_is_held(office):
    case = case_at(office, "identify")
    second = join_office(office, "analis-dua", "analis-pengaduan")
    take(office, case, "hold", until="2026-12-01")
    task = task_of(case, "identify")

    take(office, case, "reassign", task=str(task.pk), person=second)

    task.refresh_from_db()
    assert (task.assignee_id, task.due_at) == (int(second), None)


def test_only_who_may_do_a_task_gets_it(office):
    drafter = office.users["analis-pengaduan"]
    case = file_complaint(office)
    play(office, case, until="examine")
    act_for(office, "analis-pengaduan", "penata-perizinan", "penata-perizinan")
    task = task_of(case, "examine")

    with refused("not-separate"):
        take(office, case, "reassign", task=str(task.pk), person=str(drafter))
    with refused("invalid-data"):
        take(office, case, "reassign", task=str(task.pk), person="999")
    with refused("invalid-data"):
        take(office, case, "reassign", task="999", person="antrean")
    with refused("invalid-data"):
        take(office, case, "reassign", task=str(task.pk), person=str(office.users["petugas-loket"]))


# Excluding


def test_an_excluded_officer_sees_nothing_and_what_he_held_goes_back(office):
    case = case_at(office, "identify")
    second = join_office(office, "analis-dua", "analis-pengaduan")
    task = task_of(case, "identify")
    first = office.users["analis-pengaduan"]
    start_task(task_id=task.pk, actor=office.actor(first), now=office.now)
    document = Document.objects.filter(case=case).first()

    take(office, case, "exclude", person=str(first), reason="Saudara kandung pelapor.")

    task.refresh_from_db()
    assert task.assignee_id is None
    row = Exclusion.objects.get(case=case)
    assert (row.user_id, row.sop, row.by, row.at) == (
        first,
        "",
        office.holder("koordinator").id,
        office.now,
    )
    assert b"kandung" not in bytes(row.reason)
    assert deviations(case) == ["exit-exclude"]
    assert last_entry(case, "case.exclude")["person"] == first
    gone = office.actor(first)
    assert not visible_cases(gone).filter(pk=case.pk).exists()
    assert not visible_tasks(gone).filter(case=case).exists()
    assert may_read_identity(gone, case) is False
    with absent():
        read_identity(number=case.number, actor=gone, now=office.now)
    with pytest.raises(Document.DoesNotExist):
        read_document(document_id=document.pk, actor=gone, now=office.now)
    with absent():
        read_attachment(number=case.number, attachment_id=1, actor=gone, now=office.now)
    with refused("excluded"):
        do(office, task, actor=gone)
    assert [t.type for t in open_tasks(case)] == ["step"]
    do(office, task, actor=office.actor(second))
    assert ledger_holds()


def test_nobody_excludes_himself_or_somebody_twice(office):
    case = case_at(office, "identify")
    person = str(office.users["analis-pengaduan"])
    with refused("wrong-person", field="data.person"):
        take(office, case, "exclude", person=str(office.users["koordinator"]))
    take(office, case, "exclude", person=person)
    with refused("already-excluded", field="data.person"):
        take(office, case, "exclude", person=person)
    with refused("invalid-data"):
        take(office, case, "exclude", person="999")


def test_where_nobody_is_left_the_head_names_who_does_the_step(office):
    case = case_at(office, "identify")
    person = str(office.users["analis-pengaduan"])

    take(office, case, "exclude", person=person)

    assert [(t.type, t.role) for t in open_tasks(case)] == [
        ("decision", "kepala-dinas"),
        ("step", "analis-pengaduan"),
    ]
    clerk = str(office.users["petugas-loket"])
    do(office, task_of(case, "stand-in"), data={"person": clerk}, note="Tidak ada analis lain.")
    step = task_of(case, "identify")
    assert str(step.assignee_id) == clerk
    assert "stand-in" in deviations(case)
    do(office, step, actor=office.actor(clerk))
    assert ledger_holds()


def test_what_the_head_would_decide_the_coordinator_decides_when_the_head_is_excluded(office):
    case = case_at(office, "identify")
    take(office, case, "exclude", person=str(office.users["kepala-dinas"]))

    take(office, case, "exclude", person=str(office.users["analis-pengaduan"]))

    assert [(t.type, t.role) for t in open_tasks(case)] == [
        ("decision", "koordinator"),
        ("step", "analis-pengaduan"),
    ]


def test_an_open_decision_moves_on_when_who_should_take_it_is_excluded(office):
    case = case_at(office, "identify")
    take(office, case, "exclude", person=str(office.users["analis-pengaduan"]))

    take(office, case, "exclude", person=str(office.users["kepala-dinas"]))

    assert [(t.type, t.role) for t in open_tasks(case)] == [
        ("decision", "koordinator"),
        ("step", "analis-pengaduan"),
    ]


def test_an_unsigned_letter_is_written_anew_for_who_signs_it_now(office):
    case = case_at(office, "identify")
    take(office, case, "hold", until="2026-12-01")
    old = Document.objects.get(case=case, kind="surat-pemberitahuan")

    take(office, case, "exclude", person=str(office.users["kepala-dinas"]))

    old.refresh_from_db()
    assert old.revoked_at == office.now
    assert signatures(case) == [("surat-pemberitahuan", "koordinator")]
    facts, words = letter(office, case, "surat-pemberitahuan")
    assert facts["signatory"]["name"] == "Pejabat Koordinator"
    assert facts["number"] != old.number
    assert "Pejabat Koordinator" in words
    do(office, task_of(case, "signature"))
    assert signatures(case) == []
    assert ledger_holds()


def test_an_opinion_that_nobody_can_give_does_not_hold_the_draft(office):
    case = file_complaint(office)
    play(office, case, until="consult")
    take(office, case, "exclude", person=str(office.users["analis-hukum"]))

    do(office, task_of(case, "draft"))

    assert Task.objects.get(case=case, type="consult").state == "cancelled"
    assert task_of(case, "examine")


@pytest.fixture
def small(db):
    """Return an office where one person holds every role."""
    small = open_office(roles=())
    roles = (
        "petugas-loket",
        "analis-pengaduan",
        "penata-perizinan",
        "koordinator",
        "analis-hukum",
        "kepala-dinas",
    )
    join_office(small, "sendiri", *roles)
    small.users |= dict.fromkeys(roles, small.users["sendiri"])
    return small


def test_alone_nobody_widens_reveals_or_excludes_himself(small):
    case = file_complaint(small, confidential=True)
    for action, data in (("reveal", {}), ("widen", {"what": "lift-confidential"})):
        with refused("nobody-to-confirm"):
            take(small, case, action, by="sendiri", **data)
    with refused("wrong-person"):
        take(small, case, "exclude", by="sendiri", person=str(small.users["sendiri"]))


def test_alone_one_may_still_narrow_hold_and_end(small):
    case = file_complaint(small)
    take(small, case, "restrict", by="sendiri", what="confidential")
    take(small, case, "hold", by="sendiri", until="2026-12-01")
    take(small, case, "resume", by="sendiri")
    take(small, case, "decline", by="sendiri", ground="bukan-pengaduan")
    do(small, task_of(case, "signature"))
    assert (case.status, open_tasks(case)) == ("closed", [])


def test_the_lone_drafter_never_approves_and_nobody_is_there_to_stand_in(small):
    case = file_complaint(small)
    play(small, case, until="stand-in")
    decision = task_of(case, "stand-in")
    assert "nobody-may-act" in deviations(case)
    with refused("not-separate"):
        do(small, task_of(case, "examine"))
    with refused("nobody-left"):
        do(small, decision)
    other = join_office(small, "bantuan", "petugas-loket")

    do(small, decision, data={"person": other}, note="Diperbantukan dari bidang lain.")

    do(small, task_of(case, "examine"), actor=small.actor(other))
    assert task_of(case, "approve")


# Narrowing


@pytest.mark.parametrize("what", ["confidential", "anonymous"])
def test_one_officer_narrows_at_once(office, what):
    case = case_at(office, "identify")

    take(office, case, "restrict", by="analis-pengaduan", what=what)

    assert getattr(case, what) is True
    assert last_entry(case, "case.restrict")["what"] == what
    assert deviations(case) == []
    with refused("already-restricted", field="data.what"):
        take(office, case, "restrict", by="analis-pengaduan", what=what)
    assert ledger_holds()


def test_an_ended_case_can_still_be_narrowed(office):
    case = case_at(office, "identify")
    take(office, case, "decline", ground="bukan-pengaduan")
    take(office, case, "restrict", what="confidential")
    assert (case.confidential, case.status) == (True, "closed")


def test_the_lawyer_narrows_nothing(office):
    case = case_at(office, "identify")
    with refused("wrong-role"):
        take(office, case, "restrict", by="analis-hukum", what="confidential")


# Widening and revealing


@pytest.fixture
def secret(office):
    """Return a *rahasia* case that the analyst works on."""
    return case_at(office, "identify", confidential=True)


def confirm(office, case, form, by, **how):
    return do(office, task_of(case, form), actor=office.holder(by), **how)


def test_secrecy_is_lifted_by_a_second_person(office, secret):
    other = office.holder("penata-perizinan")
    assert not visible_cases(other).filter(pk=secret.pk).exists()

    take(office, secret, "widen", by="analis-pengaduan", what="lift-confidential")

    assert secret.confidential is True
    task = task_of(secret, "confirm-widen")
    assert (task.type, task.role) == ("decision", "koordinator")
    asked = last_entry(secret, "case.widen")
    assert (asked["what"], asked["task"]) == ("lift-confidential", task.pk)
    confirm(office, secret, "confirm-widen", "koordinator", outcome="setuju")
    secret.refresh_from_db()
    assert secret.confidential is False
    assert visible_cases(other).filter(pk=secret.pk).exists()
    assert last_entry(secret, "decision.completed")["agreed"] is True
    assert [t.type for t in open_tasks(secret)] == ["step"]
    assert ledger_holds()


def test_a_refusal_of_the_second_person_changes_nothing(office, secret):
    take(office, secret, "widen", by="analis-pengaduan", what="lift-confidential")
    with refused("note-required"):
        confirm(office, secret, "confirm-widen", "koordinator", outcome="tolak", note="")

    confirm(office, secret, "confirm-widen", "koordinator", outcome="tolak", note="Tidak perlu.")

    secret.refresh_from_db()
    assert (secret.confidential, NamedReader.objects.count()) == (True, 0)
    assert last_entry(secret, "decision.completed")["agreed"] is False


def test_who_asks_never_confirms_not_even_in_another_s_place(office, secret):
    take(office, secret, "widen", by="koordinator", what="lift-confidential")
    assert task_of(secret, "confirm-widen").role == "kepala-dinas"
    act_for(office, "koordinator", "kepala-dinas", "kepala-dinas")
    office.later()

    with refused("not-separate"):
        confirm(office, secret, "confirm-widen", "koordinator", outcome="setuju")

    confirm(office, secret, "confirm-widen", "kepala-dinas", outcome="setuju")
    secret.refresh_from_db()
    assert secret.confidential is False


def test_who_acts_for_the_one_who_asks_does_not_confirm(office, secret):
    join_office(office, "koordinator-dua", "koordinator")
    act_for(office, "penata-perizinan", "koordinator", "koordinator")
    office.later()
    take(office, secret, "widen", by="koordinator", what="lift-confidential")
    assert task_of(secret, "confirm-widen").role == "koordinator"

    with refused("not-separate"):
        confirm(office, secret, "confirm-widen", "penata-perizinan", outcome="setuju")

    confirm(office, secret, "confirm-widen", "koordinator-dua", outcome="setuju")


def test_only_a_stand_in_of_the_asker_left_is_nobody(office, secret):
    take(office, secret, "exclude", by="koordinator", person=str(office.users["kepala-dinas"]))
    act_for(office, "penata-perizinan", "koordinator", "koordinator")
    office.later()
    with refused("nobody-to-confirm"):
        take(office, secret, "widen", by="koordinator", what="lift-confidential")


def test_an_excluded_superior_is_not_asked(office, secret):
    take(office, secret, "exclude", by="kepala-dinas", person=str(office.users["koordinator"]))

    take(office, secret, "reveal", by="analis-pengaduan")

    assert task_of(secret, "confirm-reveal").role == "kepala-dinas"


def test_a_reader_is_named_by_two(office, secret):
    licensing = office.users["penata-perizinan"]
    with refused("invalid-data", field="data.person"):
        take(office, secret, "widen", by="analis-pengaduan", what="name-reader")

    take(
        office,
        secret,
        "widen",
        by="analis-pengaduan",
        what="name-reader",
        person=str(licensing),
    )
    confirm(office, secret, "confirm-widen", "koordinator", outcome="setuju")

    reader = NamedReader.objects.get(case=secret)
    analyst, chief = office.holder("analis-pengaduan"), office.holder("koordinator")
    assert (reader.user_id, reader.by, reader.second, reader.reads_identity) == (
        licensing,
        analyst.id,
        chief.id,
        False,
    )
    named = office.actor(licensing)
    assert visible_cases(named).filter(pk=secret.pk).exists()
    with refused("identity-closed"):
        read_identity(number=secret.number, actor=named, now=office.now)


def test_the_name_is_shown_to_agencies_again_by_two(office):
    case = case_at(office, "identify", anonymous=True)
    with refused("not-confidential", field="data.what"):
        take(office, case, "widen", what="lift-confidential")

    take(office, case, "widen", what="lift-anonymous")
    confirm(office, case, "confirm-widen", "kepala-dinas", outcome="setuju")

    case.refresh_from_db()
    assert case.anonymous is False
    with refused("not-anonymous", field="data.what"):
        take(office, case, "widen", what="lift-anonymous")


def test_revealing_opens_the_identity_to_the_one_who_asked_and_logs_each_reading(office, secret):
    analyst = office.holder("analis-pengaduan")
    form = Document.objects.get(case=secret, kind="form-pengaduan")
    for read in (
        lambda: read_identity(number=secret.number, actor=analyst, now=office.now),
        lambda: read_document(document_id=form.pk, actor=analyst, now=office.now),
        lambda: read_attachment(
            number=secret.number, attachment_id=1, actor=analyst, now=office.now
        ),
    ):
        with refused("identity-closed"):
            read()

    take(office, secret, "reveal", by="analis-pengaduan", reason="Mencocokkan nama pemohon.")
    confirm(office, secret, "confirm-reveal", "koordinator", outcome="setuju")

    found = read_identity(number=secret.number, actor=analyst, now=office.now)
    assert found == Identity(name=PERSON.name, phone=PERSON.phone, address=PERSON.address)
    assert events(secret)[-1] == ("identity.read", analyst.id)
    assert last_entry(secret, "identity.read") == {"complainant": True}
    letter(office, secret, "form-pengaduan")
    read = read_document(document_id=form.pk, actor=analyst, now=office.now)
    assert read.content.startswith(b"%PDF")
    assert last_entry(secret, "identity.read") == {
        "document": form.pk,
        "kind": "form-pengaduan",
        "version": 1,
    }
    with refused("identity-closed"):
        read_identity(number=secret.number, actor=office.holder("koordinator"), now=office.now)
    assert [name for name, _ in events(secret)].count("identity.read") == 2
    assert ledger_holds()


def test_the_same_is_not_asked_twice(office, secret):
    take(office, secret, "reveal", by="analis-pengaduan")
    with refused("already-asked"):
        take(office, secret, "reveal", by="analis-pengaduan", reason="Sekali lagi, mohon.")

    take(office, secret, "reveal", by="koordinator")

    assert [(t.form, t.role) for t in open_tasks(secret) if t.type == "decision"] == [
        ("confirm-reveal", "koordinator"),
        ("confirm-reveal", "kepala-dinas"),
    ]


def test_an_open_identity_needs_no_revealing(office):
    case = case_at(office, "identify")
    with refused("not-confidential"):
        take(office, case, "reveal", by="analis-pengaduan")
    read_identity(number=case.number, actor=office.holder("analis-pengaduan"), now=office.now)
    assert events(case)[-1][0] == "identity.read"


def test_the_second_person_may_answer_while_the_case_is_held(office, secret):
    take(office, secret, "reveal", by="analis-pengaduan")
    due_at = task_of(secret, "confirm-reveal").due_at
    take(office, secret, "hold", by="kepala-dinas", until="2026-12-01")
    assert task_of(secret, "confirm-reveal").due_at == due_at

    confirm(office, secret, "confirm-reveal", "koordinator", outcome="setuju")

    secret.refresh_from_db()
    assert secret.status == "held"
    assert NamedReader.objects.get(case=secret).reads_identity is True


def test_a_question_falls_away_with_the_case(office, secret):
    take(office, secret, "reveal", by="analis-pengaduan")
    task = task_of(secret, "confirm-reveal")
    take(office, secret, "decline", ground="bukan-pengaduan")

    with refused("task-cancelled"):
        do(office, task, actor=office.holder("koordinator"))
    assert Case.objects.get(pk=secret.pk).status == "closed"


def test_an_auditor_never_reads_who_complained(office, secret):
    auditor = join_office(office, "pemeriksa", "auditor")
    NamedReader.objects.create(
        case=secret, user_id=int(auditor), by="x", reads_identity=True, at=office.now
    )
    actor = office.actor(auditor)
    assert visible_cases(actor).filter(pk=secret.pk).exists()
    with pytest.raises(Refused) as caught:
        read_identity(number=secret.number, actor=actor, now=office.now)
    assert caught.value.code == "identity-closed"
