"""What the workers do: one line for each kind of work, and one for what comes round again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from sigap.accounts.sessions import sweep_sessions
from sigap.cases.models import (
    Attachment,
    Document,
    EvidencePackage,
    Notice,
    Periodic,
    StaffMail,
    WorkerSign,
)
from sigap.cases.operations import leases, packages, sweep
from sigap.cases.operations.alerts import sweep_alerts, sweep_digests
from sigap.cases.operations.calendar_moves import carry_out
from sigap.cases.operations.delays import sweep_promises
from sigap.cases.operations.examining import examine, sweep_unscanned
from sigap.cases.operations.limits import sweep_limits
from sigap.cases.operations.papers import render_document
from sigap.cases.operations.wordindex import index_missing
from sigap.documents.failures import RenderFailed

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sigap.cases.models.leased import LeasedRow

_FORGET_AFTER = timedelta(days=1)
# How soon something that comes round is tried again if its worker died over it.
_PERIODIC_LEASE = timedelta(minutes=10)
_CASES_MOVED = 200  # a minute, to another calendar; papers wait meanwhile


@dataclass(frozen=True, slots=True)
class Work:
    """One kind of rows that are their own jobs.

    `perform` gets the row's id and `now`, is safe to repeat, and ends the row's waiting.
    `lease` is longer than one ever takes. `is_hopeless` tells failures that repeat for ever.
    """

    name: str
    model: type[LeasedRow]
    perform: Callable[..., Any]
    lease: timedelta
    is_hopeless: Callable[[Exception], bool] = lambda _: False


@dataclass(frozen=True, slots=True)
class Round:
    """Something that is done every `interval`, by one worker of all."""

    name: str
    interval: timedelta
    perform: Callable[..., Any]


def _facts_do_not_fit(failure: Exception) -> bool:
    return isinstance(failure, RenderFailed) and failure.code == "facts"


WORKS = (
    Work(
        name="papers",
        model=Document,
        perform=render_document,
        lease=timedelta(seconds=30),
        is_hopeless=_facts_do_not_fit,
    ),
    # Longer than a scanner and the opening of a file may take together.
    Work(name="attachments", model=Attachment, perform=examine, lease=timedelta(minutes=3)),
)


def carrying(deliver: Callable[..., Any], *, lease: timedelta) -> Work:
    """Return the work of sending notices; the channels, which know how, bring `deliver`."""
    return Work(name="notices", model=Notice, perform=deliver, lease=lease)


def posting(deliver: Callable[..., Any], *, lease: timedelta) -> Work:
    """Return the work of sending e-mails to officers; the channel brings `deliver`."""
    return Work(name="staff-mails", model=StaffMail, perform=deliver, lease=lease)


def packing_work(make: Callable[..., Any]) -> Work:
    """Return the work of packing cases; the archive, which knows how, brings `make`."""
    return Work(name="packages", model=EvidencePackage, perform=make, lease=packages.LEASE)


ROUNDS = (
    Round("pauses", timedelta(minutes=1), sweep.sweep_pauses),
    Round("promises", timedelta(minutes=10), sweep_promises),
    Round("alerts", timedelta(minutes=10), sweep_alerts),
    Round("digests", timedelta(minutes=10), sweep_digests),
    Round("repeats", timedelta(hours=1), sweep.sweep_repeats),
    Round("unscanned", timedelta(minutes=10), sweep_unscanned),
    Round("limits", timedelta(hours=1), sweep_limits),
    Round("sessions", timedelta(hours=1), sweep_sessions),
    Round("calendar", timedelta(minutes=1), partial(carry_out, most=_CASES_MOVED)),
    Round("words", timedelta(minutes=1), index_missing),
    Round("packages", timedelta(hours=1), packages.sweep_packages),
    Round("files", timedelta(hours=6), sweep.sweep_files),
)


def claim(work: Work, *, owner: str, now: datetime) -> LeasedRow | None:
    """Lease the row of this kind that has been due longest, None if none is."""
    return leases.claim(work.model, owner=owner, lease=work.lease, now=now)


def fail(work: Work, row: LeasedRow, failure: Exception, *, now: datetime) -> bool:
    """Note a failed try; return whether it was the last and a person has to look."""
    hopeless = work.is_hopeless(failure)
    return leases.fail(row, error=describe(failure), now=now, hopeless=hopeless)


def describe(failure: Exception) -> str:
    """Return a failure in one line without identity: foreign messages quote values."""
    name = type(failure).__name__
    if type(failure).__module__.startswith("sigap."):
        return f"{name}: {failure}"
    if isinstance(failure, OSError) and failure.strerror:
        return f"{name}: {failure.strerror}"
    return name


def next_round(rounds: tuple[Round, ...] = ROUNDS, *, now: datetime) -> Round | None:
    """Take on one thing that has come round, None if nothing has.

    What is new is due at once. Costs one reading when nothing is due.
    """
    due_at = dict(Periodic.objects.values_list("name", "next_at"))
    fresh = [Periodic(name=one.name, next_at=now) for one in rounds if one.name not in due_at]
    if fresh:
        Periodic.objects.bulk_create(fresh, ignore_conflicts=True)
    for one in rounds:
        at = due_at.get(one.name, now)
        if at <= now and Periodic.objects.filter(pk=one.name, next_at=at).update(
            next_at=now + min(one.interval, _PERIODIC_LEASE), last_begun_at=now
        ):
            return one
    return None


def end_round(one: Round, *, begun_at: datetime, now: datetime, error: str = "") -> None:
    """Note that a round was done, or why not; the next is due an interval after it began."""
    mine = Periodic.objects.filter(pk=one.name, last_begun_at=begun_at)
    if error:
        mine.update(next_at=begun_at + one.interval, last_error=error[:300])
    else:
        mine.update(next_at=begun_at + one.interval, last_error="", last_done_at=now)


def show_life(*, owner: str, began_at: datetime, now: datetime) -> None:
    """Renew the sign of life of a worker, and forget those that died long ago."""
    WorkerSign.objects.update_or_create(
        pk=owner, defaults={"seen_at": now}, create_defaults={"began_at": began_at, "seen_at": now}
    )
    WorkerSign.objects.filter(seen_at__lt=now - _FORGET_AFTER).delete()


def end_life(*, owner: str) -> None:
    """Take a worker that ends out of the signs of life."""
    WorkerSign.objects.filter(pk=owner).delete()
