"""The SOPs in force: public, as data, BPMN, flowchart and sheet."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, Any

from django.http import Http404, HttpResponse
from ninja import Path, Router
from pydantic import Field

from sigap.api.acts import as_json
from sigap.api.addresses import ROOT
from sigap.api.callers import ANYBODY, caller_of
from sigap.api.outputs.form import Page
from sigap.api.outputs.office import SopOut, SopRow
from sigap.api.takes import takes
from sigap.cases.queries.soplist import definition_in_force, sop_in_force, sops
from sigap.core.sop.bpmn import to_bpmn
from sigap.core.sop.svg import to_svg
from sigap.documents.sop_sheet import sop_pdf

if TYPE_CHECKING:
    from django.http import HttpRequest

    from sigap.core.sop.definition import Sop

router = Router(tags=["SOP"], auth=ANYBODY)

# Without a point, so that `id.bpmn` is never taken for an id.
SopId = Annotated[str, Field(max_length=60, examples=["penerimaan-pengaduan"])]
BPMN, SVG, PDF = "application/bpmn+xml", "image/svg+xml", "application/pdf"


@router.get("/sops", response=Page[SopRow], summary="SOP yang berlaku")
def list_sops(request: HttpRequest) -> HttpResponse:
    """Dalam urutan pelaksanaannya."""
    found = [_with_address(one) for one in sops(now=caller_of(request).now)]
    return as_json({"items": found, "next": None})


@router.get(
    "/sops/{sop_id}.bpmn",
    response={200: None},
    summary="SOP sebagai BPMN 2.0",
    openapi_extra=takes(content={BPMN: "BPMN 2.0 dengan diagram."}),
)
def get_bpmn(request: HttpRequest, sop_id: Path[SopId]) -> HttpResponse:
    """Satu elemen tugas untuk setiap langkah."""
    sop = _in_force(request, sop_id)
    response = HttpResponse(to_bpmn(sop), content_type=BPMN)
    response["Content-Disposition"] = f'attachment; filename="{sop.id}.bpmn"'
    return response


@router.get(
    "/sops/{sop_id}.svg",
    response={200: None},
    summary="Bagan alir SOP sebagai SVG",
    openapi_extra=takes(content={SVG: "Bagan alir dengan lima simbol, tanpa tabelnya."}),
)
def get_svg(request: HttpRequest, sop_id: Path[SopId]) -> HttpResponse:
    """Tanpa gaya di dalamnya; keterangannya dalam kata-kata ada pada `desc`."""
    return HttpResponse(to_svg(_in_force(request, sop_id)), content_type=SVG)


@router.get(
    "/sops/{sop_id}.pdf",
    response={200: None},
    summary="SOP tercetak sebagai PDF",
    openapi_extra=takes(content={PDF: "Kepala, tabel dan bagan alir, A4 mendatar."}),
)
def get_pdf(request: HttpRequest, sop_id: Path[SopId]) -> HttpResponse:
    """Dalam tata letak PermenPANRB 35/2012."""
    sop = _in_force(request, sop_id)
    response = HttpResponse(_sheet(sop), content_type=PDF)
    response["Content-Disposition"] = f'inline; filename="{sop.id}.pdf"'
    return response


@router.get("/sops/{sop_id}", response=SopOut, summary="Satu SOP seutuhnya")
def get_sop(request: HttpRequest, sop_id: Path[SopId]) -> HttpResponse:
    """Kepala, lajur dan langkah, seperti tercetak dalam keputusan."""
    found = sop_in_force(sop_id, now=caller_of(request).now)
    if found is None:
        raise Http404
    return as_json(_with_address(found))


def _in_force(request: HttpRequest, sop_id: str) -> Sop:
    sop = definition_in_force(sop_id, now=caller_of(request).now)
    if sop is None:
        raise Http404
    return sop


@lru_cache(maxsize=16)
def _sheet(sop: Sop) -> bytes:
    """Return the sheet; the public may ask for it as often as it likes, and a version is fixed."""
    return sop_pdf(sop)


def _with_address(sop: dict[str, Any]) -> dict[str, Any]:
    return {**sop, "url": f"{ROOT}/sops/{sop['id']}"}
