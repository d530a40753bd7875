"""The words of the table of permissions: roles, what one has to do with a case, conditions."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

COUNTER = "petugas-loket"
ANALYST = "analis-pengaduan"
LICENSING = "penata-perizinan"
COORDINATOR = "koordinator"
LAWYER = "analis-hukum"
HEAD = "kepala-dinas"
AUDITOR = "auditor"
ADMIN = "admin"

HANDLERS = frozenset({COUNTER, ANALYST, LICENSING, COORDINATOR, LAWYER, HEAD})
SUPERIORS = frozenset({COORDINATOR, HEAD})
WATCHERS = SUPERIORS | {AUDITOR}
READERS = HANDLERS | {AUDITOR}
RECEIVERS = frozenset({COUNTER, ANALYST, COORDINATOR})
# Takes part in a case without deciding on its course: everybody who handles it but the lawyer.
COURSE = HANDLERS - {LAWYER}
# Anybody with an account, whatever the role; lists then show what each may see.
SIGNED_IN = READERS | {ADMIN, ""}


class Standing(StrEnum):
    """What somebody has to do with a case."""

    OWN = "own"  # an open task of it is theirs
    OTHER = "other"  # an ordinary case in which others work
    CONFIDENTIAL = "confidential"  # rahasia, and neither named nor at work in it
    NAMED = "named"  # rahasia, and named as a reader
    REVEALED = "revealed"  # rahasia, named, and the identity was opened by two persons
    EXCLUDED = "excluded"  # kept out for a conflict of interest


class Condition(StrEnum):
    """What must hold besides the role."""

    NONE = ""
    SEES = "sees"  # may know that the case exists
    IDENTITY = "identity"  # sees it, and may read who complained
    EXECUTOR = "executor"  # sees it, and the open task is theirs
    CODE = "code"  # holds the tracking code or the number on a paper


class Refusal(StrEnum):
    """How a refusal for the role looks; one for the condition is told to who sees the case."""

    ABSENT = "404"  # as if it did not exist
    FORBIDDEN = "403"


@dataclass(frozen=True, slots=True)
class Act:
    """One act, the ways in to it, and who may do it.

    `ways` are `METHOD name-of-the-address`. `roles` None means everybody, also without an
    account. A case that one must not know of always looks absent, whatever `refusal` says.
    """

    name: str
    ways: tuple[str, ...]
    roles: frozenset[str] | None
    condition: Condition = Condition.NONE
    refusal: Refusal = Refusal.ABSENT


def sees(role: str, standing: Standing) -> bool:
    """Whether a holder of `role` may know of a case that they stand to like this."""
    if role not in READERS or standing is Standing.EXCLUDED:
        return False
    return standing is not Standing.CONFIDENTIAL or role in SUPERIORS


def holds(condition: Condition, role: str, standing: Standing) -> bool:
    """Whether a condition on the case holds."""
    if condition in (Condition.NONE, Condition.CODE):
        return True
    if not sees(role, standing):
        return False
    if condition is Condition.IDENTITY:
        closed = standing in (Standing.CONFIDENTIAL, Standing.NAMED)
        return role != AUDITOR and not closed
    if condition is Condition.EXECUTOR:
        return role in HANDLERS and standing is Standing.OWN
    return True


def pages(*names: str, method: str = "GET") -> tuple[str, ...]:
    """Return the ways in to pages of the desk."""
    return tuple(f"{method} desk:{name}" for name in names)


def both(*names: str) -> tuple[str, ...]:
    """Return the ways in to pages that are looked at and sent."""
    return (*pages(*names), *pages(*names, method="POST"))


def calls(*names: str) -> tuple[str, ...]:
    """Return the ways in to calls of the API, with the method their names tell."""
    methods = {"file": "POST", "post": "POST", "start": "POST", "complete": "POST", "put": "PUT"}
    return tuple(f"{methods.get(name.split('_')[0], 'GET')} api-v1:{name}" for name in names)
