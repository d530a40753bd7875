"""What measuring asks the office about itself: which cases, codes and lines there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Sum

from sigap.cases.identity import case_key, unseal_text
from sigap.cases.models import Case, Complainant, NumberSequence
from sigap.ledger.canonical import moment_text
from sigap.ledger.models import Chain, Entry

if TYPE_CHECKING:
    from datetime import datetime


def some_numbers(count: int) -> list[str]:
    """Return numbers of cases spread evenly over all that there are; none is secret."""
    return [case.number for case in _spread(count)]


def some_tracking_codes(count: int) -> list[str]:
    """Return tracking codes of cases spread evenly over all that there are."""
    sealed = Complainant.objects.in_bulk([case.pk for case in _spread(count)])
    return [unseal_text(case_key(pk), one.tracking_code) for pk, one in sorted(sealed.items())]


def last_line(book: str) -> tuple[int, int]:
    """Return the fullest year of a book and the number of its last line."""
    lines = NumberSequence.objects.filter(series=f"buku:{book}").order_by("-last")
    return lines.values_list("year", "last")[0]


def count_entries() -> int:
    """Return how many entries the ledger has, from the lengths of its streams."""
    return Chain.objects.aggregate(entries=Sum("length"))["entries"] or 0


def ledger_bytes(most: int) -> list[tuple[bytes, bytes]]:
    """Return what is hashed and what is parsed of the first entries of the ledger."""
    fields = ("stream", "event", "actor", "data", "digests", "prev_hash", "at", "recorded_at")
    entries = Entry.objects.order_by("stream", "seq").values_list(*fields)[:most]
    return [
        (
            b"".join((*(one.encode() for one in row[:5]), bytes(row[5]), *map(_moment, row[6:]))),
            f"[{row[3]},{row[4]}]".encode(),
        )
        for row in entries.iterator()
    ]


def _moment(moment: datetime) -> bytes:
    return moment_text(moment).encode()


def _spread(count: int) -> list[Case]:
    first = Case.objects.order_by("pk").first()
    last = Case.objects.order_by("pk").last()
    if first is None or last is None:
        return []
    step = max(1, (last.pk - first.pk + 1) // count)
    keys = range(first.pk, last.pk + 1, step)
    return list(Case.objects.filter(pk__in=keys, confidential=False).order_by("pk"))
