"""Notices by WhatsApp or SMS, through a service that takes them by HTTP.

The key of a notice goes with it at every try: a service that got the first one, and whose
answer was lost, drops the second.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.conf import settings

from sigap.channels.carried import NotNow, RefusedForGood
from sigap.channels.outward import OutwardFailed, post
from sigap.core.placeholders import fill

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sigap.cases.operations.notices import Outgoing
    from sigap.channels.outward import Answer

# About the number or the text: the same again would be answered the same.
_FOR_GOOD = frozenset({400, 404, 410, 413, 422})
_IDS = ("id", "message_id", "messageId", "sid")


def send(out: Outgoing, *, begin: Callable[[], None], now: datetime) -> str:  # noqa: ARG001
    """Hand a notice to the service; return the id that it gave, "" if it gave none.

    :raises RefusedForGood: the service will not have the number or the text.
    :raises NotNow: it could not be reached, or its answer was not understood.
    """
    body, media_type = _body(out)
    headers = {"Content-Type": media_type, "Accept": "application/json", "Idempotency-Key": out.key}
    if settings.SIGAP_GATEWAY_AUTHORIZATION:
        headers["Authorization"] = settings.SIGAP_GATEWAY_AUTHORIZATION
    try:
        answer = post(
            settings.SIGAP_GATEWAY_URL,
            headers=headers,
            body=body,
            networks=settings.SIGAP_GATEWAY_NETWORKS,
        )
    except OutwardFailed as failed:
        raise NotNow(f"gerbang pesan: {failed}") from failed
    return _taken(answer)


def _body(out: Outgoing) -> tuple[bytes, str]:
    values = {
        "to": out.to,
        "digits": out.to.removeprefix("+"),
        "text": out.text,
        "key": out.key,
    }
    filled = _filled(settings.SIGAP_GATEWAY_BODY, values)
    if settings.SIGAP_GATEWAY_FORM == "form":
        return urlencode(filled).encode(), "application/x-www-form-urlencoded"
    return json.dumps(filled, ensure_ascii=False).encode(), "application/json"


def _filled(value: Any, values: dict[str, str]) -> Any:  # noqa: ANN401 - any JSON value
    if isinstance(value, str):
        return fill(value, values)
    if isinstance(value, dict):
        return {name: _filled(part, values) for name, part in value.items()}
    if isinstance(value, list):
        return [_filled(part, values) for part in value]
    return value


def _taken(answer: Answer) -> str:
    if answer.status in _FOR_GOOD:
        raise RefusedForGood(str(answer.status))
    if not 200 <= answer.status < 300:
        raise NotNow(f"gerbang pesan menjawab {answer.status}")
    try:
        said = json.loads(answer.body)
    except ValueError:
        said = None
    if not isinstance(said, dict):
        raise NotNow("gerbang pesan menjawab sesuatu yang tidak dimengerti")
    name, _, wanted = settings.SIGAP_GATEWAY_SUCCESS.partition("=")
    if name and json.dumps(said.get(name)).strip('"') != wanted:
        raise NotNow("gerbang pesan tidak menerima pesan ini")
    return next((str(said[one])[:80] for one in _IDS if said.get(one)), "")
