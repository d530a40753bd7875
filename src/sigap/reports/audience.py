"""For whom a report is made: what is counted, and what is left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sigap.cases.actor import Actor

HEADS = frozenset({"koordinator", "kepala-dinas"})
WATCHERS = HEADS | {"auditor"}


@dataclass(frozen=True, slots=True)
class Audience:
    """Who reads a report. Cases that `viewer` must not know of are not counted.

    Without a viewer all cases are counted: for the operator, or for the public, to whom no
    small number and no person is shown.
    """

    viewer: Actor | None = None
    shows_persons: bool = False
    is_public: bool = False


PUBLIC = Audience(is_public=True)


def audience_of(actor: Actor) -> Audience:
    """Return the audience that an officer is; figures of persons are for superiors alone."""
    return Audience(viewer=actor, shows_persons=bool(actor.roles & HEADS))
