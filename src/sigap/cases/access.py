"""Who may see what. Every loader of cases, tasks and papers starts here.

What somebody must not know about looks the same as what does not exist: callers answer 404.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q

from sigap.accounts.kept import kept
from sigap.cases.actor import officer
from sigap.cases.models import Case, Exclusion, NamedReader, Task
from sigap.cases.queries.once import asked_once
from sigap.cases.queries.sops import newest_profile
from sigap.core.sop.run import Person

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from sigap.cases.actor import Actor

# Runs the machine and the accounts, handles no case.
TECHNICAL_ROLES = frozenset({"admin"})
AUDITOR = "auditor"


def handles_cases(actor: Actor) -> bool:
    """Whether the actor holds any role that works on, or audits, cases."""
    return bool(actor.roles - TECHNICAL_ROLES)


def visible_cases(actor: Actor) -> QuerySet[Case]:
    """Return the cases whose existence `actor` may know of.

    All that are not *rahasia*; of those the ones where the actor is named, holds or held a
    task, may take a task of the pool, or holds a role that office data adds. Never a case
    from which the actor is excluded (conflict of interest).
    """
    if not handles_cases(actor):
        return Case.objects.none()
    mine = Exclusion.objects.filter(case=OuterRef("pk"), user=actor.user_id, sop="")
    cases = Case.objects.filter(~Exists(mine))
    if actor.roles & confidential_roles():
        return cases
    return cases.filter(Q(confidential=False) | _admitted(actor, OuterRef("pk")))


def in_visible_case(actor: Actor, case: str = "case") -> Exists:
    """Return the condition that a row's case is one that `actor` may know of.

    Asked row by row through the case's key. `case__in=visible_cases(actor)` means the same,
    but SQLite would list every case of the office first.
    """
    return Exists(visible_cases(actor).filter(pk=OuterRef(case)))


def visible_tasks(actor: Actor) -> QuerySet[Task]:
    """Return the tasks in cases that `actor` may see."""
    tasks = unbarred_tasks(actor)
    if actor.roles & confidential_roles():
        return tasks
    return tasks.filter(Q(case__confidential=False) | _admitted(actor, OuterRef("case")))


def unbarred_tasks(actor: Actor) -> QuerySet[Task]:
    """Return the tasks in cases from which the actor is not excluded.

    Only for one's own tasks and the free ones of one's roles: these admit to a *rahasia* case
    by themselves, so of `visible_tasks` nothing else is left to ask, row by row.
    """
    if not handles_cases(actor):
        return Task.objects.none()
    mine = Exclusion.objects.filter(case=OuterRef("case"), user=actor.user_id, sop="")
    return Task.objects.filter(~Exists(mine))


def visible_case_id(number: str, actor: Actor) -> int:
    """Return the id of a case that the actor may see.

    :raises Case.DoesNotExist: if there is none, or none that this actor may know of.
    """
    if actor.user_id is None or not handles_cases(actor):
        raise Case.DoesNotExist
    with asked_once():  # what is in the key and what is in the query are one answer
        found = _case_ids(actor.roles, confidential_roles(), user=actor.user_id, number=number)
    if not found:
        raise Case.DoesNotExist
    return int(found[0])


def wrapped_key_of_task(task_id: int, actor: Actor) -> bytes:
    """Return the sealed key of the case of a task that the actor may see.

    :raises Task.DoesNotExist: if there is none, or none that this actor may know of.
    """
    if actor.user_id is None or not handles_cases(actor):
        raise Task.DoesNotExist
    with asked_once():
        found = _task_keys(actor.roles, confidential_roles(), user=actor.user_id, task=task_id)
    if not found:
        raise Task.DoesNotExist
    return bytes(found[0])


@kept
def _case_ids(
    roles: frozenset[str], _confidential: frozenset[str], *, user: int, number: str
) -> QuerySet[Case, int]:
    return visible_cases(_with(roles, user)).filter(number=number).values_list("pk", flat=True)


@kept
def _task_keys(
    roles: frozenset[str], _confidential: frozenset[str], *, user: int, task: int
) -> QuerySet[Task, Any]:
    rows = visible_tasks(_with(roles, user)).filter(pk=task)
    return rows.values_list("case__key__wrapped", flat=True)


def _with(roles: frozenset[str], user: int) -> Actor:
    return officer(user_id=user, person=Person(id=str(user), roles=roles))


def may_read_identity(actor: Actor, case: Case) -> bool:
    """Whether `actor` may read who complained, the reading being logged.

    An auditor never; a *rahasia* identity only after it was revealed by two persons
    (`reveal`), which names the reader.
    """
    return visible_cases(actor).filter(pk=case.pk).exists() and may_read_who(actor, case)


def may_read_who(actor: Actor, case: Case) -> bool:
    """Answer the same about a case that is known to be visible to `actor`."""
    if not actor.roles - TECHNICAL_ROLES - {AUDITOR}:
        return False
    if not case.confidential:
        return True
    return NamedReader.objects.filter(case=case, user=actor.user_id, reads_identity=True).exists()


def confidential_roles() -> frozenset[str]:
    """Return the roles that see every *rahasia* case, by the office's own choice."""
    profile = newest_profile()
    data = profile.data if profile else {}
    return frozenset(data.get("confidential_roles", ())) - {AUDITOR} - TECHNICAL_ROLES


def _admitted(actor: Actor, case: OuterRef) -> Q:
    tasks = Task.objects.filter(case=case).filter(
        Q(assignee=actor.user_id)
        | Q(completed_by=actor.user_id)
        | Q(assignee=None, state=Task.State.OPEN, role__in=actor.roles - {AUDITOR})
    )
    named = NamedReader.objects.filter(case=case, user=actor.user_id)
    return Q(Exists(named)) | Q(Exists(tasks))
