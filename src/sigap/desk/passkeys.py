"""What a browser answers for a passkey, read strictly: JSON in one hidden field."""

from __future__ import annotations

import json
import struct
from typing import TYPE_CHECKING, Any

from allauth.mfa.webauthn.internal import auth
from cryptography.exceptions import UnsupportedAlgorithm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from sigap.core.errors import Refused

if TYPE_CHECKING:
    from allauth.mfa.models import Authenticator
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.http import HttpRequest

# What the readers of CBOR and keys raise over an answer that no browser makes.
_NONSENSE = (
    ValidationError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    RuntimeError,
    struct.error,
    UnsupportedAlgorithm,
)


def credential_of(request: HttpRequest) -> dict[str, Any]:
    """Return the browser's answer.

    :raises Refused: `passkey-wrong`.
    """
    try:
        answer = json.loads(request.POST.get("credential", ""))
    except ValueError:
        raise _wrong() from None
    if not isinstance(answer, dict) or not isinstance(answer.get("response"), dict):
        raise _wrong()
    return answer


def registered(request: HttpRequest) -> dict[str, Any]:
    """Return a new passkey as it is kept, after its answer was checked.

    :raises Refused: `passkey-wrong`.
    """
    answer = credential_of(request)
    try:
        auth.parse_registration_response(answer)
        auth.complete_registration(answer)
    except _NONSENSE:
        raise _wrong() from None
    return answer


def owner_of(request: HttpRequest) -> AbstractBaseUser:
    """Return whose passkey answered.

    :raises Refused: `passkey-wrong`.
    """
    try:
        owner: AbstractBaseUser = auth.extract_user_from_response(credential_of(request))
    except _NONSENSE:
        raise _wrong() from None
    return owner


def shown_passkey(request: HttpRequest, user: AbstractBaseUser) -> Authenticator:
    """Return the passkey of `user` that signed what this session was given.

    :raises Refused: `passkey-wrong`.
    """
    answer = credential_of(request)
    try:
        auth.parse_authentication_response(answer)
        return auth.complete_authentication(user, answer)
    except _NONSENSE:
        raise _wrong() from None


def _wrong() -> Refused:
    return Refused(
        "passkey-wrong",
        _("Passkey tidak dikenal atau jawabannya terlambat. Coba lagi."),
        field="credential",
    )
