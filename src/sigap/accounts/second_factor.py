"""The second factor of an account: an authenticator app, passkeys, recovery codes on paper.

What they are and how they are checked is django-allauth's; here each change is one transaction
with its entry in the ledger, and a code that was used once opens nothing again.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.db import transaction
from django.utils.translation import gettext as _

from sigap.accounts.events import record
from sigap.accounts.models import FactorReset, User
from sigap.accounts.sessions import end_sessions
from sigap.core.errors import Refused

if TYPE_CHECKING:
    from datetime import datetime

_Type = Authenticator.Type
_PERIOD_SECONDS = 30
# A watch may be half a minute wrong, and typing takes time.
_PERIODS_AROUND = (-1, 0, 1)
MOST_PASSKEYS = 10


@dataclass(frozen=True, slots=True)
class Factor:
    """An authenticator app or a passkey, as its owner knows it."""

    pk: int
    name: str
    added_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Factors:
    """What an account may show besides its password."""

    app: Factor | None
    passkeys: tuple[Factor, ...]
    codes_left: int

    def __bool__(self) -> bool:
        return self.app is not None or bool(self.passkeys)


def factors_of(user_id: int) -> Factors:
    """Return the second factors of an account."""
    found = list(Authenticator.objects.filter(user_id=user_id).order_by("pk"))
    apps = [_factor(one, "") for one in found if one.type == _Type.TOTP]
    papers = [one for one in found if one.type == _Type.RECOVERY_CODES]
    return Factors(
        app=apps[0] if apps else None,
        passkeys=tuple(_factor(p, p.wrap().name) for p in found if p.type == _Type.WEBAUTHN),
        codes_left=len(RecoveryCodes(papers[0]).get_unused_codes()) if papers else 0,
    )


def add_app(*, user_id: int, secret: str, code: str, now: datetime) -> list[str]:
    """Bind an authenticator app that shows `code` for `secret`; return new recovery codes.

    None are made if the account has some already.

    :raises Refused: `factor-exists`, `factor-code`.
    """
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user_id)
        if Authenticator.objects.filter(user=user, type=_Type.TOTP).exists():
            raise Refused("factor-exists", _("Aplikasi autentikator sudah terpasang."))
        period = _period_of(secret, code, now=now, after=0)
        if period is None:
            raise _wrong()
        app = TOTP.activate(user, secret).instance
        app.created_at = now
        app.data["last_period"] = period
        app.save()
        _recorded("added", user_id, "app", now=now)
        return _first_codes(user, now=now)


def add_passkey(*, user_id: int, name: str, credential: dict[str, Any], now: datetime) -> list[str]:
    """Keep a passkey whose answer was checked; return new recovery codes, if it is the first.

    :raises Refused: `factor-name`, `factor-most`.
    """
    if not name.strip():
        raise Refused("factor-name", _("Beri nama, misalnya “Laptop kantor”."), field="name")
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user_id)
        keys = Authenticator.objects.filter(user=user, type=_Type.WEBAUTHN)
        if keys.count() >= MOST_PASSKEYS:
            message = _("Paling banyak %(n)d passkey untuk satu akun.") % {"n": MOST_PASSKEYS}
            raise Refused("factor-most", message, field="name")
        key = WebAuthn.add(user, name.strip()[:80], credential).instance
        Authenticator.objects.filter(pk=key.pk).update(created_at=now)
        _recorded("added", user_id, "passkey", now=now)
        return _first_codes(user, now=now)


def remove_factor(*, user_id: int, factor_id: int, required: bool, now: datetime) -> None:
    """Take an app or a passkey away; recovery codes go with the last one.

    :raises Refused: `factor-last`, if the account's roles make one compulsory.
    """
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user_id)
        real = Authenticator.objects.filter(user_id=user_id).exclude(type=_Type.RECOVERY_CODES)
        factor = real.get(pk=factor_id)
        is_last = not real.exclude(pk=factor_id).exists()
        if is_last and required:
            raise Refused(
                "factor-last",
                _("Peran Anda mewajibkan langkah kedua. Pasang yang lain dahulu, lalu hapus ini."),
            )
        kind = "app" if factor.type == _Type.TOTP else "passkey"
        factor.delete()
        if is_last:
            Authenticator.objects.filter(user_id=user_id).delete()
        _recorded("removed", user_id, kind, now=now)


def renew_codes(*, user_id: int, now: datetime) -> list[str]:
    """Make new recovery codes; the old ones open nothing any more.

    :raises Refused: `factor-none`, if there is no other second factor.
    """
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user_id)
        if not factors_of(user_id):
            raise Refused("factor-none", _("Pasang aplikasi autentikator atau passkey dahulu."))
        Authenticator.objects.filter(user=user, type=_Type.RECOVERY_CODES).delete()
        return _first_codes(user, now=now)


def use_code(*, user_id: int, code: str, now: datetime) -> str:
    """Use a code of the app or of the paper, once; return `app` or `paper`.

    :raises Refused: `factor-code`.
    """
    with transaction.atomic():
        held = Authenticator.objects.select_for_update().filter(user_id=user_id)
        app = held.filter(type=_Type.TOTP).first()
        if app is not None:
            after = int(app.data.get("last_period", 0))
            period = _period_of(decrypt(app.data["secret"]), code, now=now, after=after)
            if period is not None:
                app.data["last_period"] = period
                app.last_used_at = now
                app.save(update_fields=["data", "last_used_at"])
                return "app"
        paper = held.filter(type=_Type.RECOVERY_CODES).first()
        if paper is not None and RecoveryCodes(paper).validate_code(code):
            Authenticator.objects.filter(pk=paper.pk).update(last_used_at=now)
            data = {"user": user_id}
            record("account.recovery-code-used", actor=f"user:{user_id}", at=now, data=data)
            return "paper"
    raise _wrong()


def use_passkey(*, factor_id: int, now: datetime) -> None:
    """Note that a passkey was used."""
    Authenticator.objects.filter(pk=factor_id).update(last_used_at=now)


def reset_factors(*, user_id: int, reason: str, now: datetime, actor: str) -> FactorReset:
    """Take every second factor from an account whose owner lost them, and end its sessions.

    :raises Refused: `reset-reason`, `factor-none`.
    """
    if not reason.strip():
        raise Refused("reset-reason", "Tulis alasannya.", field="reason")
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user_id)
        if not Authenticator.objects.filter(user=user).delete()[0]:
            raise Refused("factor-none", f"{user} tidak memasang langkah kedua.")
        reset = FactorReset.objects.create(
            user=user, reason=reason.strip(), reset_at=now, reset_by=actor
        )
        ended = end_sessions(user_id=user_id)
        salted = hashlib.sha256(bytes(user.salt) + reset.reason.encode()).hexdigest()
        record(
            "account.second-factor-reset",
            actor=actor,
            at=now,
            data={"user": user_id, "reset": reset.pk, "sessions": ended},
            digests={"reason": salted},
        )
    return reset


def resets_of(user_id: int) -> list[FactorReset]:
    """Return when and why the account's second factors were taken away, the latest first."""
    return list(FactorReset.objects.filter(user_id=user_id).order_by("-pk"))


def _factor(row: Authenticator, name: str) -> Factor:
    return Factor(pk=row.pk, name=name, added_at=row.created_at, used_at=row.last_used_at)


def _first_codes(user: User, *, now: datetime) -> list[str]:
    if Authenticator.objects.filter(user=user, type=_Type.RECOVERY_CODES).exists():
        return []
    made = RecoveryCodes.activate(user)
    Authenticator.objects.filter(pk=made.instance.pk).update(created_at=now)
    record(
        "account.recovery-codes-made",
        actor=f"user:{user.pk}",
        at=now,
        data={"user": user.pk},
    )
    return list(made.generate_codes())


def _period_of(secret: str, code: str, *, now: datetime, after: int) -> int | None:
    """Return the half minute for which `code` is right, None if it is wrong or was used."""
    here = int(now.timestamp()) // _PERIOD_SECONDS
    for period in (here + shift for shift in _PERIODS_AROUND):
        expected = format_hotp_value(hotp_value(secret, period))
        if period > after and compare_user_code(actual=code, expected=expected):
            return period
    return None


def _recorded(what: str, user_id: int, kind: str, *, now: datetime) -> None:
    data = {"user": user_id, "kind": kind}
    record(f"account.second-factor-{what}", actor=f"user:{user_id}", at=now, data=data)


def _wrong() -> Refused:
    return Refused(
        "factor-code",
        _(
            "Kode tidak cocok atau sudah dipakai. Tunggu kode berikutnya, periksa jam ponsel, "
            "lalu ketik lagi."
        ),
        field="code",
    )
