"""Signatures and hashes of the ledger in plain Python; a part of the single-file verifier.

Nothing but the standard library, and nothing of Sigap: written from the description in
`docs/trust.md`, so that it is a second opinion and not the same code asked twice.
"""

from __future__ import annotations

import hashlib
import struct

# --- Ed25519 (RFC 8032), verification only -------------------------------------------------

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)


def _recover_x(y: int, sign: int) -> int | None:
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    return P - x if x & 1 != sign else x


def _point(raw: bytes) -> tuple[int, int, int, int] | None:
    number = int.from_bytes(raw, "little")
    y, sign = number & (2**255 - 1), number >> 255
    x = _recover_x(y, sign)
    return None if x is None else (x, y, 1, x * y % P)


def _add(a: tuple[int, ...], b: tuple[int, ...]) -> tuple[int, int, int, int]:
    m, n = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    c, d = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = n - m, d - c, d + c, n + m
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def _times(scalar: int, point: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    result = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            result = _add(result, point)
        point = _add(point, point)
        scalar >>= 1
    return result


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE_X = _recover_x(BASE_Y, 0) or 0
BASE = (BASE_X, BASE_Y, 1, BASE_X * BASE_Y % P)


def is_signed(text: bytes, public_key: bytes, signature: bytes) -> bool:
    """Whether the holder of this key signed the text."""
    if len(public_key) != 32 or len(signature) != 64:
        return False
    key, point = _point(public_key), _point(signature[:32])
    scalar = int.from_bytes(signature[32:], "little")
    if key is None or point is None or scalar >= L:
        return False
    digest = hashlib.sha512(signature[:32] + public_key + text).digest()
    left = _times(scalar, BASE)
    right = _add(point, _times(int.from_bytes(digest, "little") % L, key))
    same_x = (left[0] * right[2] - right[0] * left[2]) % P == 0
    return same_x and (left[1] * right[2] - right[1] * left[2]) % P == 0


# --- Hashes of the ledger ------------------------------------------------------------------


def sha(*parts: bytes) -> bytes:
    """Return the SHA-256 of some parts in a row."""
    return hashlib.sha256(b"".join(parts)).digest()


def entry_hash(previous: bytes, seq: int, texts: list[bytes]) -> bytes:
    """Return the hash of an entry."""
    sizes = struct.pack(">Q7I", seq, *map(len, texts))
    return sha(b"sigap ledger entry 1\n", previous, sizes, *texts)


def root_by_inclusion(entry: bytes, index: int, size: int, path: list[bytes]) -> bytes | None:
    """Return the root to which an entry and its path lead, None if they can't."""
    if not 0 <= index < size:
        return None
    place, last, root = index, size - 1, sha(b"\x00", entry)
    for one in path:
        if last == 0:
            return None
        if place & 1 or place == last:
            root = sha(b"\x01", one, root)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            root = sha(b"\x01", root, one)
        place, last = place >> 1, last >> 1
    return root if last == 0 else None


def is_consistent(
    first: int, second: int, first_root: bytes, second_root: bytes, path: list[bytes]
) -> bool:
    """Whether the log of `second` entries only adds to that of `first`."""
    if first == second:
        return not path and first_root == second_root
    if not 0 < first < second:
        return False
    path = [first_root, *path] if first & (first - 1) == 0 else list(path)
    if not path:
        return False
    place, last = first - 1, second - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    old = new = path[0]
    for one in path[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            old, new = sha(b"\x01", one, old), sha(b"\x01", one, new)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            new = sha(b"\x01", new, one)
        place, last = place >> 1, last >> 1
    return last == 0 and old == first_root and new == second_root
