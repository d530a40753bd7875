"""Signing in and out, and the language of the pages."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from django.contrib.auth import authenticate, login, logout
from django.http import HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from sigap.channels.visitors import count_failed_sign_in, require_sign_in
from sigap.core.errors import Refused

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

_HOME = "/meja/"


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for name and password; a wrong pair is told without saying which of both."""
    target = _safe_target(request)
    if request.method != "POST":
        if request.user.is_authenticated:
            return HttpResponseRedirect(target)
        return render(request, "desk/sign_in.html", {"next": target})
    username = request.POST.get("username", "").strip().lower()
    now = datetime.now(tz=UTC)
    try:
        require_sign_in(request, username, now=now)
    except Refused as refused:
        context = {"next": target, "username": username, "refused": refused}
        response = render(request, "desk/sign_in.html", context, status=429)
        response["Retry-After"] = str(refused.detail["retry_after_seconds"])
        return response
    user = authenticate(request, username=username, password=request.POST.get("password", ""))
    if user is None:
        count_failed_sign_in(request, username, now=now)
        context = {"next": target, "username": username, "failed": True}
        return render(request, "desk/sign_in.html", context, status=422)
    login(request, user)
    return HttpResponseRedirect(target)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect("/masuk/")


def _safe_target(request: HttpRequest) -> str:
    """Return where to go afterwards: a page of this site only."""
    wanted = request.POST.get("next") or request.GET.get("next") or _HOME
    ok = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return wanted if ok and wanted.startswith("/") else _HOME
