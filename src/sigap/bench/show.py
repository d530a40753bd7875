"""One complaint through all 17 steps before your eyes, once in a new demo."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from rich.console import Console

from sigap.bench.play import Player
from sigap.bench.sample_office import sample_complaints
from sigap.cases.actor import PUBLIC
from sigap.cases.operations.papers import render_document
from sigap.cases.operations.register import register_complaint
from sigap.cases.queries.papers import papers_of
from sigap.cases.queries.sops import calendar_of_version, current_calendar_id
from sigap.core.sop.definition import Duration, Unit
from sigap.core.sop.run import TaskType
from sigap.documents.indonesian import office_minutes
from sigap.documents.kinds import KINDS

if TYPE_CHECKING:
    from sigap.bench.play import Done

_console = Console(highlight=False)
_ROMAN = {"penerimaan-pengaduan": "III", "penelaahan-substansi": "IV", "penyampaian-jawaban": "V"}
_SHOWN_COMPLAINT = "C-0002"


def show_one_case(*, now: datetime) -> None:
    """Play one complaint to its archive, saying each step, its times and its papers."""
    from sigap.bench.demo import filing_of

    complaint = next(one for one in sample_complaints() if one["id"] == _SHOWN_COMPLAINT)
    calendar = calendar_of_version(current_calendar_id())
    received = calendar.due(now - timedelta(days=30), Duration(20, Unit.MINUTES))
    made = register_complaint(
        filing=filing_of(complaint, received_at=received), actor=PUBLIC, now=received
    )
    _console.print(
        f"\n[bold]Satu pengaduan menempuh 17 langkah[/bold] · {made.case.number} · "
        f"{complaint['subject']}\nDijanjikan selesai {made.case.due_at:%d-%m-%Y %H.%M}\n"
    )
    player = Player(
        case_id=made.case.pk,
        complaint=complaint,
        calendar=calendar,
        rng=random.Random(17),  # noqa: S311 - sample data, the same each time
        at=received,
        latest=now,
        recorded_at=now,
        loops={"completeness": 1},
        pace=0.8,
    )
    seen: set[int] = set()
    while (done := player.play_one()) is not None:
        _say(done, player)
        for paper in papers_of(made.case.pk):
            if paper.id not in seen:
                seen.add(paper.id)
                render_document(paper.id, now=done.completed_at)
                _console.print(
                    f"      [dim]{KINDS[paper.kind].title} v{paper.version}: "
                    f"{settings.SIGAP_BASE_URL}/api/v1/documents/{paper.id}[/dim]"
                )
    _console.print(f"\nBerkas selesai dengan {len(seen)} dokumen.\n")


def _say(done: Done, player: Player) -> None:
    task = done.task
    waited = player.calendar.elapsed(task.opened_at, done.started_at)
    worked = player.calendar.elapsed(done.started_at, done.completed_at)
    place = f"{_ROMAN.get(task.sop, task.sop)}.{task.number}"
    what = task.activity if task.type == TaskType.STEP else f"({task.type})"
    standard = (
        f" dari {office_minutes(task.standard_minutes)}" if task.type == TaskType.STEP else ""
    )
    outcome = f" → [bold]{done.outcome}[/bold]" if done.outcome else ""
    _console.print(f"[bold]{place:>6}[/bold] {what[:90]}{outcome}")
    _console.print(
        f"       {done.actor.name or task.role} · tunggu {office_minutes(round(waited))} · "
        f"kerja {office_minutes(round(worked))}{standard}"
    )
