"""Who holds which role at a moment, as the core wants to know it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from django.db.models import F, FilteredRelation, IntegerField, Q, Value

from sigap.accounts.kept import kept
from sigap.accounts.models import ActingAssignment, RoleGrant, User
from sigap.core.sop.run import Person

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.db.models import QuerySet

_NOBODY = 0


@dataclass(frozen=True, slots=True)
class Named:
    """A user as screens and papers name one."""

    pk: int
    username: str
    name: str
    nip: str
    position: str
    rank: str
    is_active: bool


@dataclass(frozen=True)
class Roster:
    """Everybody with an account, and the active ones with the roles they hold."""

    users: dict[int, Named]
    people: list[Person]

    def person(self, user_id: int) -> Person:
        """Return a user with the roles held; with none if the account is closed or unknown."""
        known = next((one for one in self.people if one.id == str(user_id)), None)
        return known or Person(id=str(user_id), roles=frozenset())


def roster(*, now: datetime) -> Roster:
    """Return names and roles of all users in one query, for pages that show many of both."""
    users: dict[int, Named] = {}
    roles = []
    for *named, role, principal in _held(now=now):
        user = users.setdefault(named[0], Named(*named))
        if user.is_active and role:
            roles.append((user.pk, role, principal))
    return Roster(users=users, people=_persons(roles))


@kept
def _held(*, now: datetime) -> QuerySet[User, Any]:
    held = FilteredRelation(
        "grants", condition=Q(grants__revoked_at=None, grants__granted_at__lte=now)
    )
    nobody = Value(_NOBODY, output_field=IntegerField())
    own = User.objects.annotate(held=held).values_list(*_NAMED, "held__role", nobody)
    acting = ActingAssignment.objects.filter(starts_at__lte=now, ends_at__gt=now)
    deputies = acting.values_list(
        *(f"deputy__{column}" for column in _NAMED), "role", F("principal_id")
    )
    return own.union(deputies, all=True)


_NAMED = ("pk", "username", "name", "nip", "position", "rank", "is_active")


def people(role: str | None = None, *, now: datetime) -> list[Person]:
    """Return the active users who hold any role now (or `role`), in the order they came in.

    Roles held as acting officer count. One query, whatever the number of users.
    """
    found = _persons(_roles(now=now))
    return [person for person in found if role is None or role in person.roles]


def person_of(user: User, now: datetime) -> Person:
    """Return `user` with the roles held now; with none if the account is closed. One query."""
    for person in _persons(_roles_of(user=user.pk, now=now)):
        return person
    return Person(id=str(user.pk), roles=frozenset())


@kept
def _roles(*, now: datetime) -> QuerySet[RoleGrant, Any]:
    return _rows(now)


@kept
def _roles_of(*, user: int, now: datetime) -> QuerySet[RoleGrant, Any]:
    return _rows(now, user_id=user)


def _rows(now: datetime, user_id: int | None = None) -> QuerySet[RoleGrant, Any]:
    """Return (user, role, for whom); nobody for a role of one's own."""
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


def addresses() -> dict[int, str]:
    """Return the e-mail address of each active user who has one."""
    users = User.objects.filter(is_active=True).exclude(email="")
    return dict(users.values_list("pk", "email"))


def usernames() -> frozenset[str]:
    """Return the names by which users sign in, closed accounts included."""
    return frozenset(User.objects.values_list("username", flat=True))
