"""Real web and worker processes for measuring and for tests: started, watched, stopped."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_START_SECONDS = 60
_STOP_SECONDS = 15
_SHARE = re.compile(r"^Pss:\s+(\d+) kB$", re.MULTILINE)


@dataclass
class Servers:
    """A web server and a worker on one data folder, each its own process group."""

    home: Path
    port: int
    environment: dict[str, str]
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def base(self) -> str:
        """Return the address of the web server."""
        return f"http://127.0.0.1:{self.port}"

    def start(self, name: str) -> None:
        """Start `serve` or `worker`, or one more as `worker-2`; does not wait for it."""
        log = (self.home / f"{name}.log").open("ab")
        self.processes[name] = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-m", "sigap", name.partition("-")[0]],
            env=self.environment,
            start_new_session=True,
            stdout=log,
            stderr=log,
        )
        log.close()

    def wait_until_up(self) -> None:
        """Return when the web server answers.

        :raises TimeoutError: if it does not within a minute.
        """
        until = time.monotonic() + _START_SECONDS
        while time.monotonic() < until:
            try:
                with urllib.request.urlopen(f"{self.base}/healthz", timeout=2):  # noqa: S310
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.05)
        raise TimeoutError(f"no web server at {self.base}")

    def kill(self, name: str) -> None:
        """Kill a process and its children with SIGKILL, as a power cut would."""
        process = self.processes.pop(name)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def kill_child(self, name: str) -> bool:
        """Kill one process of those that a process started, if there are more than one."""
        children = Path(
            f"/proc/{self.processes[name].pid}/task/{self.processes[name].pid}/children"
        )
        there = [int(one) for one in children.read_text().split()]
        if len(there) > 1:
            os.kill(int(there[-1]), signal.SIGKILL)
        return len(there) > 1

    def stop(self) -> None:
        """Ask all to stop, and insist after a while."""
        for process in self.processes.values():
            process.terminate()
        for process in self.processes.values():
            try:
                process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self.processes.clear()

    def memory_bytes(self, name: str) -> int:
        """Return the memory of a process group now; 0 where /proc is not there.

        A page that several processes hold, as the main and the serving process do with the
        interpreter, counts once in all: each has its share (PSS). Resident sizes added up
        would count it once for each.
        """
        group = self.processes[name].pid
        total = 0
        for entry in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = entry.read_text().rsplit(") ", 1)[1].split()
                if int(fields[2]) == group:
                    rollup = (entry.parent / "smaps_rollup").read_text()
                    total += int(_SHARE.search(rollup)[1]) * 1024  # type: ignore[index]
            except (OSError, IndexError, ValueError, TypeError):
                continue
        return total


@contextmanager
def running(
    home: Path, *, environment: Mapping[str, str] | None = None, worker: bool = True
) -> Iterator[Servers]:
    """Run servers on a prepared data folder; they are stopped whatever happens.

    `environment` is that of the processes, this one's unless given; it says which database.
    """
    port = free_port()
    known = dict(os.environ if environment is None else environment)
    known |= {
        "SIGAP_HOME": str(home),
        "SIGAP_BIND": f"127.0.0.1:{port}",
        "SIGAP_BASE_URL": f"http://127.0.0.1:{port}",
        "SIGAP_SECOND_FACTOR_ROLES": "none",  # officers sign in by script
    }
    servers = Servers(home, port, known)
    try:
        servers.start("serve")
        if worker:
            servers.start("worker")
        servers.wait_until_up()
        yield servers
    finally:
        servers.stop()


def free_port() -> int:
    """Return a port on loopback that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
