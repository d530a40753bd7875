"""What everybody may change about their own account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from sigap.accounts.events import record
from sigap.accounts.models import ApiToken, User
from sigap.accounts.operations import revoke_token
from sigap.core.errors import Refused

if TYPE_CHECKING:
    from datetime import datetime


def change_own_password(*, user_id: int, password: str, again: str, now: datetime) -> User:
    """Give oneself another password.

    :raises Refused: `password-differs`, `password-weak`.
    """
    user = User.objects.get(pk=user_id)
    if password != again:
        raise Refused("password-differs", _("Kedua kata sandi baru tidak sama."), field="again")
    try:
        validate_password(password, user)
    except ValidationError:
        raise Refused(
            "password-weak",
            _("Pakai sedikitnya 12 karakter, bukan kata sandi yang umum atau mirip nama Anda."),
            field="new",
        ) from None
    # Before the transaction: the hash takes long on purpose, and writers would wait for it.
    user.set_password(password)
    with transaction.atomic():
        user.save(update_fields=["password"])
        record("account.password-set", actor=f"user:{user_id}", at=now, data={"user": user_id})
    return user


def revoke_own_token(*, user_id: int, token_id: int, now: datetime) -> bool:
    """Let one of one's own tokens open nothing any more; return whether it was theirs."""
    is_own = ApiToken.objects.filter(pk=token_id, user_id=user_id).exists()
    if is_own:
        revoke_token(token_id=token_id, now=now, actor=f"user:{user_id}")
    return is_own


def own_tokens(*, user_id: int, now: datetime) -> list[ApiToken]:
    """Return the tokens that still open something in one's name."""
    alive = ApiToken.objects.filter(user_id=user_id, revoked_at=None)
    return [token for token in alive.order_by("-pk") if token.ends_at > now]
