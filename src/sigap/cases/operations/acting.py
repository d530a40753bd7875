"""Pelaksana harian: who acts for whom, in which role, for how long, by which order."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sigap.accounts import operations as accounts
from sigap.accounts.models import ActingAssignment, RoleGrant, User
from sigap.cases.operations.authority import ACTING, require
from sigap.cases.queries.officeday import day_begins, day_ends
from sigap.cases.queries.roles import known_roles
from sigap.cases.steps.fields import choice, day, group, words
from sigap.cases.steps.validate import validate
from sigap.core.errors import Refused

if TYPE_CHECKING:
    from datetime import datetime

    from sigap.cases.actor import Actor
    from sigap.cases.steps.fields import Data, Schema


def acting_schema(*, now: datetime) -> Schema:
    """Return the form of an acting assignment; whose role it is and which go together."""
    users = {user.pk: user for user in User.objects.filter(is_active=True).order_by("name")}
    names = known_roles(now=now)
    grants = RoleGrant.objects.filter(revoked_at=None, user__in=users).order_by("user__name", "pk")
    held = [
        (f"{user}:{role}", f"{_label(users[user])}, sebagai {names.get(role, role)}")
        for user, role in grants.values_list("user_id", "role")
    ]
    people = [(str(pk), _label(user)) for pk, user in users.items()]
    parts = {
        "principal": choice(held, "Yang diwakili"),
        "deputy": choice(people, "Pelaksana harian"),
        "from": day("Mulai"),
        "until": day("Sampai", "Hari terakhir, ikut dihitung"),
        "legal_basis": words(
            "Dasar penugasan", longest=300, description="Nomor dan tanggal surat perintah"
        ),
    }
    return group(parts, required=list(parts))


def appoint(*, data: Data, actor: Actor, now: datetime) -> ActingAssignment:
    """Let an officer act for another in one role, from a day to a day, both included.

    Days are the office's. One that has begun already counts from now: what was done before
    was not done on anybody's behalf.

    :raises Refused: `wrong-role`, `invalid-data`, `acting-own` (nobody makes themselves
        somebody's deputy), `acting-self`, `acting-span`, `acting-basis`, `acting-role`,
        `acting-overlap`.
    """
    require(actor, ACTING, "Menugaskan pelaksana harian")
    filled = validate(acting_schema(now=now), data)
    principal, role = filled["principal"].split(":", 1)
    deputy = int(filled["deputy"])
    if deputy == actor.user_id:
        raise Refused(
            "acting-own",
            "Penugasan diri sendiri dicatat oleh orang lain.",
            field="data.deputy",
        )
    first, last = date.fromisoformat(filled["from"]), date.fromisoformat(filled["until"])
    ends_at = day_ends(last)
    if last < first or ends_at <= now:
        raise Refused(
            "acting-span", "Hari terakhir sudah lewat atau sebelum mulai.", field="data.until"
        )
    try:
        return accounts.appoint_acting(
            deputy_id=deputy,
            principal_id=int(principal),
            role=role,
            starts_at=max(day_begins(first), now),
            ends_at=ends_at,
            legal_basis=filled["legal_basis"].strip(),
            now=now,
            actor=actor.id,
        )
    except Refused as refused:
        field = {"legal_basis": "data.legal_basis", "role": "data.principal"}
        raise Refused(
            refused.code, refused.message, field=field.get(refused.field, "data.deputy")
        ) from None


def end(*, assignment_id: int, actor: Actor, now: datetime) -> ActingAssignment:
    """End an acting assignment now; one that has not begun never begins.

    :raises Refused: `wrong-role`, `acting-ended`.
    """
    require(actor, ACTING, "Mengakhiri penugasan")
    return accounts.end_acting(assignment_id=assignment_id, now=now, actor=actor.id)


def _label(user: User) -> str:
    return f"{user.name} ({user.position})" if user.position else user.name
