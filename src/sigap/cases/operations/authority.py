"""Who may change the office's own data, its SOPs, and its accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sigap.core.errors import Refused

if TYPE_CHECKING:
    from sigap.cases.actor import Actor

# What the office promises and prints is decided by those who answer for it; accounts and the
# machine are run by somebody who decides nothing about cases.
OFFICE = frozenset({"koordinator", "kepala-dinas"})
ACCOUNTS = frozenset({"admin"})
ACTING = OFFICE | ACCOUNTS


def require(actor: Actor, roles: frozenset[str], act: str) -> int:
    """Refuse an act, named `act`, to whoever holds none of `roles`; return the officer's id.

    :raises Refused: `wrong-role`.
    """
    if actor.user_id is None or not actor.roles & roles:
        raise Refused("wrong-role", f"{act}: bukan wewenang peran Anda.")
    return actor.user_id
