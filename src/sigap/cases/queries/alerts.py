"""Tasks that grow late: by which rules, whom it concerns, and in which words it is told."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import shorten
from typing import TYPE_CHECKING, Any

from sigap.cases.access import visible_tasks
from sigap.cases.models import Alert, Task
from sigap.cases.queries.sops import office_profile, sop_of_version
from sigap.core.sop.definition import Duration, Unit
from sigap.documents import indonesian

if TYPE_CHECKING:
    from datetime import datetime

    from sigap.cases.actor import Actor
    from sigap.core.worktime import WorkCalendar

ESCALATIONS = (Alert.Kind.ESCALATED, Alert.Kind.ESCALATED_AGAIN)
_SHORT_MINUTES = 60  # a step of an hour or less alarms nobody at once
_HALF_A_DAY = 225
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class AlertRules:
    """The office's own limits.

    `soon_minutes`: how much office time before the due moment a task is told of, and how long
    a short one may be late before it is. The others: after how many working days a late task
    is told to the coordinators and to the head; 0 means never.
    """

    soon_minutes: int = _HALF_A_DAY
    coordinator_days: int = 1
    head_days: int = 3


def alert_rules() -> AlertRules:
    """Return the limits of the office's profile, or those an office begins with."""
    data = office_profile().data
    first = AlertRules()
    return AlertRules(
        soon_minutes=data.get("alert_minutes", first.soon_minutes),
        coordinator_days=data.get("escalate_days", first.coordinator_days),
        head_days=data.get("escalate_head_days", first.head_days),
    )


def kinds_due(
    task: Task, rules: AlertRules, calendar: WorkCalendar, *, now: datetime
) -> list[Alert.Kind]:
    """Return what is to be told of an open task by now, if it was not yet."""
    if task.due_at is None:
        return []
    is_short = _is_short(task)
    if task.due_at > now:
        soon = calendar.elapsed(now, task.due_at) <= rules.soon_minutes
        return [Alert.Kind.SOON] if soon and not is_short else []
    late_minutes = calendar.elapsed(task.due_at, now)
    if is_short and late_minutes < rules.soon_minutes:
        return []
    days = calendar.working_days_between(calendar.local_day(task.due_at), calendar.local_day(now))
    found = [Alert.Kind.LATE]
    if rules.coordinator_days and days >= rules.coordinator_days:
        found.append(Alert.Kind.ESCALATED)
    if rules.head_days and days >= rules.head_days:
        found.append(Alert.Kind.ESCALATED_AGAIN)
    return found


def escalated_to(actor: Actor, *, now: datetime) -> dict[str, Any]:
    """Return the open tasks of others that were escalated to `actor`: how many, and the first."""
    told = Alert.objects.filter(to=actor.user_id, kind__in=ESCALATIONS).values("task")
    rows = (
        visible_tasks(actor)
        .filter(pk__in=told, state=Task.State.OPEN, due_at__lt=now)
        .select_related("case", "run", "assignee")
        .order_by("due_at", "pk")
    )
    found = list(rows[: _SHOWN * 20 + 1])
    return {"count": len(found), "is_cut": len(found) > _SHOWN * 20, "tasks": found[:_SHOWN]}


def line_of(task: Task, calendar: WorkCalendar, *, now: datetime) -> dict[str, str]:
    """Return a task as an e-mail lists it: number, step, due moment; nothing of a person."""
    step = sop_of_version(task.run.sop_version_id).step(task.number) if task.run else None
    code = (
        f"{sop_of_version(task.run.sop_version_id).decree.annex}.{task.number}" if task.run else ""
    )
    due = task.due_at
    words = shorten(step.activity, 80, placeholder=" …") if step else ""
    return {
        "number": task.case.number,
        "step": f"{code} {words}".strip(),
        "due": _due_words(due, calendar, now) if due else "",
    }


def list_of(lines: list[dict[str, str]]) -> str:
    """Return lines as the text of an e-mail."""
    return "\n".join(f"- {one['number']} · {one['step']} · {one['due']}" for one in lines)


def _due_words(due: datetime, calendar: WorkCalendar, now: datetime) -> str:
    local = due.astimezone(calendar.zone)
    said = f"{indonesian.day_and_date(local.date())} pukul {local:%H.%M}"
    return f"terlambat sejak {said}" if due < now else f"jatuh tempo {said}"


def _is_short(task: Task) -> bool:
    if task.run is None or task.type != "step":
        return False
    time: Duration = sop_of_version(task.run.sop_version_id).step(task.number).time
    minutes = {Unit.MINUTES: 1, Unit.HOURS: 60}.get(time.unit)
    return minutes is not None and time.amount * minutes <= _SHORT_MINUTES
