"""Asking ClamAV's daemon whether a file holds something harmful (`INSTREAM` of clamd(8))."""

from __future__ import annotations

import re
import socket
import struct
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from collections.abc import Iterable

_SECONDS = 60.0  # for one answer; a file of 10 MB takes about one
_PIECE = 1 << 17
_FOUND = re.compile(r"^stream: (.+) FOUND$")


class ScannerDown(Exception):
    """The daemon cannot be reached or gave no verdict; nothing is known about the file."""


def is_set_up() -> bool:
    """Whether files are scanned at all here."""
    return bool(settings.SIGAP_CLAMD)


def scan(content: Iterable[bytes]) -> str:
    """Return the name of what was found, "" for a clean file.

    :raises ScannerDown: if there is no verdict.
    """
    try:
        with _connected() as wire:
            wire.sendall(b"zINSTREAM\0")
            for block in content:
                for start in range(0, len(block), _PIECE):
                    piece = block[start : start + _PIECE]
                    wire.sendall(struct.pack(">I", len(piece)) + piece)
            wire.sendall(struct.pack(">I", 0))
            answer = _answer(wire)
    except OSError as wrong:
        raise ScannerDown(f"pemindai tidak menjawab ({type(wrong).__name__})") from wrong
    if answer == "stream: OK":
        return ""
    found = _FOUND.fullmatch(answer)
    if not found:
        raise ScannerDown("pemindai tidak memberi putusan")
    return found[1][:80]


def _connected() -> socket.socket:
    place = settings.SIGAP_CLAMD
    if place.startswith("unix:"):
        wire = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        wire.settimeout(_SECONDS)
        try:
            wire.connect(place.removeprefix("unix:"))
        except OSError:
            wire.close()
            raise
        return wire
    host, _, port = place.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=_SECONDS)


def _answer(wire: socket.socket) -> str:
    parts = b""
    while not parts.endswith(b"\0") and len(parts) < 4096:
        piece = wire.recv(4096)
        if not piece:
            break
        parts += piece
    return parts.rstrip(b"\0\n").decode("utf-8", "replace")
