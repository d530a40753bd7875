"""Accounts as an administrator changes them: who may, by which form, and what must not be lost.

What an account is stands in `sigap.accounts`; here is what an office adds: nobody changes their
own rights, an administrator always remains, and no task is left with somebody who may not
do it any more.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction

from sigap.accounts import operations as accounts
from sigap.accounts import second_factor
from sigap.accounts.models import ApiToken, RoleGrant, User
from sigap.cases.events import record
from sigap.cases.models import Task
from sigap.cases.operations.authority import ACCOUNTS, require
from sigap.cases.operations.locking import lock_case
from sigap.cases.queries.officeday import day_ends
from sigap.cases.queries.roles import known_roles
from sigap.cases.steps.fields import LINE, SHORT, choice, choices, day, group, text_field, words
from sigap.cases.steps.validate import validate
from sigap.core.errors import Refused

if TYPE_CHECKING:
    from datetime import datetime

    from sigap.accounts.models import FactorReset
    from sigap.cases.actor import Actor
    from sigap.cases.steps.fields import Data, Schema

ADMIN = "admin"
_PROFILE = ("name", "nip", "position", "unit", "rank", "email")
# What `sigap.accounts` calls an input, and what the forms here call it.
_FIELDS = {"name": "username", "role": "roles"}


def account_schema(*, now: datetime) -> Schema:
    """Return the form of a new account."""
    parts = {
        "username": words(
            "Nama pengguna",
            longest=SHORT,
            description="Untuk masuk: huruf kecil, angka, titik, garis bawah atau tanda hubung",
        ),
        "roles": _roles_field(now),
    }
    profile = profile_schema()["properties"]
    needed = ["username", "name", "roles"]
    return group({"name": profile["name"], **parts, **profile}, required=needed)


def profile_schema() -> Schema:
    """Return the form of what papers print about an officer."""
    parts = {
        "name": words(
            "Nama lengkap", longest=120, description="Dengan gelar, seperti dicetak di surat"
        ),
        "position": text_field("Jabatan", longest=160),
        "nip": text_field("NIP", longest=24),
        "rank": text_field("Pangkat dan golongan", longest=80),
        "unit": text_field("Unit kerja", longest=160),
        "email": text_field("Surel", longest=LINE),
    }
    return group(parts, required=["name"])


def roles_schema(*, now: datetime) -> Schema:
    """Return the form of the roles of an account."""
    return group({"roles": _roles_field(now)})


def token_schema() -> Schema:
    """Return the form of a new token."""
    parts = {
        "label": words("Untuk apa", longest=80, description="Misalnya: sinkronisasi SP4N-LAPOR!"),
        "scope": choice(
            [(str(one), str(label)) for one, label in ApiToken.Scope.choices], "Boleh apa"
        ),
        "until": day("Berlaku sampai", "Paling lama satu tahun; kosong: satu tahun"),
    }
    return group(parts, required=["label", "scope"])


def reset_schema() -> Schema:
    """Return the form that takes a lost second factor from an account."""
    about = "Misalnya: ponsel hilang, dilaporkan langsung oleh yang bersangkutan"
    return group({"reason": words("Alasan", longest=300, description=about)}, required=["reason"])


def open_account(*, data: Data, actor: Actor, now: datetime) -> tuple[User, str]:
    """Make an account with its roles; return it with its password, which is kept nowhere.

    :raises Refused: `wrong-role`, `invalid-data`, `user-name`, `user-exists`, `user-email`.
    """
    require(actor, ACCOUNTS, "Membuat pengguna")
    filled = validate(account_schema(now=now), data)
    profile = _profile_of(filled)
    try:
        return accounts.create_user(
            name=filled["username"].strip().lower(),
            roles=filled["roles"],
            now=now,
            full_name=profile.pop("name"),
            actor=actor.id,
            **profile,
        )
    except Refused as refused:
        raise _named(refused) from None


def change_account(*, user_id: int, data: Data, actor: Actor, now: datetime) -> User:
    """Change what papers print about an officer.

    :raises Refused: `wrong-role`, `invalid-data`, `user-email`.
    """
    require(actor, ACCOUNTS, "Mengubah data pengguna")
    profile = _profile_of(validate(profile_schema(), data))
    try:
        return accounts.change_profile(user_id=user_id, changes=profile, now=now, actor=actor.id)
    except Refused as refused:
        raise _named(refused) from None


def set_roles(*, user_id: int, data: Data, actor: Actor, now: datetime) -> list[str]:
    """Give and take roles until the account holds those wanted; return what changed.

    Open tasks of a role that is taken away go back to the pool.

    :raises Refused: `wrong-role`, `own-account`, `invalid-data`, `last-admin`, `unchanged`.
    """
    require(actor, ACCOUNTS, "Mengubah peran")
    _not_oneself(user_id, actor, "Peran sendiri diubah oleh admin lain.")
    wanted = set(validate(roles_schema(now=now), data).get("roles", ()))
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user_id)
        held = set(_roles_of(user))
        if ADMIN in held - wanted and user.is_active:
            _another_admin_remains(user)
        for role in sorted(wanted - held):
            accounts.grant_role(user_id=user.pk, role=role, now=now, actor=actor.id)
        for role in sorted(held - wanted):
            accounts.revoke_role(user_id=user.pk, role=role, now=now, actor=actor.id)
            _release_tasks(user, role, actor=actor, now=now)
    changed = sorted(wanted ^ held)
    if not changed:
        raise Refused("unchanged", "Peran pengguna ini sudah demikian; tidak ada yang diubah.")
    return changed


def close_account(*, user_id: int, actor: Actor, now: datetime) -> User:
    """Let an officer sign in no more; what is open on the desk goes back to the pool.

    :raises Refused: `wrong-role`, `own-account`, `last-admin`.
    """
    require(actor, ACCOUNTS, "Menutup akun")
    _not_oneself(user_id, actor, "Akun sendiri ditutup oleh admin lain.")
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user_id)
        if ADMIN in _roles_of(user):
            _another_admin_remains(user)
        closed = accounts.set_active(user_id=user_id, active=False, now=now, actor=actor.id)
        _release_tasks(user, "", actor=actor, now=now)
    return closed


def reopen_account(*, user_id: int, actor: Actor, now: datetime) -> User:
    """Let an officer sign in again, with the roles held before.

    :raises Refused: `wrong-role`.
    """
    require(actor, ACCOUNTS, "Membuka akun")
    return accounts.set_active(user_id=user_id, active=True, now=now, actor=actor.id)


def reset_password(*, user_id: int, actor: Actor, now: datetime) -> str:
    """Give an account another password and return it; sessions of the old one end.

    :raises Refused: `wrong-role`.
    """
    require(actor, ACCOUNTS, "Mengganti kata sandi")
    return accounts.set_password(user_id=user_id, now=now, actor=actor.id)


def reset_second_factor(*, user_id: int, data: Data, actor: Actor, now: datetime) -> FactorReset:
    """Take the second factors from an account whose owner lost them; its sessions end.

    :raises Refused: `wrong-role`, `own-account`, `invalid-data`, `factor-none`.
    """
    require(actor, ACCOUNTS, "Mereset langkah kedua")
    _not_oneself(user_id, actor, "Langkah kedua sendiri direset oleh admin lain.")
    filled = validate(reset_schema(), data)
    return second_factor.reset_factors(
        user_id=user_id, reason=filled["reason"], now=now, actor=actor.id
    )


def issue_token(*, user_id: int, data: Data, actor: Actor, now: datetime) -> tuple[ApiToken, str]:
    """Make a token of an account and return its text, which is kept nowhere.

    It holds to the end of the office's day that is named, or until it is revoked.

    :raises Refused: `wrong-role`, `invalid-data`, `token-span`.
    """
    require(actor, ACCOUNTS, "Membuat token")
    filled = validate(token_schema(), data)
    user = User.objects.get(pk=user_id)
    until = day_ends(date.fromisoformat(filled["until"])) if "until" in filled else None
    try:
        return accounts.issue_token(
            user_id=user.pk,
            label=filled["label"].strip(),
            now=now,
            expires_at=until,
            scope=filled["scope"],
            actor=actor.id,
        )
    except Refused as refused:
        raise _named(refused, field="data.until") from None


def revoke_token(*, token_id: int, actor: Actor, now: datetime) -> ApiToken:
    """Let a token open nothing any more.

    :raises Refused: `wrong-role`.
    """
    require(actor, ACCOUNTS, "Mencabut token")
    return accounts.revoke_token(token_id=token_id, now=now, actor=actor.id)


def _roles_field(now: datetime) -> Schema:
    return choices(list(known_roles(now=now).items()), "Peran", at_least=1)


def _profile_of(filled: Data) -> dict[str, Any]:
    """Return every field of the profile; what was left empty is emptied."""
    return {field: filled.get(field, "").strip() for field in _PROFILE}


def _roles_of(user: User) -> list[str]:
    grants = RoleGrant.objects.filter(user=user, revoked_at=None)
    return list(grants.values_list("role", flat=True))


def _not_oneself(user_id: int, actor: Actor, message: str) -> None:
    if user_id == actor.user_id:
        raise Refused("own-account", message)


def _another_admin_remains(user: User) -> None:
    # All locked, in one order: two administrators must not take each other's role at once.
    grants = RoleGrant.objects.filter(role=ADMIN, revoked_at=None).order_by("pk")
    holders = [grant.user_id for grant in grants.select_for_update()]
    if not User.objects.filter(pk__in=holders, is_active=True).exclude(pk=user.pk).exists():
        raise Refused(
            "last-admin",
            "Ini admin terakhir. Beri peran admin kepada orang lain dahulu.",
            field="data.roles",
        )


def _release_tasks(user: User, role: str, *, actor: Actor, now: datetime) -> None:
    """Give open tasks that `user` holds (in `role`, or all) back to the pool of their role."""
    held = Task.objects.filter(assignee=user, state=Task.State.OPEN)
    if role:
        held = held.filter(role=role)
    for case_id in held.order_by("case_id").values_list("case_id", flat=True).distinct():
        file = lock_case(case_id, now=now)
        mine = [t for t in file.open_tasks if t.assignee_id == user.pk and role in ("", t.role)]
        for task in mine:
            task.assignee = None
            task.save(update_fields=["assignee"])
        data = {"tasks": [task.pk for task in mine], "from": user.pk}
        record(file.case, "case.released", actor=actor, at=now, key=file.key, data=data)


def _named(refused: Refused, *, field: str = "") -> Refused:
    """Return a refusal of `sigap.accounts` with the field as the form calls it."""
    name = _FIELDS.get(refused.field, refused.field)
    return Refused(
        refused.code,
        refused.message,
        field=field or (f"data.{name}" if name else ""),
        detail=refused.detail,
    )
