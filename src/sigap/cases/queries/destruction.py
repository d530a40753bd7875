"""Which cases may be destroyed by the schedule, and what holds the others back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import CharField, Exists, OuterRef
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from sigap.cases.access import visible_cases
from sigap.cases.models import (
    BreachCase,
    Case,
    DataRequest,
    Destruction,
    DestructionItem,
    Document,
    FolderLoan,
    RegisterEntry,
    Task,
)
from sigap.cases.queries.officeday import day_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sigap.cases.actor import Actor

MOST = 200
_ARCHIVE, _FATE = "buku-arsip", "Dimusnahkan"
_SHOWN = ("case__number", "case__subject", "code", "kept_until")
_HOLDS = {
    "is_running": "keberatan atau berkas yang digabungkan masih berjalan",
    "is_asked": "permintaan data pribadi belum dijawab",
    "is_leaked": "termasuk kegagalan pelindungan data yang belum ditutup",
    "is_lent": "mapnya sedang dipinjam",
    "is_drawn": "suratnya sedang dibuat",
    "is_worked": "masih ada tugas yang terbuka",
}


@dataclass(frozen=True, slots=True)
class Due:
    """A case whose retention is over; `held` says why it can't be destroyed now, or nothing."""

    case_id: int
    number: str
    subject: str
    closed_at: datetime | None
    code: str
    kept_until: date
    held: str


def due_cases(*, now: datetime, actor: Actor | None = None) -> list[Due]:
    """Return archived cases whose retention ended before today, longest over first."""
    of_case = {"case": OuterRef("case")}
    running = Case.objects.filter(closed_at=None)
    lines = RegisterEntry.objects.filter(register=_ARCHIVE, case__key__destroyed_at=None)
    lines = lines.annotate(
        fate=_text("final_fate"),
        until=_text("inactive_until"),
        code=_text("code"),
        is_running=Exists(running.filter(objection_to=OuterRef("case")))
        | Exists(running.filter(merged_into=OuterRef("case"))),
        is_asked=Exists(DataRequest.objects.filter(answered_at=None, **of_case)),
        is_leaked=Exists(BreachCase.objects.filter(breach__closed_at=None, **of_case)),
        is_lent=Exists(FolderLoan.objects.filter(returned_at=None, **of_case)),
        is_drawn=Exists(Document.objects.filter(state=Document.State.WAITING, **of_case)),
        is_worked=Exists(Task.objects.filter(state=Task.State.OPEN, **of_case)),
    )
    lines = lines.filter(
        fate=_FATE, until__lt=day_of(now).isoformat(), case__closed_at__isnull=False
    )
    if actor is not None:
        lines = lines.filter(Exists(visible_cases(actor).filter(pk=OuterRef("case"))))
    rows = lines.select_related("case").order_by("until", "case")[: MOST * 2]
    return [
        Due(
            case_id=row.case_id,
            number=row.case.number,
            subject=row.case.subject,
            closed_at=row.case.closed_at,
            code=row.code or "",
            kept_until=date.fromisoformat(row.until),
            held=next((words for name, words in _HOLDS.items() if getattr(row, name)), ""),
        )
        for row in rows
    ]


def _text(name: str) -> Cast:
    """Return a fact of a line as text, to be compared as text on every database."""
    return Cast(KT(f"facts__{name}"), CharField())


def proposals(actor: Actor) -> list[dict[str, Any]]:
    """Return the lists, newest first; of one with a case that the actor can't see no numbers."""
    rows = Destruction.objects.select_related("proposed_by", "decided_by").order_by("-pk")[:50]
    found = []
    for row in rows:
        cases = _cases_of(row.pk)
        found.append({"row": row, "cases": cases if sees_all(row.pk, actor) else None})
    return found


def sees_all(destruction_id: int, actor: Actor) -> bool:
    """Whether the actor may know of every case on a list."""
    ids = DestructionItem.objects.filter(destruction=destruction_id).values("case")
    return not Case.objects.filter(pk__in=ids).exclude(pk__in=visible_cases(actor)).exists()


def _cases_of(destruction_id: int) -> Sequence[dict[str, Any]]:
    rows = DestructionItem.objects.filter(destruction=destruction_id).order_by("case__number")
    return [dict(one) for one in rows.values(*_SHOWN)]
