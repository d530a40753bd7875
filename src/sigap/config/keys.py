"""The three keys of an installation: where they come from, and how they are made.

A key given from outside wins over a kept one. Kept keys lie in the data folder, readable by
its owner only: good for a trial, not for production, where one stolen copy of the folder
would open every sealed identity. So production starts only with keys from outside.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from typing import TYPE_CHECKING

from django.core.exceptions import ImproperlyConfigured

from sigap.config.env import env_secret

if TYPE_CHECKING:
    from pathlib import Path

FOLDER = "keys"
# What is lost with a key: sessions; every sealed identity; the signature on checkpoints.
NAMES = ("SIGAP_SECRET_KEY", "SIGAP_MASTER_KEY", "SIGAP_LEDGER_KEY")
# Without the old ones a backup can neither be read nor continued.
SEALING = ("SIGAP_MASTER_KEY", "SIGAP_LEDGER_KEY")
LEAST_CHARACTERS = 32
NEXT = "SIGAP_MASTER_KEY_NEXT"


def kept_file(home: Path, name: str) -> Path:
    """Return the file in the data folder that keeps the key `name`."""
    return home / FOLDER / name.removeprefix("SIGAP_").lower().replace("_", "-")


def make_missing(home: Path) -> tuple[str, ...]:
    """Make each key that neither the environment nor the data folder has; return their names.

    Never replaces a key: what the old one sealed would be lost.
    """
    made = []
    given = given_keys()
    for name in NAMES:
        file = kept_file(home, name)
        if given[name] or file.exists():
            continue
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write_new(file, secrets.token_urlsafe(32))
        made.append(name)
    return tuple(made)


def kept_keys(home: Path) -> tuple[str, ...]:
    """Return the names of keys that are used from the data folder, not given from outside."""
    given = given_keys()
    return tuple(name for name in NAMES if not given[name] and kept_file(home, name).exists())


def next_master(home: Path) -> str:
    """Return the master key that is being changed to, "" if none is.

    :raises ImproperlyConfigured: if it is too short to be a key.
    """
    key = env_secret("SIGAP_MASTER_KEY_NEXT")
    file = kept_file(home, NEXT)
    if not key and not env_secret("SIGAP_MASTER_KEY") and file.exists():
        key = file.read_text(encoding="ascii").strip()
    if key and len(key) < LEAST_CHARACTERS:
        reason = f"{NEXT} must have at least {LEAST_CHARACTERS} characters, got {len(key)}"
        raise ImproperlyConfigured(reason)
    return key


def make_next(home: Path) -> Path:
    """Make the key to change a kept master key to, unless it is there; return its file."""
    file = kept_file(home, NEXT)
    if not file.exists():
        _write_new(file, secrets.token_urlsafe(32))
    return file


def keep_next(home: Path) -> Path | None:
    """Put the next master key in the place of the kept one; return where the old one lies now.

    Backups from before the change open with the old one only, so it is not thrown away.
    """
    file, kept = kept_file(home, NEXT), kept_file(home, "SIGAP_MASTER_KEY")
    if not file.exists():
        return None
    called = hashlib.sha256(kept.read_bytes()).hexdigest()[:8]
    old = kept.with_name(f"{kept.name}-old-{called}")
    if not old.exists():
        os.link(kept, old)
    file.replace(kept)
    return old


def given_keys() -> dict[str, str]:
    """Return the keys as the environment gives them, "" for an absent one.

    :raises ImproperlyConfigured: if one is too short to be a key.
    """
    given = {
        "SIGAP_SECRET_KEY": env_secret("SIGAP_SECRET_KEY"),
        "SIGAP_MASTER_KEY": env_secret("SIGAP_MASTER_KEY"),
        "SIGAP_LEDGER_KEY": env_secret("SIGAP_LEDGER_KEY"),
    }
    for name, key in given.items():
        if key and len(key) < LEAST_CHARACTERS:
            reason = f"{name} must have at least {LEAST_CHARACTERS} characters, got {len(key)}"
            raise ImproperlyConfigured(reason)
    return given


def load(home: Path, *, production: bool) -> dict[str, str]:
    """Return every key by name.

    :raises ImproperlyConfigured: if one does not exist yet (`sigap init` makes keys before it
        loads the settings), or, in production, is not given from outside.
    """
    keys = given_keys()
    missing = [name for name, key in keys.items() if not key]
    if production and missing:
        reason = f"SIGAP_PRODUCTION=yes needs {missing[0]} (or {missing[0]}_FILE) from outside"
        raise ImproperlyConfigured(reason)
    for name in missing:
        file = kept_file(home, name)
        try:
            keys[name] = file.read_text(encoding="ascii").strip()
        except FileNotFoundError:
            reason = f"there is no {name} yet: run `sigap init`, or give the key from outside"
            raise ImproperlyConfigured(reason) from None
        except (OSError, UnicodeDecodeError):
            raise ImproperlyConfigured(f"the key file {file} can't be read") from None
        if len(keys[name]) < LEAST_CHARACTERS:
            raise ImproperlyConfigured(f"the key file {file} is cut off or not ours")
    return keys


def _write_new(file: Path, text: str) -> None:
    # O_EXCL through a hard link: of two `init` at once, one key wins, whole, and both use it.
    draft = file.with_name(f"{file.name}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as stream:
            stream.write(text + "\n")
            stream.flush()
            os.fsync(stream.fileno())
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
