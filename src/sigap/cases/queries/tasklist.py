"""Tasks of a person: own ones and the free ones of one's roles, soonest due first.

The list is a merge of branches (own, each pool, whom one stands in for), each read in the
order of one index and no further than a page, so its cost does not grow with the tables. All
branches are read in one query, whatever the number of roles.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Exists, OuterRef, Q

from sigap.accounts.kept import kept
from sigap.accounts.models import User
from sigap.cases.access import (
    AUDITOR,
    TECHNICAL_ROLES,
    confidential_roles,
    unbarred_tasks,
    visible_tasks,
)
from sigap.cases.models import Task
from sigap.cases.queries.paging import Rows, after_moment, page
from sigap.cases.queries.searching import of_tasks
from sigap.cases.queries.sops import sop_of_version

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable
    from datetime import datetime

    from django.db.models import QuerySet

    from sigap.cases.actor import Actor
    from sigap.cases.queries.searching import Search

    Shown = Callable[[Task], dict[str, Any]]
    After = tuple[datetime | None, int] | None
    Key = tuple[datetime | str | None, int]  # as the driver gives a moment: SQLite a text
    Union = tuple[str, tuple[Any, ...]]  # SQL and its values

ME, NOBODY = "me", "none"
RELATED = ("case__permit_type", "assignee", "run")
# What a row shows and no more: the other columns would be half of what the desk costs,
# and what is sealed lies on pages of its own.
_OWN = (
    "type form sop number attempt role state reason opened_at started_at start_by due_at "
    "completed_at"
)
_BESIDE = (
    "case__number case__subject case__permit_type__slug case__permit_type__name assignee__username "
    "assignee__name run__sop run__sop_version"
)
_LISTED = Task.objects.select_related(*RELATED).only(*_OWN.split(), *_BESIDE.split())
_FAR = "9"  # sorts behind every moment's text


@dataclass(frozen=True, slots=True)
class TaskFilters:
    """What narrows the list; None: not narrowed. `assignee`: a user name, `me` or `none`."""

    role: str | None = None
    assignee: str | None = None
    is_done: bool = False
    overdue: bool | None = None
    permit_type: str | None = None
    q: Search | None = None
    place: tuple[str, int] | None = None  # SOP id and step


def tasks(
    actor: Actor,
    filters: TaskFilters,
    *,
    limit: int,
    now: datetime,
    cursor: str = "",
    show: Shown | None = None,
) -> Rows:
    """Return a page of tasks; own means assigned to the actor, or done by the actor.

    With `assignee` of somebody else: that person's tasks in the cases that the actor may see.
    `show` makes a row of a task whose case, permit type, assignee and run are read.

    :raises Refused: `unknown-cursor`.
    """
    after = after_moment(cursor) if cursor else None
    shown = show or (lambda task: task_row(task, now=now))
    if filters.is_done:
        seen = _narrowed(visible_tasks(actor), filters, now=now)
        user_id = _user_id(actor, filters.assignee)
        return _done(seen, user_id, limit=limit, show=shown, after=after)
    union = _union(actor, filters, limit=limit, after=after, now=now)
    return _soonest(union, limit=limit, show=shown)


def handed_on(
    actor: Actor,
    filters: TaskFilters,
    *,
    limit: int,
    now: datetime,
    cursor: str = "",
    show: Shown | None = None,
) -> Rows:
    """Return a page of what others have to do in cases in which the actor did a part.

    Reads the open tasks of the office, not what was ever done in it.

    :raises Refused: `unknown-cursor`.
    """
    after = after_moment(cursor) if cursor else None
    own_part = Task.objects.filter(
        case=OuterRef("case"), completed_by=actor.user_id, state=Task.State.DONE
    )
    seen = _narrowed(visible_tasks(actor), filters, now=now).filter(state=Task.State.OPEN)
    theirs = (
        seen.filter(Exists(own_part))
        .exclude(assignee=actor.user_id)
        .exclude(assignee=None, role__in=actor.roles)
    )
    union = _joined([theirs], limit=limit, after=after)
    return _soonest(union, limit=limit, show=show or (lambda task: task_row(task, now=now)))


def matching(actor: Actor, filters: TaskFilters, *, most: int, now: datetime) -> list[int]:
    """Return the ids of the actor's open tasks that fit, soonest due first, at most `most`."""
    keys = set(_keys(_union(actor, filters, limit=most, after=None, now=now)))
    return [pk for _, pk in heapq.nsmallest(most, keys, key=_place)]


def task_counts(
    actor: Actor, filters: TaskFilters, *, until: datetime, now: datetime, most: int
) -> dict[str, int]:
    """Return how many tasks there are in all, late, and due before `until`.

    No branch (own, a pool) is counted beyond `most`.
    """
    sql, values = _union(actor, filters, limit=most, after=None, now=now)
    if not sql:
        return {"all": 0, "late": 0, "today": 0}
    adapt = connection.ops.adapt_datetimefield_value
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COUNT(*), COALESCE(SUM(CASE WHEN due_at < %s THEN 1 ELSE 0 END), 0), "  # noqa: S608 - compiled
            "COALESCE(SUM(CASE WHEN due_at >= %s AND due_at < %s THEN 1 ELSE 0 END), 0) "
            f"FROM (SELECT DISTINCT due_at, id FROM ({sql}) AS parts) AS tasks",
            [adapt(now), adapt(now), adapt(until), *values],
        )
        found = cursor.fetchone()
    return dict(zip(("all", "late", "today"), found, strict=True))


def task_row(task: Task, *, now: datetime) -> dict[str, Any]:
    """Return a task as lists show it; its case, assignee and run are read already."""
    is_open = task.state == Task.State.OPEN
    return {
        "id": task.pk,
        "type": task.type,
        "case": task.case.number,
        "sop": task.sop,
        "no": task.number,
        "attempt": task.attempt,
        "role": task.role,
        "assignee": task.assignee.username if task.assignee else None,
        "assignee_name": task.assignee.name if task.assignee else None,
        "state": task.state,
        "opened_at": task.opened_at,
        "started_at": task.started_at,
        "start_by": task.start_by,
        "due_at": task.due_at,
        "completed_at": task.completed_at,
        "overdue": bool(is_open and task.due_at and task.due_at < now),
        "subject": task.case.subject,
        "permit_type": task.case.permit_type.slug,
        "activity": activity_of(task),
        "reason": task.reason,
    }


def activity_of(task: Task) -> str:
    """Return the activity of the step that a task belongs to, in the case's own version."""
    if task.run is None or task.run.sop != task.sop:
        return ""
    return sop_of_version(task.run.sop_version_id).step(task.number).activity


def _narrowed(tasks: QuerySet[Task], filters: TaskFilters, *, now: datetime) -> QuerySet[Task]:
    if filters.role:
        tasks = tasks.filter(role=filters.role)
    if filters.overdue is True:
        tasks = tasks.filter(due_at__lt=now)
    elif filters.overdue is False:
        tasks = tasks.filter(Q(due_at__gte=now) | Q(due_at=None))
    if filters.place:
        tasks = tasks.filter(sop=filters.place[0], number=filters.place[1])
    if filters.permit_type:
        tasks = tasks.filter(case__permit_type__slug=filters.permit_type)
    if filters.q:
        tasks = tasks.filter(of_tasks(filters.q))
    return tasks


def _own_branches(actor: Actor, filters: TaskFilters) -> list[Q]:
    """Return the parts of the list that are the actor's, each of which one index serves."""
    roles = sorted(actor.roles - {AUDITOR} - TECHNICAL_ROLES)
    if filters.role:
        roles = [role for role in roles if role == filters.role]
    pools = [Q(state=Task.State.OPEN, role=role, assignee=None) for role in roles]
    if filters.assignee == NOBODY:
        return pools
    own = Q(state=Task.State.OPEN, assignee=actor.user_id)
    if filters.assignee:
        return [own] if filters.assignee == ME else []
    return [own, *pools]


def _others_branches(actor: Actor, filters: TaskFilters) -> list[Q]:
    """Return the parts that are somebody else's: whom one stands in for, or who was asked for."""
    if filters.assignee in (ME, NOBODY):
        return []
    if filters.assignee:
        user_id = _user_id(actor, filters.assignee)
        return [Q(state=Task.State.OPEN, assignee=user_id)] if user_id else []
    return [
        Q(state=Task.State.OPEN, role=role, assignee=int(principal))
        for role, principal in sorted(actor.person.acts_for.items())
    ]


def _user_id(actor: Actor, name: str | None) -> int | None:
    """Return the user behind a name; None for one that does not exist."""
    if name in (None, ME):
        return actor.user_id
    return User.objects.filter(username=name).values_list("pk", flat=True).first()


def _soonest(union: Union, *, limit: int, show: Shown) -> Rows:
    wanted = heapq.nsmallest(limit + 1, set(_keys(union)), key=_place)
    rows = _listed([pk for _, pk in wanted])
    return page(
        [rows[pk] for _, pk in wanted if pk in rows],
        limit,
        show,
        lambda task: (task.due_at, task.pk),
    )


def _listed(ids: list[int]) -> dict[int, Task]:
    found = _rows(len(ids), **{f"id_{n}": pk for n, pk in enumerate(ids)}) if ids else []
    return {task.pk: task for task in found}


@kept
def _rows(_count: int, **ids: int) -> QuerySet[Task]:
    return _LISTED.filter(pk__in=list(ids.values()))


def _keys(union: Union) -> list[Key]:
    """Return (due, id) of the first tasks of each branch, with those that are paused."""
    sql, values = union
    if not sql:
        return []
    # Django itself joins no limited queries on SQLite; each of them is its own SQL.
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        keys: list[Key] = cursor.fetchall()
    return keys


_unions: dict[Hashable, Union] = {}
_MOST_UNIONS = 500


def _union(actor: Actor, filters: TaskFilters, *, limit: int, after: After, now: datetime) -> Union:
    """Return the query of the actor's branches; what it was for the same question is kept.

    Only its text and values, which depend on nothing but what is named in the key: to build
    them takes several times as long as to run them.
    """
    key = (
        actor.user_id,
        actor.roles,
        tuple(sorted(actor.person.acts_for.items())),
        confidential_roles(),
        filters,
        limit,
        after,
    )
    lasts = filters.overdue is None and filters.assignee in (None, ME, NOBODY)
    if lasts and key in _unions:
        return _unions[key]
    own = _narrowed(unbarred_tasks(actor), filters, now=now)
    others = _narrowed(visible_tasks(actor), filters, now=now)
    branches = [own.filter(branch) for branch in _own_branches(actor, filters)]
    branches += [others.filter(branch) for branch in _others_branches(actor, filters)]
    made = _joined(branches, limit=limit, after=after)
    if lasts:
        if len(_unions) >= _MOST_UNIONS:
            _unions.clear()
        _unions[key] = made
    return made


def _joined(branches: list[QuerySet[Task]], *, limit: int, after: After) -> Union:
    parts: list[str] = []
    values: list[Any] = []
    for branch in branches:
        for ordered in _in_order(branch, after):
            try:
                sql, given = ordered.values_list("due_at", "id")[
                    : limit + 1
                ].query.sql_with_params()
            except EmptyResultSet:
                continue
            parts.append(f"SELECT due_at, id FROM ({sql}) AS part_{len(parts)}")  # noqa: S608 - compiled
            values += given
    return " UNION ALL ".join(parts), tuple(values)


def _in_order(branch: QuerySet[Task], after: After) -> Iterable[QuerySet[Task]]:
    """Return the two parts of a branch: those with a moment, then those without."""
    dated = branch.exclude(due_at=None)
    undated = branch.filter(due_at=None)
    if after and after[0] is not None:
        # In this form the index is entered at the moment itself.
        dated = dated.filter(due_at__gte=after[0]).exclude(due_at=after[0], pk__lte=after[1])
    elif after:
        dated, undated = dated.none(), undated.filter(pk__gt=after[1])
    return dated.order_by("due_at", "pk"), undated.order_by("pk")


def _place(key: Key) -> tuple[str, int]:
    # Moments come from the database in one zone, so their text sorts as they do.
    return (str(key[0]) if key[0] else _FAR * 30, key[1])


def _done(
    seen: QuerySet[Task],
    user_id: int | None,
    *,
    limit: int,
    show: Shown,
    after: After,
) -> Rows:
    """Return what one person has done, the last first."""
    done = seen.filter(state=Task.State.DONE, completed_by=user_id)
    if user_id is None:
        done = done.none()
    if after and after[0] is not None:
        done = done.filter(completed_at__lte=after[0]).exclude(
            completed_at=after[0], pk__gte=after[1]
        )
    ordered = done.select_related(*RELATED).order_by("-completed_at", "-pk")
    return page(
        list(ordered[: limit + 1]),
        limit,
        show,
        lambda task: (task.completed_at, task.pk),
    )
