"""Beside the current step: side exits, who complained, what was handed in, the history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sigap.cases.operations.exits import act, possible_actions
from sigap.cases.operations.reading import read_attachment, read_identity
from sigap.cases.queries.caseevents import events
from sigap.cases.queries.caseview import visible_file
from sigap.cases.queries.office import OfficeLists
from sigap.core.errors import Refused
from sigap.desk.session import staff
from sigap.desk.words import STATUS
from sigap.ui import schema_form

if TYPE_CHECKING:
    from sigap.desk.session import StaffRequest

_PAGE = 100
# Shown in the browser; anything else is offered to be kept.
_SHOWN = ("application/pdf", "image/jpeg", "image/png", "image/webp", "text/plain")


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def side_exit(request: StaffRequest, number: str, action: str) -> HttpResponse:
    """Ask for what a side exit needs, and take it; the page says what will happen."""
    file = visible_file(number, actor=request.actor, now=request.now)
    lists = OfficeLists(now=request.now)
    possible = {
        one["action"]: one for one in possible_actions(file, actor=request.actor, lists=lists)
    }
    if action not in possible:
        raise Http404
    schema, zone = possible[action]["schema"], file.calendar.zone
    data: dict[str, Any] | None = None
    errors: dict[str, str] = {}
    if request.method == "POST":
        data = schema_form.read(schema, request.POST, zone=zone) or {}
        if "_add" in request.POST or "_remove" in request.POST:
            schema_form.change_rows(data, request.POST)
        else:
            try:
                act(number=number, action=action, data=data, actor=request.actor, now=request.now)
            except Refused as refused:
                errors = schema_form.errors_of(refused)
            else:
                messages.success(request, f"{possible[action]['title']}: tercatat.")
                return HttpResponseRedirect(f"/berkas/{number}/")
    context = {
        "case": file.case,
        "status": STATUS[file.case.status],
        "title": possible[action]["title"],
        "action": action,
        "form": schema_form.build(
            schema, data, errors=errors, zone=zone, is_typed=data is not None
        ),
        "refused": errors.get("", "") or ("Periksa isian yang ditandai." if errors else ""),
        "nav": "berkas",
    }
    return render(request, "desk/side_exit.html", context, status=422 if errors else 200)


@require_POST
@staff
def identity(request: StaffRequest, number: str) -> HttpResponse:
    """Show who complained; the reading is in the ledger before the name is on the screen."""
    try:
        person = read_identity(number=number, actor=request.actor, now=request.now)
    except Refused as refused:
        status = 410 if refused.code == "identity-destroyed" else 403
        return render(request, "desk/refused.html", {"refused": refused}, status=status)
    context = {"number": number, "person": person, "nav": "berkas"}
    return render(request, "desk/identity.html", context)


@require_GET
@staff
def attachment(request: StaffRequest, number: str, attachment_id: int) -> HttpResponse:
    """Hand out a file to look at, or with `?asli=1` as it was handed in; the reading is logged."""
    original = "asli" in request.GET
    try:
        found = read_attachment(
            number=number,
            attachment_id=attachment_id,
            actor=request.actor,
            now=request.now,
            original=original,
        )
    except Refused as refused:
        status = {"identity-closed": 403, "identity-destroyed": 410}.get(refused.code, 409)
        return render(request, "desk/refused.html", {"refused": refused}, status=status)
    response = HttpResponse(found.content, content_type=found.media_type)
    disposition = content_disposition_header(original or found.media_type not in _SHOWN, found.name)
    response["Content-Disposition"] = disposition or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Content-Length"] = str(len(found.content))
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@require_GET
@staff
def history(request: StaffRequest, number: str) -> HttpResponse:
    """Show what happened, entry by entry, with the chain's hashes."""
    found = events(number, actor=request.actor, limit=_PAGE, cursor=request.GET.get("dari", ""))
    # As pairs: a template would take a key called "items" for the method.
    rows = [{**row, "facts": list(row["data"].items())} for row in found.items]
    context = {"number": number, "rows": rows, "next": found.next, "nav": "berkas"}
    return render(request, "desk/history.html", context)
