"""Open tasks that are to be done many at once, and how much each officer has in hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count

from sigap.cases.access import visible_tasks
from sigap.cases.models import Case, Task
from sigap.cases.queries.casefile import load_all
from sigap.cases.queries.sops import sop_of_version
from sigap.core.sop.run import TaskType

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sigap.cases.actor import Actor


@dataclass(frozen=True, slots=True)
class BatchTask:
    """One open task as a list of many shows it."""

    id: int
    number: str
    subject: str
    permit_type: str
    permit_name: str
    usual_analyst: str  # user id of who usually gets this permit type; "" for nobody
    form: str
    sop: str
    no: int
    activity: str
    role: str
    next_role: str  # who leads the step that follows in the numbers
    assignee: str
    case_id: int
    opened_at: datetime
    due_at: datetime | None


def open_batch(ids: Iterable[int], *, actor: Actor) -> list[BatchTask]:
    """Return the open ones among these tasks that the actor may see, by permit type and number."""
    rows = visible_tasks(actor).filter(pk__in=list(ids), state=Task.State.OPEN)
    related = rows.select_related("case__permit_type", "run", "assignee")
    return [
        _batch_task(row) for row in related.order_by("case__permit_type__order", "case__number")
    ]


def proposed_classes(tasks: Sequence[BatchTask], *, now: datetime) -> dict[int, str]:
    """Return for each task the class that was proposed when its case was distributed, or ""."""
    cases = Case.objects.filter(pk__in=[one.case_id for one in tasks])
    files = {file.case.pk: file for file in load_all(list(cases), now=now)}
    return {
        one.id: str(files[one.case_id].recorded("distribute").get("class", "")) for one in tasks
    }


def tasks_in_hand(user_ids: Iterable[str]) -> dict[str, int]:
    """Return how many open tasks each of these officers has."""
    ids = [int(one) for one in user_ids]
    rows = Task.objects.filter(assignee__in=ids, state=Task.State.OPEN).values("assignee")
    found = dict(rows.annotate(held=Count("pk")).values_list("assignee", "held"))
    return {str(one): found.get(one, 0) for one in ids}


def _batch_task(row: Task) -> BatchTask:
    case, run = row.case, row.run
    sop = sop_of_version(run.sop_version_id) if run else None
    step = sop.step(row.number) if sop else None
    following = sop.following(row.number) if sop else None
    return BatchTask(
        id=row.pk,
        number=case.number,
        subject=case.subject,
        permit_type=case.permit_type.slug,
        permit_name=case.permit_type.name,
        usual_analyst=str(case.permit_type.analyst_id or ""),
        form=step.form if step and row.type == TaskType.STEP else row.form or row.type,
        sop=row.sop,
        no=row.number,
        activity=step.activity if step else "",
        role=row.role,
        next_role=sop.step(following).executors[0] if sop and following else "",
        assignee=row.assignee.name if row.assignee else "",
        case_id=case.pk,
        opened_at=row.opened_at,
        due_at=row.due_at,
    )
