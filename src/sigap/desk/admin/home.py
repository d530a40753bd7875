"""The first administration page: what there is, and what waits for somebody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sigap.accounts import directory
from sigap.cases.operations.authority import ACTING
from sigap.cases.queries import calendars, letter_templates, officetables, sopversions
from sigap.cases.queries.breaches import untold_breaches
from sigap.cases.queries.failedjobs import failed_count
from sigap.desk.admin.pages import page_for, show
from sigap.desk.admin.sections import groups_for

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from django.http import HttpResponse

    from sigap.desk.session import StaffRequest

    State = dict[str, str] | None


@page_for(ACTING)
def home(request: StaffRequest) -> HttpResponse:
    """Show the sections with what waits in each."""
    overview = []
    for title, sections in groups_for(request.actor.roles):
        rows = [(one, _STATES.get(one.slug, _nothing)(request.now)) for one in sections]
        overview.append((title, rows))
    return show(request, "home.html", {"title": "Kelola", "overview": overview})


def _nothing(_: datetime) -> State:
    return None


def _calendar(_: datetime) -> State:
    move = calendars.open_move()
    if move is not None:
        said = "dijalankan" if move.state == "confirmed" else "menunggu persetujuan"
        return {"mark": "doubt", "text": f"pemindahan {said}"}
    return {"text": f"versi {calendars.current_version().version}"}


def _sops(now: datetime) -> State:
    waiting, unsure = sopversions.proposed_count(), sopversions.unconfirmed_count(now=now)
    if waiting:
        return {"mark": "doubt", "text": f"{waiting} usulan menunggu persetujuan"}
    if unsure:
        return {"mark": "doubt", "text": f"{unsure} pelaksana belum dikonfirmasi"}
    return None


def _templates(_: datetime) -> State:
    count = letter_templates.drafts_waiting()
    return {"mark": "doubt", "text": f"{count} konsep belum diberlakukan"} if count else None


def _deadlines(now: datetime) -> State:
    count = officetables.unverified(now=now)
    return {"mark": "doubt", "text": f"{count} belum diperiksa"} if count else None


def _permit_types(now: datetime) -> State:
    lost = sum(row["is_lost"] for row in officetables.permit_types(now=now))
    return {"mark": "doubt", "text": f"{lost} tanpa analis yang sah"} if lost else None


def _signatories(now: datetime) -> State:
    signs = any(row["signs"] for row in officetables.signatories(now=now))
    return None if signs else {"mark": "bad", "text": "tidak ada yang berlaku"}


def _breaches(now: datetime) -> State:
    found = untold_breaches(now=now)
    if found["late"]:
        return {"mark": "bad", "text": f"{found['late']} melewati batas"}
    return (
        {"mark": "doubt", "text": f"{found['all']} belum diberitahukan"} if found["all"] else None
    )


def _acting(now: datetime) -> State:
    count = sum(row["runs"] for row in directory.acting(now=now))
    return {"text": f"{count} sedang berjalan"} if count else None


def _jobs(_: datetime) -> State:
    count = failed_count()
    return {"mark": "bad", "text": f"{count} gagal"} if count else {"text": "tidak ada"}


_STATES: dict[str, Callable[[datetime], State]] = {
    "kalender": _calendar,
    "templat": _templates,
    "sop": _sops,
    "batas-waktu": _deadlines,
    "jenis-izin": _permit_types,
    "penanda-tangan": _signatories,
    "kegagalan-data": _breaches,
    "plh": _acting,
    "pekerjaan": _jobs,
}
