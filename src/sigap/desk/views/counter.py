"""The counter: take a complaint by keyboard, print what the person takes home, next."""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from sigap.cases.operations.papers import render_at_once
from sigap.cases.operations.register import register_complaint
from sigap.cases.operations.repeats import Answer, once
from sigap.cases.operations.searching import search
from sigap.cases.queries.caselist import CaseFilters, cases
from sigap.cases.queries.office import OfficeLists
from sigap.channels.counter import CounterFiling
from sigap.channels.filing import order_of
from sigap.channels.tray import Tray
from sigap.core.errors import Refused
from sigap.desk.session import staff
from sigap.desk.words import STATUS
from sigap.ui.typed_values import whole_number

if TYPE_CHECKING:
    from sigap.desk.session import StaffRequest

ROLE = "petugas-loket"
_EARLIER = 5


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@staff
def counter(request: StaffRequest) -> HttpResponse:
    """Show the form with earlier cases of the person beside it; register on send."""
    if ROLE not in request.actor.roles:
        raise Http404
    lists = OfficeLists(now=request.now)
    permit_types = [(one.slug, one.name) for one in lists.permit_types]
    if request.method != "POST":
        form = CounterFiling(permit_types=permit_types)
        return _show(request, form, Tray(), secrets.token_urlsafe(24))
    tray = Tray.read(request.POST.get("tray", ""))
    ticket = request.POST.get("ticket", "")[:60] or secrets.token_urlsafe(24)
    form = CounterFiling(request.POST, permit_types=permit_types)
    file_error = ""
    try:
        tray.take(request, now=request.now)
    except Refused as refused:
        file_error = refused.message
    dropped = request.POST.get("drop", "")
    place = whole_number(dropped)
    if place is not None:
        tray.drop(place)
    if "look" in request.POST or "attach" in request.POST or dropped:
        plain = CounterFiling(initial=request.POST.dict(), permit_types=permit_types)
        return _show(request, plain, tray, ticket, file_error=file_error)
    if not form.is_valid() or file_error:
        return _show(request, form, tray, ticket, file_error=file_error, status=422)
    try:
        number = _register(request, form.cleaned_data, tray, ticket)
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, refused.message)
        return _show(request, form, tray, ticket, status=422)
    return HttpResponseRedirect(f"/berkas/{number}/")


def _register(request: StaffRequest, data: dict[str, Any], tray: Tray, ticket: str) -> str:
    """Register once, however often the button was pressed; return the case's number."""
    actor, now = request.actor, request.now
    made = []

    def perform() -> Answer:
        attachments = tray.attachments(received_from=actor.id, now=now)
        filing = order_of(
            data,
            tray,
            attachments,
            channel=data["channel"],
            outside_number=data["outside_number"],
            received_at=data["received_at"],
        )
        registered = register_complaint(filing=filing, actor=actor, now=now)
        made.append(registered.case)
        return Answer(201, {"number": registered.case.number})

    answer = once(
        principal=actor.id,
        key=ticket,
        request_digest=hashlib.sha256(ticket.encode()).digest(),
        now=now,
        perform=perform,
        user_id=actor.user_id,
    )
    for case in made:
        render_at_once(case, now=now)
    return str(answer.body["number"])


def _show(
    request: StaffRequest,
    form: CounterFiling,
    tray: Tray,
    ticket: str,
    *,
    file_error: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "tray": tray,
        "ticket": ticket,
        "file_error": file_error,
        "has_errors": bool(form.errors) or bool(file_error),
        "earlier": _earlier(request),
        "looked": "look" in request.POST,
        "nav": "loket",
    }
    return render(request, "desk/counter.html", context, status=status)


def _earlier(request: StaffRequest) -> list[dict[str, Any]]:
    """Return earlier cases of the person: number, subject and state, never the identity."""
    found: dict[str, dict[str, Any]] = {}
    for name in ("phone", "email", "name", "registration_number"):
        text = request.POST.get(name, "").strip()
        if not text:
            continue
        rows = cases(
            request.actor,
            CaseFilters(q=search(text, actor=request.actor, now=request.now)),
            limit=_EARLIER,
            now=request.now,
        )
        for row in rows.items:
            found.setdefault(row["number"], {**row, "state": STATUS[row["status"]]})
    return list(found.values())[:_EARLIER]
