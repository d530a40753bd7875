"""A backup as one file that only the holder of a private key can open (age, X25519).

Who makes backups needs the public key only, so that neither the place where they lie nor the
machine that makes them can read old ones.
"""

from __future__ import annotations

import os
import shutil
import tarfile
import tempfile
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import pyrage
from django.conf import settings

from sigap.archive.backup import backup
from sigap.core.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from sigap.archive.manifest import Manifest

_SIGN = b"age-encryption.org/"


def new_key(file: Path) -> str:
    """Write a new private key into `file`, readable by its owner only; return the public key.

    :raises InvalidInput: if there is something at `file`.
    """
    identity = pyrage.x25519.Identity.generate()
    public = str(identity.to_public())
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise InvalidInput(f"{file} sudah ada; kunci lama tidak ditimpa") from None
    with os.fdopen(descriptor, "w", encoding="ascii") as out:
        out.write(f"# public key: {public}\n{identity}\n")
    return public


def sealed_backup(target: Path, public_key: str, *, now: datetime) -> Manifest:
    """Write a backup into the file `target`, for the holder of the key to `public_key`.

    It appears there whole or not at all; in the clear it is in the data folder only, for as long
    as it is being made.

    :raises InvalidInput: if the key is none, something is at `target`, or the data is damaged.
    """
    try:
        recipient = pyrage.x25519.Recipient.from_str(public_key.strip())
    except pyrage.RecipientError:
        raise InvalidInput(
            f"“{public_key[:80]}” bukan kunci publik age; bentuknya age1…, "
            "buat dengan `sigap backup --new-key FILE`"
        ) from None
    if target.exists():
        raise InvalidInput(f"{target} sudah ada; pilih nama lain")
    draft = target.with_name(f"{target.name}.sebagian")
    # Keys may lie in the data folder, so it is as closed as a backup has to be.
    with tempfile.TemporaryDirectory(dir=settings.SIGAP_HOME, prefix="cadangan-") as inside:
        folder = Path(inside) / "cadangan"
        manifest = backup(folder, now=now)
        try:
            with draft.open("xb") as out:
                _through_pipe(
                    lambda end: _pack(folder, end),
                    lambda end: pyrage.encrypt_io(end, out, [recipient]),
                )
                out.flush()
                os.fsync(out.fileno())
            draft.rename(target)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
    return manifest


def is_sealed(source: Path) -> bool:
    """Whether there is a sealed backup at `source`."""
    if not source.is_file():
        return False
    with source.open("rb") as file:
        return file.read(len(_SIGN)) == _SIGN


@contextmanager
def opened(source: Path, key: Path) -> Iterator[Path]:
    """Open a sealed backup beside the data folder for as long as it is restored.

    :raises InvalidInput: if the key does not open it, or it was changed or cut short.
    """
    identities = _identities(key)
    beside = settings.SIGAP_HOME.absolute().parent
    inside = Path(tempfile.mkdtemp(dir=beside, prefix="pulihkan-"))
    try:
        with source.open("rb") as sealed:
            try:
                _through_pipe(
                    lambda end: pyrage.decrypt_io(sealed, end, identities),
                    lambda end: _unpack(end, inside),
                )
            except (pyrage.DecryptError, tarfile.TarError, OSError, EOFError) as fault:
                raise InvalidInput(
                    f"{source} tidak terbuka dengan kunci {key}: bukan untuk kunci ini, "
                    f"atau berkasnya rusak ({fault})"
                ) from None
        yield inside
    finally:
        shutil.rmtree(inside, ignore_errors=True)


def _identities(key: Path) -> list[pyrage.x25519.Identity]:
    try:
        lines = key.read_text(encoding="ascii").split()
        found = [one for one in lines if one.startswith("AGE-SECRET-KEY-")]
        identities = [pyrage.x25519.Identity.from_str(one) for one in found]
    except (OSError, UnicodeDecodeError, pyrage.IdentityError) as fault:
        raise InvalidInput(f"kunci {key} tidak terbaca: {fault}") from None
    if not identities:
        raise InvalidInput(f"{key} tidak memuat kunci rahasia (AGE-SECRET-KEY-…)")
    return identities


def _pack(folder: Path, out: BinaryIO) -> None:
    with tarfile.open(fileobj=out, mode="w|") as archive:
        archive.add(folder, arcname=".")


def _unpack(source: BinaryIO, folder: Path) -> None:
    with tarfile.open(fileobj=source, mode="r|") as archive:
        archive.extractall(folder, filter="data")
    while source.read(1 << 16):  # what pads the archive, so that the writer ends
        pass


def _through_pipe(write: Callable[[BinaryIO], object], read: Callable[[BinaryIO], object]) -> None:
    """Let one write what the other reads, without a copy between them on disk or in memory.

    :raises BaseException: what either raised, the writer's first.
    """
    faults: list[BaseException] = []
    reading, writing = os.pipe()

    def fill() -> None:
        try:
            with os.fdopen(writing, "wb") as end:
                write(end)
        except BaseException as fault:  # noqa: BLE001 - raised again below
            faults.append(fault)

    writer = threading.Thread(target=fill)
    writer.start()
    try:
        with os.fdopen(reading, "rb") as end:
            read(end)
    except BaseException as fault:  # noqa: BLE001 - raised again below
        faults.append(fault)
    writer.join()
    broken = [one for one in faults if not isinstance(one, BrokenPipeError)]
    if faults:
        raise (broken or faults)[0]
