"""What lies on whose desk, as counts: enough for those who may not see the cases."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.db.models import Count

from sigap.cases.models import Task

if TYPE_CHECKING:
    from collections.abc import Iterable


def held_tasks(user_ids: Iterable[int]) -> dict[int, dict[str, int]]:
    """Return how many open tasks each user holds, by role. One query."""
    rows = (
        Task.objects.filter(assignee__in=list(user_ids), state=Task.State.OPEN)
        .values_list("assignee_id", "role")
        .annotate(n=Count("pk"))
        .order_by("assignee_id", "role")
    )
    held: dict[int, dict[str, int]] = defaultdict(dict)
    for user, role, count in rows:
        held[user][role] = count
    return dict(held)
