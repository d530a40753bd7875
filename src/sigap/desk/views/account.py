"""An officer's own account: password, second factor, where one is signed in, tokens."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import segno
from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.internal.auth import generate_totp_secret
from allauth.mfa.webauthn.internal.auth import begin_registration
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from sigap.accounts import second_factor
from sigap.accounts.own import change_own_password, own_tokens, revoke_own_token
from sigap.accounts.sessions import end_other_sessions, end_session, list_session, visits
from sigap.cases.identity import office_key, seal_text, unseal_text
from sigap.cases.queries.roles import known_roles
from sigap.channels.visitors import trying_sign_in
from sigap.core.errors import Refused
from sigap.desk.passkeys import registered
from sigap.desk.session import (
    has_shown_second,
    is_fresh,
    must_show_second,
    shows_second,
    signs_in,
    staff,
    staff_with_password,
)

if TYPE_CHECKING:
    from sigap.desk.session import StaffRequest

_HOME = "/akun/"
_SECOND = "/akun/langkah-kedua/"
_SECRET = "totp_secret"  # noqa: S105 - the name of a place
_FORM = ["GET", "HEAD", "POST"]


@staff
def account(request: StaffRequest) -> HttpResponse:
    """Show the account whole."""
    names = known_roles(now=request.now)
    context = {
        "roles": [names.get(slug, slug) for slug in sorted(request.actor.roles)],
        "factors": second_factor.factors_of(request.user.pk),
        "required": must_show_second(request.actor.roles),
        "visits": visits(
            user_id=request.user.pk, here=request.session.session_key or "", now=request.now
        ),
        "tokens": own_tokens(user_id=request.user.pk, now=request.now),
    }
    return _page(request, "account.html", context)


@sensitive_post_parameters()
@require_http_methods(_FORM)
@staff
def password(request: StaffRequest) -> HttpResponse:
    """Ask for another password; other sessions end with the old one."""
    if _owes_second(request):
        return HttpResponseRedirect(_SECOND)
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            _confirmed(request, always=True)
            user = change_own_password(
                user_id=request.user.pk,
                password=request.POST.get("new", ""),
                again=request.POST.get("again", ""),
                now=request.now,
            )
        except Refused as refused:
            errors = {refused.field: refused.message}
        else:
            update_session_auth_hash(request, user)
            # This session goes on under another key.
            list_session(request)
            _end_others(request)
            messages.success(
                request, _("Kata sandi diganti. Peramban lain yang sedang masuk sudah keluar.")
            )
            return HttpResponseRedirect(_HOME)
    return _page(request, "password.html", {"errors": errors}, status=422 if errors else 200)


@staff_with_password
def second(request: StaffRequest) -> HttpResponse:
    """Offer the ways to a second factor; whoever needs one gets no further without it."""
    factors = second_factor.factors_of(request.user.pk)
    context = {
        "factors": factors,
        "required": must_show_second(request.actor.roles) and not has_shown_second(request),
        # Set up in another browser after this one signed in: it has to be shown, not added.
        "must_sign_in": _owes_second(request),
        "next": _target(request),
    }
    return _page(request, "second.html", context)


@sensitive_post_parameters("password", "code")
@sensitive_variables("secret", "codes")
@require_http_methods(_FORM)
@staff_with_password
def app(request: StaffRequest) -> HttpResponse:
    """Show the secret for an authenticator app, as a picture and as text; ask for its code."""
    if _owes_second(request):
        return HttpResponseRedirect(_SECOND)
    errors: dict[str, str] = {}
    secret = _secret(request)
    if request.method == "POST":
        try:
            _confirmed(request)
            codes = second_factor.add_app(
                user_id=request.user.pk,
                secret=secret,
                code=request.POST.get("code", ""),
                now=request.now,
            )
        except Refused as refused:
            errors = {refused.field: refused.message}
        else:
            del request.session[_SECRET]
            return _added(request, codes, _("Aplikasi autentikator terpasang."))
    adapter = get_adapter()
    address = adapter.build_totp_url(request.user, secret)
    context = {
        "qr": segno.make(address, error="m").svg_data_uri(scale=5, border=4, light="#fff"),
        "address": address,
        "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        "username": request.user.get_username(),
        "errors": errors,
    }
    return _page(request, "app.html", context, status=422 if errors else 200)


@sensitive_post_parameters("password")
@sensitive_variables("codes")
@require_http_methods(_FORM)
@staff_with_password
def passkey(request: StaffRequest) -> HttpResponse:
    """Let the browser make a passkey and keep it."""
    if _owes_second(request):
        return HttpResponseRedirect(_SECOND)
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            _confirmed(request)
            codes = second_factor.add_passkey(
                user_id=request.user.pk,
                name=request.POST.get("name", ""),
                credential=registered(request),
                now=request.now,
            )
        except Refused as refused:
            errors = {refused.field: refused.message}
        else:
            return _added(request, codes, _("Passkey disimpan."))
    context = {
        "options": begin_registration(request.user, passwordless=True),
        "name": request.POST.get("name", ""),
        "errors": errors,
    }
    return _page(request, "passkey.html", context, status=422 if errors else 200)


@sensitive_post_parameters("password")
@require_http_methods(_FORM)
@staff
def remove(request: StaffRequest, factor_id: int) -> HttpResponse:
    """Ask whether to take an app or a passkey away, then do."""
    if _owes_second(request):
        return HttpResponseRedirect(_SECOND)
    factors = second_factor.factors_of(request.user.pk)
    known = {one.pk: one for one in (factors.app, *factors.passkeys) if one}
    if factor_id not in known:
        return HttpResponseRedirect(_HOME)
    if request.method == "POST":

        def act() -> HttpResponse:
            second_factor.remove_factor(
                user_id=request.user.pk,
                factor_id=factor_id,
                required=must_show_second(request.actor.roles),
                now=request.now,
            )
            messages.success(request, _("Langkah kedua dihapus."))
            return HttpResponseRedirect(_HOME)

        return _asked(request, act, _removal(known[factor_id].name))
    return _page(request, "ask.html", _removal(known[factor_id].name))


@sensitive_post_parameters("password")
@require_http_methods(_FORM)
@staff
def codes(request: StaffRequest) -> HttpResponse:
    """Ask whether to make new recovery codes; show them once."""
    if _owes_second(request):
        return HttpResponseRedirect(_SECOND)
    context = {
        "title": _("Kode pemulihan baru"),
        "question": _("Kode lama di kertas tidak berlaku lagi begitu yang baru dibuat."),
        "primary": _("Buat kode baru"),
    }
    if request.method == "POST":

        def act() -> HttpResponse:
            made = second_factor.renew_codes(user_id=request.user.pk, now=request.now)
            return _codes_page(request, made)

        return _asked(request, act, context)
    return _page(request, "ask.html", context)


@require_POST
@staff
def end(request: StaffRequest, visit_id: int) -> HttpResponse:
    """End one session."""
    if end_session(user_id=request.user.pk, visit_id=visit_id, now=request.now):
        messages.success(request, _("Peramban itu sudah keluar."))
    return HttpResponseRedirect(_HOME)


@require_POST
@staff
def end_others(request: StaffRequest) -> HttpResponse:
    """End every session but this one."""
    count = _end_others(request)
    messages.success(request, _("%(n)d peramban lain sudah keluar.") % {"n": count})
    return HttpResponseRedirect(_HOME)


@require_POST
@staff
def revoke(request: StaffRequest, token_id: int) -> HttpResponse:
    """Let one of one's own tokens open nothing any more."""
    if revoke_own_token(user_id=request.user.pk, token_id=token_id, now=request.now):
        messages.success(request, _("Token dicabut; sejak sekarang tidak membuka apa pun."))
    return HttpResponseRedirect(_HOME)


def _page(
    request: StaffRequest, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    shared = {"ask_password": not is_fresh(request) and request.user.has_usable_password()}
    filled = {"nav": "akun", **shared, **context}
    return render(request, f"desk/account/{template}", filled, status=status)


def _removal(name: str) -> dict[str, str]:
    what = _("passkey “%(name)s”") % {"name": name} if name else _("aplikasi autentikator")
    return {
        "title": _("Hapus langkah kedua"),
        "question": _("Sejak sekarang %(what)s tidak dapat dipakai untuk masuk.") % {"what": what},
        "primary": _("Hapus"),
    }


def _asked(request: StaffRequest, act: Any, context: dict[str, Any]) -> HttpResponse:  # noqa: ANN401
    try:
        _confirmed(request)
        done: HttpResponse = act()
    except Refused as refused:
        errors = {refused.field: refused.message}
        return _page(request, "ask.html", {**context, "errors": errors}, status=422)
    return done


def _owes_second(request: StaffRequest) -> bool:
    """Whether this session must show the second factor that there is before it changes any."""
    return not has_shown_second(request) and bool(second_factor.factors_of(request.user.pk))


def _added(request: StaffRequest, made: list[str], message: str) -> HttpResponse:
    shows_second(request, request.user.pk)
    messages.success(request, message)
    if made:
        # The first factor: whoever is signed in elsewhere has shown none.
        _end_others(request)
        return _codes_page(request, made)
    return HttpResponseRedirect(_HOME)


def _end_others(request: StaffRequest) -> int:
    here = request.session.session_key or ""
    return end_other_sessions(user_id=request.user.pk, here=here, now=request.now)


def _codes_page(request: StaffRequest, made: list[str]) -> HttpResponse:
    shown = [f"{one[:5]} {one[5:]}" for one in made]
    context = {"codes": shown, "username": request.user.get_username(), "now": request.now}
    return _page(request, "codes.html", context)


def _secret(request: StaffRequest) -> str:
    """Return the secret that this session offers, the same until it is bound."""
    kept = request.session.get(_SECRET)
    if kept:
        return unseal_text(office_key(), base64.b64decode(kept))
    secret: str = generate_totp_secret()
    request.session[_SECRET] = base64.b64encode(seal_text(office_key(), secret)).decode()
    return secret


def _target(request: StaffRequest) -> str:
    wanted = request.GET.get("next", "")
    ok = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return wanted if ok and wanted.startswith("/") else "/meja/"


def _confirmed(request: StaffRequest, *, always: bool = False) -> None:
    """Let only go on who signed in a short while ago or types the password again.

    :raises Refused: `password-wrong`, `sign-in-again`, `too-often`.
    """
    if is_fresh(request) and not always:
        return
    user = request.user
    if not user.has_usable_password():
        raise Refused("sign-in-again", _("Keluar, masuk lagi, lalu ulangi."), field="password")
    try:
        with trying_sign_in(request, user.username, now=request.now):
            _require_password(request)
    except Refused as refused:
        raise Refused(refused.code, refused.message, field="password") from None
    signs_in(request, now=request.now)


def _require_password(request: StaffRequest) -> None:
    if not request.user.check_password(request.POST.get("password", "")):
        raise Refused("password-wrong", _("Kata sandi salah."))
