"""What the holder of a tracking code sees and may do. A wrong code is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from ninja import Path, Router
from pydantic import Field

from sigap.api.acts import answer_once, as_json, plain
from sigap.api.addresses import answer_address
from sigap.api.bodies import read_any, read_json
from sigap.api.callers import ANYBODY, caller_of
from sigap.api.inputs import MessageIn, RatingIn, ReasonIn
from sigap.api.outputs.public import Received, Registered, Tracked
from sigap.api.takes import takes
from sigap.cases.actor import COMPLAINANT
from sigap.cases.identity import case_key
from sigap.cases.operations import citizen
from sigap.cases.operations.repeats import Answer
from sigap.cases.queries.tracking import case_behind, standing, tracked
from sigap.channels.visitors import take_writing, trying_code

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from sigap.api.bodies import Body

router = Router(tags=["Pelacakan"], auth=ANYBODY)

Code = Annotated[str, Field(max_length=80, examples=["K7QM-4T2X-9HWD-3B6N"])]


@router.get("/track/{code}", response=Tracked, summary="Perkembangan pengaduan")
def track(request: HttpRequest, code: Path[Code]) -> HttpResponse:
    """404 untuk setiap kode yang salah."""
    _case_behind(request, code)
    told = tracked(code, now=caller_of(request).now)
    letter = told["answer"] and told["answer"]["file"]
    if letter:
        letter["url"] = answer_address(code)
    return as_json(told)


@router.post(
    "/track/{code}/messages",
    response={201: Received},
    summary="Kirim pesan kepada kantor",
    openapi_extra=takes(MessageIn, files=True, errors=(410,)),
)
def post_message(request: HttpRequest, code: Path[Code]) -> HttpResponse:
    """Dibaca petugas yang menangani."""
    return _write(request, code, citizen.add_message)


@router.post(
    "/track/{code}/completion",
    response={201: Received},
    summary="Sampaikan kelengkapan yang diminta",
    openapi_extra=takes(MessageIn, files=True, errors=(409, 410)),
)
def post_completion(request: HttpRequest, code: Path[Code]) -> HttpResponse:
    """Waktu penyelesaian berjalan lagi sejak saat ini."""
    return _write(request, code, citizen.answer_completion)


@router.post(
    "/track/{code}/rating",
    response={200: Received},
    summary="Nilai jawaban",
    openapi_extra=takes(RatingIn, errors=(409, 410)),
)
def post_rating(request: HttpRequest, code: Path[Code]) -> HttpResponse:
    """Nilai terakhir yang berlaku."""
    now, case_id = caller_of(request).now, _case_behind(request, code)
    body = read_json(request, RatingIn)
    given = body.values

    def act() -> Answer:
        citizen.rate(code=code, rating=given.rating, comment=given.comment or "", now=now)
        return Answer(200, plain(standing(case_id)))

    return answer_once(request, body, act, principal=_principal(case_id))


@router.post(
    "/track/{code}/objection",
    response={201: Registered},
    summary="Ajukan keberatan atas jawaban",
    openapi_extra=takes(ReasonIn, errors=(409, 410)),
)
def post_objection(request: HttpRequest, code: Path[Code]) -> HttpResponse:
    """Membuka pemeriksaan ulang oleh orang lain, dengan nomor dan kode sendiri."""
    now, case_id = caller_of(request).now, _case_behind(request, code)
    body = read_json(request, ReasonIn)

    def act() -> Answer:
        made = citizen.object_to_answer(code=code, reason=body.values.reason, now=now)
        case = made.case
        told = {
            "number": case.number,
            "tracking_code": made.tracking_code,
            "received_at": case.received_at,
            "due_at": case.due_at,
            "step": case.step,
        }
        return Answer(201, plain(told))

    return answer_once(request, body, act, principal=_principal(case_id))


@router.post(
    "/track/{code}/withdraw",
    response={200: Received},
    summary="Cabut pengaduan",
    openapi_extra=takes(ReasonIn, errors=(409, 410)),
)
def post_withdrawal(request: HttpRequest, code: Path[Code]) -> HttpResponse:
    """Berkas berakhir dan kantor menegaskannya dengan surat."""
    now, case_id = caller_of(request).now, _case_behind(request, code)
    body = read_json(request, ReasonIn)

    def act() -> Answer:
        citizen.withdraw(code=code, reason=body.values.reason, now=now)
        return Answer(200, plain(standing(case_id)))

    return answer_once(request, body, act, principal=_principal(case_id))


def _write(request: HttpRequest, code: str, operation: Callable[..., Any]) -> HttpResponse:
    """Take words and files from the complainant through one of the operations."""
    now, case_id = caller_of(request).now, _case_behind(request, code)
    body: Body[MessageIn] = read_any(
        request, MessageIn, key=case_key(case_id), received_from=COMPLAINANT.id, now=now
    )

    def act() -> Answer:
        take_writing(case_id, now=now)
        operation(code=code, text=body.values.text, attachments=body.attachments, now=now)
        return Answer(201, plain(standing(case_id)))

    return answer_once(request, body, act, principal=_principal(case_id))


def _case_behind(request: HttpRequest, code: str) -> int:
    """Return the id of the case behind a code, unless wrong ones were tried too often."""
    with trying_code(request, now=caller_of(request).now):
        return case_behind(code)


def _principal(case_id: int) -> str:
    """Return whose Idempotency-Keys these are: each complainant's own."""
    return f"{COMPLAINANT.id}:{case_id}"
