"""One case as staff see it: where it stands, how it came there, what is in the folder.

Who complained is not in it: only what kind of person, and by which ways they can be reached.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from sigap.accounts.kept import kept
from sigap.cases.access import may_read_who
from sigap.cases.identity import unseal_text
from sigap.cases.models import Case, Task
from sigap.cases.queries.casefolder import open_folder
from sigap.cases.queries.caselist import case_row
from sigap.cases.queries.office import officers
from sigap.cases.queries.once import asked_once
from sigap.cases.queries.paperlist import paper_row
from sigap.cases.queries.tasklist import RELATED, task_row
from sigap.core.errors import InvalidInput
from sigap.core.masking import masker

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from sigap.cases.actor import Actor
    from sigap.cases.models import Attachment, CasePause, Deviation, StepRun
    from sigap.cases.queries.casefile import CaseFile
    from sigap.cases.queries.casefolder import CaseFolder


def visible_file(number: str, *, actor: Actor, now: datetime) -> CaseFile:
    """Return a case that the actor may see, read whole.

    :raises Case.DoesNotExist: if there is none, or none that this actor may know of.
    """
    return open_folder(number, actor=actor, now=now).file


def case_view(
    number: str, *, actor: Actor, now: datetime, folder: CaseFolder | None = None
) -> dict[str, Any]:
    """Return a case with all that grew around it; always the same number of queries.

    `folder` is the same case where the caller has opened it already.

    What officers noted and what was written to and fro is shown with the complainant's
    identity masked, and not at all to who may not read identities.

    :raises Case.DoesNotExist: if there is none, or none that this actor may know of.
    """
    with asked_once():
        return _view(folder or open_folder(number, actor=actor, now=now), actor=actor, now=now)


def _view(folder: CaseFolder, *, actor: Actor, now: datetime) -> dict[str, Any]:
    file, case = folder.file, folder.file.case
    words = _Words(file, is_open=may_read_who(actor, case))
    known = officers(now=now).users.values()
    names = {user.pk: {"user": user.username, "name": user.name} for user in known}
    return {
        **case_row(case, now=now),
        "activity": file.sops[case.sop].step(case.step).activity if case.step else "",
        "close_reason": case.close_reason,
        "registered_at": case.registered_at,
        "accepted_at": case.accepted_at,
        "first_due_at": case.first_due_at,
        "answered_at": case.answered_at,
        "permit_type_name": case.permit_type.name,
        "registration_number": case.registration_number,
        "outside_number": case.outside_number,
        "complaint_class": case.complaint_class,
        "risk": case.risk,
        "urgency": case.urgency,
        "conclusion": case.conclusion,
        "rating": case.rating,
        "waits_for": case.waits_for.name if case.waits_for else None,
        "objection_to": case.objection_to.number if case.objection_to else None,
        "merged_into": case.merged_into.number if case.merged_into else None,
        "complaint": {
            "text": case.complaint.text,
            "wanted": case.complaint.wanted,
            "loss": case.complaint.loss,
            "place": case.complaint.place,
            "service_on": case.complaint.service_on,
        },
        "identity_destroyed_at": case.key.destroyed_at,
        "complainant": {
            "kind": case.complainant_kind,
            "reachable": [way for way in case.complainant.reachable.split(",") if way],
        },
        "runs": [_run(run, file, words, names) for run in file.runs],
        "tasks": [task_row(task, now=now) for task in file.open_tasks],
        "pauses": [_pause(pause) for pause in file.pauses],
        "deviations": [_deviation(row) for row in folder.deviations],
        "documents": [paper_row(row) for row in folder.documents],
        "attachments": [_attachment(row) for row in folder.attachments],
        "messages": _messages(folder, words),
    }


def case_with_tasks(case_id: int, *, now: datetime) -> dict[str, Any]:
    """Return a case and its open tasks, as an act answers."""
    (case,) = _one(case=case_id)
    return {"case": case_row(case, now=now), "tasks": open_tasks(case, now=now)}


def open_tasks(case: Case, *, now: datetime) -> list[dict[str, Any]]:
    """Return what is still to do in a case, oldest first."""
    return [task_row(task, now=now) for task in _open(case=case.pk)]


@kept
def _one(*, case: int) -> QuerySet[Case]:
    return Case.objects.select_related("permit_type").filter(pk=case)


@kept
def _open(*, case: int) -> QuerySet[Task]:
    rows = Task.objects.filter(case=case, state=Task.State.OPEN)
    return rows.select_related(*RELATED).order_by("pk")


class _Words:
    """Sealed words of a case, opened with the complainant's own identity masked."""

    def __init__(self, file: CaseFile, *, is_open: bool) -> None:
        self._key = file.key
        self._mask = masker(file.identity()) if is_open else None

    def shown(self, sealed: bytes | memoryview) -> str | None:
        if self._mask is None:
            return None
        return self._mask(unseal_text(self._key, bytes(sealed)))


def _run(
    run: StepRun, file: CaseFile, words: _Words, names: dict[int, dict[str, str]]
) -> dict[str, Any]:
    ended = run.completed_at or run.cancelled_at or file.now
    started = min(run.started_at or ended, ended)
    return {
        "sop": run.sop,
        "no": run.number,
        "activity": file.sops[run.sop].step(run.number).activity,
        "attempt": run.attempt,
        "role": run.role,
        "opened_at": run.opened_at,
        "started_at": run.started_at,
        "start_by": run.start_by,
        "due_at": run.due_at,
        "completed_at": run.completed_at,
        "cancelled_at": run.cancelled_at,
        "waited_minutes": _minutes(file, min(run.opened_at, started), started),
        "worked_minutes": _minutes(file, started, ended) if run.started_at else 0.0,
        "outcome": run.outcome,
        "note": words.shown(run.note),
        "completed_by": [names[int(one)] for one in run.completed_by if int(one) in names],
    }


def _minutes(file: CaseFile, start: datetime, end: datetime) -> float | None:
    """Return office minutes without the pauses; None beyond the years of the calendar."""
    pauses = [(pause.started_at, pause.ended_at or file.now) for pause in file.pauses]
    try:
        return round(file.calendar.elapsed(start, end, pauses), 2)
    except InvalidInput:
        return None


def _pause(pause: CasePause) -> dict[str, Any]:
    return {
        "kind": pause.kind,
        "started_at": pause.started_at,
        "ended_at": pause.ended_at,
        "until": pause.until,
    }


def _deviation(row: Deviation) -> dict[str, Any]:
    return {"code": row.code, "sop": row.sop, "no": row.step, "at": row.at, "text": row.text}


def _attachment(row: Attachment) -> dict[str, Any]:
    return {
        "id": row.pk,
        "media_type": row.media_type,
        "size_bytes": row.size_bytes,
        "sha256": row.sha256,
        "verdict": row.verdict or "pending",
        "purpose": row.purpose,
        "received_at": row.received_at,
        "task": row.task_id,
    }


def _messages(folder: CaseFolder, words: _Words) -> list[dict[str, Any]]:
    files = Counter(one.message_id for one in folder.attachments)
    rows = [row for row in folder.messages if row.audience == "complainant"]
    return [
        {
            "direction": row.direction,
            "kind": row.kind,
            "at": row.at,
            "text": words.shown(row.body),
            "attachments": files[row.pk],
        }
        for row in sorted(rows, key=lambda one: (one.at, one.pk))
    ]
