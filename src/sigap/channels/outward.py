"""Calling a service outside by HTTP: only where it may lie, never longer than said, no detours.

The address comes from the installation, its name from the world's name service. So the
address that is really called is looked at, redirections are not followed, and what comes back
is cut at a size.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from contextlib import closing
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from ipaddress import IPv4Network

_NAT64 = IPv6Network("64:ff9b::/96")
_MOST_BYTES = 64 * 1024  # of an answer


class OutwardFailed(Exception):
    """A service gave no answer that can be read. The message holds nothing that was sent."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a service answered: its status, and at most the first 64 kB."""

    status: int
    body: bytes


def post(
    url: str,
    *,
    headers: Mapping[str, str],
    body: bytes,
    networks: Sequence[IPv4Network | IPv6Network] = (),
    seconds: float = 15.0,
) -> Answer:
    """Send `body` and return the answer, within `seconds` of real time from the connection on.

    Plain HTTP is spoken only to addresses in `networks`, which are also the only private
    addresses that are called.

    :raises OutwardFailed: in every other case.
    """
    parts = urlsplit(url)
    secure = parts.scheme == "https"
    host, port = parts.hostname or "", parts.port or (443 if secure else 80)
    try:
        with closing(_connect(host, port, networks, secure=secure, seconds=seconds)) as plain:
            # Time-outs of a socket hold for one reading; a service may drip for ever.
            end = threading.Timer(seconds, _shut, args=(plain,))
            end.daemon = True
            end.start()
            try:
                return _exchange(plain, parts.netloc, host, secure, _path(url), headers, body)
            finally:
                end.cancel()
    except OutwardFailed:
        raise
    except (OSError, http.client.HTTPException, ValueError) as wrong:
        raise OutwardFailed(f"tidak ada jawaban ({type(wrong).__name__})") from wrong


def _exchange(  # noqa: PLR0917 - one step of `post`
    plain: socket.socket,
    netloc: str,
    host: str,
    secure: bool,  # noqa: FBT001
    path: str,
    headers: Mapping[str, str],
    body: bytes,
) -> Answer:
    wire = plain
    if secure:
        wire = ssl.create_default_context().wrap_socket(plain, server_hostname=host)
    connection = http.client.HTTPConnection(host)
    connection.sock = wire
    connection.request("POST", path, body, {"Host": netloc, "Connection": "close", **headers})
    with connection.getresponse() as response:
        return Answer(response.status, response.read(_MOST_BYTES))


def _connect(
    host: str,
    port: int,
    networks: Sequence[IPv4Network | IPv6Network],
    *,
    secure: bool,
    seconds: float,
) -> socket.socket:
    """Return a connection to the first address of `host` that may be called."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    for _, _, _, _, place in found:
        address = ip_address(str(place[0]).partition("%")[0])
        is_named = any(address in network for network in networks)
        if is_named or (secure and _is_outside(address)):
            return socket.create_connection((str(place[0]), port), timeout=seconds)
    raise OutwardFailed("alamatnya tidak boleh dihubungi dari sini")


def _is_outside(address: IPv4Address | IPv6Address) -> bool:
    """Whether an address belongs to the public network, also the one that is packed inside it."""
    if isinstance(address, IPv6Address):
        # 6to4, Teredo and NAT64 lead to an IPv4 address that may be an inner one.
        teredo = address.teredo[1] if address.teredo else None
        nat64 = IPv4Address(int(address) & 0xFFFF_FFFF) if address in _NAT64 else None
        for packed in (address.ipv4_mapped, address.sixtofour, teredo, nat64):
            if packed is not None:
                return _is_outside(packed)
    return address.is_global and not address.is_multicast


def _path(url: str) -> str:
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _shut(wire: socket.socket) -> None:
    try:
        wire.shutdown(socket.SHUT_RDWR)
    except OSError:
        return
