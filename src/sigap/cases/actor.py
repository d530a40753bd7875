"""Who acts: an officer, the complainant behind a tracking code, or the system itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sigap.core.sop.run import Person

if TYPE_CHECKING:
    from datetime import datetime

_NOBODY = Person(id="", roles=frozenset())


@dataclass(frozen=True, slots=True)
class Actor:
    """The one on whose authority an operation runs.

    `id` stands in the ledger: `user:7`, `complainant`, `public` or `system`. `recorded_at`
    is given only where an act is recorded later than it happened (import, demo).
    """

    id: str
    user_id: int | None = None
    person: Person = field(default=_NOBODY)
    name: str = ""
    recorded_at: datetime | None = None

    @property
    def roles(self) -> frozenset[str]:
        """All roles held now, as acting officer included."""
        return self.person.roles

    @property
    def is_staff(self) -> bool:
        """Whether this is an officer with an account."""
        return self.user_id is not None


def officer(*, user_id: int, person: Person, name: str = "") -> Actor:
    """Return the actor for a signed-in officer."""
    return Actor(id=f"user:{user_id}", user_id=user_id, person=person, name=name)


COMPLAINANT = Actor(id="complainant")
PUBLIC = Actor(id="public")
SYSTEM = Actor(id="system")
