"""Requests of complainants about their own data: the list, taking one, answering it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from sigap.cases.operations import pdp_requests
from sigap.cases.operations.correspondence import WRITERS
from sigap.cases.queries.caseview import visible_file
from sigap.cases.queries.pdp_requests import data_requests, data_requests_of, one_request
from sigap.core.errors import Refused
from sigap.desk.session import require_role, staff

if TYPE_CHECKING:
    from django.http import HttpResponse

    from sigap.desk.session import StaffRequest

LABELS = (
    ("name", "Nama"),
    ("company", "Badan usaha"),
    ("phone", "Telepon"),
    ("email", "Surel"),
    ("nik", "NIK"),
    ("address", "Alamat"),
)
_SUPERIORS = frozenset({"koordinator", "kepala-dinas"})
_STATUS = {"identity-closed": 403, "identity-destroyed": 410, "answered-already": 409}


@staff
@require_GET
def overview(request: StaffRequest) -> HttpResponse:
    """List the requests that wait, soonest due first, and those answered last."""
    require_role(request, WRITERS)
    waiting, done = data_requests(request.actor, now=request.now)
    late = sum(one.is_late for one in waiting)
    context = {"waiting": waiting, "done": done, "late": late, "nav": "meja"}
    return render(request, "desk/data_requests.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def of_case(request: StaffRequest, number: str) -> HttpResponse:
    """Show the requests in a case; take another for a person who came or wrote."""
    file = visible_file(number, actor=request.actor, now=request.now)
    require_role(request, WRITERS)
    errors, typed = {}, {}
    if request.method == "POST":
        typed = {name: request.POST.get(name, "") for name in ("kind", "text")}
        try:
            row = pdp_requests.ask_at_desk(
                number=number, **typed, actor=request.actor, now=request.now
            )
        except Refused as refused:
            errors = {refused.field or "": refused.message}
        else:
            messages.success(request, "Permintaan dicatat; batas waktunya berjalan.")
            return HttpResponseRedirect(f"/berkas/{number}/data-pribadi/{row.pk}/")
    context = {
        "case": file.case,
        "rows": data_requests_of(file.case, request.actor, now=request.now),
        "errors": errors,
        "loose": errors.get("", ""),
        "typed": typed,
        "is_destroyed": file.is_destroyed,
        "nav": "berkas",
    }
    return render(request, "desk/case_data.html", context, status=422 if errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def answer(request: StaffRequest, number: str, request_id: int) -> HttpResponse:
    """Show a request and answer it: give, correct, or refuse; what was typed stays."""
    file = visible_file(number, actor=request.actor, now=request.now)
    row, said, told = one_request(file.case, request_id, request.actor, file.key, now=request.now)
    require_role(request, WRITERS)
    if not row.may_answer:
        words = {"message": "Identitas pelapor berkas ini tertutup bagi Anda."}
        return render(request, "desk/refused.html", {"refused": words}, status=403)
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            _act(request, number, request_id)
        except Refused as refused:
            errors = {refused.field or "": refused.message}
            status = _STATUS.get(refused.code, 422)
        else:
            messages.success(request, "Permintaan dijawab; pelapor dikabari.")
            return HttpResponseRedirect(f"/berkas/{number}/data-pribadi/{request_id}/")
    fields = [(n, t, request.POST.get(n, ""), errors.get(n, "")) for n, t in LABELS]
    context = {
        "case": file.case,
        "row": row,
        "said": said,
        "told": told,
        "fields": fields,
        "reason": request.POST.get("reason", ""),
        "errors": errors,
        "loose": errors.get("", ""),
        "may_refuse": bool(request.actor.roles & _SUPERIORS),
        "nav": "berkas",
    }
    return render(request, "desk/data_request.html", context, status=status)


@staff
@require_GET
def held(request: StaffRequest, number: str, request_id: int) -> HttpResponse:
    """Show all that is held of the complainant, to be printed; the reading is logged."""
    visible_file(number, actor=request.actor, now=request.now)
    require_role(request, WRITERS)
    try:
        found = pdp_requests.read_held(
            number=number, request_id=request_id, actor=request.actor, now=request.now
        )
    except Refused as refused:
        status = _STATUS.get(refused.code, 403)
        return render(request, "desk/refused.html", {"refused": refused}, status=status)
    return render(request, "desk/data_held.html", {"held": found, "nav": "berkas"})


def _act(request: StaffRequest, number: str, request_id: int) -> None:
    about = {"number": number, "request_id": request_id}
    by = {"actor": request.actor, "now": request.now}
    match request.POST.get("act"):
        case "give":
            pdp_requests.give_access(**about, **by)  # type: ignore[arg-type]
        case "correct":
            parts = {name: request.POST.get(name, "") for name, _ in LABELS}
            pdp_requests.correct(**about, parts=parts, **by)  # type: ignore[arg-type]
        case "refuse":
            reason = request.POST.get("reason", "")
            pdp_requests.refuse(**about, reason=reason, **by)  # type: ignore[arg-type]
        case _:
            raise Refused("invalid-data", "Pilih cara menjawabnya.")
