"""The addresses of all entry points."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import include, path
from django.views import defaults

from sigap.api.problems import before_the_view
from sigap.desk.views import signin

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("sigap.api.urls")),
    path("", include("sigap.desk.urls")),
    path("", include("sigap.portal.urls")),
    # By the names that django-allauth calls them.
    path("masuk/", signin.sign_in, name="account_login"),
    path("masuk/", signin.sign_in, name="account_inactive"),
    path("masuk/", signin.sign_in, name="account_signup"),
    path("masuk/kedua/", signin.second_step, name="mfa_authenticate"),
    path("masuk/sso/", signin.to_provider, {"provider_id": "sso"}, name="openid_connect_login"),
    path(
        "masuk/sso/kembali/",
        signin.from_provider,
        {"provider_id": "sso"},
        name="openid_connect_callback",
    ),
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
