"""Who knocks from outside: the address behind the proxies, and how often it may.

Officers and machines with a token are not counted; they are known by name.
"""

from __future__ import annotations

from contextlib import contextmanager
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist

from sigap.cases.operations.limits import PROOF_WAIT, give_back, require_room, take
from sigap.channels.proof import known_challenge, new_challenge
from sigap.core.errors import Refused
from sigap.core.masking import normal_email, normal_phones

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from ipaddress import IPv4Address

    from django.http import HttpRequest

    from sigap.cases.operations.limits import Subject
    from sigap.channels.proof import Challenge
    from sigap.core.masking import Identity

    Address = IPv4Address | IPv6Address

ALL = "all"
# A household or an office has a whole network of IPv6 addresses to come from.
_OF_ONE_HOUSE = 64


def address_of(request: HttpRequest) -> str:
    """Return whom to count: an IPv4 address, an IPv6 network, or "machine" for this machine.

    `X-Forwarded-For` is read from its end, only past proxies that `SIGAP_TRUSTED_PROXIES`
    names: what stands before is a stranger's word.
    """
    here = _parsed(request.META.get("REMOTE_ADDR", ""))
    said = [_parsed(part) for part in request.headers.get("X-Forwarded-For", "").split(",")]
    while said and here is not None and _is_trusted(here):
        before = said.pop()
        if before is None:
            break
        here = before
    if here is None or here.is_loopback:
        return "machine"
    if isinstance(here, IPv6Address):
        return str(IPv6Network((here, _OF_ONE_HOUSE), strict=False))
    return str(here)


def internet_address(request: HttpRequest) -> str:
    """Return the same as one address: this machine's, or the first of an IPv6 network."""
    known = address_of(request)
    return "127.0.0.1" if known == "machine" else known.partition("/")[0]


def take_filing(
    request: HttpRequest,
    identity: Identity,
    *,
    now: datetime,
    proof: tuple[str, str] | None = None,
) -> None:
    """Count a complaint of the public, in the transaction that registers it.

    `proof` is a challenge and what was found for it, from a page that can ask for one; it is
    spent only where it is needed.

    :raises Refused: `too-often`; near a limit `proof-needed`, with the seconds to wait instead.
    """
    subjects = _filing(request, identity)
    try:
        take(*subjects, now=now, proven=False)
    except Refused as refused:
        if refused.code != "proof-needed" or proof is None:
            raise
        challenge = _unspent(proof[0], address_of(request), now=now)
        if challenge is None:
            refused.detail["retry_after_seconds"] = int(PROOF_WAIT.total_seconds())
            raise
        subjects.append(("proof-once", challenge.text))
        if not challenge.is_solved_by(proof[1]):
            refused.detail["retry_after_seconds"] = challenge.seconds_to_wait(now=now)
            if refused.detail["retry_after_seconds"]:
                raise
            subjects.append(("waited-address", address_of(request)))
        take(*subjects, now=now)


def challenge_for(
    request: HttpRequest, identity: Identity, *, now: datetime, asked: str = ""
) -> Challenge | None:
    """Return what has to be proved before filing, None far from a limit.

    The challenge that was `asked` stays while it can still be answered, so that nobody who
    waits has to begin again.
    """
    try:
        require_room(*_filing(request, identity), now=now, proven=False)
    except Refused as refused:
        if refused.code != "proof-needed":
            return None
    else:
        return None
    address = address_of(request)
    return _unspent(asked, address, now=now) or new_challenge(address, now=now)


def _unspent(text: str, address: str, *, now: datetime) -> Challenge | None:
    challenge = known_challenge(text, address, now=now)
    try:
        require_room(("proof-once", text), now=now)
    except Refused:
        return None
    return challenge


def _filing(request: HttpRequest, identity: Identity) -> list[Subject]:
    address = address_of(request)
    subjects: list[Subject] = [("filing-all", ALL)]
    if address == "machine":
        return [*subjects, ("filing-machine", address)]
    contacts = [*normal_phones(identity.phone), normal_email(identity.email)]
    subjects.append(("filing-address", address))
    return [*subjects, *(("filing-contact", one) for one in contacts if one)]


def take_uploads(request: HttpRequest, count: int, *, now: datetime) -> None:
    """Count files of the public that are stored before anything is sent.

    :raises Refused: `too-often`.
    """
    address = address_of(request)
    kind = "upload-machine" if address == "machine" else "upload-address"
    take((kind, address), ("upload-all", ALL), now=now, times=count)


@contextmanager
def trying_code(request: HttpRequest, *, now: datetime) -> Iterator[None]:
    """Look a tracking code up inside; a wrong one is counted.

    Who has tried too many is refused whatever the code, so that the answer tells nothing.

    :raises Refused: `too-often`.
    """
    subjects: list[Subject] = [("code-address", address_of(request)), ("code-all", ALL)]
    require_room(*subjects, now=now)
    try:
        yield
    except ObjectDoesNotExist:
        _count(*subjects, now=now)
        raise


def take_writing(case_id: int, *, now: datetime) -> None:
    """Count a word or a file from the holder of a code.

    :raises Refused: `too-often`.
    """
    take(("writing-case", str(case_id)), now=now)


def require_sign_in(request: HttpRequest, *, now: datetime) -> None:
    """Refuse an address from which too many sign-ins were wrong.

    :raises Refused: `too-often`.
    """
    require_room(*_sign_in(request, ""), now=now)


@contextmanager
def trying_sign_in(request: HttpRequest, username: str, *, now: datetime) -> Iterator[None]:
    """Try inside whether somebody is who they say; it stays counted if anything is raised.

    Counted before the try, so that many at once get no more than one after the other. A
    stranger's tries close a name for that stranger's address long before they close it for its
    owner elsewhere. Without a name only the address is counted.

    :raises Refused: `too-often`.
    """
    with _trying(*_sign_in(request, username), now=now):
        yield


@contextmanager
def trying_passkey(user_id: int, *, now: datetime) -> Iterator[None]:
    """Try inside a passkey that came without a password; apart from the tries of passwords.

    :raises Refused: `too-often`.
    """
    # No name that can be typed has a space in it.
    with _trying(("sign-in-account", f"passkey {user_id}"), now=now):
        yield


@contextmanager
def trying_second_step(user_id: int, *, now: datetime) -> Iterator[None]:
    """Try inside the code of somebody whose password was right.

    :raises Refused: `too-often`.
    """
    with _trying(("second-step", str(user_id)), now=now):
        yield


def _sign_in(request: HttpRequest, username: str) -> list[Subject]:
    address, name = address_of(request), username.strip().casefold()
    by_address = ("sign-in-address", address)
    if not name:
        return [by_address]
    return [("sign-in-pair", f"{address} {name}"), ("sign-in-account", name), by_address]


@contextmanager
def _trying(*subjects: Subject, now: datetime) -> Iterator[None]:
    take(*subjects, now=now)
    yield
    give_back(*subjects, now=now)


def _count(*subjects: Subject, now: datetime) -> None:
    """Count what has happened already; one full bucket keeps no other from filling."""
    for subject in subjects:
        try:
            take(subject, now=now)
        except Refused:
            continue


def _parsed(text: str) -> Address | None:
    """Return the address in a header's part, without a port; None if there is none."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        found = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    mapped = getattr(found, "ipv4_mapped", None)
    return mapped or found


def _is_trusted(address: Address) -> bool:
    return any(address in network for network in settings.SIGAP_TRUSTED_PROXIES)
