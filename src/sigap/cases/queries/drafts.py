"""What was saved of a task before it is completed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sigap.cases.identity import unseal_json
from sigap.cases.models import TaskDraft

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class SavedDraft:
    """The last version saved of a task's data, by whom and when."""

    data: dict[str, Any]
    version: int
    saved_at: datetime
    saved_by_id: int
    saved_by: str


def latest_draft(task_id: int, key: bytes) -> SavedDraft | None:
    """Return the last draft of a task, None if nothing was saved."""
    row = (
        TaskDraft.objects.filter(task=task_id)
        .select_related("saved_by")
        .order_by("-version")
        .first()
    )
    if row is None:
        return None
    return SavedDraft(
        data=unseal_json(key, row.data) or {},
        version=row.version,
        saved_at=row.saved_at,
        saved_by_id=row.saved_by_id,
        saved_by=row.saved_by.name,
    )
