"""What the machine below fails at, told to people: a full disk, a lost database, a spoilt file."""

from __future__ import annotations

import errno
from dataclasses import dataclass

from django.db import InterfaceError, OperationalError
from django.utils.translation import gettext_noop

from sigap.cases.filestore import FileDamaged

KINDS = (OperationalError, InterfaceError, OSError, FileDamaged)
_FULL = frozenset((errno.ENOSPC, errno.EDQUOT))


@dataclass(frozen=True, slots=True)
class MachineFault:
    """A fault by HTTP status and code; `words` say what is left and what to do."""

    status: int
    code: str
    words: str


BUSY = MachineFault(
    503,
    "busy",
    gettext_noop(
        "Basis data sedang tidak dapat dipakai. Tidak ada yang berubah; kirim lagi sebentar lagi."
    ),
)
DISK_FULL = MachineFault(
    503,
    "disk-full",
    gettext_noop(
        "Ruang penyimpanan kantor penuh. Tidak ada yang berubah; beri tahu pengelola Sigap, "
        "lalu kirim lagi."
    ),
)
READ_ONLY = MachineFault(
    503,
    "read-only",
    gettext_noop(
        "Penyimpanan kantor sedang hanya dapat dibaca. Tidak ada yang berubah; beri tahu pengelola "
        "Sigap, lalu kirim lagi."
    ),
)
FILE_DAMAGED = MachineFault(
    500,
    "file-damaged",
    gettext_noop(
        "Berkas ini hilang atau rusak di penyimpanan kantor. Catatannya tetap utuh; beri tahu "
        "pengelola Sigap agar berkasnya diambil dari cadangan."
    ),
)


def machine_fault(wrong: Exception) -> MachineFault | None:
    """Return what an exception tells of the machine; None if it is a fault of the program."""
    if isinstance(wrong, FileDamaged):
        return FILE_DAMAGED
    if isinstance(wrong, OperationalError | InterfaceError):
        said = str(wrong).lower()
        if "full" in said or "no space" in said:
            return DISK_FULL
        return READ_ONLY if "readonly" in said or "read-only" in said else BUSY
    if isinstance(wrong, OSError):
        if wrong.errno in _FULL:
            return DISK_FULL
        return READ_ONLY if wrong.errno == errno.EROFS else None
    return None
