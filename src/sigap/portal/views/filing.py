"""Filing a complaint: one page, a summary, a receipt worth keeping."""

from __future__ import annotations

import hashlib
import json
import secrets
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from sigap.cases.actor import PUBLIC
from sigap.cases.operations.reading import read_receipt
from sigap.cases.operations.register import register_complaint
from sigap.cases.operations.repeats import Answer, once
from sigap.cases.queries.office import OfficeLists
from sigap.cases.queries.permit_proposals import permit_proposals
from sigap.channels.filing import Filing, identity_of, order_of
from sigap.channels.tray import Tray
from sigap.channels.visitors import challenge_for, take_filing, take_uploads
from sigap.core.errors import Refused
from sigap.portal.views.tracking import receipt_context
from sigap.portal.waiting import too_often
from sigap.ui.typed_values import whole_number

if TYPE_CHECKING:
    from django.http import HttpRequest

_COOKIE = "sigap_tanda_terima"
_COOKIE_SECONDS = 600


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def file_complaint(request: HttpRequest) -> HttpResponse:
    """Show the form, then the summary, then send; each step keeps what was typed and uploaded."""
    now = datetime.now(tz=UTC)
    lists = OfficeLists(now=now)
    permit_types = [(one.slug, one.name) for one in lists.permit_types]
    if request.method != "POST":
        form = Filing(permit_types=permit_types)
        return _show(request, form, Tray(), secrets.token_urlsafe(24), lists)
    tray = Tray.read(request.POST.get("tray", ""))
    form = Filing(request.POST, permit_types=permit_types)
    ticket = request.POST.get("ticket", "")[:60] or secrets.token_urlsafe(24)
    file_error = ""
    wait: Refused | None = None
    try:
        if request.FILES:
            take_uploads(request, len(request.FILES.getlist("files")), now=now)
        tray.take(request, now=now)
    except Refused as refused:
        file_error, wait = refused.message, refused
    dropped = request.POST.get("drop", "")
    place = whole_number(dropped)
    if place is not None:
        tray.drop(place)
    asks_again = {"back", "attach", "suggest", "choose"} & set(request.POST) or dropped
    if asks_again:
        typed = request.POST.dict()
        typed["permit_type"] = typed.get("choose") or typed.get("permit_type", "")
        plain = Filing(initial=typed, permit_types=permit_types)
        shown = _show(request, plain, tray, ticket, lists, file_error=file_error)
        return too_often(wait, shown)
    if not form.is_valid() or file_error:
        shown = _show(request, form, tray, ticket, lists, file_error=file_error, status=422)
        return too_often(wait, shown)
    if "send" not in request.POST:
        return _summary(request, form, tray, ticket, lists, now=now)
    return _sent(request, form, tray, ticket, lists, now=now)


def _sent(
    request: HttpRequest,
    form: Filing,
    tray: Tray,
    ticket: str,
    lists: OfficeLists,
    *,
    now: datetime,
) -> HttpResponse:
    """Register what was confirmed and lead to the receipt; a refusal shows the page again."""
    try:
        code = _send(request, form.cleaned_data, tray, ticket, now=now)
    except Refused as refused:
        if refused.code == "proof-needed":
            again = _summary(request, form, tray, ticket, lists, now=now, refused=refused)
            return too_often(refused, again)
        if refused.code == "idempotency-key-reused":
            words = _(
                "Formulir ini sudah dikirim dan diterima. Kirim lagi hanya bila ini pengaduan lain."
            )
            form.add_error(None, words)
            ticket = secrets.token_urlsafe(24)
            return _show(request, form, tray, ticket, lists, status=409)
        form.add_error(None, refused.message)
        return too_often(refused, _show(request, form, tray, ticket, lists, status=422))
    response = HttpResponseRedirect("/lapor/diterima/")
    # Not in the address: it would stay in the history of a shared computer.
    response.set_signed_cookie(
        _COOKIE,
        code,
        max_age=_COOKIE_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
        path="/lapor/",
    )
    return response


@sensitive_post_parameters()
@require_POST
def propose(request: HttpRequest) -> HttpResponse:
    """Return the permit types that what was typed speaks for, as the page shows them."""
    return render(request, "portal/_proposals.html", _proposals(request))


def received(request: HttpRequest) -> HttpResponse:
    """Show the receipt: number, code, promise, what happens next."""
    code = request.get_signed_cookie(_COOKIE, default="", max_age=_COOKIE_SECONDS)
    if not code:
        return HttpResponseRedirect("/lacak/")
    response = render(request, "portal/received.html", receipt_context(code))
    response["Cache-Control"] = "no-store"
    return response


def receipt(request: HttpRequest) -> HttpResponse:
    """Hand out the receipt as PDF to who has just filed."""
    code = request.get_signed_cookie(_COOKIE, default="", max_age=_COOKIE_SECONDS)
    try:
        found = read_receipt(code or "", now=datetime.now(tz=UTC))
    except (ObjectDoesNotExist, Refused):
        return HttpResponseRedirect("/lacak/")
    response = HttpResponse(found.content, content_type=found.media_type)
    response["Content-Disposition"] = f'attachment; filename="{found.name}"'
    response["Cache-Control"] = "no-store"
    return response


def _send(
    request: HttpRequest, data: dict[str, Any], tray: Tray, ticket: str, *, now: datetime
) -> str:
    """Register the complaint once, however often the button was pressed; return the code."""

    def perform() -> Answer:
        attachments = tray.attachments(received_from=PUBLIC.id, now=now)
        language = get_language() or "id"
        filing = order_of(data, tray, attachments, channel="web", language=language)
        proof = request.POST.get("challenge", ""), request.POST.get("proof", "")
        take_filing(request, filing.identity, now=now, proof=proof)
        registered = register_complaint(filing=filing, actor=PUBLIC, now=now)
        return Answer(201, {"code": registered.tracking_code})

    told = [sorted(data.items()), [one["sha256"] for one in tray.files]]
    digest = hashlib.sha256(json.dumps(told, default=str).encode()).digest()
    answer = once(principal="lapor", key=ticket, request_digest=digest, now=now, perform=perform)
    return str(answer.body["code"])


def _show(
    request: HttpRequest,
    form: Filing,
    tray: Tray,
    ticket: str,
    lists: OfficeLists,
    *,
    file_error: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "tray": tray,
        "ticket": ticket,
        "office": lists.profile.data["short"],
        "file_error": file_error,
        "has_errors": bool(form.errors) or bool(file_error),
        "fresh": request.method != "POST",
    }
    if "suggest" in request.POST or "permit_type" in form.errors:
        context |= _proposals(request)
    return _private(request, render(request, "portal/filing.html", context, status=status))


def _proposals(request: HttpRequest) -> dict[str, Any]:
    subject, text = request.POST.get("subject", ""), request.POST.get("text", "")
    found = permit_proposals(subject, text, now=datetime.now(tz=UTC)) if subject + text else []
    return {"asked": True, "proposals": found}


def _summary(
    request: HttpRequest,
    form: Filing,
    tray: Tray,
    ticket: str,
    lists: OfficeLists,
    *,
    now: datetime,
    refused: Refused | None = None,
) -> HttpResponse:
    """Show what would be sent; near a limit with what has to be proved before."""
    identity = identity_of(form.cleaned_data)
    asked = request.POST.get("challenge", "")
    challenge = challenge_for(request, identity, now=now, asked=asked)
    kinds = dict(form.fields["permit_type"].choices)  # type: ignore[attr-defined]
    context = {
        "form": form,
        "data": form.cleaned_data,
        "permit_type": kinds[form.cleaned_data["permit_type"]],
        "fields": [(name, request.POST.get(name, "")) for name in form.fields],
        "tray": tray,
        "ticket": ticket,
        "challenge": challenge,
        "wait": challenge.seconds_to_wait(now=now) if challenge else 0,
        "refused": refused,
        "office": lists.profile.data["short"],
    }
    return _private(request, render(request, "portal/summary.html", context))


def _private(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Let no shared computer keep a page that holds what somebody has sent."""
    if request.method == "POST":
        response["Cache-Control"] = "no-store"
    return response
