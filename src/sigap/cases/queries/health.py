"""Whether an installation works, and the few figures that its operators watch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Count, Min

from sigap.cases.models import Attachment, Case, Document, Notice, Task
from sigap.ledger.triggers import triggers_present

if TYPE_CHECKING:
    from datetime import datetime

# A paper that nobody has rendered for so long says that no worker runs.
WORKER_PATIENCE_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: whether it is well, and what was seen."""

    name: str
    is_well: bool
    text: str


def readiness(*, now: datetime) -> list[Finding]:
    """Return what was found of database, migrations, ledger triggers and worker, in this order.

    What cannot be looked at without the one before is left out.
    """
    try:
        connection.ensure_connection()
        plan = _unapplied()
    except DatabaseError as wrong:
        return [Finding("database", is_well=False, text=type(wrong).__name__)]
    found = [Finding("database", is_well=True, text=connection.vendor)]
    found.append(Finding("migrations", is_well=plan == 0, text=f"{plan} belum dijalankan"))
    if plan:
        return found
    is_guarded = triggers_present(connection)
    text = "terpasang" if is_guarded else "hilang atau diubah"
    found.append(Finding("ledger-triggers", is_well=is_guarded, text=text))
    late = oldest_job_seconds(now=now)
    found.append(Finding("worker", is_well=late < WORKER_PATIENCE_SECONDS, text=f"{late:.0f} s"))
    return found


def oldest_job_seconds(*, now: datetime) -> float:
    """Return for how long the oldest job that is due has been waiting; 0 if none is."""
    due = [
        model.objects.filter(state="waiting", next_try_at__lte=now).aggregate(
            first=Min("next_try_at")
        )["first"]
        for model in (Document, Notice, Attachment)
    ]
    return max(((now - at).total_seconds() for at in due if at), default=0.0)


def figures(*, now: datetime) -> list[tuple[str, str, dict[str, str], float]]:
    """Return (name, help, labels, value) of what is worth watching; counts only."""
    cases = Case.objects.values_list("status").annotate(n=Count("pk")).order_by("status")
    tasks = (
        Task.objects.filter(state=Task.State.OPEN)
        .values_list("role")
        .annotate(n=Count("pk"))
        .order_by("role")
    )
    late = Task.objects.filter(state=Task.State.OPEN, due_at__lt=now).count()
    papers = Document.objects.exclude(state="done").values_list("state").annotate(n=Count("pk"))
    found: list[tuple[str, str, dict[str, str], float]] = [
        ("sigap_cases", "Cases by status.", {"status": status}, n) for status, n in cases
    ]
    found += [("sigap_tasks_open", "Open tasks by role.", {"role": role}, n) for role, n in tasks]
    found.append(("sigap_tasks_overdue", "Open tasks past their due moment.", {}, late))
    found += [
        ("sigap_papers_unfinished", "Papers not issued, by state.", {"state": state}, n)
        for state, n in papers.order_by("state")
    ]
    seconds = oldest_job_seconds(now=now)
    found.append(("sigap_oldest_job_seconds", "Age of the oldest job due.", {}, seconds))
    return found


def _unapplied() -> int:
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
