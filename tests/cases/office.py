"""An office and its officers, and cases played through it by the real operations.

Fixtures are in `conftest.py` beside; the functions here work with any office that has the
reference data.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sigap.accounts.operations import create_user
from sigap.accounts.queries import people
from sigap.cases.actor import PUBLIC, SYSTEM, officer
from sigap.cases.identity import case_key, unseal_json
from sigap.cases.models import Case, Document, Task
from sigap.cases.operations.completing import complete_task
from sigap.cases.operations.office import load_reference_data
from sigap.cases.operations.papers import render_document
from sigap.cases.operations.register import Filing, register_complaint
from sigap.cases.queries.casefile import load
from sigap.cases.queries.sops import (
    calendar_of_version,
    current_calendar_id,
    sop_of_version,
)
from sigap.cases.steps import form_for
from sigap.cases.steps.work import Work
from sigap.core.masking import Identity
from sigap.core.sop.definition import Duration, Unit
from tests.cases.filler import fill

JAKARTA = ZoneInfo("Asia/Jakarta")
TUESDAY = datetime(2026, 11, 24, 9, 0, tzinfo=JAKARTA)
ROLES = (
    "petugas-loket",
    "analis-pengaduan",
    "penata-perizinan",
    "koordinator",
    "analis-hukum",
    "kepala-dinas",
)
# What has to wait for others is tried after them.
_LAST = ("step", "confirm")


@dataclass
class Office:
    """An office with one officer for each role; `now` moves on as work is done."""

    now: datetime = TUESDAY
    users: dict[str, int] = field(default_factory=dict)  # role → user id

    def actor(self, user_id):
        """Return the actor behind a user id, with the roles held now."""
        person = next(one for one in people(now=self.now) if one.id == str(user_id))
        return officer(user_id=int(user_id), person=person)

    def holder(self, role):
        """Return the officer of a role as an actor."""
        return self.actor(self.users[role])

    def later(self, minutes=10):
        """Let working time pass and return the moment."""
        calendar = calendar_of_version(current_calendar_id())
        self.now = calendar.due(self.now, Duration(minutes, Unit.MINUTES))
        return self.now


def past_morning():
    """Return ten o'clock of a weekday about a week ago, whatever hour and weekday it is now.

    For what compares with the real moment, as signatures and pages do: never in the future.
    """
    day = datetime.now(tz=JAKARTA) - timedelta(days=7)
    day -= timedelta(days=max(0, day.weekday() - 4))
    return day.replace(hour=10, minute=0, second=0, microsecond=0)


def open_office(*, roles=ROLES, now=TUESDAY):
    """Return an office fresh from `init` with one officer for each of `roles`."""
    # A test that is rolled back gives its ids free, which no running office does.
    sop_of_version.cache_clear()
    calendar_of_version.cache_clear()
    load_reference_data(actor=SYSTEM, now=now - timedelta(days=1))
    office = Office(now=now)
    for role in roles:
        user, _ = create_user(
            name=role,
            roles=[role],
            now=now - timedelta(hours=20),
            full_name=f"Pejabat {role.replace('-', ' ').title()}",
            position=role.replace("-", " ").title(),
            nip="19800101 200501 1 001",
            rank="Penata (III/c)",
            sign_in=False,
        )
        office.users[role] = user.pk
    return office


PERSON = Identity(
    name="Suherman Wijaya",
    phone="0812-0000-0100",
    address="Kp. Gardu Sawah RT 003/007, Desa Kalijaya",
)


def file_complaint(office, *, by="petugas-loket", identity=PERSON, **changes):
    """Return the case of a complaint handed in at the counter, or by nobody with an account."""
    filing = {
        "channel": "counter",
        "permit_type": "pbg",
        "subject": "Retribusi PBG sudah dibayar, belum divalidasi",
        "text": "Saya Suherman Wijaya sudah membayar retribusi sebesar Rp14.250.000 pada "
        "11 Desember 2025. Hubungi saya di 0812-0000-0100.",
        "complainant_kind": "perorangan",
        "registration_number": "PBG-321608-21102025-960",
        **changes,
    }
    actor = office.holder(by) if by else PUBLIC
    filed = Filing(identity=identity, **filing)
    return register_complaint(filing=filed, actor=actor, now=office.now).case


def draw_papers(case, *, now):
    """Draw what was ordered in a case, as the worker does."""
    for document in Document.objects.filter(case=case, state="waiting").order_by("pk"):
        render_document(document.pk, now=now)


def work_on(office, task, *, actor=None):
    """Return a task in its case as its form sees it."""
    task = Task.objects.select_related("case", "document").get(pk=task.pk)
    file = load(Case.objects.get(pk=task.case_id), now=office.now)
    mine = next(one for one in file.tasks if one.pk == task.pk)
    acting = actor or office.actor(task.assignee_id or who(office, task))
    return Work(file=file, task=mine, step=file.step_of(mine), actor=acting, now=office.now)


def who(office, task):
    """Return the id of an officer who may take a task of the pool."""
    able = [int(one.id) for one in people(task.role, now=office.now)]
    assert able, f"nobody holds {task.role}"
    return able[0]


def open_tasks(case):
    """Return the open tasks, those first for which others wait."""
    rows = Task.objects.filter(case=case, state=Task.State.OPEN).order_by("pk")
    return sorted(rows, key=lambda one: _LAST.index(one.type) if one.type in _LAST else -1)


def do(office, task, *, actor=None, **how):
    """Complete a task as the generic client does.

    `data` (fields, replaced one by one), `outcome`, `note`, `filler` and what else
    `complete_task` takes say what differs.
    """
    office.later()
    return finish(work_on(office, task, actor=actor), **how)


def finish(work, *, data=None, outcome=None, note="Catatan", filler=fill, **more):
    """Complete a task that has been looked at already."""
    form = form_for(work.task, work.step)
    offered = [one["id"] for one in form.outcomes(work)]
    filled = filler(form.schema(work), now=work.now)
    return complete_task(
        task_id=work.task.pk,
        actor=work.actor,
        now=work.now,
        outcome=outcome if outcome is not None else next(iter(offered), ""),
        note=note,
        data={**filled, **(data or {})},
        **more,
    )


def play(office, case, *, until="", most=80, outcomes=None, data=None, watch=None, **more):
    """Complete tasks until the one with form `until` is next, or the case has ended.

    `outcomes` (form → outcomes, used one after another) and `data` (form → fields) say what
    differs from the first choice; `watch` sees each task before it is done. Returns the forms
    completed, in order.
    """
    done, left = [], {form: list(ids) for form, ids in (outcomes or {}).items()}
    for _ in range(most):
        case.refresh_from_db()
        tasks = open_tasks(case)
        if case.is_ended or not tasks:
            return done
        office.later()
        work = work_on(office, tasks[0])
        form = form_for(work.task, work.step).id
        if form == until:
            return done
        if watch:
            watch(work)
        outcome = left[form].pop(0) if left.get(form) else None
        finish(work, outcome=outcome, data=(data or {}).get(form), **more)
        done.append(form)
    raise AssertionError(f"not at {until or 'the end'} after {most} tasks: {done}")


def task_of(case, form):
    """Return the open task with a form."""
    for task in open_tasks(case):
        file = load(Case.objects.get(pk=case.pk), now=TUESDAY)
        if form_for(task, file.step_of(task)).id == form:
            return task
    raise AssertionError(f"{form} is not open")


def papers(case, kind):
    """Return the facts of the papers of a kind, oldest first."""
    key = case_key(case.pk)
    rows = Document.objects.filter(case=case, kind=kind).order_by("pk")
    return [unseal_json(key, row.facts) for row in rows]


def schema_of(office, case, form, *, actor=None):
    """Return the schema of the open task with a form."""
    work = work_on(office, task_of(case, form), actor=actor)
    return form_for(work.task, work.step).schema(work)
