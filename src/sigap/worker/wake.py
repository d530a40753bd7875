"""The pipe that wakes a sleeping worker: a byte in it means that something is due."""

from __future__ import annotations

import os
import select
from typing import TYPE_CHECKING, Self

from sigap.cases.operations.leases import wake_path

if TYPE_CHECKING:
    from types import TracebackType

_MOST_BYTES = 4096


class WakePipe:
    """A named pipe of the data folder, shared by the workers of one machine.

    Where the file system has none, a worker just sleeps its time.
    """

    def __init__(self) -> None:
        self._reads, self._rings = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        self._named: int | None = None

    def __enter__(self) -> Self:
        """Make the pipe if it is not there, and open it."""
        path = wake_path()
        try:
            if not path.is_fifo():
                path.unlink(missing_ok=True)
                os.mkfifo(path, 0o600)
            # For writing too, else reading would end when the last writer closes.
            self._named = os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError:
            self._named = None
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close it; the name stays for the next worker."""
        for pipe in (self._reads, self._rings, self._named):
            if pipe is not None:
                os.close(pipe)

    def ring(self) -> None:
        """Wake this worker; safe in a signal handler."""
        os.write(self._rings, b"\n")

    def sleep(self, seconds: float) -> bool:
        """Return after `seconds`, or as soon as somebody rings; tell whether somebody did."""
        pipes = [pipe for pipe in (self._reads, self._named) if pipe is not None]
        ready, _, _ = select.select(pipes, [], [], seconds)
        for pipe in ready:
            try:
                os.read(pipe, _MOST_BYTES)
            except BlockingIOError:
                continue  # another worker has taken the byte
        return bool(ready)
