"""What is done with a paper beside looking at it: number, signed copy, revocation, scans."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from sigap.cases.operations import letter_changes
from sigap.cases.operations.reading import read_signed_copy
from sigap.cases.operations.scans import MOST_BYTES, store_scans
from sigap.cases.queries.officeday import office_zone
from sigap.cases.queries.paperlist import paper_to_change
from sigap.core.errors import Refused
from sigap.desk.letterview import show_letters
from sigap.desk.session import require_role, staff
from sigap.ui import schema_form

if TYPE_CHECKING:
    from collections.abc import Callable

    from sigap.desk.session import StaffRequest


@staff
@require_GET
def signed_copy(request: StaffRequest, document_id: int) -> HttpResponse:
    """Open the signed paper that is kept beside the issued one."""
    try:
        found = read_signed_copy(document_id=document_id, actor=request.actor, now=request.now)
    except Refused as refused:
        return render(request, "desk/refused.html", {"refused": refused}, status=409)
    response = HttpResponse(found.content, content_type=found.media_type)
    response["Content-Disposition"] = f'inline; filename="{found.name}"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def number(request: StaffRequest, document_id: int) -> HttpResponse:
    """Enter the number that the records unit gave."""
    require_role(request, letter_changes.HANDLERS)

    def act(data: dict[str, Any]) -> str:
        letter = letter_changes.enter_number(
            document_id=document_id, data=data, actor=request.actor, now=request.now
        )
        return f"Nomor {letter.number} dicatat; surat sedang dibuat."

    return _form(request, document_id, "Isi nomor surat", letter_changes.number_schema(), act)


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def revoke(request: StaffRequest, document_id: int) -> HttpResponse:
    """Revoke a paper with a reason, and replace it if wanted."""
    require_role(request, letter_changes.SUPERIORS)

    def act(data: dict[str, Any]) -> str:
        _, made = letter_changes.revoke_paper(
            document_id=document_id, data=data, actor=request.actor, now=request.now
        )
        if made is None:
            return "Dokumen dicabut."
        return f"Dokumen diganti; penggantinya {made.number or 'menunggu nomor'}."

    schema = letter_changes.revocation_schema_of(document_id, actor=request.actor, now=request.now)
    return _form(request, document_id, "Cabut atau ganti", schema, act)


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def scans(request: StaffRequest) -> HttpResponse:
    """Take scans of signed papers; each finds its place by the code in its foot."""
    require_role(request, letter_changes.HANDLERS)
    found: list[Any] = []
    refused = None
    if request.method == "POST":
        files = [
            (one.name or "pindaian", one.read(MOST_BYTES + 1))
            for one in request.FILES.getlist("files")
        ]
        typed = request.POST.get("code", "")
        try:
            found = store_scans(files, typed=typed, actor=request.actor, now=request.now)
        except Refused as caught:
            refused = caught
    context = {
        "found": found,
        "refused": refused,
        "code": request.POST.get("code", "") if refused or any(f.refused for f in found) else "",
        "nav": "berkas",
    }
    return render(request, "desk/scans.html", context, status=422 if refused else 200)


def _form(
    request: StaffRequest,
    document_id: int,
    title: str,
    schema: dict[str, Any],
    act: Callable[[dict[str, Any]], str],
) -> HttpResponse:
    paper = paper_to_change(document_id, actor=request.actor)
    zone = office_zone()
    data: dict[str, Any] | None = None
    refused = None
    if request.method == "POST":
        data = schema_form.read(schema, request.POST, zone=zone) or {}
        if "_add" in request.POST or "_remove" in request.POST:
            schema_form.change_rows(data, request.POST)
        elif "_preview" not in request.POST:
            try:
                told = act(data)
            except Refused as caught:
                refused = caught
            else:
                messages.success(request, told)
                return HttpResponseRedirect(f"/berkas/{paper['case']}/")
    errors = schema_form.errors_of(refused) if refused else {}
    form = schema_form.build(schema, data, errors=errors, zone=zone, is_typed=data is not None)
    show_letters(form)
    context = {
        "paper": paper,
        "title": title,
        "refused": refused,
        "form": form,
        "nav": "berkas",
    }
    return render(request, "desk/paper_act.html", context, status=422 if refused else 200)
