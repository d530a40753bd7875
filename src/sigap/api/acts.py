"""One POST: done once whatever is repeated, answered as JSON, its files kept or taken away."""

from __future__ import annotations

import base64
import json
import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header

from sigap.api.callers import caller_of
from sigap.api.limits import KEY_CHARACTERS
from sigap.cases.operations.repeats import Answer, once
from sigap.cases.queries.absence import ABSENT
from sigap.cases.uploads import discard
from sigap.core.errors import InvalidInput, Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from sigap.api.bodies import Body
    from sigap.cases.operations.reading import Read

_REFUSALS: tuple[type[Exception], ...] = (Refused, InvalidInput, *ABSENT)
_KEY = re.compile(rf"[\x21-\x7e]{{1,{KEY_CHARACTERS}}}")


def answer_once(
    request: HttpRequest,
    body: Body[Any],
    act: Callable[[], Answer],
    *,
    principal: str = "",
) -> HttpResponse:
    """Return what `act` answers, or what it answered when this request came before.

    `principal` is whose Idempotency-Key it is: the caller's unless told otherwise.
    """
    caller, key = caller_of(request), _key(request)
    try:
        if key is None:
            answer = act()
        else:
            answer = once(
                principal=principal or caller.principal,
                key=key,
                request_digest=body.digest(request),
                now=caller.now,
                perform=act,
                user_id=caller.actor.user_id,
            )
    except _REFUSALS:
        # After any other exception nobody knows whether the commit came through, so the
        # files stay until the sweep knows that no row refers to them.
        discard(body.attachments)
        raise
    if answer.repeated:
        discard(body.attachments)
    response = as_json(answer.body, status=answer.status)
    if answer.repeated:
        response["Idempotency-Replayed"] = "true"
    return response


def as_json(value: Any, *, status: int = 200) -> HttpResponse:  # noqa: ANN401 - any JSON value
    """Return `value` as a JSON answer; moments with the office's offset."""
    content = json.dumps(plain(value), ensure_ascii=False, separators=(",", ":"))
    response = HttpResponse(content, status=status, content_type="application/json")
    response["Cache-Control"] = "no-store"
    return response


def as_file(found: Read, *, inline: bool = False) -> HttpResponse:
    """Return something read as a file; only what Sigap made itself may open in a browser."""
    response = HttpResponse(found.content, content_type=found.media_type)
    disposition = content_disposition_header(as_attachment=not inline, filename=found.name)
    response["Content-Disposition"] = disposition or "attachment"
    response["Cache-Control"] = "no-store"
    digest = base64.b64encode(bytes.fromhex(found.sha256)).decode()
    response["Content-Digest"] = f"sha-256=:{digest}:"  # RFC 9530
    return response


def plain(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    """Return `value` with moments and days as text, ready for JSON."""
    if isinstance(value, dict):
        return {name: plain(part) for name, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(part) for part in value]
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return value


def _key(request: HttpRequest) -> str | None:
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return None
    if not _KEY.fullmatch(key):
        raise Refused(
            "idempotency-key",
            f"Idempotency-Key terdiri atas 1 sampai {KEY_CHARACTERS} huruf, angka dan tanda ASCII.",
            field="Idempotency-Key",
        )
    return key
