"""Keyset paging: a cursor says after which row the next page begins, so pages cost alike."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sigap.core.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_LARGEST_ID = 2**63 - 1
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Rows:
    """One page: its rows as they are shown, and the cursor of the next page or None."""

    items: list[dict[str, Any]]
    next: str | None

    def as_dict(self) -> dict[str, Any]:
        """Return the page as a list is answered."""
        return {"items": self.items, "next": self.next}


def page(
    rows: Sequence[Any],
    limit: int,
    show: Callable[[Any], dict[str, Any]],
    key: Callable[[Any], tuple[datetime | int | None, ...]],
) -> Rows:
    """Return a page of `rows`, of which one more than `limit` was read if there are more."""
    shown = rows[:limit]
    more = len(rows) > limit
    return Rows(items=[show(row) for row in shown], next=encode(*key(shown[-1])) if more else None)


def encode(*parts: datetime | int | None) -> str:
    """Return the cursor behind a row with these sort values."""
    plain = [part.isoformat() if isinstance(part, datetime) else part for part in parts]
    return base64.urlsafe_b64encode(json.dumps(plain).encode()).decode().rstrip("=")


def after_id(cursor: str) -> int:
    """Return the id in a cursor of a list sorted by id alone; 0 for none.

    :raises Refused: `unknown-cursor`.
    """
    return _id(_decoded(cursor, 1)[0]) if cursor else 0


def after_moment(cursor: str) -> tuple[datetime | None, int]:
    """Return the moment (or None) and id in a cursor of a list sorted by both.

    :raises Refused: `unknown-cursor`.
    """
    moment, number = _decoded(cursor, 2)
    if moment is None:
        return None, _id(number)
    try:
        at = datetime.fromisoformat(moment)
    except (TypeError, ValueError):
        raise _unknown() from None
    if at.tzinfo is None or not 1900 <= at.year <= 9000:
        raise _unknown()
    return at, _id(number)


def _decoded(cursor: str, parts: int) -> list[Any]:
    if len(cursor) > _LONGEST:
        raise _unknown()
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        found = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (ValueError, binascii.Error, RecursionError):
        raise _unknown() from None
    if not isinstance(found, list) or len(found) != parts:
        raise _unknown()
    return found


def _id(value: object) -> int:
    if type(value) is not int or not 0 <= value <= _LARGEST_ID:
        raise _unknown()
    return value


def _unknown() -> Refused:
    return Refused(
        "unknown-cursor",
        "Cursor ini bukan dari daftar ini; mulai lagi tanpa cursor.",
        field="cursor",
    )
