"""Taking a case out as evidence: order a package, see how far it is, take it."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from sigap.cases.operations.packages import KEPT, order_package, read_package
from sigap.cases.queries.packages import packages_of
from sigap.core.errors import Refused
from sigap.desk.session import part_wanted, staff

if TYPE_CHECKING:
    from sigap.desk.session import StaffRequest

_STATUS = {"identity-closed": 403, "identity-destroyed": 410}


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def packages(request: StaffRequest, number: str) -> HttpResponse:
    """Show the packages of a case; POST orders one."""
    if request.method == "POST":
        try:
            order_package(
                number=number,
                with_identity=request.POST.get("isi") == "identitas",
                actor=request.actor,
                now=request.now,
            )
        except Refused as refused:
            return _refused(request, refused)
        messages.success(request, "Paket bukti sedang dibuat.")
        return HttpResponseRedirect(f"/berkas/{number}/paket/")
    shown = packages_of(number, actor=request.actor)
    context = {**shown, "days": KEPT.days, "nav": "berkas"}
    page = "desk/_packages.html" if part_wanted(request) else "desk/packages.html"
    return render(request, page, context)


@require_GET
@staff
def package_file(request: StaffRequest, number: str, package_id: int) -> HttpResponse:
    """Hand out a package; one that says who complained is a logged reading."""
    try:
        name, size, chunks = read_package(
            number=number, package_id=package_id, actor=request.actor, now=request.now
        )
    except Refused as refused:
        return _refused(request, refused)
    response = StreamingHttpResponse(chunks, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Content-Length"] = str(size)
    return cast("HttpResponse", response)


def _refused(request: StaffRequest, refused: Refused) -> HttpResponse:
    status = _STATUS.get(refused.code, 409)
    return render(request, "desk/refused.html", {"refused": refused}, status=status)
