"""The addresses of all entry points."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import include, path
from django.views import defaults

from sigap.api.problems import before_the_view

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("sigap.api.urls")),
    path("", include("sigap.desk.urls")),
    path("", include("sigap.portal.urls")),
]


def handler400(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what Django itself refuses: a problem to clients of the API, else a page."""
    if request.path.startswith("/api/"):
        return before_the_view(400)
    return defaults.bad_request(request, exception)


def handler500(request: HttpRequest) -> HttpResponse:
    """Answer a fault outside of any view in the same two ways."""
    if request.path.startswith("/api/"):
        return before_the_view(500)
    return defaults.server_error(request)
