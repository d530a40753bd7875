"""Rendering in a process of its own: one that hangs, dies or eats memory takes nobody along.

The renderer is native code. Inside the caller's process it can't be stopped, and if it dies, the
web server or worker dies too. Here it is stopped after a time, and the next paper gets a new one.
Facts go through a pipe, so that no identity shows in the process table or on disk.
"""

from __future__ import annotations

import atexit
import json
import os
import resource
import selectors
import signal
import struct
import subprocess
import sys
import threading
import time
from datetime import datetime
from typing import IO, TYPE_CHECKING, Any

from sigap.documents.render import Rendered, RenderFailed, render

if TYPE_CHECKING:
    from collections.abc import Mapping

# The longest paper tried (40 pages of minutes) takes under a second on one slow core.
DEFAULT_SECONDS = 60.0
_MEMORY_BYTES = 2 * 1024**3
_LENGTH = struct.Struct(">I")


class ContainedRenderer:
    """A child process that renders, started at the first paper and again after a failure.

    May be used from several threads, which then wait for each other, and after a fork.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._owner = 0

    def render(
        self,
        kind_id: str,
        facts: Mapping[str, Any],
        office: Mapping[str, Any],
        *,
        issued_at: datetime,
        version: int = 1,
        code: str = "",
        verify_url: str = "",
        seconds: float = DEFAULT_SECONDS,
    ) -> Rendered:
        """Return the same paper as `render.render`, or stop after `seconds` of real time.

        :raises RenderFailed: as there, and with code time-out or crash.
        """
        asked = json.dumps(
            {
                "kind_id": kind_id,
                "facts": facts,
                "office": office,
                "issued_at": issued_at.isoformat(),
                "version": version,
                "code": code,
                "verify_url": verify_url,
            }
        ).encode()
        with self._lock:
            try:
                head, pdf = self._exchange(asked, time.monotonic() + seconds)
            except TimeoutError:
                self._stop()
                reason = f"{kind_id}: perender dihentikan setelah {seconds:g} detik"
                raise RenderFailed("time-out", reason) from None
            except (OSError, EOFError):
                status = self._stop()
                reason = f"{kind_id}: perender berhenti sendiri (status {status})"
                raise RenderFailed("crash", reason) from None
        if "failed" in head:
            raise RenderFailed(head["failed"], head["reason"])
        return Rendered(pdf=pdf, **{**head, "warnings": tuple(head["warnings"])})

    def close(self) -> None:
        """Stop the child, if there is one; the next paper starts another."""
        with self._lock:
            self._stop()

    def _exchange(self, asked: bytes, until: float) -> tuple[dict[str, Any], bytes]:
        child = self._running()
        assert child.stdin is not None  # noqa: S101 - opened as a pipe below
        assert child.stdout is not None  # noqa: S101 - opened as a pipe below
        # In a thread: a child that has stopped reading would hold a large request up for ever.
        writer = threading.Thread(target=_send, args=(child.stdin, asked), daemon=True)
        writer.start()
        head = json.loads(_receive(child.stdout, until))
        return head, _receive(child.stdout, until)

    def _running(self) -> subprocess.Popen[bytes]:
        if self._child is not None and self._owner != os.getpid():
            # Forked: the child belongs to the parent, whose pipes must not be shared.
            self._child = None
        if self._child is None or self._child.poll() is not None:
            self._stop()
            self._owner = os.getpid()
            self._child = subprocess.Popen(
                [sys.executable, "-m", "sigap.documents.contained"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            )
        return self._child

    def _stop(self) -> int | None:
        child, self._child = self._child, None
        if child is None or self._owner != os.getpid():
            return None
        ended = child.poll()
        if ended is None:
            child.kill()
            child.wait()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                _close(pipe)
        return child.returncode


def _send(pipe: IO[bytes], content: bytes) -> None:
    try:
        pipe.write(_LENGTH.pack(len(content)) + content)
        pipe.flush()
    except (OSError, ValueError):
        # The reading side sees that the child has gone, and says so.
        return


def _close(pipe: IO[bytes]) -> None:
    try:
        pipe.close()
    except OSError:
        return


def _receive(pipe: IO[bytes], until: float) -> bytes:
    (length,) = _LENGTH.unpack(_read(pipe, _LENGTH.size, until))
    return _read(pipe, length, until)


def _read(pipe: IO[bytes], length: int, until: float) -> bytes:
    parts: list[bytes] = []
    with selectors.DefaultSelector() as waiting:
        waiting.register(pipe, selectors.EVENT_READ)
        while length:
            if not waiting.select(max(0.0, until - time.monotonic())):
                raise TimeoutError
            part = os.read(pipe.fileno(), length)
            if not part:
                raise EOFError
            parts.append(part)
            length -= len(part)
    return b"".join(parts)


def serve(asking: IO[bytes], answering: IO[bytes]) -> None:
    """Answer requests until the asking side closes. Runs in the child process."""
    while head := asking.read(_LENGTH.size):
        asked = json.loads(asking.read(_LENGTH.unpack(head)[0]))
        asked["issued_at"] = datetime.fromisoformat(asked["issued_at"])
        try:
            paper = render(**asked)
        except RenderFailed as failed:
            said: dict[str, Any] = {"failed": failed.code, "reason": failed.reason}
            pdf = b""
        else:
            said = {
                "sha256": paper.sha256,
                "pages": paper.pages,
                "template_version": paper.template_version,
                "warnings": paper.warnings,
            }
            pdf = paper.pdf
        _send(answering, json.dumps(said).encode())
        _send(answering, pdf)


def main() -> None:
    """Become the child: keep standard output for answers, and the memory within bounds."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    answering = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    serve(sys.stdin.buffer, answering)


RENDERER = ContainedRenderer()
"""The one of this process."""
atexit.register(RENDERER.close)

if __name__ == "__main__":
    main()
