"""Sending notices: one row at a time, by the carrier that is next, with its answer on the row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from sigap.cases.operations import notices
from sigap.cases.operations.jobs import carrying
from sigap.channels import gateway, mail
from sigap.channels.carried import NotNow, RefusedForGood, Unsure

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sigap.cases.operations.notices import Outgoing

SENDERS: dict[str, Callable[..., str]] = {notices.EMAIL: mail.send, notices.GATEWAY: gateway.send}
_SHORTEST_REST, _LONGEST_REST = timedelta(seconds=30), timedelta(minutes=5)


@dataclass
class Rest:
    """How long a carrier that failed is left alone by this process.

    Else each waiting notice would wait out a dead server's silence, and papers behind it.
    """

    until: datetime | None = None
    span: timedelta = _SHORTEST_REST

    def begin(self, now: datetime) -> None:
        """Leave the carrier alone for a while, each time for longer."""
        self.until, self.span = now + self.span, min(self.span * 2, _LONGEST_REST)

    def end(self) -> None:
        """Trust the carrier again."""
        self.until, self.span = None, _SHORTEST_REST


RESTS: dict[str, Rest] = {name: Rest() for name in SENDERS}


def deliver(notice_id: int, *, now: datetime) -> None:
    """Send a notice if it is time and there is a way; safe to repeat, sent once.

    :raises NotNow: to be tried again.
    """
    out = notices.outgoing(notice_id, now=now)
    if out is None:
        return
    rest = RESTS[out.carrier]
    if rest.until and now < rest.until:
        notices.postpone(notice_id, until=rest.until)
        return
    try:
        reference = _hand_over(out, now=now)
    except NotNow:
        rest.begin(now)
        notices.not_begun(notice_id)
        raise
    except RefusedForGood as refused:
        rest.end()
        notices.refused_for_good(notice_id, carrier=out.carrier, code=refused.code, now=now)
    except Unsure:
        rest.begin(now)
        notices.unsure(notice_id, carrier=out.carrier, now=now)
    else:
        rest.end()
        notices.sent(notice_id, carrier=out.carrier, reference=reference, now=now)


def _hand_over(out: Outgoing, *, now: datetime) -> str:
    begin = partial(notices.begin, out.id, carrier=out.carrier, now=now)
    return SENDERS[out.carrier](out, begin=begin, now=now)


# The lease is longer than a mail server can take with every answer at its slowest.
WORK = carrying(deliver, lease=timedelta(minutes=5))
