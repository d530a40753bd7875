"""The application as each process of the web server loads it: warm, and bound to its parent."""

from __future__ import annotations

import ctypes
import os
import signal
import sys

from django.urls import get_resolver

from sigap.config.wsgi import application

__all__ = ["application"]

_PR_SET_PDEATHSIG = 1
_M_ARENA_MAX = -8
_ARENAS = 2


def _die_with_parent() -> None:
    """Ask Linux to end this process when the server's main process is gone.

    Else, after a kill -9 of that one, this process would go on holding the port, and a
    restarted server would share it with the old program without a word.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() == 1:  # it was gone before it could be asked
        os._exit(1)


def _share_memory_areas() -> None:
    """Let glibc's threads share areas: one for each keeps megabytes that nobody uses."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_M_ARENA_MAX, _ARENAS)


_die_with_parent()
_share_memory_areas()
# Importing all views takes seconds; the first visitor should not wait for it.
_ = get_resolver().url_patterns
