"""What an office pays besides answering: starting, memory, verifying, sweeping."""

from __future__ import annotations

import hashlib
import json
import time
import urllib.error
import urllib.request
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from sigap.bench.servers import Servers
from sigap.bench.slices import cpu_seconds
from sigap.cases.operations.sweep import sweep_pauses
from sigap.cases.queries.measured import count_entries, ledger_bytes

if TYPE_CHECKING:
    from collections.abc import Callable

_MIB = 2**20
_ENTRIES = 50_000


def memory(servers: Servers) -> dict[str, float]:
    """Return the memory of the processes now, in MiB, shared pages by share."""
    return {name: round(servers.memory_bytes(name) / _MIB, 1) for name in servers.processes}


def cold_start(servers: Servers, *, times: int) -> dict[str, float]:
    """Return the seconds from starting a second web server to its first page; the best start.

    Wall time depends on what else the machine does; CPU time does not.
    """
    best: dict[str, float] = {}
    for _ in range(times):
        port = servers.port + 1
        environment = {**servers.environment, "SIGAP_BIND": f"127.0.0.1:{port}"}
        another = Servers(servers.home, port, environment)
        begun = time.perf_counter()
        try:
            another.start("serve")
            _wait_for(f"{another.base}/healthz")
            took = time.perf_counter() - begun
            cpu = cpu_seconds(another, "serve")
        finally:
            another.stop()
        if not best or took < best["seconds"]:
            best = {"seconds": round(took, 2), "cpu_seconds": round(cpu, 2)}
    return best


def ledger(verify: Callable[[], Any]) -> dict[str, float]:
    """Return what verifying costs an entry, beside hashing and parsing the same bytes."""
    entries = count_entries()
    known = ledger_bytes(_ENTRIES)
    begun = time.process_time()
    for hashed, parsed in known:
        hashlib.sha256(hashed).digest()
        json.loads(parsed)
    plain = (time.process_time() - begun) / len(known)
    began = time.perf_counter()
    begun = time.process_time()
    verdict = verify()
    spent = (time.process_time() - begun) / entries
    if verdict.fault:
        raise AssertionError(str(verdict.fault))
    return {
        "entries": entries,
        "seconds": round(time.perf_counter() - began, 2),
        "verify_us": round(spent * 1e6, 2),
        "hash_and_parse_us": round(plain * 1e6, 2),
        "ratio": round(spent / plain, 2),
    }


def sweeping() -> dict[str, float]:
    """Return what the sweep of deadlines costs when nothing falls due, whatever is open."""
    # Long ago nothing had fallen due yet, and everything that is open now stands in the tables.
    then = datetime.now(tz=UTC) - timedelta(days=3650)
    with CaptureQueriesContext(connection) as queries:
        begun = time.perf_counter()
        touched = sweep_pauses(now=then)
        took = time.perf_counter() - begun
    return {"touched": touched, "queries": len(queries), "ms": round(took * 1000, 2)}


def _wait_for(address: str) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(address, timeout=2):  # noqa: S310 - our own server
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.01)
    raise TimeoutError(address)
