"""The addresses of all entry points."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import include, path

from sigap.config import errors
from sigap.desk.views import signin

if TYPE_CHECKING:
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

handler400 = errors.unreadable
handler403 = errors.forbidden
handler404 = errors.absent
handler500 = errors.fault
