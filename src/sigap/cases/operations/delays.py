"""Promises that run out: the complainant is told before and at the delay, with a new date.

The promise itself is not moved: reports count it as it was made. What is told is a new date,
and the reason as the case shows it.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Exists, OuterRef

from sigap.cases.actor import SYSTEM
from sigap.cases.events import record
from sigap.cases.models import Case, PromiseCheck
from sigap.cases.operations.locking import lock_case
from sigap.cases.operations.notices import notify
from sigap.cases.queries.promises import expected_end, why_late
from sigap.cases.queries.sops import calendar_of_version, current_calendar_id
from sigap.core.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator

# Working days before the promised date on which somebody who will be late hears of it.
WARNED_BEFORE = 2
_LOOKED_AGAIN_AFTER = timedelta(hours=12)
_BATCH = 200
KEPT, SOON, LATE = "kept", "soon", "late"


def sweep_promises(*, now: datetime) -> int:
    """Look at each promise that ran out or soon will, and tell who has to wait longer.

    Who was told a date hears again when that one has passed, too. Returns how many were told.
    """
    return sum(_look_at(case_id, now=now) for case_id in _due(now))


def _due(now: datetime) -> Iterator[int]:
    try:
        calendar = calendar_of_version(current_calendar_id())
    except Refused:
        return  # an office without reference data has promised nothing
    horizon = calendar.closing(
        calendar.add_working_days(calendar.local_day(now), WARNED_BEFORE + 1)
    )
    checks = PromiseCheck.objects.filter(case=OuterRef("pk"))
    open_ = Case.objects.filter(status=Case.Status.OPEN, answered_at=None)
    late = open_.filter(due_at__lt=now).exclude(
        Exists(checks.filter(verdict=LATE, expected_at__gte=now))
    )
    soon = open_.filter(due_at__gte=now, due_at__lte=horizon).exclude(
        Exists(checks.filter(promised_at=OuterRef("due_at"), verdict=SOON))
        | Exists(checks.filter(at__gte=now - _LOOKED_AGAIN_AFTER))
    )
    for found in (late, soon):
        yield from found.order_by("due_at").values_list("pk", flat=True)[:_BATCH]


def _look_at(case_id: int, *, now: datetime) -> bool:
    with transaction.atomic():
        file = lock_case(case_id, now=now)
        case = file.case
        if case.status != Case.Status.OPEN or case.answered_at:
            return False
        expected = expected_end(file, now=now)
        verdict = LATE if case.due_at < now else SOON if expected > _end_of(case, now) else KEPT
        reason, facts = why_late(file)
        check = PromiseCheck(
            case=case,
            at=now,
            promised_at=case.due_at,
            expected_at=_whole_day(case, expected),
            verdict=verdict,
            reason=reason,
            facts=facts,
        )
        check.save()
        if verdict == KEPT:
            return False
        told = {
            "promised": case.due_at.isoformat(),
            "expected": check.expected_at.isoformat(),
            "reason": reason,
        }
        notify(case, verdict, now=now, facts={**told, **facts})
        record(case, f"promise.{verdict}", actor=SYSTEM, at=now, key=file.key, data=told)
    return True


def _end_of(case: Case, now: datetime) -> datetime:
    """Return the end of the day that was promised: a day is told, not a minute."""
    return _whole_day(case, max(case.due_at, now))


def _whole_day(case: Case, moment: datetime) -> datetime:
    calendar = calendar_of_version(case.calendar_id)
    return datetime.combine(calendar.local_day(moment), time(23, 59, 59), calendar.zone)
