"""The ledger in public: signed checkpoints, and that an entry is among what was signed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from ninja import Path, Query, Router
from pydantic import Field

from sigap.api.acts import as_json
from sigap.api.callers import ANYBODY
from sigap.api.listing import Blank, Filters, Parameters
from sigap.api.outputs.form import Page
from sigap.api.outputs.ledger import CheckpointOut, ProofOut
from sigap.core.errors import Refused
from sigap.ledger.log import NotInLog, checkpoints, plain, prove, prove_growth

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

router = Router(tags=["Jejak"], auth=ANYBODY)

_LARGEST = 2**63 - 1
EntryHash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Size = Annotated[int | None, Blank]


class ProofQuery(Parameters):
    """Against which checkpoint, and from which earlier one the growth is to be shown."""

    size: Size = Field(default=None, ge=1, le=_LARGEST, description="Titik periksa; absen: akhir.")
    first: Size = Field(
        default=None, ge=1, le=_LARGEST, description="Titik periksa yang lebih dulu."
    )


@router.get(
    "/ledger/checkpoints", response=Page[CheckpointOut], summary="Titik periksa yang ditandatangani"
)
def list_checkpoints(request: HttpRequest, query: Query[Filters]) -> HttpResponse:
    """Ukuran dan akar jejak bersama (RFC 9162) pada suatu saat, ditandatangani Ed25519."""
    del request
    below = None
    if query.cursor:
        if not query.cursor.isascii() or not query.cursor.isdecimal():
            raise Refused("unknown-cursor", "Halaman ini tidak dikenal.", field="cursor")
        below = min(int(query.cursor), _LARGEST)
    found = checkpoints(limit=query.limit + 1, below=below)
    items = found[: query.limit]
    more = str(items[-1]["size"]) if len(found) > query.limit else None
    return as_json({"items": items, "next": more})


@router.get("/ledger/proof/{entry}", response=ProofOut, summary="Bukti bahwa sebuah entri tercatat")
def get_proof(
    request: HttpRequest, entry: Path[EntryHash], query: Query[ProofQuery]
) -> HttpResponse:
    """`entry` adalah hash entri seperti tercetak pada dokumen; isinya tidak ditunjukkan."""
    del request
    try:
        proof = prove(bytes.fromhex(entry), size=query.size)
        path = None
        if query.first is not None:
            path = prove_growth(query.first, proof.checkpoint.size)
    except NotInLog:
        raise Refused("not-found", "Entri atau titik periksa ini tidak ada dalam jejak.") from None
    return as_json(
        {
            "entry": entry,
            "index": proof.index,
            "path": [one.hex() for one in proof.path],
            "checkpoint": plain(proof.checkpoint),
            "first": query.first,
            "growth": None if path is None else [one.hex() for one in path],
        }
    )
