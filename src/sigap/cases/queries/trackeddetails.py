"""What a complainant is told beside the stages: who has it, for how long, files, an appointment."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from sigap.accounts.kept import kept
from sigap.cases.identity import unseal_json, unseal_text
from sigap.cases.models import Attachment, Case, Document, Message
from sigap.cases.queries.sops import calendar_of_version
from sigap.core.conformance import promised_minutes

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from sigap.cases.models import StepRun
    from sigap.core.sop.definition import Sop

_MINUTES_A_DAY = 450


def units(runs: list[StepRun], chain: list[Sop]) -> dict[str, str]:
    """Return by SOP which post had the case last, as the SOP calls it; no person."""
    found: dict[str, str] = {}
    for sop in chain:
        mine = [run for run in runs if run.sop == sop.id and run.number <= len(sop.steps)]
        if mine:
            leads = sop.step(mine[-1].number).executors
            names = [lane.name for lane in sop.lanes if lane.role in leads[:1]]
            found[sop.id] = names[0] if names else ""
    return found


def under_way(
    case: Case, runs: list[StepRun], chain: list[Sop], *, now: datetime
) -> dict[str, Any] | None:
    """Return the working day of the stage that runs, beside the SOP's, and who is waited for."""
    sop = next((one for one in chain if one.id == case.sop), None)
    begun = next((run.opened_at for run in runs if run.sop == case.sop), None)
    if case.status != Case.Status.OPEN or sop is None or begun is None:
        return None
    calendar = calendar_of_version(case.calendar_id)
    first, today = calendar.local_day(begun), calendar.local_day(now)
    minutes = sum(promised_minutes(s.time, minutes_a_day=_MINUTES_A_DAY) for s in sop.steps)
    return {
        "unit": units(runs, [sop]).get(sop.id, ""),
        "day": calendar.working_days_between(min(first, today), today) + 1,
        "sop_days": -(-minutes // _MINUTES_A_DAY),
        "waits_for": case.waits_for.name if case.waits_for else "",
    }


def messages(case: Case, key: bytes) -> list[dict[str, Any]]:
    """Return the words between the complainant and the office, with their files, oldest first."""
    rows = _messages(case=case.pk)
    files: dict[int | None, list[dict[str, Any]]] = defaultdict(list)
    for one in _files(case=case.pk):
        files[one.message_id].append(
            {
                "id": one.pk,
                "name": unseal_text(key, bytes(one.name)),
                "size_bytes": one.size_bytes,
            }
        )
    return [
        {
            "sender": "pelapor" if row.direction == "in" else "kantor",
            "kind": row.kind,
            "at": row.at,
            "text": unseal_text(key, bytes(row.body)),
            "files": files[row.pk],
        }
        for row in rows
    ]


def appointment(case: Case, key: bytes) -> dict[str, Any] | None:
    """Return when and where the complainant was asked to come last, and what to bring."""
    summons = _summons(case=case.pk)
    facts = (unseal_json(key, bytes(summons[0])) if summons else None) or {}
    found = facts.get("appointment")
    if not found:
        return None
    return {
        "on": found["held_on"],
        "start": found.get("start", ""),
        "end": found.get("end", "") or "",
        "place": found.get("place", ""),
        "meet": found.get("meet", ""),
        "bring": list(found.get("bring", ())),
    }


@kept
def _messages(*, case: int) -> QuerySet[Message]:
    return Message.objects.filter(case=case, audience="complainant").order_by("at", "pk")


@kept
def _files(*, case: int) -> QuerySet[Attachment]:
    return Attachment.objects.filter(case=case, message__isnull=False).order_by("pk")


@kept
def _summons(*, case: int) -> QuerySet[Document, Any]:
    letters = Document.objects.filter(case=case, kind="informasi-pemanggilan", revoked_at=None)
    return letters.order_by("-pk").values_list("facts", flat=True)[:1]
