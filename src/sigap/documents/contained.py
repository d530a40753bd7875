"""Drawing in a process of its own: one that hangs, dies or eats memory takes nobody along.

The renderer is native code. Inside the caller's process it can't be stopped, keeps fonts and
caches in memory for good, and if it dies, the web server or worker dies too. Here it is stopped
after a time, and the next paper gets a new one. Facts go through a pipe, so that no identity
shows in the process table or on disk.
"""

from __future__ import annotations

import atexit
import json
import os
import selectors
import subprocess
import sys
import threading
import time
from typing import IO, TYPE_CHECKING, Any

from sigap.documents.failures import RenderFailed
from sigap.documents.framing import LENGTH, send

if TYPE_CHECKING:
    from pathlib import Path

# The longest paper tried (40 pages of minutes) takes under a second on one slow core.
DEFAULT_SECONDS = 60.0
_GOING_SECONDS = 2.0


class ContainedRenderer:
    """A child process that draws, started at the first paper and again after it has gone.

    May be used from several threads, which then wait for each other, and after a fork.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._owner = 0

    def draw(
        self,
        root: Path,
        template: str,
        data: str,
        *,
        seconds: float = DEFAULT_SECONDS,
        **how: Any,  # noqa: ANN401 - of the renderer
    ) -> tuple[bytes, tuple[str, ...]]:
        """Return what the template below `root` makes of `data`, and the renderer's warnings.

        `how` are the renderer's own arguments; the moment among them as ISO text.

        :raises RenderFailed: template, or crash and time-out (after `seconds` of real time).
        """
        asked = {"root": str(root), "template": template, "data": data, "how": how}
        until = time.monotonic() + seconds
        if not self._lock.acquire(timeout=seconds):
            raise RenderFailed("time-out", f"{template}: perender sibuk selama {seconds:g} detik")
        try:
            head, drawn = self._drawn(json.dumps(asked).encode(), until)
        except TimeoutError:
            self._stop()
            reason = f"{template}: perender dihentikan setelah {seconds:g} detik"
            raise RenderFailed("time-out", reason) from None
        except (OSError, EOFError):
            reason = f"{template}: perender berhenti sendiri (status {self._stop()})"
            raise RenderFailed("crash", reason) from None
        finally:
            self._lock.release()
        if "failed" in head:
            raise RenderFailed(head["failed"], head["reason"])
        return drawn, tuple(head["warnings"])

    def close(self) -> None:
        """Stop the child, if there is one; the next paper starts another."""
        with self._lock:
            self._stop()

    def _drawn(self, asked: bytes, until: float) -> tuple[dict[str, Any], bytes]:
        """Return what is answered; a child that was just leaving, idle or fat, is replaced."""
        try:
            return self._exchange(asked, until)
        except TimeoutError:
            raise
        except (OSError, EOFError):
            if not self._has_left():
                raise
            return self._exchange(asked, until)

    def _has_left(self) -> bool:
        """Whether the child closed its side to end of its own accord; it is put away then."""
        if self._child is None:
            return False
        try:
            left = self._child.wait(_GOING_SECONDS) == 0
        except subprocess.TimeoutExpired:
            return False
        if left:
            self._stop()
        return left

    def _exchange(self, asked: bytes, until: float) -> tuple[dict[str, Any], bytes]:
        child = self._running()
        assert child.stdin is not None  # noqa: S101 - opened as a pipe below
        assert child.stdout is not None  # noqa: S101 - opened as a pipe below
        # In a thread: a child that has stopped reading would hold a large request up for ever.
        writer = threading.Thread(target=send, args=(child.stdin, asked), daemon=True)
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
                [sys.executable, "-m", "sigap.documents.compiler"],
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
        if child.poll() is None:
            child.kill()
            child.wait()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                _close(pipe)
        return child.returncode


def _close(pipe: IO[bytes]) -> None:
    try:
        pipe.close()
    except OSError:
        return


def _receive(pipe: IO[bytes], until: float) -> bytes:
    (length,) = LENGTH.unpack(_read(pipe, LENGTH.size, until))
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


RENDERER = ContainedRenderer()
"""The one of this process."""
atexit.register(RENDERER.close)
