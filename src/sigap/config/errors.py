"""Pages for what went wrong before or outside of any page of ours; problems below /api/.

Each names the id under which the log has the request, and nothing else about it.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

import structlog
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext

from sigap.api.machine_faults import machine_fault
from sigap.api.problems import RETRY_SECONDS, before_the_view

if TYPE_CHECKING:
    from django.http import HttpRequest

log = structlog.get_logger("sigap.request")

_TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what Django itself refuses to read."""
    too_large = isinstance(exception, _TOO_LARGE)
    if request.path.startswith("/api/"):
        return before_the_view(413 if too_large else 400)
    return _page(413 if too_large else 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """Answer what nobody may do."""
    return _page(403)


def absent(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """Answer an address that leads nowhere, or to what the visitor must not know of."""
    return _page(404)


def fault(request: HttpRequest) -> HttpResponse:
    """Answer a fault of ours; the page itself asks neither database nor session."""
    if request.path.startswith("/api/"):
        return before_the_view(500)
    try:
        return _page(500)
    except Exception:
        log.exception("request.error-page-failed")
        return HttpResponse("500 Sigap", status=500, content_type="text/plain")


def machine(exception: Exception) -> HttpResponse | None:
    """Answer what the machine below failed at; None if it is a fault of ours."""
    told = machine_fault(exception)
    if told is None:
        return None
    response = _page(told.status, gettext(told.words))
    if told.status == HTTPStatus.SERVICE_UNAVAILABLE:
        response["Retry-After"] = str(RETRY_SECONDS)
    return response


def _page(status: int, words: str = "") -> HttpResponse:
    request_id = structlog.contextvars.get_contextvars().get("request_id", "")
    context = {"status": status, "request_id": request_id, "words": words}
    content = render_to_string("ui/error.html", context)
    return HttpResponse(content, status=status, headers={"Cache-Control": "no-store"})
