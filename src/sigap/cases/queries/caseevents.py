"""What happened in a case, from the ledger."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sigap.cases.access import visible_cases
from sigap.cases.queries.paging import Rows, after_id, page
from sigap.ledger.models import Entry

if TYPE_CHECKING:
    from sigap.cases.actor import Actor


def events(number: str, *, actor: Actor, limit: int, cursor: str = "") -> Rows:
    """Return a page of the entries of a case's stream, the first first.

    :raises Case.DoesNotExist: if there is no such case, or none that this actor may know of.
    :raises Refused: `unknown-cursor`.
    """
    stream = visible_cases(actor).values_list("number", flat=True).get(number=number)
    rows = Entry.objects.filter(stream=stream, seq__gt=after_id(cursor)).order_by("seq")
    return page(list(rows[: limit + 1]), limit, _entry, lambda entry: (entry.seq,))


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "seq": entry.seq,
        "event": entry.event,
        "at": entry.at,
        "recorded_at": entry.recorded_at,
        "actor": entry.actor,
        "data": entry.facts,
        "digests": json.loads(entry.digests),
        "prev_hash": bytes(entry.prev_hash).hex(),
        "hash": entry.hash_text,
    }
