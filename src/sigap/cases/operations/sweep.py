"""What falls due by itself: a completion that never came, a hold that ended, leftovers.

Each costs what falls due, not what is open; each is safe to repeat.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from sigap.cases import filestore
from sigap.cases.actor import SYSTEM
from sigap.cases.events import record
from sigap.cases.models import (
    Case,
    CasePause,
    IdempotencyRecord,
)
from sigap.cases.operations.exit import tell
from sigap.cases.operations.locking import lock_case
from sigap.cases.operations.pauses import end_pause
from sigap.cases.operations.progress import LAPSED_FORM, order_task
from sigap.cases.queries.storedfiles import known_files
from sigap.cases.steps.form import Order
from sigap.cases.steps.signatory import COORDINATOR, HEAD, able_role
from sigap.core.sop.run import TaskType

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

_REMIND_BEFORE = timedelta(days=7)
_ORPHAN_AFTER = timedelta(hours=24)
_REPEATS_KEPT = timedelta(days=3)
_BATCH = 200


def sweep_pauses(*, now: datetime) -> int:
    """End holds that are over, remind complainants, ask the coordinator about lapsed requests.

    A case is never declared withdrawn by itself. Returns how many cases were touched.
    """
    open_pauses = CasePause.objects.filter(ended_at=None)
    due = open_pauses.filter(until__lte=now, looked_at=None)
    soon = open_pauses.filter(
        kind=Case.Status.WAITING_COMPLAINANT,
        until__gt=now,
        until__lte=now + _REMIND_BEFORE,
        reminded_at=None,
    )
    ids = [*due.order_by("until").values_list("case_id", flat=True)[:_BATCH]]
    ids += soon.order_by("until").values_list("case_id", flat=True)[:_BATCH]
    return sum(_look_at(case_id, now=now) for case_id in ids)


def _look_at(case_id: int, *, now: datetime) -> bool:
    with transaction.atomic():
        file = lock_case(case_id, now=now)
        pause = next((p for p in file.pauses if p.ended_at is None), None)
        if pause is None or pause.until is None:
            return False
        if pause.until > now:
            if pause.reminded_at:
                return False
            pause.reminded_at = now
            pause.save(update_fields=["reminded_at"])
            text = "Kelengkapan yang kami minta belum kami terima. Mohon segera dilengkapi."
            tell(file, "completion-reminder", text, actor=SYSTEM, now=now)
            record(file.case, "case.reminded", actor=SYSTEM, at=now, key=file.key)
            return True
        if pause.looked_at:
            return False
        pause.looked_at = now
        pause.save(update_fields=["looked_at"])
        if pause.kind == Case.Status.HELD:
            since = end_pause(file, now=now)
            tell(file, "resumed", "Penanganan pengaduan Anda dilanjutkan.", actor=SYSTEM, now=now)
            data = {"due_at": file.case.due_at.isoformat()}
            late = replace(SYSTEM, recorded_at=now)
            record(file.case, "case.resume", actor=late, at=since, key=file.key, data=data)
            return True
        order = Order(
            type=TaskType.DECISION,
            role=able_role(file, COORDINATOR, HEAD),
            form=LAPSED_FORM,
            reason="Kelengkapan tidak diterima sampai batas waktu.",
        )
        order_task(file, order, now=now)
        record(file.case, "case.completion-lapsed", actor=SYSTEM, at=now, key=file.key)
        return True


def sweep_files(*, now: datetime) -> int:
    """Remove stored files that no row refers to after a day; returns how many.

    A file is younger than its row, so one that is old and unknown was left by an operation
    that was refused or a process that died.
    """
    oldest = now.timestamp() - _ORPHAN_AFTER.total_seconds()
    removed = 0
    for shelf in sorted(filestore.folder().glob("??")):
        old = [path for path in shelf.iterdir() if path.stat().st_mtime < oldest]
        for start in range(0, len(old), _BATCH):
            removed += _remove_unknown(old[start : start + _BATCH])
    return removed


def _remove_unknown(paths: list[Path]) -> int:
    names = [path.name for path in paths]
    known = known_files(names)
    unknown = [path for path in paths if path.name not in known]
    for path in unknown:
        path.unlink(missing_ok=True)
    return len(unknown)


def sweep_repeats(*, now: datetime) -> int:
    """Forget answers kept for repeated requests after three days; returns how many."""
    old = IdempotencyRecord.objects.filter(created_at__lt=now - _REPEATS_KEPT)
    return old.delete()[0]
