"""What was saved of a task before it is completed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sigap.cases.identity import unseal_json, unseal_text
from sigap.cases.models import TaskDraft

if TYPE_CHECKING:
    from datetime import datetime

_MOST = 12


@dataclass(frozen=True, slots=True)
class SavedDraft:
    """One version saved of what was filled in, by whom and when; opened only when asked for."""

    version: int
    saved_at: datetime
    saved_by_id: int
    saved_by: str
    outcome: str
    sealed: bytes
    sealed_note: bytes
    key: bytes

    @property
    def data(self) -> dict[str, Any]:
        """Return the fields."""
        return unseal_json(self.key, self.sealed) or {}

    @property
    def note(self) -> str:
        """Return the note."""
        return unseal_text(self.key, self.sealed_note)


def saved_drafts(task_id: int, key: bytes) -> list[SavedDraft]:
    """Return the last dozen versions saved of a task, newest first."""
    rows = TaskDraft.objects.filter(task=task_id).select_related("saved_by").order_by("-version")
    return [
        SavedDraft(
            version=row.version,
            saved_at=row.saved_at,
            saved_by_id=row.saved_by_id,
            saved_by=row.saved_by.name,
            outcome=row.outcome,
            sealed=bytes(row.data),
            sealed_note=bytes(row.note),
            key=key,
        )
        for row in rows[:_MOST]
    ]
