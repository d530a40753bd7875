"""Make or refresh `.venv` from the hash-pinned lock, then run Sigap inside it.

Standard library only: it runs before anything is installed. Every environment is built in a
folder of its own under `.venvs/`, and `.venv` is a link to the newest one that is whole. So an
interrupted build harms nothing, a running server keeps the libraries it started with, and
going back to an earlier lock needs no network.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
RUN_LOCK = "requirements.lock"
# Holds everything of the run lock at the same versions, and the tools of the tests.
TEST_LOCK = "requirements-test.lock"
# Written last, so that a folder without it is an interrupted build.
MARKER = "sigap-lock.json"
KEPT_ENVIRONMENTS = 2
LAST_LINES = 12


class CannotPrepareError(Exception):
    """The environment can't be made; the message says in one line what to do."""


def main(arguments: list[str]) -> None:
    """Prepare the environment that the command needs and become that command."""
    wants_tests = arguments[:1] == ["test"]
    try:
        python = prepare(TEST_LOCK if wants_tests else RUN_LOCK)
    except CannotPrepareError as error:
        sys.exit(f"sigap: {error}")
    except OSError as error:
        sys.exit(f"sigap: lingkungan Python tidak dapat disiapkan: {error}")
    except KeyboardInterrupt:
        say("Dihentikan; perintah yang sama melanjutkannya kapan saja.")
        sys.exit(130)
    start = [str(ROOT / "tools/run_tests.py"), *arguments[1:]] if wants_tests else None
    os.execv(python, [str(python), *(start or ["-m", "sigap", *arguments])])  # noqa: S606 - no shell wanted


def prepare(lock: str) -> Path:
    """Return the interpreter of an environment that satisfies `lock`; make one if there is none.

    :raises CannotPrepareError: if it can't be made.
    """
    link = ROOT / ".venv"
    if not satisfies(link, lock):
        with one_at_a_time():
            if not satisfies(link, lock):
                _install(link, lock)
    # The folder itself, not the link, so that a later refresh doesn't swap libraries under
    # a process that still loads some.
    folder = link.resolve()
    _point_at_source(folder)
    return folder / "bin/python"


def satisfies(folder: Path, lock: str) -> bool:
    """Whether `folder` is a whole environment made from `lock`, or from one that contains it."""
    marker = read_marker(folder)
    # A system upgrade that replaced the interpreter takes the libraries' place with it.
    same_python = marker.get("python") == str((folder / "bin/python").resolve())
    usable = os.access(folder / "bin/python", os.X_OK)
    return usable and same_python and marker.get(lock) == digest(lock)


def read_marker(folder: Path) -> dict[str, str]:
    """Return what an environment says about itself; nothing if it isn't whole."""
    try:
        content = json.loads((folder / MARKER).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def digest(lock: str) -> str:
    """Return the SHA-256 of a lock file."""
    return hashlib.sha256((ROOT / lock).read_bytes()).hexdigest()


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Wait until no other process builds. The system frees the lock when its holders have ended."""
    (ROOT / ".venvs").mkdir(exist_ok=True)
    handle = os.open(ROOT / ".venvs/lock", os.O_RDWR | os.O_CREAT, 0o644)
    # The installer inherits it: should this process be killed, nobody builds into the same
    # folder before the installer has ended too.
    os.set_inheritable(handle, True)  # noqa: FBT003 - the standard library's own signature
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Menunggu proses lain yang sedang menyiapkan lingkungan …")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _install(link: Path, lock: str) -> None:
    # Who has had the test tools here keeps them, also when the run lock changes.
    if TEST_LOCK in read_marker(link):
        lock = TEST_LOCK
    locks = (RUN_LOCK, TEST_LOCK) if lock == TEST_LOCK else (RUN_LOCK,)
    digests = {name: digest(name) for name in locks}
    key = hashlib.sha256("".join(digests.values()).encode()).hexdigest()[:16]
    folder = ROOT / ".venvs" / f"{lock.removesuffix('.lock')}-{key}"
    if not satisfies(folder, lock):
        _build(folder, lock)
        marker = {"python": str((folder / "bin/python").resolve()), **digests}
        os.sync()  # the libraries reach the disk before the marker that vouches for them
        draft = folder / f"{MARKER}.new"
        draft.write_text(json.dumps(marker, indent=1) + "\n", encoding="utf-8")
        draft.rename(folder / MARKER)
    _link(link, folder)
    _drop_old(folder)


def _build(folder: Path, lock: str) -> None:
    _check_venv_module()
    say(f"Menyiapkan lingkungan Python dari {lock} (hanya sekali, sekitar satu menit) …")
    began = time.monotonic()
    if folder.exists():
        shutil.rmtree(folder)
    python = folder / "bin/python"
    try:
        _run([sys.executable, "-m", "venv", str(folder)], "Lingkungan tidak dapat dibuat")
        pip = [str(python), "-m", "pip", "--disable-pip-version-check", "--no-input"]
        _run(
            [*pip, "install", "--require-hashes", "-r", str(ROOT / lock)],
            "Pustaka tidak dapat dipasang",
            count=(ROOT / lock).read_text(encoding="utf-8").count("=="),
        )
    except CannotPrepareError:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    say(f"Lingkungan siap dalam {time.monotonic() - began:.0f} detik.")


def _check_venv_module() -> None:
    if importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip"):
        return
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    raise CannotPrepareError(
        f"Python {version} di sini tanpa modul venv; pasang dahulu "
        f"(Debian/Ubuntu: apt-get install python{version}-venv), lalu ulangi."
    )


def _run(command: list[str], failure: str, count: int = 0) -> None:
    """Run an installer quietly; `count` libraries are expected and counted on a terminal."""
    lines: list[str] = []
    begun = 0
    terminal = sys.stderr.isatty()
    with subprocess.Popen(  # noqa: S603 - our own arguments
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        close_fds=False,
    ) as process:
        for line in process.stdout or ():
            lines.append(line.rstrip())
            if terminal and count and line.startswith(("Collecting ", "Processing ")):
                begun += 1
                print(f"\r  pustaka {begun} dari {count}", end="", file=sys.stderr, flush=True)
    if terminal and begun:
        print(file=sys.stderr)
    if process.returncode:
        say("\n".join(lines[-LAST_LINES:]))
        raise CannotPrepareError(
            f"{failure} (lihat di atas); periksa jaringan dan ruang disk, lalu ulangi."
        )


def _link(link: Path, folder: Path) -> None:
    if link.exists() and not link.is_symlink():
        link.rename(ROOT / ".venvs" / f"replaced-{os.getpid()}")
    draft = ROOT / ".venvs/link"
    draft.unlink(missing_ok=True)
    draft.symlink_to(folder.relative_to(ROOT))
    draft.replace(link)


def _drop_old(current: Path) -> None:
    # The one before is kept: a server may still run in it, and a branch may go back to it.
    folders = [entry for entry in (ROOT / ".venvs").iterdir() if entry.is_dir()]
    others = sorted((f for f in folders if f != current), key=lambda f: -f.stat().st_mtime)
    whole = [folder for folder in others if read_marker(folder)][: KEPT_ENVIRONMENTS - 1]
    for folder in others:
        if folder not in whole:
            shutil.rmtree(folder, ignore_errors=True)


def _point_at_source(folder: Path) -> None:
    # Written anew when the whole repository has been moved. An environment that belongs to
    # somebody else has been pointed by its owner.
    wanted = f"{ROOT / 'src'}\n"
    for packages in folder.glob("lib/python3*/site-packages"):
        path_file = packages / "sigap-source.pth"
        if not path_file.exists() or path_file.read_text(encoding="utf-8") != wanted:
            with suppress(OSError):
                path_file.write_text(wanted, encoding="utf-8")


def say(text: str) -> None:
    """Tell the person what goes on; never on standard output, which belongs to the command."""
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
