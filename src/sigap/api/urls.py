"""The addresses of the API and of health, each answering errors as problems."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import URLPattern, path, re_path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from sigap.api import health
from sigap.api.calls.description import description, reference
from sigap.api.problems import not_allowed, not_found
from sigap.api.v1 import api

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    View = Callable[..., HttpResponse]

_ROOT = "api/v1/"


def _guarded(view: View) -> View:
    """Let HEAD be answered like GET, and a wrong method as a problem."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ANN401
        is_head = request.method == "HEAD"
        if is_head:
            request.method = "GET"
        response = view(request, *args, **kwargs)
        if isinstance(response, HttpResponseNotAllowed):
            response = not_allowed(response.headers["Allow"])
        if is_head:
            request.method = "HEAD"
        return response

    return csrf_exempt(answer)


def _api_addresses() -> list[URLPattern]:
    """Return Ninja's own addresses, each view guarded; the rest of them stays as it is."""
    found = [one for one in api.urls[0] if isinstance(one, URLPattern)]
    for one in found:
        view: View = _to_the_page if one.name == "api-root" else one.callback
        one.callback = _guarded(view)
    return found


def _to_the_page(request: HttpRequest, **_: object) -> HttpResponse:
    """Answer the bare root with the page about the API."""
    del request
    return redirect("api-docs")


urlpatterns = [
    path("healthz", require_safe(health.healthz), name="healthz"),
    path("readyz", require_safe(health.readyz), name="readyz"),
    path("metrics", require_safe(health.metrics), name="metrics"),
    path(f"{_ROOT}openapi.json", _guarded(require_safe(description(api))), name="openapi"),
    path(f"{_ROOT}docs", _guarded(require_safe(reference(api))), name="api-docs"),
    path(_ROOT, ((_api_addresses()), "ninja", "api-v1")),
    # Whatever else begins like the API: a problem, not the page that browsers get.
    re_path(r"^api(/|\Z)", csrf_exempt(not_found)),
]
