"""The office's lists, for schemas, screens and papers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sigap.accounts.kept import kept
from sigap.accounts.queries import roster
from sigap.cases.models import Agency, PermitType, Regulation, RetentionRule, Signatory
from sigap.cases.queries.officeday import day_of
from sigap.cases.queries.once import once
from sigap.cases.queries.sops import office_profile
from sigap.core.errors import Refused

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from sigap.accounts.queries import Named, Roster
    from sigap.cases.models import OfficeProfile
    from sigap.core.sop.run import Person


@once
def officers(*, now: datetime) -> Roster:
    """Return who has an account, and the active ones with the roles held at this moment."""
    return roster(now=now)


@once
def _permit_types() -> list[PermitType]:
    return _active_permit_types()


@kept
def _active_permit_types() -> QuerySet[PermitType]:
    return PermitType.objects.filter(is_active=True).order_by("order", "name")


@once
def _agencies() -> list[Agency]:
    return list(Agency.objects.filter(is_active=True).order_by("kind", "name"))


@once
def _regulations() -> list[Regulation]:
    return list(Regulation.objects.filter(is_active=True).order_by("pk"))


@dataclass
class OfficeLists:
    """Lists as they are at `now`; each is read once, when first used."""

    now: datetime

    @cached_property
    def profile(self) -> OfficeProfile:
        """Return the office's profile in force."""
        return office_profile()

    @cached_property
    def permit_types(self) -> list[PermitType]:
        """Return the permit types in use, in the office's order."""
        return _permit_types()

    @cached_property
    def agencies(self) -> list[Agency]:
        """Return units and agencies in use: internal first, then by name."""
        return _agencies()

    @cached_property
    def regulations(self) -> list[Regulation]:
        """Return the regulations library."""
        return _regulations()

    @cached_property
    def retention(self) -> list[RetentionRule]:
        """Return the retention lines that hold today, one a code, the default first."""
        today = day_of(self.now)
        rows = RetentionRule.objects.filter(valid_from__lte=today).order_by("valid_from")
        newest = {row.code: row for row in rows}
        held = [r for r in newest.values() if r.valid_until is None or r.valid_until >= today]
        return sorted(held, key=lambda row: (not row.is_default, row.code))

    @cached_property
    def people(self) -> list[Person]:
        """Return all active officers with their roles at this moment."""
        return officers(now=self.now).people

    @cached_property
    def _users(self) -> dict[int, Named]:
        users = officers(now=self.now).users
        return {pk: user for pk, user in users.items() if user.is_active}

    def holders(self, role: str) -> list[tuple[str, str]]:
        """Return (user id, name) of those who hold `role`, by name."""
        found = [(p.id, self.name(p.id)) for p in self.people if role in p.roles]
        return sorted(found, key=lambda pair: pair[1])

    def name(self, user_id: str | int | None) -> str:
        """Return an officer's name; "" for nobody."""
        user = self._users.get(int(user_id)) if user_id else None
        return user.name if user else ""

    def label(self, user_id: str | int | None) -> str:
        """Return an officer's name with the post, as lists show one."""
        user = self._users.get(int(user_id)) if user_id else None
        if user is None:
            return ""
        return f"{user.name} ({user.position})" if user.position else user.name

    def officer(self, user_id: str | int | None) -> dict[str, str]:
        """Return an officer as papers name one."""
        user = self._users.get(int(user_id)) if user_id else None
        if user is None:
            return {"name": ""}
        return {
            "name": user.name,
            "position": user.position,
            "nip": user.nip,
            "rank": user.rank,
        }

    def agency(self, slug: str) -> Agency | None:
        """Return a unit or agency by its slug, also one that plans named while it was in use."""
        found = next((one for one in self.agencies if one.slug == slug), None)
        return found or Agency.objects.filter(slug=slug).first()

    def holder(self, role: str) -> dict[str, str]:
        """Return the first holder of a role as papers name one, or only the role's place."""
        holders = self.holders(role)
        return self.officer(holders[0][0]) if holders else {"name": ""}

    def signatory(self, role: str = "kepala-dinas") -> dict[str, Any]:
        """Return who signs letters for `role` today.

        :raises Refused: `no-signatory`, before any number is taken.
        """
        day = day_of(self.now)
        rows = Signatory.objects.filter(role=role, valid_from__lte=day).order_by("-valid_from")
        for row in rows:
            if row.valid_until is None or row.valid_until >= day:
                return {
                    "name": row.name,
                    "position": row.post,
                    "rank": row.rank,
                    "nip": row.nip,
                    "on_behalf": row.on_behalf_of,
                }
        raise Refused(
            "no-signatory",
            "Belum ada penanda tangan surat yang berlaku hari ini. Isi di Kelola › Penanda tangan.",
        )
