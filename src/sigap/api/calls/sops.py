"""The SOPs in force: public, as data and as BPMN."""

from __future__ import annotations

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

if TYPE_CHECKING:
    from django.http import HttpRequest

router = Router(tags=["SOP"], auth=ANYBODY)

# Without a point, so that `id.bpmn` is never taken for an id.
SopId = Annotated[str, Field(max_length=60, examples=["penerimaan-pengaduan"])]
BPMN = "application/bpmn+xml"


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
    sop = definition_in_force(sop_id, now=caller_of(request).now)
    if sop is None:
        raise Http404
    response = HttpResponse(to_bpmn(sop), content_type=BPMN)
    response["Content-Disposition"] = f'attachment; filename="{sop.id}.bpmn"'
    return response


@router.get("/sops/{sop_id}", response=SopOut, summary="Satu SOP seutuhnya")
def get_sop(request: HttpRequest, sop_id: Path[SopId]) -> HttpResponse:
    """Kepala, lajur dan langkah, seperti tercetak dalam keputusan."""
    found = sop_in_force(sop_id, now=caller_of(request).now)
    if found is None:
        raise Http404
    return as_json(_with_address(found))


def _with_address(sop: dict[str, Any]) -> dict[str, Any]:
    return {**sop, "url": f"{ROOT}/sops/{sop['id']}"}
