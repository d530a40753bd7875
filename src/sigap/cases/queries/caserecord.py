"""One case as the core wants it, to be held against its SOPs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sigap.cases.models import Deviation, Document
from sigap.cases.queries.sops import calendar_of_version, current_calendar_id, office_profile
from sigap.cases.queries.worklog import FINISHED
from sigap.core.conformance import Attempt, CaseRecord, Conformance, Noted, assess

if TYPE_CHECKING:
    from datetime import datetime

    from sigap.cases.models import Case, StepRun
    from sigap.cases.queries.casefile import CaseFile


def conformance_of(file: CaseFile, *, now: datetime) -> Conformance:
    """Return a case beside its SOPs, by the newest calendar version. Two queries.

    :raises InvalidInput: for moments outside the calendar's years.
    """
    calendar = calendar_of_version(current_calendar_id())
    return assess(case_record(file), file.sops, calendar, now=now, then=file.calendar)


def case_record(file: CaseFile) -> CaseRecord:
    """Return what is recorded of a case. One query beside what `file` holds."""
    case = file.case
    noted = Deviation.objects.filter(case=case).order_by("pk")
    return CaseRecord(
        first=first_sop(file),
        received_at=case.received_at,
        due_at=case.due_at,
        attempts=tuple(_attempt(run) for run in file.runs),
        ended_at=case.closed_at if case.is_ended else None,
        by_course=_by_course(case),
        pauses=tuple((one.kind, one.started_at, one.ended_at) for one in file.pauses),
        noted=tuple(Noted(one.code, (one.sop, one.step), one.at) for one in noted),
    )


def _by_course(case: Case) -> bool:
    return case.status == case.Status.CLOSED and case.close_reason == FINISHED


def first_sop(file: CaseFile) -> str:
    """Return the SOP that the case had to begin with: an objection begins at the review."""
    key = "objection_sop" if file.case.objection_to_id else "first_sop"
    wanted = str(office_profile().data[key])
    return wanted if wanted in file.sops or not file.runs else file.runs[0].sop


def _attempt(run: StepRun) -> Attempt:
    return Attempt(
        place=(run.sop, run.number),
        attempt=run.attempt,
        opened_at=run.opened_at,
        started_at=run.started_at,
        ended_at=run.completed_at or run.cancelled_at,
        cancelled=run.cancelled_at is not None,
        outcome=run.outcome,
        persons=tuple(str(one) for one in run.completed_by),
        start_by=run.start_by,
        due_at=run.due_at,
    )


def papers_made(case: Case) -> frozenset[str]:
    """Return the kinds of papers made in a case; a later task may make what a step asks for."""
    kinds = Document.objects.filter(case=case).values_list("kind", flat=True)
    return frozenset(kinds.distinct())
