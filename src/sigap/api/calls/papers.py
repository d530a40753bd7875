"""Papers: the PDF itself, and the public check of a printed code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from ninja import Path, Router
from pydantic import Field

from sigap.api.acts import as_file, as_json
from sigap.api.callers import ANYBODY, TOKEN, caller_of
from sigap.api.outputs.public import Verified
from sigap.api.takes import takes
from sigap.cases.operations.reading import read_document, read_signed_copy
from sigap.cases.queries.paperlist import verified
from sigap.channels.visitors import trying_code

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


@router.get(
    "/documents/{int:document_id}/signed",
    auth=TOKEN,
    response={200: None},
    summary="Naskah bertanda tangan yang disimpan",
    openapi_extra=takes(
        errors=(403, 409),
        content={"application/pdf": "Seperti diterima, tidak diubah.", "image/jpeg": "Pindaian."},
    ),
)
def get_signed_copy(request: HttpRequest, document_id: int) -> HttpResponse:
    """Pindaian tanda tangan basah atau PDF bertanda tangan elektronik; yang terbaru."""
    caller = caller_of(request)
    found = read_signed_copy(
        document_id=min(document_id, _LARGEST_ID), actor=caller.actor, now=caller.now
    )
    return as_file(found, inline=True)


@router.get("/verify/{code}", auth=ANYBODY, response=Verified, summary="Periksa keaslian dokumen")
def verify(request: HttpRequest, code: Path[Code]) -> HttpResponse:
    """Nomor, tanggal, jenis, hash dan status dokumen dengan kode ini; tanpa data pribadi."""
    with trying_code(request, now=caller_of(request).now):
        return as_json(verified(code))
