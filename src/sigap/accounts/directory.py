"""Accounts as an administrator looks at them: lists and one account whole. Nothing writes."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from sigap.accounts.models import ActingAssignment, ApiToken, RoleGrant, User

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime


def directory(*, q: str = "", role: str = "", closed: bool = False) -> list[dict[str, Any]]:
    """Return accounts by name with the roles they hold; open ones only unless `closed`.

    Three queries at most, whatever the number of accounts.
    """
    users = User.objects.order_by("name", "pk")
    if not closed:
        users = users.filter(is_active=True)
    if q:
        users = users.filter(
            Q(name__icontains=q) | Q(username__icontains=q) | Q(position__icontains=q)
        )
    if role:
        users = users.filter(grants__role=role, grants__revoked_at=None)
    held: dict[int, list[str]] = defaultdict(list)
    grants = RoleGrant.objects.filter(revoked_at=None).order_by("pk")
    for user, slug in grants.values_list("user_id", "role"):
        held[user].append(slug)
    return [
        {
            "id": user.pk,
            "username": user.username,
            "name": user.name,
            "position": user.position,
            "is_active": user.is_active,
            "last_login": user.last_login,
            "roles": held[user.pk],
        }
        for user in users
    ]


def account(user_id: int) -> dict[str, Any]:
    """Return one account with its roles, those it had, and its tokens, the newest first.

    :raises User.DoesNotExist: if there is none.
    """
    user = User.objects.get(pk=user_id)
    grants = list(RoleGrant.objects.filter(user=user).order_by("-pk"))
    return {
        "id": user.pk,
        "username": user.username,
        "is_active": user.is_active,
        "created_at": user.created_at,
        "last_login": user.last_login,
        "can_sign_in": user.has_usable_password(),
        "profile": {
            field: getattr(user, field)
            for field in ("name", "position", "nip", "rank", "unit", "email")
        },
        "roles": [one.role for one in grants if one.revoked_at is None],
        "former": [one for one in grants if one.revoked_at is not None],
        "tokens": list(ApiToken.objects.filter(user=user).order_by("-pk")),
    }


def acting(*, now: datetime, ended: bool = False) -> list[dict[str, Any]]:
    """Return acting assignments: those that run or are to come, or those that are over."""
    rows = ActingAssignment.objects.select_related("deputy", "principal")
    rows = rows.filter(ends_at__lte=now) if ended else rows.filter(ends_at__gt=now)
    return [
        {
            "id": row.pk,
            "deputy": row.deputy.name,
            "principal": row.principal.name,
            "principal_id": row.principal_id,
            "role": row.role,
            "starts_at": row.starts_at,
            "ends_at": row.ends_at,
            "legal_basis": row.legal_basis,
            "runs": row.starts_at <= now < row.ends_at,
        }
        for row in rows.order_by("-starts_at" if ended else "starts_at", "pk")
    ]


def names(ids: set[int]) -> dict[int, str]:
    """Return the names behind user ids."""
    return dict(User.objects.filter(pk__in=ids).values_list("pk", "name"))


def actor_names(actors: Iterable[str]) -> dict[str, str]:
    """Return names by actor as rows hold it, `user:7`; one query."""
    ids = set(actors)
    users = {one: int(one.removeprefix("user:")) for one in ids if one.startswith("user:")}
    found = names(set(users.values()))
    return {one: found.get(pk, one) for one, pk in users.items()}


def user_named(username: str) -> User | None:
    """Return the account with this name to sign in, None if there is none."""
    return User.objects.filter(username=username).first()
