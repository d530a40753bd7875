"""Pemusnahan: cases whose retention is over, proposed by one person and destroyed by another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_GET, require_POST

from sigap.cases.operations import destruction as acts
from sigap.cases.operations.authority import OFFICE
from sigap.cases.queries.destruction import due_cases, proposals
from sigap.core.errors import Refused
from sigap.desk.admin.pages import act_page, page_for, show

if TYPE_CHECKING:
    from sigap.desk.session import StaffRequest

_HOME = "/kelola/pemusnahan/"


@require_GET
@page_for(OFFICE)
def overview(request: StaffRequest) -> HttpResponse:
    """Show what waits for a decision, what may be proposed, what is held, what was destroyed."""
    return _page(request)


@require_POST
@page_for(OFFICE)
def propose(request: StaffRequest) -> HttpResponse:
    """Propose the marked cases; what was marked and typed stays if it is refused."""
    chosen = [int(one) for one in request.POST.getlist("cases") if one.isdecimal()]
    reason = request.POST.get("reason", "")
    try:
        acts.propose_destruction(
            case_ids=chosen, reason=reason, actor=request.actor, now=request.now
        )
    except Refused as refused:
        return _page(request, refused=refused, chosen=chosen, reason=reason)
    messages.success(request, "Usulan pemusnahan menunggu persetujuan orang lain.")
    return HttpResponseRedirect(_HOME)


@require_POST
@page_for(OFFICE)
def approve(request: StaffRequest, destruction_id: int) -> HttpResponse:
    """Destroy the cases of a list."""

    def act() -> str:
        done = acts.destroy(destruction_id=destruction_id, actor=request.actor, now=request.now)
        messages.success(request, f"Dimusnahkan. Berita acara nomor {done.number}.")
        return _HOME

    return act_page(request, act=act, back=_HOME)


@require_POST
@page_for(OFFICE)
def drop(request: StaffRequest, destruction_id: int) -> HttpResponse:
    """Drop a proposal."""

    def act() -> str:
        acts.drop_destruction(
            destruction_id=destruction_id,
            reason=request.POST.get("reason", ""),
            actor=request.actor,
            now=request.now,
        )
        messages.success(request, "Usulan ditolak; berkasnya tetap disimpan.")
        return _HOME

    return act_page(request, act=act, back=_HOME)


@require_GET
@page_for(OFFICE)
def certificate(request: StaffRequest, destruction_id: int) -> HttpResponse:
    """Hand out the certificate of what was destroyed."""
    name, content = acts.read_certificate(destruction_id=destruction_id, actor=request.actor)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response


def _page(
    request: StaffRequest,
    *,
    refused: Refused | None = None,
    chosen: list[int] | None = None,
    reason: str = "",
) -> HttpResponse:
    due = due_cases(now=request.now, actor=request.actor)
    lists = proposals(request.actor)
    context: dict[str, Any] = {
        "title": "Pemusnahan arsip",
        "due": [one for one in due if not one.held],
        "held": [one for one in due if one.held],
        "open": [one for one in lists if one["row"].state == "proposed"],
        "decided": [one for one in lists if one["row"].state != "proposed"],
        "me": request.actor.user_id,
        "chosen": [one.case_id for one in due] if chosen is None else chosen,
        "reason": reason,
        "error": refused.message if refused else "",
        "field": refused.field if refused else "",
    }
    return show(request, "destruction.html", context, status=422 if refused else 200)
