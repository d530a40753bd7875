"""An authenticator app, as RFC 6238 describes it; nothing of it comes from the code it judges."""

import base64
import hashlib
import hmac
import struct


def code_at(secret, moment):
    """Return the six figures that an app shows for `secret` at a moment."""
    key = base64.b32decode(secret.replace(" ", ""), casefold=True)
    mac = hmac.digest(key, struct.pack(">Q", int(moment.timestamp()) // 30), hashlib.sha1)
    at = mac[-1] & 15
    return f"{(struct.unpack('>I', mac[at : at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"
