"""The process that runs Typst: it reads what to draw from its input and answers on its output.

Typst is native code that holds fonts and caches in memory; `contained` starts this process,
keeps watch over it, and is the only one to talk to it.
"""

from __future__ import annotations

import json
import os
import re
import resource
import selectors
import signal
import sys
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import IO, Any

import typst

from sigap.documents.failures import RenderFailed
from sigap.documents.fonts import font_folders
from sigap.documents.framing import LENGTH, send

MEMORY_BYTES = 2 * 1024**3
# What nobody asks any more gives its memory back; so does what has grown fat with caches.
_IDLE_SECONDS = 300
_FAT_KILOBYTES = 400 * 1024

_QUOTED = re.compile(r"`[^`]*`")


def drawn(asked: dict[str, Any]) -> tuple[bytes, tuple[str, ...]]:
    """Return what Typst draws, of pictures the first page, and its warnings.

    :raises RenderFailed: with code template or crash.
    """
    root, template = asked["root"], asked["template"]
    how = dict(asked["how"])
    if "timestamp" in how:
        how["timestamp"] = datetime.fromisoformat(how["timestamp"])
    try:
        found, warnings = _compiler(root).compile_with_warnings(
            input=str(Path(root) / template), sys_inputs={"data": asked["data"]}, **how
        )
    except typst.TypstError as wrong:
        # The renderer quotes the text it stumbles over; a reason goes to logs and carries none.
        reason = _QUOTED.sub("…", " ".join(wrong.message.split()))
        raise RenderFailed("template", f"{template}: {reason}") from None
    except RuntimeError as wrong:  # a template that is not there
        raise RenderFailed("template", f"{template}: {wrong}") from None
    except BaseException as wrong:
        # A panic of the renderer arrives as an exception outside the Exception tree.
        if type(wrong).__name__ != "PanicException":
            raise
        _compiler.cache_clear()
        raise RenderFailed("crash", f"{template}: perender berhenti: {wrong}") from None
    if isinstance(found, list):
        found = found[0]
    if not isinstance(found, bytes):
        raise RenderFailed("template", f"{template}: tidak menghasilkan berkas")
    return found, tuple(warning.message for warning in warnings)


@cache
def _compiler(root: str) -> typst.Compiler:
    return typst.Compiler(root=root, font_paths=_fonts(), ignore_system_fonts=True)


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(folder) for folder in font_folders()],
    )


def serve(asking: IO[bytes], answering: IO[bytes]) -> None:
    """Answer until the asking side closes, nothing is asked for long, or memory has grown."""
    with selectors.DefaultSelector() as waiting:
        waiting.register(asking, selectors.EVENT_READ)
        while waiting.select(_IDLE_SECONDS):
            # One message at a time goes to and fro, so nothing waits in the buffer here.
            head = asking.read(LENGTH.size)
            if not head:
                return
            said: dict[str, Any]
            asked = json.loads(asking.read(LENGTH.unpack(head)[0]))
            try:
                content, warnings = drawn(asked)
            except RenderFailed as failed:
                content, said = b"", {"failed": failed.code, "reason": failed.reason}
            else:
                said = {"warnings": warnings}
            send(answering, json.dumps(said).encode())
            send(answering, content)
            if _resident_kilobytes() > _FAT_KILOBYTES:
                return


def _resident_kilobytes() -> int:
    # Not getrusage: its maximum begins with that of the process which started this one.
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() // 1024


def main() -> None:
    """Become the process: keep standard output for answers, and the memory within bounds."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    answering = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    serve(sys.stdin.buffer, answering)


if __name__ == "__main__":
    main()
