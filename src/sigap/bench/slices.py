"""Asking a server in short turns, subject and floor by turns, so that both meet the same load.

What else runs on the machine slows both alike; their ratio stays what it is. CPU time is that
of the server's processes, so it says what a request costs even where the machine is busy.
"""

from __future__ import annotations

import os
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sigap.bench.http import Client, Unanswered

if TYPE_CHECKING:
    from collections.abc import Callable

    from sigap.bench.servers import Servers

_TICKS = os.sysconf("SC_CLK_TCK")
_HOURS = 36_000.0
PERCENTILES = (5, 10, 25, 50, 75, 90, 95, 99)


@dataclass(frozen=True)
class Call:
    """Something that is measured. `ask` does it once and tells whether it went well.

    `ready` is called with how often it will be asked at most, before it is measured; without
    it there is no end to asking.
    """

    name: str
    title: str
    ask: Callable[[Client, int], bool]
    client: Callable[[], Client]
    ready: Callable[[int], None] | None = None
    most: int = 0  # times in all; 0: as often as time allows


@dataclass
class Tally:
    """What came of asking."""

    seconds: list[float] = field(default_factory=list)  # of each answer
    errors: int = 0
    lasted: float = 0.0
    cpu: float = 0.0  # seconds of the server's processes

    def figures(self) -> dict[str, Any]:
        """Return the figures of all turns together."""
        times = sorted(self.seconds)
        count = len(times)

        def at(percent: int) -> float:
            return round(times[min(count - 1, count * percent // 100)] * 1000, 2)

        if not count:
            return {"requests": 0, "errors": self.errors}
        return {
            "requests": count,
            "errors": self.errors,
            "per_second": round(count / self.lasted, 2),
            "p50_ms": at(50),
            "p95_ms": at(95),
            "cpu_ms": round(self.cpu / count * 1000, 2),
            "percentiles_ms": {str(percent): at(percent) for percent in PERCENTILES},
        }


@dataclass
class Turns:
    """How long a turn is and how many of each there are."""

    servers: Servers
    seconds: float
    rounds: int

    def measure(self, call: Call, floor: Call, *, at_once: int) -> tuple[Tally, Tally]:
        """Return what came of the call and of the floor between its turns."""
        own, beside = Tally(), Tally()
        clients = [call.client() for _ in range(at_once)]
        floor_clients = [floor.client() for _ in range(at_once)]
        numbers = _Numbers(call.most)
        for client in (*clients, *floor_clients):
            client.times.clear()
        call.ask(clients[0], numbers.take())  # connections and caches, as in any running office
        floor.ask(floor_clients[0], 0)
        for _ in range(self.rounds):
            self._turn(floor, floor_clients, beside, _Numbers(0))
            self._turn(call, clients, own, numbers)
        for client in (*clients, *floor_clients):
            client.close()
        return own, beside

    def fixed(self, call: Call, clients: list[Client], count: int) -> Tally:
        """Ask `count` times, however long it takes."""
        tally = Tally()
        self._turn(call, clients, tally, _Numbers(count), seconds=_HOURS)
        return tally

    def _turn(
        self,
        call: Call,
        clients: list[Client],
        tally: Tally,
        numbers: _Numbers,
        *,
        seconds: float = 0,
    ) -> None:
        until = time.perf_counter() + (seconds or self.seconds)
        lock = threading.Lock()

        def work(client: Client) -> None:
            # Once at least, however busy the machine is.
            while (number := numbers.take()) >= 0:
                begun = time.perf_counter()
                try:
                    went_well = call.ask(client, number)
                except Unanswered:
                    went_well = False
                took = time.perf_counter() - begun
                with lock:
                    tally.seconds.append(took)
                    tally.errors += not went_well
                if time.perf_counter() > until:
                    return

        cpu, begun = cpu_seconds(self.servers, "serve"), time.perf_counter()
        threads = [threading.Thread(target=work, args=(client,)) for client in clients]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        tally.lasted += time.perf_counter() - begun
        tally.cpu += cpu_seconds(self.servers, "serve") - cpu


class _Numbers:
    """0, 1, 2 … for several threads; -1 once there are no more."""

    def __init__(self, most: int) -> None:
        self.most, self.next, self.lock = most, 0, threading.Lock()

    def take(self) -> int:
        """Return the next number."""
        with self.lock:
            if self.most and self.next >= self.most:
                return -1
            self.next += 1
            return self.next - 1


def cpu_seconds(servers: Servers, name: str) -> float:
    """Return the CPU time that a process group has used; 0 where /proc is not there."""
    group, ticks = servers.processes[name].pid, 0
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text().rsplit(") ", 1)[1].split()
            if int(fields[2]) == group:
                ticks += int(fields[11]) + int(fields[12])
        except (OSError, IndexError, ValueError):
            continue
    return ticks / _TICKS
