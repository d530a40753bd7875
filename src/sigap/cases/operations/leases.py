"""Claiming a row that is its own job, and giving it back; safe among many workers.

`next_try_at` is the only clock of such a row: when it is due, and, while somebody has it,
when their lease runs out. So a row whose worker died becomes due by itself, and nothing has
to look for lost work.
"""

from __future__ import annotations

import os
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest

from sigap.cases.models.leased import LeasedRow

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

MOST_TRIES = 5  # failures that were told, then a person sees it
MOST_CLAIMS = 10  # also those that ended with the death of the worker
_DELAYS = (
    timedelta(seconds=10),
    timedelta(minutes=1),
    timedelta(minutes=10),
    timedelta(hours=1),
)
_LOOKED_AT = 8  # rows that several workers may race for, before one says there is nothing
_ERROR_LENGTH = 300
_ENDED = "pekerja berhenti di tengah pekerjaan ini berulang kali"


def claim(
    model: type[LeasedRow], *, owner: str, lease: timedelta, now: datetime
) -> LeasedRow | None:
    """Lease the row of `model` that has been due longest, None if none is.

    A row that its workers did not survive `MOST_CLAIMS` times is given up instead.
    """
    due = model._default_manager.filter(state=LeasedRow.State.WAITING, next_try_at__lte=now)
    seen = due.order_by("next_try_at", "pk").values_list("pk", "next_try_at", "attempts")
    for pk, next_try_at, attempts in seen[:_LOOKED_AT]:
        # Only who still finds the row as it was read gets it: another worker has moved it on.
        row = due.filter(pk=pk, next_try_at=next_try_at)
        if attempts >= MOST_CLAIMS:
            row.update(state=LeasedRow.State.FAILED, next_try_at=None, last_error=_ENDED)
        elif row.update(
            attempts=F("attempts") + 1,
            next_try_at=now + lease,
            lease_until=now + lease,
            lease_owner=owner,
        ):
            return model._default_manager.get(pk=pk)
    return None


def fail(row: LeasedRow, *, error: str, now: datetime, hopeless: bool = False) -> bool:
    """Note why a try failed and when the next is due, or give up; return whether given up.

    `error` is one line without identity. Does nothing if the lease has gone to another.
    """
    gives_up = hopeless or row.attempts >= MOST_TRIES
    delay = _DELAYS[min(row.attempts, len(_DELAYS)) - 1]
    state = LeasedRow.State.FAILED if gives_up else LeasedRow.State.WAITING
    held = type(row)._default_manager.filter(
        pk=row.pk,
        state=LeasedRow.State.WAITING,
        lease_owner=row.lease_owner,
        attempts=row.attempts,
    )
    changed = held.update(
        state=state,
        next_try_at=None if gives_up else now + delay,
        lease_until=None,
        lease_owner="",
        last_error=" ".join(error.split())[:_ERROR_LENGTH],
    )
    return bool(changed) and gives_up


def postpone(row: LeasedRow, *, until: datetime, error: str = "") -> None:
    """Let a row that somebody has claimed wait until a moment; that was no try.

    For what does not depend on the row: a closed office, a service that is down.
    """
    held = type(row)._default_manager.filter(pk=row.pk, state=LeasedRow.State.WAITING)
    held.update(
        next_try_at=until,
        attempts=Greatest(F("attempts") - 1, 0),
        lease_until=None,
        lease_owner="",
        last_error=" ".join(error.split())[:_ERROR_LENGTH],
    )


def try_again(row: LeasedRow, *, now: datetime) -> bool:
    """Let the workers try once more what was given up; return whether it was given up."""
    given_up = type(row)._default_manager.filter(pk=row.pk, state=LeasedRow.State.FAILED)
    changed = given_up.update(
        state=LeasedRow.State.WAITING, attempts=0, next_try_at=now, last_error=""
    )
    if changed:
        wake_workers()
    return bool(changed)


def wake_path() -> Path:
    """Return the pipe through which the workers of this machine are woken."""
    return settings.SIGAP_HOME / "worker.wake"


def wake_workers() -> None:
    """Tell the workers of this machine, once the transaction has ended, that work is due.

    Without it they find it themselves within two seconds. Nothing can fail here: no worker,
    no pipe and a full pipe are all well.
    """
    transaction.on_commit(_wake)


def _wake() -> None:
    try:
        pipe = os.open(wake_path(), os.O_WRONLY | os.O_NONBLOCK)
    except OSError:
        return
    try:
        os.write(pipe, b"\n")
    except OSError:
        pass
    finally:
        os.close(pipe)
