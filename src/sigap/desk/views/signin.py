"""Signing in and out: name and password, then the second factor where an account has one."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from allauth.account.internal.decorators import login_stage_required
from allauth.account.models import Login
from allauth.account.utils import perform_login
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.webauthn.internal.auth import begin_authentication
from allauth.mfa.webauthn.internal.flows import perform_passwordless_login
from allauth.socialaccount.providers.openid_connect import views as provider
from django.conf import settings
from django.contrib.auth import authenticate, logout
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from sigap.accounts.second_factor import factors_of, use_code, use_passkey
from sigap.channels.visitors import (
    require_sign_in,
    trying_passkey,
    trying_second_step,
    trying_sign_in,
)
from sigap.core.errors import Refused
from sigap.desk.carried import sign_out_with_words
from sigap.desk.passkeys import owner_of, shown_passkey
from sigap.desk.session import shows_second

if TYPE_CHECKING:
    from typing import Any

    from django.contrib.auth.base_user import AbstractBaseUser
    from django.http import HttpRequest

_HOME = "/meja/"


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for name and password; a wrong pair is told without saying which of both."""
    target = _safe_target(request)
    if request.method != "POST":
        if request.user.is_authenticated:
            return HttpResponseRedirect(target)
        return _sign_in_page(request, {"next": target})
    # PostgreSQL keeps no NUL in a text, and no name has one.
    username = request.POST.get("username", "").replace("\0", "").strip().lower()
    now = datetime.now(tz=UTC)
    try:
        with trying_sign_in(request, username, now=now):
            user = _known(request, username)
    except PermissionDenied:
        context = {"next": target, "username": username, "failed": True}
        return _sign_in_page(request, context, status=422)
    except Refused as refused:
        context = {"next": target, "username": username, "refused": refused}
        return _too_often(_sign_in_page(request, context, status=429), refused)
    done: HttpResponse = perform_login(request, user, redirect_url=target)
    return done


@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
@login_stage_required(stage=AuthenticateStage.key, redirect_urlname="account_login")  # type: ignore[untyped-decorator]
def second_step(request: HttpRequest) -> HttpResponse:
    """Ask whose password was right for a code or a passkey."""
    stage = request._login_stage  # type: ignore[attr-defined] # noqa: SLF001 - put there for us
    user, now = stage.login.user, datetime.now(tz=UTC)
    if request.method != "POST":
        return _second_page(request, user)
    try:
        with trying_second_step(user.pk, now=now):
            if "credential" in request.POST:
                use_passkey(factor_id=shown_passkey(request, user).pk, now=now)
            else:
                use_code(user_id=user.pk, code=request.POST.get("code", ""), now=now)
    except Refused as refused:
        if refused.code == "too-often":
            return _too_often(_second_page(request, user, refused, status=429), refused)
        return _second_page(request, user, refused, status=422)
    shows_second(request, user.pk)
    done: HttpResponse = stage.exit()
    return done


@require_POST
def by_passkey(request: HttpRequest) -> HttpResponse:
    """Sign in with a passkey alone: first give what it must sign, then look at its answer."""
    target, now = _safe_target(request), datetime.now(tz=UTC)
    try:
        if "credential" not in request.POST:
            require_sign_in(request, now=now)
            return JsonResponse(begin_authentication())
        with trying_sign_in(request, "", now=now):
            user = owner_of(request)
            with trying_passkey(user.pk, now=now):
                passkey = shown_passkey(request, user)
    except Refused as refused:
        if refused.code == "too-often":
            context = {"next": target, "refused": refused}
            return _too_often(_sign_in_page(request, context, status=429), refused)
        return _sign_in_page(request, {"next": target, "passkey_failed": refused}, status=422)
    use_passkey(factor_id=passkey.pk, now=now)
    shows_second(request, user.pk)
    login = Login(user=user, redirect_url=target)
    done: HttpResponse = perform_passwordless_login(request, passkey, login)
    return done


def to_provider(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Lead to the office's identity provider; without one, to the password."""
    if not settings.SIGAP_OIDC_URL:
        return redirect("/masuk/")
    done: HttpResponse = provider.login(request, provider_id)
    return done


def from_provider(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Take what the identity provider says about who came back from it."""
    if not settings.SIGAP_OIDC_URL:
        return redirect("/masuk/")
    done: HttpResponse = provider.callback(request, provider_id)
    return done


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session; with a page to come back to, only to sign in anew."""
    if "next" not in request.POST:
        logout(request)
        return redirect("/masuk/")
    sign_out_with_words(request)
    return redirect(f"/masuk/?{urlencode({'next': _safe_target(request)})}")


def _sign_in_page(
    request: HttpRequest, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    provider = settings.SIGAP_OIDC_NAME if settings.SIGAP_OIDC_URL else ""
    return render(request, "desk/sign_in.html", {**context, "provider": provider}, status=status)


def _known(request: HttpRequest, username: str) -> AbstractBaseUser:
    """Return whose name and password were sent.

    :raises PermissionDenied: if nobody's were.
    """
    user = authenticate(request, username=username, password=request.POST.get("password", ""))
    if user is None:
        raise PermissionDenied
    return user


def _second_page(
    request: HttpRequest,
    user: AbstractBaseUser,
    refused: Refused | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    factors = factors_of(user.pk)
    context = {
        "factors": factors,
        "refused": refused,
        "options": begin_authentication(user) if factors.passkeys else None,
        "username": user.get_username(),
    }
    return render(request, "desk/second_step.html", context, status=status)


def _too_often(response: HttpResponse, refused: Refused) -> HttpResponse:
    response["Retry-After"] = str(refused.detail["retry_after_seconds"])
    return response


def _safe_target(request: HttpRequest) -> str:
    """Return where to go afterwards: a page of this site only."""
    wanted = request.POST.get("next") or request.GET.get("next") or _HOME
    ok = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return wanted if ok and wanted.startswith("/") else _HOME
