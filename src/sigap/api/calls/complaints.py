"""A complaint comes in, from the public, an officer, or another system."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ninja import Router

from sigap.api.acts import answer_once, plain
from sigap.api.bodies import read_any
from sigap.api.callers import ANYBODY, caller_of
from sigap.api.inputs import ComplaintIn
from sigap.api.outputs.public import Registered
from sigap.api.takes import takes
from sigap.cases.identity import new_key
from sigap.cases.operations.register import Filing, register_complaint
from sigap.cases.operations.repeats import Answer
from sigap.channels.visitors import take_filing
from sigap.core.errors import Refused
from sigap.core.masking import Identity

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from sigap.api.bodies import Body
    from sigap.api.callers import Caller

router = Router(tags=["Pengaduan"])


@router.post(
    "/complaints",
    auth=ANYBODY,
    response={201: Registered},
    summary="Sampaikan pengaduan",
    openapi_extra=takes(ComplaintIn, files=True, errors=(403, 409)),
)
def file_complaint(request: HttpRequest) -> HttpResponse:
    """Terbuka bagi siapa pun; dengan token petugas loket, langkah 1 dibuka untuk petugas itu."""
    caller = caller_of(request)
    key = new_key()
    body = read_any(request, ComplaintIn, key=key, received_from=caller.actor.id, now=caller.now)

    def act() -> Answer:
        filing = _filing(body, key, caller)
        if not caller.actor.is_staff:
            take_filing(request, filing.identity, now=caller.now)
        registered = register_complaint(filing=filing, actor=caller.actor, now=caller.now)
        case = registered.case
        return Answer(
            201,
            plain(
                {
                    "number": case.number,
                    "tracking_code": registered.tracking_code,
                    "received_at": case.received_at,
                    "due_at": case.due_at,
                    "step": case.step,
                }
            ),
        )

    return answer_once(request, body, act)


def _filing(body: Body[ComplaintIn], key: bytes, caller: Caller) -> Filing:
    given = body.values
    if given.received_at is not None and not caller.actor.is_staff:
        raise Refused(
            "staff-only", "Waktu terima hanya dapat diisi oleh petugas.", field="received_at"
        )
    person = given.complainant.model_dump(exclude={"kind"}, exclude_none=True)
    return Filing(
        channel=given.channel,
        permit_type=given.permit_type,
        subject=given.subject.strip(),
        text=given.text,
        identity=Identity(**person),
        complainant_kind=given.complainant.kind,
        registration_number=given.registration_number or "",
        outside_number=given.outside_number or "",
        wanted=given.wanted or "",
        loss=given.loss or "",
        anonymous=bool(given.anonymous),
        confidential=bool(given.confidential),
        received_at=given.received_at,
        attachments=body.attachments,
        key=key,
    )
