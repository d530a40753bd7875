"""What happened to the office's own data and accounts, from the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from sigap.accounts.directory import names
from sigap.cases.events import OFFICE_STREAM
from sigap.cases.queries.paging import Rows, after_id, page
from sigap.ledger.models import Entry

if TYPE_CHECKING:
    from collections.abc import Sequence


def office_events(*, prefixes: Sequence[str], limit: int, cursor: str = "") -> Rows:
    """Return a page of the office's entries whose events begin so, the newest first.

    :raises Refused: `unknown-cursor`.
    """
    wanted = Q()
    for prefix in prefixes:
        wanted |= Q(event__startswith=prefix)
    rows = Entry.objects.filter(wanted, stream=OFFICE_STREAM).order_by("-seq")
    if cursor:
        rows = rows.filter(seq__lt=after_id(cursor))
    found = list(rows[: limit + 1])
    who = {row.actor.removeprefix("user:") for row in found}
    people = names({int(one) for one in who if one.isdecimal()})
    return page(found, limit, lambda row: _event(row, people), lambda row: (row.seq,))


def _event(row: Entry, people: dict[int, str]) -> dict[str, Any]:
    who = row.actor.removeprefix("user:")
    return {
        "seq": row.seq,
        "event": row.event,
        "at": row.at,
        "actor": people.get(int(who), row.actor) if who.isdecimal() else row.actor,
        "facts": list(row.facts.items()),
        "hash": row.hash_text,
    }
