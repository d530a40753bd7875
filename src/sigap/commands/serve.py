"""`sigap serve`: the web server, plain HTTP on `SIGAP_BIND`; HTTPS is a proxy's before it."""

from __future__ import annotations

import socket
import sys
from typing import TYPE_CHECKING

from sigap.config import keys
from sigap.config.start import require_writable
from sigap.core.errors import InvalidInput

if TYPE_CHECKING:
    import argparse

_THREADS = 4  # in each process; measured: more cost memory and win nothing on two cores
_STOP_SECONDS = 10  # for requests under way when the server is stopped


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `serve`."""
    parser = subparsers.add_parser("serve", help="server web (SIGAP_BIND, SIGAP_WORKERS)")
    parser.set_defaults(run=run)


def run(_args: argparse.Namespace) -> int:
    """Serve until SIGTERM or Ctrl-C; requests under way are answered first."""
    from django.core.exceptions import ImproperlyConfigured

    # The settings alone, without the application: this process only watches the others.
    try:
        from sigap.config import settings
    except ImproperlyConfigured as wrong:
        raise InvalidInput(str(wrong)) from None
    require_writable(settings.SIGAP_HOME)
    host, port = settings.SIGAP_BIND
    claim = claim_address(host, port)
    for name in keys.kept_keys(settings.SIGAP_HOME):
        print(
            f"Peringatan: {name} disimpan di folder data; untuk pemakaian nyata "
            "berikan dari luar (lihat docs/operations.md).",
            file=sys.stderr,
        )
    with claim:
        _serve(host, port, workers=settings.SIGAP_WORKERS, logs=settings.LOGGING)
    return 0


def claim_address(host: str, port: int) -> socket.socket:
    """Return something to hold on to while serving; nobody else can claim the address then.

    Looking whether the port is free is not enough: the server listens only once its processes
    have loaded, and it would share the port with another one and take turns with it.

    :raises InvalidInput: if the address is taken, or is none of this machine.
    """
    place = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    claim = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    try:
        if sys.platform == "linux":
            claim.bind(f"\0sigap-serve-{place}")  # gone by itself with the last process
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            # Else the remains of connections just closed would count as taken.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        claim.close()
        reason = f"SIGAP_BIND {place} tidak dapat dipakai: {error.strerror or error}"
        raise InvalidInput(reason) from None
    return claim


def _serve(host: str, port: int, *, workers: int, logs: dict[str, object]) -> None:
    from granian import Granian
    from granian.constants import HTTPModes, Interfaces
    from granian.log import LogLevels

    Granian(
        "sigap.config.server:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        websockets=False,
        workers=workers,
        blocking_threads=_THREADS,
        runtime_threads=1,
        workers_kill_timeout=_STOP_SECONDS,
        respawn_failed_workers=True,
        log_level=LogLevels.warning,
        log_dictconfig=logs,
    ).serve()
