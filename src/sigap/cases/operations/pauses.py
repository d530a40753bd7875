"""Standing still: while the complainant completes, or the coordinator holds the case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sigap.cases.identity import seal_text
from sigap.cases.models import Case, CasePause
from sigap.cases.operations.progress import set_clocks
from sigap.core.sop.definition import Duration, Unit

if TYPE_CHECKING:
    from datetime import datetime

    from sigap.cases.queries.casefile import CaseFile


def begin_pause(
    file: CaseFile, *, kind: str, reason: str, until: datetime, now: datetime
) -> CasePause:
    """Stop the SOP clocks and the promise; `until` is when a person has to look again."""
    pause = CasePause.objects.create(
        case=file.case,
        kind=kind,
        started_at=now,
        until=until,
        reason=seal_text(file.key, reason),
    )
    file.pauses.append(pause)
    file.case.status = kind
    file.case.save(update_fields=["status"])
    set_clocks(file)
    return pause


def end_pause(file: CaseFile, *, now: datetime) -> None:
    """Let the clocks run again; what was due moves by the working time that stood still."""
    case = file.case
    for pause in file.pauses:
        if pause.ended_at is None:
            pause.ended_at = now
            pause.save(update_fields=["ended_at"])
            days = file.calendar.working_days_between(
                file.calendar.local_day(pause.started_at), file.calendar.local_day(now)
            )
            if days > 0:
                case.due_at = file.calendar.due(case.due_at, Duration(days, Unit.DAYS))
    case.status = Case.Status.OPEN
    case.save(update_fields=["status", "due_at"])
    set_clocks(file)
