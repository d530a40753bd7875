"""Accounts: who may sign in, with which roles, passwords and tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from sigap.accounts import directory, second_factor
from sigap.cases.operations import accounts
from sigap.cases.operations.authority import ACCOUNTS
from sigap.cases.queries.heldtasks import held_tasks
from sigap.cases.queries.roles import known_roles
from sigap.desk.admin.pages import act_page, form_page, page_for, show

if TYPE_CHECKING:
    from django.http import HttpResponse

    from sigap.desk.session import StaffRequest

_HOME = "/kelola/pengguna/"


@page_for(ACCOUNTS)
def account_list(request: StaffRequest) -> HttpResponse:
    """Show the accounts; closed ones only if asked for."""
    names = known_roles(now=request.now)
    role = request.GET.get("peran", "")
    q, closed = request.GET.get("q", "").strip()[:100], bool(request.GET.get("tutup"))
    role = role if role in names else ""
    rows = directory.directory(q=q, role=role, closed=closed)
    filters = {"q": q, "role": role, "closed": closed}
    for row in rows:
        row["role_names"] = [names.get(slug, slug) for slug in row["roles"]]
    context = {"title": "Pengguna", "rows": rows, "filters": filters, "roles": names.items()}
    return show(request, "accounts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page_for(ACCOUNTS)
def new_account(request: StaffRequest) -> HttpResponse:
    """Ask for a new account; its password is shown once."""

    @sensitive_variables("password")
    def act(data: dict[str, Any]) -> HttpResponse:
        user, password = accounts.open_account(data=data, actor=request.actor, now=request.now)
        return _secret(request, user.pk, f"Akun {user.username} dibuat", "Kata sandi", password)

    context = {
        "title": "Pengguna baru",
        "crumbs": [("Pengguna", _HOME)],
        "intro": "Kata sandi dibuatkan dan ditampilkan sekali, untuk diserahkan kepada orangnya.",
        "primary": "Buat pengguna",
        "back": _HOME,
    }
    schema = accounts.account_schema(now=request.now)
    return form_page(request, schema=schema, value=None, act=act, context=context)


@page_for(ACCOUNTS)
def account_page(request: StaffRequest, user_id: int) -> HttpResponse:
    """Show one account: profile, roles, tokens, what it holds on its desk."""
    found = directory.account(user_id)
    names = known_roles(now=request.now)
    context = {
        "title": found["profile"]["name"],
        "crumbs": [("Pengguna", _HOME)],
        "account": found,
        "factors": second_factor.factors_of(user_id),
        "resets": _resets(user_id),
        "roles": [names.get(slug, slug) for slug in found["roles"]],
        "former": [(names.get(one.role, one.role), one) for one in found["former"]],
        "tasks": sum(held_tasks([user_id]).get(user_id, {}).values()),
        "is_self": user_id == request.actor.user_id,
    }
    return show(request, "account.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page_for(ACCOUNTS)
def profile(request: StaffRequest, user_id: int) -> HttpResponse:
    """Change what papers print about an officer."""
    found, back = directory.account(user_id), f"{_HOME}{user_id}/"

    def act(data: dict[str, Any]) -> str:
        accounts.change_account(user_id=user_id, data=data, actor=request.actor, now=request.now)
        messages.success(request, "Data pengguna disimpan. Surat yang sudah terbit tidak berubah.")
        return back

    context = {
        "title": "Data pengguna",
        "crumbs": [("Pengguna", _HOME), (found["profile"]["name"], back)],
        "primary": "Simpan",
        "back": back,
    }
    schema = accounts.profile_schema()
    return form_page(request, schema=schema, value=found["profile"], act=act, context=context)


@require_http_methods(["GET", "HEAD", "POST"])
@page_for(ACCOUNTS)
def roles(request: StaffRequest, user_id: int) -> HttpResponse:
    """Give and take roles."""
    found, back = directory.account(user_id), f"{_HOME}{user_id}/"

    def act(data: dict[str, Any]) -> str:
        accounts.set_roles(user_id=user_id, data=data, actor=request.actor, now=request.now)
        messages.success(request, "Peran disimpan.")
        return back

    context = {
        "title": "Peran",
        "crumbs": [("Pengguna", _HOME), (found["profile"]["name"], back)],
        "intro": "Tugas yang masih dipegang dalam peran yang dicabut kembali ke antrean peran itu.",
        "primary": "Simpan",
        "back": back,
    }
    schema = accounts.roles_schema(now=request.now)
    value = {"roles": found["roles"]}
    return form_page(request, schema=schema, value=value, act=act, context=context)


@require_http_methods(["GET", "HEAD", "POST"])
@page_for(ACCOUNTS)
def new_token(request: StaffRequest, user_id: int) -> HttpResponse:
    """Ask for a token; its text is shown once."""
    found, back = directory.account(user_id), f"{_HOME}{user_id}/"

    @sensitive_variables("plain")
    def act(data: dict[str, Any]) -> HttpResponse:
        token, plain = accounts.issue_token(
            user_id=user_id, data=data, actor=request.actor, now=request.now
        )
        return _secret(request, user_id, f"Token “{token.label}” dibuat", "Token", plain)

    context = {
        "title": "Token baru",
        "crumbs": [("Pengguna", _HOME), (found["profile"]["name"], back)],
        "intro": "Dengan token, sebuah program bertindak atas nama pengguna ini, dengan semua "
        "perannya. Teksnya ditampilkan sekali.",
        "primary": "Buat token",
        "back": back,
    }
    schema = accounts.token_schema()
    return form_page(request, schema=schema, value=None, act=act, context=context)


@require_POST
@page_for(ACCOUNTS)
def revoke(request: StaffRequest, user_id: int, token_id: int) -> HttpResponse:
    """Let a token open nothing any more."""

    def act() -> str:
        accounts.revoke_token(token_id=token_id, actor=request.actor, now=request.now)
        messages.success(request, "Token dicabut; sejak sekarang tidak membuka apa pun.")
        return f"{_HOME}{user_id}/"

    return act_page(request, act=act, back=f"{_HOME}{user_id}/")


@require_http_methods(["GET", "HEAD", "POST"])
@page_for(ACCOUNTS)
def reset_second(request: StaffRequest, user_id: int) -> HttpResponse:
    """Ask why the second factors of an account are taken away; then do."""
    found, back = directory.account(user_id), f"{_HOME}{user_id}/"

    def act(data: dict[str, Any]) -> str:
        accounts.reset_second_factor(
            user_id=user_id, data=data, actor=request.actor, now=request.now
        )
        messages.success(request, "Langkah kedua direset. Pasang lagi begitu orangnya masuk.")
        return back

    context = {
        "title": "Reset langkah kedua",
        "crumbs": [("Pengguna", _HOME), (found["profile"]["name"], back)],
        "intro": "Pastikan dahulu bahwa yang meminta benar orangnya, bertatap muka atau lewat "
        "atasannya. Aplikasi autentikator, passkey, dan kode pemulihannya tidak berlaku lagi, dan "
        "semua perambannya keluar. Alasan Anda tercatat.",
        "primary": "Reset langkah kedua",
        "back": back,
    }
    schema = accounts.reset_schema()
    return form_page(request, schema=schema, value=None, act=act, context=context)


@sensitive_variables("secret")
@require_http_methods(["GET", "HEAD", "POST"])
@page_for(ACCOUNTS)
def password(request: StaffRequest, user_id: int) -> HttpResponse:
    """Ask whether to make another password, then show it once."""
    found = directory.account(user_id)
    if request.method == "POST":
        secret = accounts.reset_password(user_id=user_id, actor=request.actor, now=request.now)
        name = found["username"]
        return _secret(request, user_id, f"Kata sandi {name} diganti", "Kata sandi baru", secret)
    return _ask(
        request,
        found,
        title="Ganti kata sandi",
        question=f"Kata sandi lama {found['username']} tidak berlaku lagi, dan yang sedang masuk "
        "dengan kata sandi itu keluar dengan sendirinya.",
        primary="Ganti kata sandi",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@page_for(ACCOUNTS)
def close(request: StaffRequest, user_id: int) -> HttpResponse:
    """Ask whether to close an account, saying what becomes of its tasks; then close it."""
    found = directory.account(user_id)
    if request.method == "POST":

        def act() -> str:
            accounts.close_account(user_id=user_id, actor=request.actor, now=request.now)
            messages.success(request, f"Akun {found['username']} ditutup.")
            return f"{_HOME}{user_id}/"

        return act_page(request, act=act, back=f"{_HOME}{user_id}/")
    held = sum(held_tasks([user_id]).get(user_id, {}).values())
    tasks = f" {held} tugas yang masih dipegang kembali ke antrean perannya." if held else ""
    return _ask(
        request,
        found,
        title="Tutup akun",
        question=f"{found['profile']['name']} tidak dapat masuk lagi dan token-tokennya tidak "
        f"membuka apa pun.{tasks} Yang sudah dikerjakan tetap tercatat atas namanya, dan akun "
        "dapat dibuka lagi.",
        primary="Tutup akun",
    )


@require_POST
@page_for(ACCOUNTS)
def reopen(request: StaffRequest, user_id: int) -> HttpResponse:
    """Let an officer sign in again."""

    def act() -> str:
        user = accounts.reopen_account(user_id=user_id, actor=request.actor, now=request.now)
        messages.success(request, f"Akun {user.username} dibuka, dengan peran seperti dahulu.")
        return f"{_HOME}{user_id}/"

    return act_page(request, act=act, back=f"{_HOME}{user_id}/")


def _resets(user_id: int) -> list[dict[str, Any]]:
    found = second_factor.resets_of(user_id)
    ids = {int(one.reset_by.removeprefix("user:")) for one in found if "user:" in one.reset_by}
    names = directory.names(ids)
    return [
        {
            "at": one.reset_at,
            "by": next((n for pk, n in names.items() if one.reset_by == f"user:{pk}"), "sistem"),
            "reason": one.reason,
        }
        for one in found
    ]


def _ask(
    request: StaffRequest, found: dict[str, Any], *, title: str, question: str, primary: str
) -> HttpResponse:
    back = f"{_HOME}{found['id']}/"
    context = {
        "title": title,
        "crumbs": [("Pengguna", _HOME), (found["profile"]["name"], back)],
        "question": question,
        "primary": primary,
        "back": back,
    }
    return show(request, "ask.html", context)


def _secret(
    request: StaffRequest, user_id: int, title: str, label: str, secret: str
) -> HttpResponse:
    context = {
        "title": title,
        "crumbs": [("Pengguna", _HOME)],
        "label": label,
        "secret": secret,
        "back": f"{_HOME}{user_id}/",
    }
    return show(request, "secret.html", context)
