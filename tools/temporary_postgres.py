"""A PostgreSQL cluster of its own for one test run: made in a temporary folder, then dropped."""

from __future__ import annotations

import os
import pwd
import re
import secrets
import shlex
import shutil
import socket
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

DEBIAN_FOLDER = Path("/usr/lib/postgresql")
START_SECONDS = 60


def programs() -> Path | None:
    """Return the folder of the newest PostgreSQL server's programs, None if there is none."""
    versions = [p.parent for p in DEBIAN_FOLDER.glob("*/bin/initdb")]
    if versions:
        return max(versions, key=lambda p: [int(n) for n in re.findall(r"\d+", p.parent.name)])
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


@contextmanager
def temporary_postgres(bin_folder: Path) -> Iterator[str]:
    """Start a cluster on a free loopback port, yield its DATABASE_URL, stop and remove it.

    Durable as in an installation (fsync stays on), so that tests of faults mean something.

    :raises OSError: if it can't be made or started; the message is the server's own.
    """
    as_user = _unprivileged()
    folder = Path(tempfile.mkdtemp(prefix="sigap-postgres-"))
    password = secrets.token_urlsafe(16)
    password_file = folder / "password"
    password_file.write_text(password, encoding="ascii")
    if as_user:
        for path in (folder, password_file):
            os.chown(path, as_user["user"], as_user["group"])
    run: dict[str, Any] = {"cwd": folder, **as_user}
    data = str(folder / "data")
    control = [str(bin_folder / "pg_ctl"), "-D", data, "-w", "-t", str(START_SECONDS)]
    with _keeper(control, folder, run):
        make = [str(bin_folder / "initdb"), "-D", data, "-U", "sigap", "-E", "UTF8"]
        login = ["--locale=C.UTF-8", "-A", "scram-sha-256", f"--pwfile={password_file}"]
        _call([*make, *login], run)
        port = _free_port()
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories="
        log = folder / "log"
        _call([*control, "-l", str(log), "-o", options, "start"], run, log)
        yield f"postgres://sigap:{password}@127.0.0.1:{port}/postgres"


@contextmanager
def _keeper(control: list[str], folder: Path, run: dict[str, Any]) -> Iterator[None]:
    """Stop the server and remove its folder at the end, also if this process is killed.

    A process of its own waits for the end of a pipe that only this process holds open.
    """
    stop = f'cat; cd /; {shlex.join(control)} -m immediate stop; rm -rf "$0"'
    with subprocess.Popen(  # noqa: S603 - our own arguments
        ["/bin/sh", "-c", stop, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # out of reach of Ctrl-C
        **run,
    ):
        yield  # leaving closes the pipe and waits for the keeper


def _call(command: list[str], run: dict[str, Any], log: Path | None = None) -> None:
    # A file instead of a pipe: the server inherits it and would keep a pipe open for ever.
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as output:
        done = subprocess.run(  # noqa: S603 - our own arguments
            command, check=False, stdin=subprocess.DEVNULL, stdout=output, stderr=output, **run
        )
        if done.returncode:
            output.seek(0)
            told = log.read_text(errors="replace") if log and log.exists() else output.read()
            raise OSError(" ".join(told.split())[-400:])


def _unprivileged() -> dict[str, Any]:
    """Return whom to run as: PostgreSQL refuses to run as root. Empty: the present user."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            account = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    raise OSError("no unprivileged user to run PostgreSQL as")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
