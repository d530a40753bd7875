"""With which outcome a task may end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sigap.core.errors import Refused
from sigap.core.sop.history import CONFIRM_OUTCOMES, CONSULT_OUTCOMES, DIFFERS, Task, TaskType

if TYPE_CHECKING:
    from sigap.core.sop.definition import Step

# A confirmation without a word is the yes; the forms of memos and signatures know their own.
_MAY_BE_EMPTY = (TaskType.CONFIRM, TaskType.MEMO, TaskType.SIGNATURE)


def offered_outcomes(step: Step, task: Task) -> tuple[str, ...]:
    """Return the outcome ids that `task` offers; empty: none, or its form defines them."""
    if task.type is TaskType.STEP:
        return tuple(outcome.id for outcome in step.outcomes)
    if task.type is TaskType.CONFIRM:
        return CONFIRM_OUTCOMES
    return CONSULT_OUTCOMES if task.type is TaskType.CONSULT else ()


def check_outcome(step: Step, task: Task, outcome: str, note: str) -> None:
    """Return nothing if `task` of `step` may end with `outcome` and `note`.

    :raises Refused: `outcome-required`, `outcome-unknown`, `no-outcomes`, `note-required`.
    """
    offered = offered_outcomes(step, task)
    if task.type is TaskType.STEP and not offered:
        if outcome:
            raise Refused(
                "no-outcomes",
                f"Langkah {step.no} tidak mempunyai pilihan keputusan; kosongkan keputusan.",
                field="outcome",
            )
        return
    if not outcome and task.type not in _MAY_BE_EMPTY:
        raise Refused(
            "outcome-required",
            "Pilih salah satu keputusan sebelum menyelesaikan tugas ini.",
            field="outcome",
            detail={"outcomes": list(offered)},
        )
    if outcome and offered and outcome not in offered:
        raise Refused(
            "outcome-unknown",
            f"Keputusan “{outcome}” tidak ada pada tugas ini.",
            field="outcome",
            detail={"outcomes": list(offered)},
        )
    if _needs_note(step, task, outcome) and not note.strip():
        raise Refused(
            "note-required",
            "Catatan wajib diisi untuk keputusan ini: jelaskan apa yang harus diperbaiki.",
            field="note",
        )


def _needs_note(step: Step, task: Task, outcome: str) -> bool:
    if task.type is TaskType.CONFIRM:
        return outcome == DIFFERS
    chosen = step.outcome(outcome) if task.type is TaskType.STEP else None
    return chosen is not None and chosen.note_required
