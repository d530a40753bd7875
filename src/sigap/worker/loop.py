"""The leased loop: claim a row, do its work, note a failure, sleep until woken.

The truth is in the rows; nothing is kept here. Many of these may run at once, on one machine
or several, and any may be killed at any moment.
"""

from __future__ import annotations

import secrets
import signal
import socket
import time
from datetime import UTC, datetime, timedelta
from functools import partial
from os import getpid
from typing import TYPE_CHECKING

import structlog
from django.db import InterfaceError, OperationalError, close_old_connections, connections

from sigap.cases.operations import jobs
from sigap.ledger.copies import sign_and_copy
from sigap.worker.wake import WakePipe
from sigap.worker.works import ROUNDS, WORKS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sigap.cases.operations.jobs import Round, Work

log = structlog.get_logger("sigap.worker")

_LOST = (OperationalError, InterfaceError)  # other faults of a statement are the work's own
# Seconds between two looks without a wake-up, and while the database can't be reached.
_SHORTEST_WAIT, _LONGEST_WAIT, _LONGEST_RETREAT = 0.5, 2.0, 30.0
_SIGN_OF_LIFE = timedelta(seconds=30)
_LOOK_AT_ROUNDS = timedelta(seconds=5)


class Worker:
    """One worker. `run` goes on until `stop`, and ends what it has begun."""

    def __init__(
        self,
        works: Sequence[Work] = WORKS,
        rounds: tuple[Round, ...] = ROUNDS,
        *,
        clock: Callable[[], datetime] | None = None,
    ) -> None:
        host = socket.gethostname()[:50]
        self.owner = f"{host}:{getpid()}:{secrets.token_hex(4)}"
        self.works, self.rounds = works, rounds
        self.clock = clock or partial(datetime.now, tz=UTC)
        self.stopping = False
        self.began_at = self.clock()
        self._signed_at = self._rounds_at = datetime.min.replace(tzinfo=UTC)

    def stop(self) -> None:
        """Let the loop end after what it does just now."""
        self.stopping = True

    def run(self) -> None:
        """Work until stopped."""
        with WakePipe() as wake:

            def leave(*_: object) -> None:
                self.stop()
                wake.ring()

            for name in (signal.SIGTERM, signal.SIGINT):
                signal.signal(name, leave)
            log.info("worker.began", owner=self.owner)
            wait = _SHORTEST_WAIT
            while not self.stopping:
                try:
                    close_old_connections()
                    busy = self.once()
                except _LOST as lost:
                    # Whatever was claimed comes back when its lease runs out.
                    log.warning("worker.database-lost", error=type(lost).__name__)
                    connections.close_all()
                    wake.sleep(wait)
                    wait = min(wait * 2, _LONGEST_RETREAT)
                    continue
                if busy or wake.sleep(min(wait, _LONGEST_WAIT)):
                    wait = _SHORTEST_WAIT
                else:
                    wait = min(wait * 1.5, _LONGEST_WAIT)
        self._leave()

    def _sign_at_the_end(self) -> None:
        """Sign what was written since the last checkpoint, so that no night passes over it."""
        if not any(one.name == "checkpoint" for one in self.rounds):
            return
        try:
            sign_and_copy(now=self.clock())
        except OSError as failure:
            log.warning("round.failed", name="checkpoint", exc_info=failure)

    def once(self) -> bool:
        """Do at most one row of each kind and one thing that has come round; tell if any was."""
        now = self.clock()
        if now - self._signed_at >= _SIGN_OF_LIFE:
            jobs.show_life(owner=self.owner, began_at=self.began_at, now=now)
            self._signed_at = now
        done = [self._one_row(work) for work in self.works if not self.stopping]
        if not any(done) and now - self._rounds_at >= _LOOK_AT_ROUNDS:
            done.append(self._one_round())
            if not done[-1]:
                self._rounds_at = now
        return any(done)

    def _one_row(self, work: Work) -> bool:
        row = jobs.claim(work, owner=self.owner, now=self.clock())
        if row is None:
            return False
        begun = time.perf_counter()
        try:
            work.perform(row.pk, now=self.clock())
        except _LOST:
            raise
        except Exception as failure:  # noted on the row, tried again, then shown
            gave_up = jobs.fail(work, row, failure, now=self.clock())
            about = {"row": row.pk, "attempt": row.attempts, "gave_up": gave_up}
            log.warning("work.failed", kind=work.name, exc_info=failure, **about)
        else:
            milliseconds = round((time.perf_counter() - begun) * 1000)
            log.info("work.done", kind=work.name, row=row.pk, ms=milliseconds)
        return True

    def _one_round(self) -> bool:
        now = self.clock()
        one = jobs.next_round(self.rounds, now=now)
        if one is None:
            return False
        error = ""
        try:
            one.perform(now=now)
        except _LOST:
            raise
        except Exception as failure:  # noted, and done again when it comes round
            error = jobs.describe(failure)
            log.warning("round.failed", name=one.name, exc_info=failure)
        jobs.end_round(one, begun_at=now, now=self.clock(), error=error)
        return True

    def _leave(self) -> None:
        try:
            self._sign_at_the_end()
            jobs.end_life(owner=self.owner)
        except _LOST:
            log.warning("worker.database-lost")
        log.info("worker.ended", owner=self.owner)
        connections.close_all()
