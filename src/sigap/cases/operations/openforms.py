"""Who has the form of a task open: said again every few seconds, forgotten when it is not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from sigap.cases.access import visible_tasks
from sigap.cases.models import OpenForm
from sigap.core.errors import Refused

if TYPE_CHECKING:
    from datetime import datetime

    from sigap.cases.actor import Actor

# A window says every 20 seconds that it is there; one that slept may miss a few.
_GONE = timedelta(seconds=75)
_MOST_WINDOWS = 20


@dataclass(frozen=True, slots=True)
class OtherWindow:
    """Another window with the same form: whose, and open since when."""

    name: str
    is_own: bool
    since: datetime


def keep_open(*, task_id: int, window: str, actor: Actor, now: datetime) -> list[OtherWindow]:
    """Note that a window has the form of a task open; return the others that do.

    :raises Task.DoesNotExist: if there is no such task, or none that this actor may know of.
    :raises Refused: `too-often` if one person opens windows without end.
    """
    with transaction.atomic():
        task = visible_tasks(actor).get(pk=task_id)
        OpenForm.objects.filter(task=task, seen_at__lt=now - _GONE).delete()
        rows = OpenForm.objects.filter(task=task)
        if rows.filter(user=actor.user_id).count() >= _MOST_WINDOWS:
            raise Refused("too-often", "Formulir ini terbuka di terlalu banyak jendela.")
        # One statement a beat, so that two beats of a slow window cannot run into each other.
        OpenForm.objects.bulk_create(
            [
                OpenForm(
                    task=task, user_id=int(actor.person.id), window=window, since=now, seen_at=now
                )
            ],
            update_conflicts=True,
            unique_fields=["task", "user", "window"],
            update_fields=["seen_at"],
        )
        others = rows.exclude(user=actor.user_id, window=window).select_related("user")
        return [
            OtherWindow(one.user.name, one.user_id == actor.user_id, one.since)
            for one in others.order_by("since")
        ]


def close_form(*, task_id: int, window: str, actor: Actor) -> None:
    """Forget a window that was closed."""
    OpenForm.objects.filter(task=task_id, user=actor.user_id, window=window).delete()
