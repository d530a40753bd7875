"""Cases: the list, the folder, what happened, the side exits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from ninja import Path, Query, Router
from pydantic import Field

from sigap.api.acts import answer_once, as_file, as_json, plain
from sigap.api.addresses import with_address
from sigap.api.bodies import read_json
from sigap.api.callers import TOKEN, caller_of
from sigap.api.inputs import ActionIn
from sigap.api.listing import Blank, Filters, Words
from sigap.api.outputs.cases import (
    ActionOut,
    CaseOut,
    CaseRow,
    CaseWithTasks,
    DocumentOut,
    EventOut,
    IdentityOut,
)
from sigap.api.outputs.form import Page
from sigap.api.takes import takes
from sigap.api.texts import Day
from sigap.cases.operations.exits import act as take_action
from sigap.cases.operations.exits import possible_actions
from sigap.cases.operations.reading import read_attachment, read_identity
from sigap.cases.operations.repeats import Answer
from sigap.cases.operations.searching import search
from sigap.cases.queries.caseevents import events
from sigap.cases.queries.caselist import CaseFilters, cases
from sigap.cases.queries.caseview import case_view, case_with_tasks, visible_file
from sigap.cases.queries.office import OfficeLists
from sigap.cases.queries.paperlist import papers

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

router = Router(tags=["Berkas"], auth=TOKEN)

Status = Literal[
    "open", "waiting-complainant", "held", "forwarded", "withdrawn", "merged", "closed"
]
Action = Literal[
    "forward",
    "settle",
    "decline",
    "hold",
    "resume",
    "withdraw",
    "object",
    "duplicate",
    "reassign",
    "request-completion",
    "exclude",
    "restrict",
    "widen",
    "reveal",
]
Number = Annotated[str, Field(max_length=40, examples=["PGD-2026-00123"])]
_LARGEST_ID = 2**63 - 1


class CaseQuery(Filters):
    """Filters of the list of cases."""

    q: Words = Field(
        default=None,
        description="Nomor berkas, atau kata (semuanya, menurut kata dasarnya) dari pengaduan, "
        "surat dan lampiran; juga nama, telepon, surel atau NIK pelapor secara utuh.",
    )
    status: Annotated[Status | None, Blank] = None
    permit_type: Words = None
    from_: Annotated[Day | None, Blank] = Field(default=None, alias="from")
    to: Annotated[Day | None, Blank] = None


@router.get("/cases", response=Page[CaseRow], summary="Berkas, yang terbaru di depan")
def list_cases(request: HttpRequest, query: Query[CaseQuery]) -> HttpResponse:
    """`from` dan `to` adalah tanggal terima, keduanya termasuk."""
    caller = caller_of(request)
    filters = CaseFilters(
        q=search(query.q or "", actor=caller.actor, now=caller.now),
        status=query.status,
        permit_type=query.permit_type,
        first_day=query.from_,
        last_day=query.to,
    )
    found = cases(
        caller.actor, filters, limit=query.limit, now=caller.now, cursor=query.cursor or ""
    )
    return as_json(found.as_dict())


@router.get("/cases/{number}", response=CaseOut, summary="Satu berkas dengan isinya")
def get_case(request: HttpRequest, number: Path[Number]) -> HttpResponse:
    """Tanpa identitas pelapor: hanya jenisnya dan cara menghubunginya."""
    caller = caller_of(request)
    found = case_view(number, actor=caller.actor, now=caller.now)
    return as_json({**found, "documents": [with_address(one) for one in found["documents"]]})


@router.get(
    "/cases/{number}/events", response=Page[EventOut], summary="Jejak berkas dari buku besar"
)
def list_events(request: HttpRequest, number: Path[Number], query: Query[Filters]) -> HttpResponse:
    """Setiap entri terikat dengan hash pada entri sebelumnya."""
    actor = caller_of(request).actor
    found = events(number, actor=actor, limit=query.limit, cursor=query.cursor or "")
    return as_json(found.as_dict())


@router.get("/cases/{number}/documents", response=Page[DocumentOut], summary="Dokumen berkas")
def list_documents(
    request: HttpRequest, number: Path[Number], query: Query[Filters]
) -> HttpResponse:
    """Dokumen tercantum sejak dipesan; `rendering` berarti sedang dibuat."""
    actor = caller_of(request).actor
    found = papers(number, actor=actor, limit=query.limit, cursor=query.cursor or "")
    return as_json({"items": [with_address(one) for one in found.items], "next": found.next})


@router.get(
    "/cases/{number}/complainant",
    response=IdentityOut,
    summary="Identitas pelapor (pembacaan dicatat)",
    openapi_extra=takes(errors=(403, 410)),
)
def get_complainant(request: HttpRequest, number: Path[Number]) -> HttpResponse:
    """Hanya bagi yang menangani berkas; auditor tidak dapat membacanya."""
    caller = caller_of(request)
    found = read_identity(number=number, actor=caller.actor, now=caller.now)
    return as_json({name: getattr(found, name) for name in IdentityOut.model_fields})


@router.get(
    "/cases/{number}/attachments/{int:attachment_id}",
    response={200: None},
    summary="Lampiran asli (pembacaan dicatat)",
    openapi_extra=takes(errors=(403, 410), content={"*/*": "Isi lampiran."}),
)
def get_attachment(request: HttpRequest, number: Path[Number], attachment_id: int) -> HttpResponse:
    """Selalu sebagai unduhan, tidak pernah ditampilkan di peramban."""
    caller = caller_of(request)
    found = read_attachment(
        number=number,
        attachment_id=min(attachment_id, _LARGEST_ID),
        actor=caller.actor,
        now=caller.now,
    )
    return as_file(found)


@router.get(
    "/cases/{number}/actions",
    response=Page[ActionOut],
    by_alias=True,
    summary="Tindakan yang dapat Anda ambil sekarang",
)
def list_actions(request: HttpRequest, number: Path[Number]) -> HttpResponse:
    """Masing-masing dengan JSON Schema isian tindakannya."""
    caller = caller_of(request)
    file = visible_file(number, actor=caller.actor, now=caller.now)
    found = possible_actions(file, actor=caller.actor, lists=OfficeLists(now=caller.now))
    return as_json({"items": found, "next": None})


@router.post(
    "/cases/{number}/actions/{action}",
    response=CaseWithTasks,
    summary="Ambil tindakan di luar alur SOP",
    openapi_extra=takes(ActionIn, errors=(403, 409, 410)),
)
def post_action(request: HttpRequest, number: Path[Number], action: Path[Action]) -> HttpResponse:
    """Isinya menurut skema tindakan itu (lihat GET actions); setiap tindakan perlu alasan."""
    caller = caller_of(request)
    body = read_json(request, ActionIn)
    data: dict[str, Any] = body.values.model_dump()

    def act() -> Answer:
        case = take_action(
            number=number, action=action, data=data, actor=caller.actor, now=caller.now
        )
        return Answer(200, plain(case_with_tasks(case.pk, now=caller.now)))

    return answer_once(request, body, act)
