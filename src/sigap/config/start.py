"""From a command line to a running Django: the data folder, the settings, and clear refusals."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from sigap.config.env import env_path
from sigap.core.errors import InvalidInput

if TYPE_CHECKING:
    from pathlib import Path

_PRIVATE = 0o700


def data_folder() -> Path:
    """Return the folder of everything that Sigap keeps; it need not exist yet."""
    # Losing it loses all; whoever can read it can read every case, and with kept keys every
    # identity.
    return env_path("SIGAP_HOME", default="./var")


def make_data_folder() -> Path:
    """Make the data folder, for its owner only, if it is not there.

    :raises InvalidInput: if it can't be made or written to.
    """
    folder = data_folder()
    try:
        folder.mkdir(mode=_PRIVATE, parents=True, exist_ok=True)
    except OSError as error:
        raise InvalidInput(
            f"folder data {folder} tidak dapat dibuat: {error.strerror}. "
            "Pilih folder lain dengan SIGAP_HOME."
        ) from None
    require_writable(folder)
    return folder


def require_writable(folder: Path) -> None:
    """Refuse to go on where nothing can be kept: another's folder, a disk that is only read.

    :raises InvalidInput: if `folder` is there and can't be written to.
    """
    if folder.is_dir() and not os.access(folder, os.W_OK | os.X_OK):
        raise InvalidInput(f"folder data {folder} tidak dapat ditulisi oleh pengguna ini")


def start_django() -> None:
    """Load the settings and the apps; a wrong setting ends in one line, not in a traceback.

    :raises InvalidInput: with the reason why the settings do not load.
    """
    import django
    from django.core.exceptions import ImproperlyConfigured

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sigap.config.settings")
    try:
        django.setup()
    except ImproperlyConfigured as wrong:
        raise InvalidInput(str(wrong)) from None


def explain_fault(fault: BaseException) -> str:
    """Return one line for a fault of the machine (database, disk), "" for any other.

    The words of the database are not shown: they may quote values.
    """
    if isinstance(fault, OSError):
        place = f": {fault.filename}" if fault.filename else ""
        return f"{fault.strerror or type(fault).__name__}{place}"
    from django.db import OperationalError, ProgrammingError

    if not isinstance(fault, OperationalError | ProgrammingError):
        return ""
    words = f"{fault} {fault.__cause__!r}"
    for sign, reason in _DATABASE_FAULTS:
        if sign in words:
            return reason
    if isinstance(fault, ProgrammingError):
        return ""
    return "basis data tidak dapat dihubungi; periksa DATABASE_URL dan servernya"


# What the two drivers say, and what a person should read.
_DATABASE_FAULTS = (
    ("no such table", "basis data belum disiapkan; jalankan `sigap init`"),
    ("no such column", "tabel dari versi lain; jalankan `sigap init`"),
    ("UndefinedTable", "basis data belum disiapkan; jalankan `sigap init`"),
    ("UndefinedColumn", "tabel dari versi lain; jalankan `sigap init`"),
    ("locked", "basis data sedang dikunci proses lain; coba lagi"),
    ("readonly", "basis data tidak dapat ditulisi oleh pengguna ini"),
    ("disk is full", "diska penuh"),
    ("DiskFull", "diska penuh"),
)
