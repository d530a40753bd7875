"""Exits after which the case goes on: held by the coordinator, or waiting for the complainant."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from sigap.cases.models import Case
from sigap.cases.operations.exit import Exit, send_letter, tell_complainant
from sigap.cases.operations.exits_course import reason_field
from sigap.cases.operations.pauses import begin_pause, end_pause
from sigap.cases.queries.sops import office_profile
from sigap.cases.steps.facts import addressee
from sigap.cases.steps.fields import text_field
from sigap.core.errors import Refused
from sigap.documents.indonesian import day_and_date

if TYPE_CHECKING:
    from sigap.cases.queries.casefile import CaseFile
    from sigap.cases.queries.office import OfficeLists

_LONGEST_HOLD_DAYS = 366


def hold_schema(file: CaseFile, lists: OfficeLists) -> dict[str, Any]:  # noqa: ARG001 - one shape for all
    """Return the fields of holding: why, and until when."""
    return {
        "type": "object",
        "title": "Tunda",
        "properties": {
            "until": {"type": "string", "format": "date", "title": "Ditunda sampai tanggal"},
            "reason": reason_field(),
        },
        "required": ["until", "reason"],
    }


def hold(step: Exit) -> dict[str, Any]:
    """Stop the SOP clocks until the end of a day; no legal clock stops. The person is told."""
    until = date.fromisoformat(step.data["until"])
    today = step.file.calendar.local_day(step.now)
    if not today < until <= today + timedelta(days=_LONGEST_HOLD_DAYS):
        raise Refused(
            "invalid-data",
            "Tanggal akhir penundaan harus setelah hari ini dan paling lama setahun.",
            field="data.until",
        )
    day = day_and_date(until)
    send_letter(
        step,
        "pemberitahuan-ditunda",
        addressee(step.file),
        {"tanggal_selesai": day},
        event="held",
        reason=step.reason,
    )
    tell_complainant(step, "held", f"Penanganan ditunda sampai {day}: {step.reason}")
    begin_pause(
        step.file,
        kind=Case.Status.HELD,
        reason=step.reason,
        until=_end_of(step.file, until),
        now=step.now,
    )
    return {"until": until.isoformat()}


def resume_schema(file: CaseFile, lists: OfficeLists) -> dict[str, Any]:  # noqa: ARG001
    """Return the field of resuming: why now."""
    return {
        "type": "object",
        "title": "Lanjutkan",
        "properties": {"reason": reason_field("Keterangan")},
        "required": ["reason"],
    }


def resume(step: Exit) -> dict[str, Any]:
    """Let the clocks run again."""
    was = step.file.case.status
    end_pause(step.file, now=step.now)
    tell_complainant(step, "resumed", "Penanganan pengaduan Anda dilanjutkan.")
    return {"was": was, "due_at": step.file.case.due_at.isoformat()}


def completion_schema(file: CaseFile, lists: OfficeLists) -> dict[str, Any]:  # noqa: ARG001
    """Return the fields of asking for completion: what is missing and why it is needed."""
    item = {
        "type": "object",
        "properties": {
            "what": text_field("Yang kurang", shortest=3, longest=200),
            "why": text_field("Untuk apa", longest=300),
        },
        "required": ["what"],
    }
    return {
        "type": "object",
        "title": "Minta kelengkapan kepada pelapor",
        "properties": {
            "missing": {"type": "array", "title": "Yang kurang", "minItems": 1, "items": item},
            "reason": reason_field("Penjelasan untuk pelapor"),
        },
        "required": ["missing", "reason"],
    }


def request_completion(step: Exit) -> dict[str, Any]:
    """Ask the complainant, by letter and message; SOP clocks and promise stop until the answer."""
    file = step.file
    days = int(office_profile().data["completion_days"])
    last = file.calendar.local_day(step.now) + timedelta(days=days)
    send_letter(
        step,
        "permintaan-kelengkapan",
        addressee(file),
        {"alasan": step.reason, "tanggal_batas": day_and_date(last)},
        missing=step.data["missing"],
        due_on=last.isoformat(),
        ways=[
            "halaman pelacakan, dengan kode pada Tanda Terima",
            "Loket Pengaduan pada jam kerja",
        ],
    )
    wanted = "; ".join(one["what"] for one in step.data["missing"])
    text = f"Kami perlu: {wanted}. {step.reason} Paling lambat {day_and_date(last)}."
    tell_complainant(step, "completion-requested", text)
    begin_pause(
        file,
        kind=Case.Status.WAITING_COMPLAINANT,
        reason=text,
        until=_end_of(file, last),
        now=step.now,
    )
    return {"items": len(step.data["missing"]), "until": last.isoformat()}


def _end_of(file: CaseFile, day: date) -> datetime:
    """Return the midnight that ends a local day; calendar days, not working days."""
    return datetime.combine(day + timedelta(days=1), time(), file.calendar.zone)
