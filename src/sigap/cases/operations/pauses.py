"""Standing still: while the complainant completes, or the coordinator holds the case."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sigap.cases.identity import seal_text
from sigap.cases.models import Case, CasePause
from sigap.cases.operations.progress import LAPSED_FORM, let_lapse, set_clocks
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


def end_pause(file: CaseFile, *, now: datetime) -> datetime:
    """Let the clocks run again; return since when.

    A hold ends with its last day, however late somebody looks. The promise moves by the
    working time that stood still, to the minute; one that was broken before stays broken.
    Asking whether the complainant has withdrawn falls away.
    """
    case, since = file.case, now
    for pause in file.pauses:
        if pause.ended_at is None:
            since = _end_of(pause, now)
            pause.ended_at = since
            pause.save(update_fields=["ended_at"])
            if pause.started_at < case.due_at:
                stood_still = math.ceil(file.calendar.elapsed(pause.started_at, since))
                if stood_still:
                    moved = Duration(stood_still, Unit.MINUTES)
                    case.due_at = file.calendar.due(case.due_at, moved)
    case.status = Case.Status.OPEN
    case.save(update_fields=["status", "due_at"])
    asked = [str(task.pk) for task in file.open_tasks if task.form == LAPSED_FORM]
    let_lapse(file, asked, now=now)
    set_clocks(file)
    return since


def _end_of(pause: CasePause, now: datetime) -> datetime:
    if pause.kind == Case.Status.HELD and pause.until:
        now = min(now, pause.until)
    return max(now, pause.started_at)
