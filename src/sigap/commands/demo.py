"""`sigap demo`: a sample office with cases at every step, web and worker in one terminal."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sigap.core.errors import InvalidInput

if TYPE_CHECKING:
    import argparse

_LARGEST_PORT = 65535
_START_SECONDS = 60
_STOP_SECONDS = 15


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `demo`."""
    parser = subparsers.add_parser(
        "demo", help="kantor contoh dengan berkas di setiap langkah, siap dicoba"
    )
    parser.add_argument("--port", type=int, default=8000, help="porta web (baku 8000)")
    parser.add_argument("--cases", type=int, default=60, help="banyaknya berkas contoh (baku 60)")
    parser.add_argument("--home", help="folder data (baku SIGAP_HOME atau ./var)")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Prepare the sample office if it is new, start web and worker, wait to be stopped."""
    if not 1 <= args.port <= _LARGEST_PORT:
        raise InvalidInput(f"--port: {args.port} bukan porta; pilih 1 sampai {_LARGEST_PORT}")
    if args.cases < 0:
        raise InvalidInput("--cases: banyaknya berkas tidak boleh negatif")
    _require_free(args.port)
    home = args.home or os.environ.get("SIGAP_HOME") or "./var"
    os.environ["SIGAP_HOME"] = str(Path(home).expanduser().absolute())
    os.environ["SIGAP_BIND"] = f"127.0.0.1:{args.port}"
    os.environ.setdefault("SIGAP_BASE_URL", f"http://127.0.0.1:{args.port}")
    os.environ.setdefault("SIGAP_LOG", "json")
    os.environ.setdefault("SIGAP_SECOND_FACTOR_ROLES", "none")
    stop = _Stop()
    _prepare(args.cases)
    if stop.asked:
        return 0
    return _serve(args.port, stop)


class _Stop:
    """Remembers that Ctrl-C or SIGTERM came, at whatever moment."""

    def __init__(self) -> None:
        self.asked = False
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, self._ask)

    def _ask(self, *_: object) -> None:
        if self.asked:
            raise SystemExit(130)
        self.asked = True


def _prepare(cases: int) -> None:
    from sigap.commands.init import prepare_home

    fresh = prepare_home()
    from sigap.bench.demo import fill_demo

    fill_demo(cases=cases, now=datetime.now(tz=UTC), fresh=fresh)

    from sigap.documents.contained import RENDERER

    # Web and worker have renderers of their own; this one has drawn its last paper.
    RENDERER.close()


def _serve(port: int, stop: _Stop) -> int:
    children = [_start(name) for name in ("serve", "worker")]
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_until_up(address, children, stop)
        if not stop.asked:
            from sigap.bench.demo import print_logins

            print_logins(address)
            print(f"Sigap siap: {address}", flush=True)
        while not stop.asked:
            dead = next((child for child in children if child.poll() is not None), None)
            if dead is not None:
                print(
                    f"sigap: sebuah proses berhenti ({dead.returncode}); lihat "
                    f"{os.environ['SIGAP_HOME']}/log",
                    file=sys.stderr,
                )
                return 1
            time.sleep(0.2)
        return 0
    finally:
        _stop_all(children)


def _start(name: str) -> subprocess.Popen[bytes]:
    """Start one process in a group of its own, so that Ctrl-C reaches only this one first.

    What it logs goes to a file: the terminal belongs to the person who tries the demo.
    """
    folder = Path(os.environ["SIGAP_HOME"]) / "log"
    folder.mkdir(exist_ok=True)
    with (folder / f"{name}.log").open("ab") as log:
        return subprocess.Popen(  # noqa: S603 - our own program, nothing from outside
            [sys.executable, "-m", "sigap", name],
            start_new_session=True,
            stdout=log,
            stderr=log,
        )


def _wait_until_up(address: str, children: list[subprocess.Popen[bytes]], stop: _Stop) -> None:
    until = time.monotonic() + _START_SECONDS
    while not stop.asked:
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=2):  # noqa: S310 - our own
                return
        except (urllib.error.URLError, OSError):
            if any(child.poll() is not None for child in children):
                raise InvalidInput(
                    "web atau worker berhenti saat mulai; lihat baris di atas"
                ) from None
            if time.monotonic() > until:
                raise InvalidInput(f"web belum menjawab setelah {_START_SECONDS} detik") from None
            time.sleep(0.1)


def _stop_all(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        if child.poll() is None:
            child.terminate()
    until = time.monotonic() + _STOP_SECONDS
    for child in children:
        try:
            child.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _require_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise InvalidInput(
                f"porta {port} sedang dipakai; hentikan pemakainya atau pilih --port lain"
            ) from None
