"""The roles there are: those that always exist, and the lanes of the SOPs in force."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sigap.accounts.roles import ROLES
from sigap.cases.queries.sops import in_force, sop_of_version

if TYPE_CHECKING:
    from datetime import datetime


def known_roles(*, now: datetime) -> dict[str, str]:
    """Return the name of each role by its slug, the lasting ones first."""
    found = dict(ROLES)
    for version in in_force(now).values():
        for lane in sop_of_version(version).lanes:
            found.setdefault(lane.role, lane.name)
    return found
