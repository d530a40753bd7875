"""How `contained` and the process that draws put messages into a pipe: length, then content."""

from __future__ import annotations

import struct
from typing import IO

LENGTH = struct.Struct(">I")


def send(pipe: IO[bytes], content: bytes) -> None:
    """Write one message; a side that has gone is noticed by who reads from it."""
    try:
        pipe.write(LENGTH.pack(len(content)) + content)
        pipe.flush()
    except (OSError, ValueError):
        return
