"""Papers: the PDF itself, and the public check of a printed code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from ninja import Path, Router
from pydantic import Field

from sigap.api.acts import as_file, as_json
from sigap.api.callers import ANYBODY, TOKEN, caller_of
from sigap.api.outputs.public import Verified
from sigap.api.takes import takes
from sigap.cases.operations.reading import read_document
from sigap.cases.queries.paperlist import verified

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

router = Router(tags=["Dokumen"])
_LARGEST_ID = 2**63 - 1

Code = Annotated[str, Field(max_length=80)]


@router.get(
    "/documents/{int:document_id}",
    auth=TOKEN,
    response={200: None},
    summary="PDF sebuah dokumen",
    openapi_extra=takes(errors=(403, 409, 410), content={"application/pdf": "PDF/A dokumen."}),
)
def get_document(request: HttpRequest, document_id: int) -> HttpResponse:
    """Jenis yang memuat identitas hanya bagi yang boleh membacanya, dan pembacaannya dicatat."""
    caller = caller_of(request)
    found = read_document(
        document_id=min(document_id, _LARGEST_ID), actor=caller.actor, now=caller.now
    )
    return as_file(found, inline=True)


@router.get("/verify/{code}", auth=ANYBODY, response=Verified, summary="Periksa keaslian dokumen")
def verify(request: HttpRequest, code: Path[Code]) -> HttpResponse:
    """Nomor, tanggal, jenis, hash dan status dokumen dengan kode ini; tanpa data pribadi."""
    del request
    return as_json(verified(code))
