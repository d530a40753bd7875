"""Perlu dihubungi: people whom no machine could tell, and the one tap that opens the message."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from sigap.cases.operations.calls import contact_of, note_told, send_again
from sigap.cases.queries.calls import to_call
from sigap.cases.queries.sops import calendar_of_version, current_calendar_id
from sigap.core.errors import Refused
from sigap.desk.session import staff
from sigap.desk.told import HOW, OTHER_NEWS, WHAT, WHY
from sigap.documents.indonesian import day_and_date

if TYPE_CHECKING:
    from sigap.cases.queries.calls import ToCall
    from sigap.desk.session import StaffRequest

ROLES = frozenset({"petugas-loket", "analis-pengaduan", "koordinator"})
WAYS = {"phone": "telepon", "email": "surel", "address": "surat"}
_MOST = 100


@staff
@require_GET
def calls(request: StaffRequest) -> HttpResponse:
    """List whom to call, longest waiting first."""
    _require_role(request)
    calendar = calendar_of_version(current_calendar_id())
    found, total = to_call(request.actor, limit=_MOST)

    def what(one: ToCall) -> str:
        words, expected = WHAT.get(one.kind, OTHER_NEWS), one.facts.get("expected")
        if one.kind != "late" or not expected:
            return words
        day = calendar.local_day(datetime.fromisoformat(expected))
        return f"{words}; tanggal baru {day_and_date(day)}"

    rows = [
        {
            "one": one,
            "what": what(one),
            "why": WHY[one.why],
            "ways": ", ".join(WAYS[way] for way in one.ways),
            "has_phone": "phone" in one.ways,
        }
        for one in found
    ]
    context = {"rows": rows, "total": total, "how": HOW, "nav": "hubungi"}
    return render(request, "desk/calls.html", context)


@staff
@require_GET
def whatsapp(request: StaffRequest, notice_id: int) -> HttpResponse:
    """Open WhatsApp with the message ready; that the number was read is on the record."""
    _require_role(request)
    try:
        contact = contact_of(notice_id=notice_id, actor=request.actor, now=request.now)
    except Refused as refused:
        return render(request, "desk/refused.html", {"refused": refused}, status=403)
    if not contact.phones:
        raise Http404
    if not contact.whatsapp:
        words = "Nomornya telepon rumah atau kantor, tanpa WhatsApp. Hubungi lewat telepon."
        context = {"refused": Refused("no-mobile", words)}
        return render(request, "desk/refused.html", context, status=409)
    response = HttpResponseRedirect(contact.whatsapp)
    response["Referrer-Policy"] = "no-referrer"
    return response


@staff
@require_POST
def contact(request: StaffRequest, notice_id: int) -> HttpResponse:
    """Show how to reach the person and what to say; the reading is on the record."""
    _require_role(request)
    try:
        found = contact_of(notice_id=notice_id, actor=request.actor, now=request.now)
    except Refused as refused:
        return render(request, "desk/refused.html", {"refused": refused}, status=403)
    context = {"id": notice_id, "contact": found, "how": HOW, "nav": "hubungi"}
    return render(request, "desk/contact.html", context)


@staff
@require_POST
def told(request: StaffRequest, notice_id: int) -> HttpResponse:
    """Note that the person was told, by which way."""
    _require_role(request)
    try:
        note_told(
            notice_id=notice_id,
            how=request.POST.get("how", ""),
            actor=request.actor,
            now=request.now,
        )
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, "Tercatat sudah disampaikan.")
    return HttpResponseRedirect("/meja/hubungi/")


@staff
@require_POST
def again(request: StaffRequest, notice_id: int) -> HttpResponse:
    """Let the worker try once more."""
    _require_role(request)
    if send_again(notice_id=notice_id, actor=request.actor, now=request.now):
        messages.success(request, "Dikirim ulang oleh sistem.")
    return HttpResponseRedirect("/meja/hubungi/")


def _require_role(request: StaffRequest) -> None:
    if not request.actor.roles & ROLES:
        raise Http404
