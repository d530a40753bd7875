"""Work that a browser does before it files, where a limit is near, or the wait instead of it.

A challenge is bound to the address and the moment by a keyed digest and kept nowhere; the
limit `proof-once` sees to it that it counts for one complaint.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sigap.cases.identity import blind
from sigap.cases.operations.limits import PROOF_BITS, PROOF_LIFE, PROOF_WAIT


@dataclass(frozen=True, slots=True)
class Challenge:
    """What has to be solved: a number after `puzzle` whose SHA-256 begins with `bits` zeros."""

    text: str
    puzzle: str
    issued_at: datetime
    bits: int = PROOF_BITS

    def is_solved_by(self, number: str) -> bool:
        """Return whether the work was done."""
        if not (number.isascii() and number.isdigit() and len(number) <= 12):
            return False
        digest = hashlib.sha256(f"{self.puzzle}:{number}".encode()).digest()
        return int.from_bytes(digest, "big") >> (256 - self.bits) == 0

    def seconds_to_wait(self, *, now: datetime) -> int:
        """Return how long who can't do the work has to wait from now on; 0: long enough."""
        left = self.issued_at + PROOF_WAIT - now
        return max(0, -(-left // timedelta(seconds=1)))


def new_challenge(address: str, *, now: datetime) -> Challenge:
    """Return a challenge for whoever comes from `address`."""
    told = f"{int(now.timestamp())}.{secrets.token_hex(8)}"
    return _challenge(told, address)


def known_challenge(text: str, address: str, *, now: datetime) -> Challenge | None:
    """Return our own challenge back, None if it is not ours, of another address, or too old."""
    parts = text[:120].split(".")
    if len(parts) != 3 or not (parts[0].isascii() and parts[0].isdigit() and len(parts[0]) <= 11):
        return None
    found = _challenge(f"{parts[0]}.{parts[1]}", address)
    is_ours = hmac.compare_digest(found.text.encode(), text.encode())
    is_fresh = timedelta(0) <= now - found.issued_at + timedelta(seconds=1) <= PROOF_LIFE
    return found if is_ours and is_fresh else None


def _challenge(told: str, address: str) -> Challenge:
    puzzle = blind("proof", f"{told} {PROOF_BITS} {address}").hex()
    issued_at = datetime.fromtimestamp(int(told.partition(".")[0]), tz=UTC)
    return Challenge(f"{told}.{puzzle}", puzzle, issued_at)
