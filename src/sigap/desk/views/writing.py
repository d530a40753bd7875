"""A word to the complainant, with files; read on the tracking page."""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from sigap.cases.identity import case_key
from sigap.cases.operations.correspondence import LONGEST, WRITERS, write_to_complainant
from sigap.cases.operations.repeats import Answer, once
from sigap.cases.queries.caseview import visible_file
from sigap.cases.uploads import Upload, discard, store
from sigap.core.errors import Refused
from sigap.desk.carried import ANOTHER_S, arrived, carried, is_another_s, ticket_for
from sigap.desk.session import require_role, staff

if TYPE_CHECKING:
    from django.http import HttpResponse

    from sigap.cases.models import Attachment
    from sigap.desk.session import StaffRequest


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def write(request: StaffRequest, number: str) -> HttpResponse:
    """Ask for the words, and leave them; what was typed stays if they are refused."""
    file = visible_file(number, actor=request.actor, now=request.now)
    require_role(request, WRITERS)
    page = f"/berkas/{number}/pesan/"
    text, error, field = _carried_text(request, page), "", ""
    if request.method == "POST":
        if is_another_s(request):
            return render(request, "desk/refused.html", {"refused": ANOTHER_S}, status=409)
        arrived(request, page)
        text = request.POST.get("text", "")
        try:
            _send(request, file.case.pk, number, text)
        except Refused as refused:
            error, field = refused.message, refused.field or ""
        else:
            messages.success(request, "Pesan ada di halaman pelacakan; pelapor dikabari.")
            return HttpResponseRedirect(f"/berkas/{number}/")
    context = {
        "case": file.case,
        "text": text,
        "error": error,
        "field": field,
        "longest": LONGEST,
        "ticket": ticket_for(request, page),
        "sending": request.POST.get("sending", "")[:60] or secrets.token_urlsafe(24),
        "nav": "berkas",
    }
    return render(request, "desk/writing.html", context, status=422 if error else 200)


def _carried_text(request: StaffRequest, page: str) -> str:
    """Return what was typed here before the session ended."""
    kept = carried(request, page) if request.method != "POST" else None
    return kept.get("text", "") if kept is not None else ""


def _send(request: StaffRequest, case_id: int, number: str, text: str) -> None:
    """Leave the words once, however often the button was pressed."""
    actor, now = request.actor, request.now

    def perform() -> Answer:
        kept = _files(request, case_id)
        try:
            message = write_to_complainant(
                number=number, text=text, attachments=kept, actor=actor, now=now
            )
        except Refused:
            discard(kept)
            raise
        return Answer(201, {"message": message.pk})

    # A second press sends the same words under the same key; words changed after going back don't.
    sending = request.POST.get("sending", "") or secrets.token_urlsafe(24)
    sent = hashlib.sha256(f"{sending}\n{number}\n{text}".encode())
    once(
        principal=actor.id,
        key=sent.hexdigest(),
        request_digest=sent.digest(),
        now=now,
        perform=perform,
        user_id=actor.user_id,
    )


def _files(request: StaffRequest, case_id: int) -> tuple[Attachment, ...]:
    sent = [Upload(one.name or "berkas", one.chunks()) for one in request.FILES.getlist("files")]
    if not sent:
        return ()
    return store(sent, case_key(case_id), received_from=request.actor.id, now=request.now)
