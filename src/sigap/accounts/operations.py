"""Every change of an account: one transaction, one entry in the ledger."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from sigap.accounts.events import record
from sigap.accounts.kept import kept
from sigap.accounts.models import (
    LONGEST_TOKEN,
    USERNAME,
    ActingAssignment,
    ApiToken,
    RoleGrant,
    User,
)
from sigap.core.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.db.models import QuerySet

TOKEN_MARK = "sigap_"  # noqa: S105 - lets scanners of leaked secrets know ours
_TOKEN_BYTES = 32
_SHOWN_CHARACTERS = 6
_ROLE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)
# Without 0/O, 1/l/I: passwords are read out and typed from paper.
_PASSWORD_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"  # noqa: S105 - an alphabet
_PASSWORD_GROUPS, _GROUP_LETTERS = 4, 5  # 20 letters of 32: 100 bits
_PROFILE = ("name", "nip", "position", "unit", "rank", "email")


def create_user(
    *,
    name: str,
    roles: Iterable[str],
    now: datetime,
    full_name: str = "",
    nip: str = "",
    position: str = "",
    unit: str = "",
    rank: str = "",
    email: str = "",
    password: str | None = None,
    sign_in: bool = True,
    actor: str = "system",
) -> tuple[User, str]:
    """Make a user who holds `roles` from now on; return it with its password in the clear.

    `name` is what is typed to sign in, `full_name` what is shown and printed. Without
    `password` one is made. With `sign_in` off there is none ("" is returned): such a user
    acts through tokens only.

    :raises Refused: `user-name`, `user-exists`, `role-name`, `user-email`.
    """
    if not USERNAME.fullmatch(name):
        raise Refused(
            "user-name",
            f"Nama pengguna {name!r} tidak dapat dipakai: 1–60 huruf kecil, angka, titik, garis "
            "bawah atau tanda hubung, diawali dan diakhiri huruf atau angka.",
            field="name",
        )
    wanted = list(dict.fromkeys(roles))
    for role in wanted:
        _check_role(role)
    if email:
        _check_email(email)
    secret = (password or new_password()) if sign_in else ""
    user = User(
        username=name,
        name=full_name or name,
        nip=nip,
        position=position,
        unit=unit,
        rank=rank,
        email=email,
        created_at=now,
    )
    # Before the transaction: the hash takes long on purpose, and writers would wait for it.
    user.set_password(secret or None)
    with transaction.atomic():
        if User.objects.filter(username=name).exists():
            raise _taken(name)
        try:
            with transaction.atomic():
                user.save(force_insert=True)
        except IntegrityError:
            raise _taken(name) from None
        grants = [
            RoleGrant(user=user, role=role, granted_at=now, granted_by=actor) for role in wanted
        ]
        RoleGrant.objects.bulk_create(grants)
        record(
            "account.created",
            actor=actor,
            at=now,
            data={"user": user.pk, "roles": wanted},
            digests=_profile_digest(user),
        )
    return user, secret


def change_profile(*, user_id: int, changes: dict[str, str], now: datetime, actor: str) -> User:
    """Change what is printed about a user: any of name, nip, position, unit, rank, email.

    :raises Refused: `profile-field`, `name-empty`, `user-email`.
    """
    for field in changes:
        if field not in _PROFILE:
            raise Refused("profile-field", f"Data {field!r} tidak ada pada profil.", field=field)
    if not changes.get("name", "-").strip():
        raise Refused("name-empty", "Nama tidak boleh kosong.", field="name")
    if changes.get("email"):
        _check_email(changes["email"])
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user_id)
        for field, value in changes.items():
            setattr(user, field, value)
        user.save(update_fields=sorted(changes))
        record(
            "account.profile-changed",
            actor=actor,
            at=now,
            data={"user": user.pk, "fields": sorted(changes)},
            digests=_profile_digest(user),
        )
    return user


def set_password(*, user_id: int, now: datetime, actor: str, password: str | None = None) -> str:
    """Give a user another password and return it in the clear; without one, one is made."""
    secret = password or new_password()
    user = User.objects.get(pk=user_id)
    user.set_password(secret)
    with transaction.atomic():
        user.save(update_fields=["password"])
        record("account.password-set", actor=actor, at=now, data={"user": user_id})
    return secret


def set_active(*, user_id: int, active: bool, now: datetime, actor: str) -> User:
    """Let a user sign in and act, or no more; roles and tokens stay as they are."""
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user_id)
        if user.is_active != active:
            user.is_active = active
            user.save(update_fields=["is_active"])
            event = "account.opened" if active else "account.closed"
            record(event, actor=actor, at=now, data={"user": user.pk})
    return user


def grant_role(*, user_id: int, role: str, now: datetime, actor: str = "system") -> RoleGrant:
    """Give a user a role from now on.

    :raises Refused: `role-name`, `role-held`.
    """
    _check_role(role)
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user_id)
        if RoleGrant.objects.filter(user=user, role=role, revoked_at=None).exists():
            raise Refused("role-held", f"{user} sudah memegang peran {role}.", field="role")
        grant = RoleGrant.objects.create(user=user, role=role, granted_at=now, granted_by=actor)
        data = {"user": user.pk, "role": role}
        record("account.role-granted", actor=actor, at=now, data=data)
    return grant


def revoke_role(*, user_id: int, role: str, now: datetime, actor: str = "system") -> RoleGrant:
    """Take a role away from now on; who stands in for the user in it goes on to the date set.

    :raises Refused: `role-not-held`.
    """
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user_id)
        grant = RoleGrant.objects.filter(user=user, role=role, revoked_at=None).first()
        if grant is None:
            raise Refused("role-not-held", f"{user} tidak memegang peran {role}.", field="role")
        grant.revoked_at, grant.revoked_by = now, actor
        grant.save(update_fields=["revoked_at", "revoked_by"])
        data = {"user": user.pk, "role": role}
        record("account.role-revoked", actor=actor, at=now, data=data)
    return grant


def appoint_acting(
    *,
    deputy_id: int,
    principal_id: int,
    role: str,
    starts_at: datetime,
    ends_at: datetime,
    legal_basis: str,
    now: datetime,
    actor: str = "system",
) -> ActingAssignment:
    """Let `deputy` act for `principal` in one role (pelaksana harian), up to `ends_at`, excluded.

    :raises Refused: `acting-self`, `acting-span`, `acting-basis`, `acting-role` (the principal
        does not hold the role), `acting-overlap` (already acts in it for another person).
    """
    if deputy_id == principal_id:
        raise Refused("acting-self", "Seseorang tidak dapat menjadi plh. dirinya sendiri.")
    if ends_at <= starts_at:
        raise Refused("acting-span", "Akhir penugasan harus sesudah awalnya.", field="ends_at")
    if not legal_basis.strip():
        raise Refused(
            "acting-basis",
            "Isi dasar penugasan: nomor dan tanggal surat perintah.",
            field="legal_basis",
        )
    with transaction.atomic():
        # One order for everybody, so that two appointments never wait for each other.
        both = User.objects.select_for_update().order_by("pk").in_bulk([deputy_id, principal_id])
        deputy, principal = both[deputy_id], both[principal_id]
        if not RoleGrant.objects.filter(user=principal, role=role, revoked_at=None).exists():
            message = f"{principal} tidak memegang peran {role}, jadi tidak dapat diwakili."
            raise Refused("acting-role", message, field="role")
        # For two principals at once nobody could say on whose behalf an act was done.
        overlaps = ActingAssignment.objects.filter(
            deputy=deputy, role=role, starts_at__lt=ends_at, ends_at__gt=starts_at
        )
        if overlaps.exists():
            message = f"{deputy} sudah menjadi plh. untuk peran {role} dalam rentang waktu itu."
            raise Refused("acting-overlap", message, field="starts_at")
        assignment = ActingAssignment.objects.create(
            deputy=deputy,
            principal=principal,
            role=role,
            starts_at=starts_at,
            ends_at=ends_at,
            legal_basis=legal_basis,
            made_at=now,
            made_by=actor,
        )
        data = {
            "deputy": deputy_id,
            "principal": principal_id,
            "role": role,
            "starts_at": starts_at.isoformat(),
            "ends_at": ends_at.isoformat(),
        }
        basis = hashlib.sha256(legal_basis.encode()).hexdigest()
        record("account.acting", actor=actor, at=now, data=data, digests={"legal_basis": basis})
    return assignment


def end_acting(*, assignment_id: int, now: datetime, actor: str = "system") -> ActingAssignment:
    """End an acting assignment now; one that has not begun never begins.

    :raises Refused: `acting-ended`.
    """
    with transaction.atomic():
        assignment = ActingAssignment.objects.select_for_update().get(pk=assignment_id)
        if assignment.ends_at <= now:
            raise Refused("acting-ended", "Penugasan itu sudah berakhir.")
        assignment.ends_at = max(now, assignment.starts_at)
        assignment.save(update_fields=["ends_at"])
        record("account.acting-ended", actor=actor, at=now, data={"assignment": assignment.pk})
    return assignment


def issue_token(
    *,
    user_id: int,
    label: str,
    now: datetime,
    expires_at: datetime | None = None,
    scope: str = ApiToken.Scope.ALL,
    actor: str = "system",
) -> tuple[ApiToken, str]:
    """Make a token of a user and return it with its plain text, which is kept nowhere.

    It ends after a year at the latest. `scope` narrows what it opens within the user's roles.

    :raises Refused: `token-span` if it would be expired at once, or last too long.
    """
    latest = now + LONGEST_TOKEN
    expires_at = expires_at or latest
    if expires_at > latest:
        raise Refused("token-span", "Token berlaku paling lama satu tahun.", field="expires_at")
    if expires_at <= now:
        raise Refused("token-span", "Masa berlaku token sudah lewat.", field="expires_at")
    plain = TOKEN_MARK + secrets.token_urlsafe(_TOKEN_BYTES)
    with transaction.atomic():
        token = ApiToken.objects.create(
            user_id=user_id,
            scope=scope,
            label=label,
            prefix=plain[: len(TOKEN_MARK) + _SHOWN_CHARACTERS],
            digest=_token_digest(plain),
            created_at=now,
            created_by=actor,
            expires_at=expires_at,
            last_seen_on=now.date(),
        )
        data = {"token": token.pk, "user": user_id, "scope": scope}
        record("account.token-issued", actor=actor, at=now, data=data)
    return token, plain


def revoke_token(*, token_id: int, now: datetime, actor: str = "system") -> ApiToken:
    """Let a token open nothing any more; one revoked before stays as it was."""
    with transaction.atomic():
        token = ApiToken.objects.select_for_update().get(pk=token_id)
        if token.revoked_at is None:
            token.revoked_at = now
            token.save(update_fields=["revoked_at"])
            data = {"token": token.pk, "user": token.user_id}
            record("account.token-revoked", actor=actor, at=now, data=data)
    return token


@kept
def _tokens(*, digest: bytes) -> QuerySet[ApiToken]:
    return ApiToken.objects.select_related("user").filter(digest=digest)


def open_token(plain: str, now: datetime) -> ApiToken | None:
    """Return a token with its active user, None for any that is unknown, expired or revoked.

    One query, and a second at the first use of a day. A plain hash is enough, as the token
    is 256 random bits: nothing can be guessed, and nothing slow is needed.
    """
    if not plain.startswith(TOKEN_MARK):
        return None
    found = _tokens(digest=_token_digest(plain))
    token: ApiToken | None = found[0] if found else None
    if token is None or token.revoked_at is not None or not token.user.is_active:
        return None
    if token.ends_at <= now:
        return None
    today = now.date()
    if token.last_seen_on < today:
        ApiToken.objects.filter(pk=token.pk, last_seen_on__lt=today).update(last_seen_on=today)
    return token


def new_password() -> str:
    """Return a fresh password of 100 random bits, in groups that can be read out."""
    groups = (
        "".join(secrets.choice(_PASSWORD_LETTERS) for _ in range(_GROUP_LETTERS))
        for _ in range(_PASSWORD_GROUPS)
    )
    return "-".join(groups)


def _token_digest(plain: str) -> bytes:
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).digest()


def _check_role(role: str) -> None:
    if not _ROLE.fullmatch(role):
        message = f"{role!r} bukan nama peran: huruf kecil, angka dan tanda hubung."
        raise Refused("role-name", message, field="role")


def _check_email(email: str) -> None:
    try:
        validate_email(email)
    except ValidationError:
        raise Refused("user-email", "Alamat surel tidak benar.", field="email") from None


def _taken(name: str) -> Refused:
    return Refused("user-exists", f"Pengguna {name} sudah ada.", field="name")


def _profile_digest(user: User) -> dict[str, str]:
    # Salted, so that the entry tells nothing about the person once the salt is destroyed.
    facts = {field: getattr(user, field) for field in (*_PROFILE, "username")}
    content = json.dumps(facts, sort_keys=True, ensure_ascii=False).encode()
    return {f"user-{user.pk}": hashlib.sha256(bytes(user.salt) + content).hexdigest()}
