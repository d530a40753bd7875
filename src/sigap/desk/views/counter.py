"""The counter: take a complaint by keyboard, print what the person takes home, next."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.core import signing
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from sigap.cases.operations.counter import receive_at_counter
from sigap.cases.operations.reading import read_counter_papers
from sigap.cases.operations.repeats import Answer, once
from sigap.cases.operations.searching import search
from sigap.cases.queries.caselist import CaseFilters, cases
from sigap.cases.queries.office import OfficeLists
from sigap.cases.queries.paperlist import case_papers
from sigap.channels.counter import CounterFiling
from sigap.channels.filing import order_of
from sigap.channels.tray import Tray
from sigap.core.errors import Refused
from sigap.desk.session import part_wanted, staff
from sigap.desk.words import STATUS
from sigap.ui.typed_values import whole_number

if TYPE_CHECKING:
    from sigap.desk.session import StaffRequest

ROLE = "petugas-loket"
_EARLIER = 5
_LOOKED_FOR = ("phone", "email", "name", "registration_number")
# Seldom asked; they stand folded together unless something is in one of them.
_MORE = (
    "outside_number",
    "received_at",
    "place",
    "service_on",
    "permit_applicant",
    "letter_of_authority",
    "come_back_on",
    "anonymous",
    "confidential",
)
_SHORTEST = 3  # letters worth looking for
_BEGAN_SALT = "sigap.desk.counter"
# Left open for longer, a form tells nothing of when the work at it began.
_LONGEST_FILLING = timedelta(hours=2)
# The counter's page prints this from a hidden frame; nobody else's may frame it.
_PRINTED_POLICY = "default-src 'none'; frame-ancestors 'self'"


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@staff
def counter(request: StaffRequest) -> HttpResponse:
    """Show the form with earlier cases of the person beside it; register on send.

    Its script asks for two parts of it: `terdahulu`, the earlier cases, and `mulai`, the token
    that says when the filling in began.
    """
    if ROLE not in request.actor.roles:
        raise Http404
    part = _PARTS.get(part_wanted(request))
    return part(request) if part else _page(request)


def _began(request: StaffRequest) -> HttpResponse:
    return JsonResponse({"token": signing.dumps(request.now.isoformat(), salt=_BEGAN_SALT)})


def _earlier_cases(request: StaffRequest) -> HttpResponse:
    return render(request, "desk/_earlier.html", {"earlier": _earlier(request), "looked": True})


_PARTS = {"mulai": _began, "terdahulu": _earlier_cases}


def _page(request: StaffRequest) -> HttpResponse:
    lists = OfficeLists(now=request.now)
    permit_types = [(one.slug, one.name) for one in lists.permit_types]
    if request.method != "POST":
        form = CounterFiling(permit_types=permit_types)
        form.fields["name"].widget.attrs["autofocus"] = True
        return _show(request, form, Tray(), secrets.token_urlsafe(24))
    tray = Tray.read(request.POST.get("tray", ""))
    ticket = request.POST.get("ticket", "")[:60] or secrets.token_urlsafe(24)
    is_signing = request.POST.get("send") == "sign"
    form = CounterFiling(request.POST, permit_types=permit_types, is_signing=is_signing)
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
        number = _receive(request, form, tray, ticket)
    except Refused as refused:
        form.add_error(form.field_of(refused.field or ""), refused.message)
        return _show(request, form, tray, ticket, status=422)
    return HttpResponseRedirect(
        f"/loket/?tercatat={number}" if is_signing else f"/berkas/{number}/"
    )


@require_GET
@staff
@xframe_options_sameorigin
def print_papers(request: StaffRequest, number: str) -> HttpResponse:
    """Open receipt, form and cover of a case as one PDF; a reading of identity is logged."""
    try:
        found = read_counter_papers(number=number, actor=request.actor, now=request.now)
    except Refused as refused:
        status = 403 if refused.code == "identity-closed" else 409
        return render(request, "desk/refused.html", {"refused": refused}, status=status)
    response = HttpResponse(found.content, content_type=found.media_type)
    response["Content-Disposition"] = f'inline; filename="{found.name}"'
    response["Content-Security-Policy"] = _PRINTED_POLICY
    return response


def _receive(request: StaffRequest, form: CounterFiling, tray: Tray, ticket: str) -> str:
    """Register once, however often the button was pressed; return the case's number."""
    actor, now, data = request.actor, request.now, form.cleaned_data

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
        received = receive_at_counter(
            filing=filing,
            signed=form.step_data() if form.is_signing else None,
            actor=actor,
            now=now,
            began_at=_began_at(request),
        )
        return Answer(201, {"number": received.case.number})

    answer = once(
        principal=actor.id,
        key=ticket,
        request_digest=hashlib.sha256(ticket.encode()).digest(),
        now=now,
        perform=perform,
        user_id=actor.user_id,
    )
    return str(answer.body["number"])


def _began_at(request: StaffRequest) -> datetime | None:
    """Return when the filling in began, as the form's script had it signed; None if unknown."""
    try:
        told = signing.loads(
            request.POST.get("began", ""), salt=_BEGAN_SALT, max_age=_LONGEST_FILLING
        )
    except signing.BadSignature:
        return None
    return datetime.fromisoformat(told)


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
        "began": request.POST.get("began", ""),
        "file_error": file_error,
        "faults": [
            (form[name], said[0]) for name, said in form.errors.items() if name in form.fields
        ],
        "more_open": any(name in form.errors or form[name].value() for name in _MORE),
        "has_errors": bool(form.errors) or bool(file_error),
        "earlier": _earlier(request),
        "looked": "look" in request.POST,
        "taken": _taken(request),
        "nav": "loket",
    }
    return render(request, "desk/counter.html", context, status=status)


def _taken(request: StaffRequest) -> dict[str, Any] | None:
    """Return the case that was just taken in, with its papers, as the address says."""
    number = request.GET.get("tercatat", "")
    if not number:
        return None
    return {"number": number, "papers": case_papers(number, actor=request.actor)}


def _earlier(request: StaffRequest) -> list[dict[str, Any]]:
    """Return earlier cases of the person: number, subject and state, never the identity."""
    found: dict[str, dict[str, Any]] = {}
    for name in _LOOKED_FOR:
        text = request.POST.get(name, "").strip()
        if len(text) < _SHORTEST:
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
