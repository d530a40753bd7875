"""Reminders to officers, escalation to their superiors, and the digest of the day.

In office hours only. Whoever is told is told once for a task and a due moment: on the desk at
once, and by one e-mail for all that came up together. What a person must not know about is not
told; an escalation stands in the ledger of its case.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from sigap.accounts.queries import addresses
from sigap.cases.access import visible_tasks
from sigap.cases.actor import SYSTEM, officer
from sigap.cases.events import record
from sigap.cases.identity import case_key
from sigap.cases.models import Alert, Case, StaffMail, Task
from sigap.cases.operations.leases import wake_workers
from sigap.cases.operations.locking import hold_case
from sigap.cases.queries.alerts import ESCALATIONS, alert_rules, kinds_due, line_of
from sigap.cases.queries.office import officers
from sigap.cases.queries.sops import calendar_of_version, current_calendar_id
from sigap.cases.queries.tasklist import TaskFilters, matching, task_counts
from sigap.core.errors import Refused
from sigap.core.sop.definition import Duration, Unit

if TYPE_CHECKING:
    from datetime import datetime

    from sigap.accounts.queries import Roster
    from sigap.cases.actor import Actor
    from sigap.cases.queries.alerts import AlertRules
    from sigap.core.worktime import WorkCalendar

REMINDER, ESCALATION, DIGEST = "staff-reminder", "staff-escalation", "staff-digest"
COORDINATOR, HEAD = "koordinator", "kepala-dinas"
_BATCH = 1000  # tasks looked at at a time
_LISTED = 20  # lines of an e-mail
_MOST_COUNTED = 999


@dataclass
class _People:
    """The officers of this round, as actors."""

    roster: Roster
    actors: dict[int, Actor] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for person in self.roster.people:
            user = self.roster.users[int(person.id)]
            self.actors[user.pk] = officer(user_id=user.pk, person=person, name=user.name)

    def of_role(self, role: str) -> list[int]:
        return [pk for pk, actor in self.actors.items() if role in actor.roles]

    def of_task(self, task: Task) -> list[int]:
        """Return who is to do a task: its holder and who stands in, or the role's pool."""
        if task.assignee_id is None:
            return self.of_role(task.role)
        holder = str(task.assignee_id)
        deputies = [
            pk
            for pk, actor in self.actors.items()
            if actor.person.acts_for.get(task.role) == holder
        ]
        return [*([task.assignee_id] if task.assignee_id in self.actors else []), *deputies]

    def told(self, kind: str, task: Task) -> list[int]:
        """Return whom a kind of alert goes to; a superior's own work is not escalated to them."""
        if kind not in ESCALATIONS:
            return self.of_task(task)
        role = COORDINATOR if kind == Alert.Kind.ESCALATED else HEAD
        return [pk for pk in self.of_role(role) if pk != task.assignee_id]


def sweep_alerts(*, now: datetime) -> int:
    """Tell officers of tasks that grow late; return how many alerts were new."""
    calendar = _calendar_if_open(now)
    if calendar is None:
        return 0
    rules = alert_rules()
    horizon = calendar.due(now, Duration(max(rules.soon_minutes, 1), Unit.MINUTES))
    rows = Task.objects.filter(
        case__status=Case.Status.OPEN, state=Task.State.OPEN, due_at__lte=horizon
    ).select_related("case", "run")
    people = _People(officers(now=now))
    new, last = 0, 0
    # All of them, however many are late: superiors are told of what fell due days ago.
    while tasks := list(rows.filter(pk__gt=last).order_by("pk")[:_BATCH]):
        last = tasks[-1].pk
        for alerts in _untold(tasks, people, rules, calendar, now=now):
            _tell(alerts, now=now)
            new += len(alerts)
    _mail_alerts(calendar, addresses(), now=now)
    return new


def _untold(
    tasks: list[Task],
    people: _People,
    rules: AlertRules,
    calendar: WorkCalendar,
    *,
    now: datetime,
) -> list[list[Alert]]:
    """Return by task what is to be told and was not yet, to those who may know of it."""
    told = set(
        Alert.objects.filter(task__in=[one.pk for one in tasks]).values_list(
            "task", "to", "kind", "due_at"
        )
    )
    wanted: dict[int, list[Alert]] = defaultdict(list)
    for task in tasks:
        for kind in kinds_due(task, rules, calendar, now=now):
            for to in people.told(kind, task):
                if task.due_at and (task.pk, to, str(kind), task.due_at) not in told:
                    alert = Alert(task=task, to_id=to, kind=kind, due_at=task.due_at, at=now)
                    wanted[to].append(alert)
    by_task: dict[int, list[Alert]] = defaultdict(list)
    for to, alerts in wanted.items():
        seen = set(
            visible_tasks(people.actors[to])
            .filter(pk__in=[one.task_id for one in alerts])
            .values_list("pk", flat=True)
        )
        for alert in alerts:
            if alert.task_id in seen:
                by_task[alert.task_id].append(alert)
    return list(by_task.values())


def sweep_digests(*, now: datetime) -> int:
    """Order the digest of the day for each officer with an address; return how many."""
    calendar = _calendar_if_open(now)
    if calendar is None:
        return 0
    day = calendar.local_day(now)
    done = set(StaffMail.objects.filter(kind=DIGEST, on=day).values_list("to", flat=True))
    ordered, reached = 0, addresses()
    for user_id, actor in _People(officers(now=now)).actors.items():
        if user_id in done:
            continue
        mail = _digest(actor, calendar, reached, now=now)
        mail.save()
        ordered += mail.state == StaffMail.State.WAITING
    if ordered:
        wake_workers()
    return ordered


def _digest(
    actor: Actor, calendar: WorkCalendar, reached: dict[int, str], *, now: datetime
) -> StaffMail:
    tomorrow = calendar.end_of_day(calendar.local_day(now))
    counts = task_counts(actor, TaskFilters(), until=tomorrow, now=now, most=_MOST_COUNTED)
    ids = matching(actor, TaskFilters(), most=_LISTED, now=now)
    found = Task.objects.select_related("case", "run").in_bulk(ids)
    lines = [line_of(found[pk], calendar, now=now) for pk in ids if found[pk].due_at]
    told = Alert.objects.filter(to=actor.user_id, kind__in=ESCALATIONS).values("task")
    escalated = visible_tasks(actor).filter(pk__in=told, state=Task.State.OPEN).count()
    mail = _mail(actor.user_id or 0, DIGEST, lines, calendar, reached, now=now)
    mail.facts = {**counts, "escalated": escalated}
    if not counts["all"] and not escalated:
        _rest(mail, "nothing")
    return mail


def _tell(alerts: list[Alert], *, now: datetime) -> None:
    """Store the alerts of one task; an escalation is part of what happened to its case."""
    task = alerts[0].task
    escalated = sorted({one.kind for one in alerts if one.kind in ESCALATIONS})
    with transaction.atomic():
        if escalated:
            hold_case(task.case_id)
            key = case_key(task.case_id)
            for kind in escalated:
                data = {"task": task.pk, "sop": task.sop, "step": task.number, "kind": kind}
                record(task.case, "task.escalated", actor=SYSTEM, at=now, key=key, data=data)
        Alert.objects.bulk_create(alerts)


def _mail_alerts(calendar: WorkCalendar, reached: dict[int, str], *, now: datetime) -> None:
    """Put what was not mailed yet into one e-mail for each officer and kind."""
    waiting = Alert.objects.filter(mail=None).select_related("task__case", "task__run")
    by_mail: dict[tuple[int, str], list[Alert]] = defaultdict(list)
    for alert in waiting.order_by("due_at", "pk"):
        kind = ESCALATION if alert.kind in ESCALATIONS else REMINDER
        by_mail[alert.to_id, kind].append(alert)
    for (to, kind), alerts in sorted(by_mail.items()):
        newest = {one.task_id: one for one in alerts}
        lines = [line_of(one.task, calendar, now=now) for one in newest.values()]
        with transaction.atomic():
            mail = _mail(to, kind, lines[:_LISTED], calendar, reached, now=now)
            mail.facts = {"all": len(lines)}
            mail.save()
            Alert.objects.filter(pk__in=[one.pk for one in alerts]).update(mail=mail)
            wake_workers()


def _mail(
    to: int,
    kind: str,
    lines: list[dict[str, str]],
    calendar: WorkCalendar,
    reached: dict[int, str],
    *,
    now: datetime,
) -> StaffMail:
    mail = StaffMail(
        to_id=to, kind=kind, on=calendar.local_day(now), at=now, lines=lines, next_try_at=now
    )
    if to not in reached:
        _rest(mail, "no-way")
    elif not settings.SIGAP_OUTBOUND_DELIVERY or not settings.SIGAP_SMTP_HOST:
        _rest(mail, "withheld")
    return mail


def _calendar_if_open(now: datetime) -> WorkCalendar | None:
    try:
        calendar = calendar_of_version(current_calendar_id())
    except Refused:
        return None  # an office without reference data has no officers to tell
    return calendar if calendar.is_open(now) else None


def _rest(mail: StaffMail, fate: str) -> None:
    mail.state, mail.fate, mail.next_try_at = StaffMail.State.DONE, fate, None
