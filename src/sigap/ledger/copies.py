"""Signed checkpoints in a second place, out of reach of whoever runs the database."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from sigap.ledger.log import checkpoint, plain
from sigap.ledger.models import Checkpoint
from sigap.ledger.signing import line_of

if TYPE_CHECKING:
    from datetime import datetime

FILE = "sigap-checkpoints.tsv"
_LONGEST_LINE = 512  # bytes
_PARTS = 6  # word, size, root, time, key, signature


def sign_and_copy(*, now: datetime) -> None:
    """Sign what is new in the log, and bring the second place up to date if there is one.

    :raises OSError: if that place can't be written; what is signed stays signed.
    """
    checkpoint(now=now)
    if settings.SIGAP_LEDGER_COPIES:
        copy_checkpoints(Path(settings.SIGAP_LEDGER_COPIES))


def copy_checkpoints(folder: Path) -> int:
    """Add the checkpoints that `folder` has not yet to its file; return how many.

    It is only ever added to, so it may lie where nothing can be changed or deleted.

    :raises OSError: if it can't be written.
    """
    handle = os.open(folder / FILE, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
    with os.fdopen(handle, "r+b") as file:
        size, is_torn = _end_of(file.fileno())
        new = Checkpoint.objects.filter(size__gt=size).order_by("size")
        lines = [f"{line_of(plain(one))}\n" for one in new.iterator()]
        if lines:
            os.write(file.fileno(), (("\n" if is_torn else "") + "".join(lines)).encode())
            os.fsync(file.fileno())
    return len(lines)


def behind(folder: Path) -> int:
    """Return how many checkpoints `folder` has not yet.

    :raises OSError: if it can't be read.
    """
    size = 0
    if (folder / FILE).exists():
        with (folder / FILE).open("rb") as file:
            size, _ = _end_of(file.fileno())
    elif not folder.is_dir():
        raise FileNotFoundError(folder)
    return Checkpoint.objects.filter(size__gt=size).count()


def _end_of(handle: int) -> tuple[int, bool]:
    """Return the size in the last whole line, and whether a broken one follows it."""
    length = os.fstat(handle).st_size
    tail = os.pread(handle, 2 * _LONGEST_LINE, max(0, length - 2 * _LONGEST_LINE))
    whole, _, rest = tail.rpartition(b"\n")
    for line in reversed(whole.split(b"\n")):
        parts = line.split(b"\t")
        if len(parts) == _PARTS and parts[0] == b"checkpoint" and parts[1].isdigit():
            return int(parts[1]), bool(rest)
    return 0, bool(rest)
