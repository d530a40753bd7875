"""When figures that anybody may read have to be counted anew, and for which years there are any."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Min, Sum

from sigap.cases.models import Case
from sigap.ledger.models import Chain

if TYPE_CHECKING:
    from datetime import datetime


def things_happened() -> int:
    """Return a number that grows with everything that happens, in a case or in the office."""
    return Chain.objects.aggregate(count=Sum("length"))["count"] or 0


def next_due_after(now: datetime) -> datetime | None:
    """Return when the next promise of a running case passes: a figure that changes by itself."""
    running = Case.objects.filter(status=Case.Status.OPEN, due_at__gte=now)
    found: datetime | None = running.aggregate(next=Min("due_at"))["next"]
    return found


def first_received_at() -> datetime | None:
    """Return when the oldest complaint was received, None in an office without any."""
    found: datetime | None = Case.objects.aggregate(first=Min("received_at"))["first"]
    return found
