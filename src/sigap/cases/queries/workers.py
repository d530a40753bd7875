"""Who works in the background, and what they gave up, for operators and the desk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sigap.cases.models import Attachment, Document, Notice, Periodic, WorkerSign

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class FailedWork:
    """A row that the workers gave up; `error` is one line without identity."""

    what: str  # paper, notice, attachment
    id: int
    case: str
    kind: str
    error: str


def last_sign_of_life() -> datetime | None:
    """Return when a worker last showed that it lives; None if none runs or ever ran."""
    return WorkerSign.objects.order_by("-seen_at").values_list("seen_at", flat=True).first()


def failed_work() -> list[FailedWork]:
    """Return what was given up, oldest first; a person has to look at each."""
    works = (
        ("paper", Document, "kind"),
        ("notice", Notice, "kind"),
        ("attachment", Attachment, "media_type"),
    )
    return [
        FailedWork(what, *row)
        for what, model, kind in works
        for row in model.objects.filter(state="failed")
        .order_by("pk")
        .values_list("pk", "case__number", kind, "last_error")
    ]


def failed_rounds() -> list[tuple[str, str]]:
    """Return (name, error) of what comes round and failed the last time."""
    rows = Periodic.objects.exclude(last_error="").order_by("name")
    return list(rows.values_list("name", "last_error"))
