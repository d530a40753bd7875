"""Who holds which role at a moment, as the core wants to know it."""

from __future__ import annotations

from collections import defaultdict
from types import MappingProxyType
from typing import TYPE_CHECKING

from django.db.models import F, IntegerField, Value

from sigap.accounts.models import ActingAssignment, RoleGrant, User
from sigap.core.sop.run import Person

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

_NOBODY = 0


def people(role: str | None = None, *, now: datetime) -> list[Person]:
    """Return the active users who hold any role now (or `role`), in the order they came in.

    Roles held as acting officer count. One query, whatever the number of users.
    """
    found = _persons(_rows(now))
    return [person for person in found if role is None or role in person.roles]


def person_of(user: User, now: datetime) -> Person:
    """Return `user` with the roles held now; with none if the account is closed. One query."""
    for person in _persons(_rows(now, user_id=user.pk)):
        return person
    return Person(id=str(user.pk), roles=frozenset())


def _rows(now: datetime, user_id: int | None = None) -> Iterable[tuple[int, str, int]]:
    """Yield (user, role, for whom); nobody for a role of one's own."""
    own = RoleGrant.objects.filter(revoked_at=None, granted_at__lte=now, user__is_active=True)
    acting = ActingAssignment.objects.filter(
        starts_at__lte=now, ends_at__gt=now, deputy__is_active=True
    )
    if user_id is not None:
        own, acting = own.filter(user=user_id), acting.filter(deputy=user_id)
    nobody = Value(_NOBODY, output_field=IntegerField())
    return own.values_list("user_id", "role", nobody).union(
        acting.values_list(F("deputy_id"), "role", F("principal_id")), all=True
    )


def _persons(rows: Iterable[tuple[int, str, int]]) -> list[Person]:
    own: dict[int, set[str]] = defaultdict(set)
    acting: dict[int, dict[str, str]] = defaultdict(dict)
    for user, role, principal in rows:
        if principal == _NOBODY:
            own[user].add(role)
        else:
            acting[user][role] = str(principal)
    persons = []
    for user in sorted(own.keys() | acting.keys()):
        # Who holds a role acts in it on their own behalf.
        acts_for = {role: who for role, who in acting[user].items() if role not in own[user]}
        roles = frozenset(own[user] | acts_for.keys())
        persons.append(Person(id=str(user), roles=roles, acts_for=MappingProxyType(acts_for)))
    return persons


def usernames() -> frozenset[str]:
    """Return the names by which users sign in, closed accounts included."""
    return frozenset(User.objects.values_list("username", flat=True))
