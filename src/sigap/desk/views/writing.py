"""A word to the complainant, with files; read on the tracking page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from sigap.cases.identity import case_key
from sigap.cases.operations.correspondence import LONGEST, WRITERS, write_to_complainant
from sigap.cases.queries.caseview import visible_file
from sigap.cases.uploads import Upload, discard, store
from sigap.core.errors import Refused
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
    text, error, field = request.POST.get("text", ""), "", ""
    if request.method == "POST":
        kept: tuple[Attachment, ...] = ()
        try:
            kept = _files(request, file.case.pk)
            write_to_complainant(
                number=number, text=text, attachments=kept, actor=request.actor, now=request.now
            )
        except Refused as refused:
            discard(kept)
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
        "nav": "berkas",
    }
    return render(request, "desk/writing.html", context, status=422 if error else 200)


def _files(request: StaffRequest, case_id: int) -> tuple[Attachment, ...]:
    sent = [Upload(one.name or "berkas", one.chunks()) for one in request.FILES.getlist("files")]
    if not sent:
        return ()
    return store(sent, case_key(case_id), received_from=request.actor.id, now=request.now)
