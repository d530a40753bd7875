"""How django-allauth signs officers in: our addresses, no mail, nobody makes an account alone."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.utils.translation import gettext as _

from sigap.accounts.directory import user_named
from sigap.cases.identity import office_key, seal_text, unseal_text
from sigap.channels.visitors import internet_address
from sigap.desk.session import signs_in

if TYPE_CHECKING:
    from allauth.socialaccount.models import SocialLogin
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.http import HttpRequest, HttpResponse

_SIGN_IN = "/masuk/"


class SignInAdapter(DefaultAccountAdapter):  # type: ignore[misc] # comes without types
    """Signing in, up to the session."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody: accounts are made by an administrator."""
        return False

    def get_login_stages(self) -> list[str]:
        """Only the second factor stands between a right password and the session."""
        return ["allauth.mfa.stages.AuthenticateStage"]

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Return where an officer goes who asked for no page."""
        return str(settings.LOGIN_REDIRECT_URL)

    def respond_user_inactive(self, request: HttpRequest, user: AbstractBaseUser) -> HttpResponse:
        """Tell nothing about closed accounts."""
        messages.error(request, _("Akun ini tidak dapat masuk. Hubungi admin."))
        return HttpResponseRedirect(_SIGN_IN)

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Begin the session, whatever proved who it is: password, passkey or the provider."""
        super().login(request, user)
        signs_in(request, now=datetime.now(tz=UTC))

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the address behind the proxies that are believed."""
        return internet_address(request)

    def add_message(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        """Say nothing: the pages speak for themselves."""

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        """Send nothing: changes stand in the ledger and on the officer's own page."""


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc] # comes without types
    """Names and seals of the second factor."""

    def get_totp_issuer(self) -> str:
        """Return what an authenticator app shows above the name."""
        return "Sigap"

    def _get_user_identifier(self, user: AbstractBaseUser) -> str:
        return str(user.get_username())

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Return for whom passkeys are made: the host in the address bar."""
        return {**super().get_public_key_credential_rp_entity(), "name": "Sigap"}

    def _get_site_name(self) -> str:
        return "Sigap"

    def encrypt(self, text: str) -> str:
        """Seal the secret of an app or of recovery codes under the office's key."""
        return base64.b64encode(seal_text(office_key(), text)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open what `encrypt` sealed."""
        return unseal_text(office_key(), base64.b64decode(encrypted_text))


class ProviderAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc] # comes without types
    """Officers known by the office's identity provider; it makes no accounts here."""

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Bind a first visit to the account of the name that the provider vouches for.

        :raises ImmediateHttpResponse: if there is none.
        """
        told = sociallogin.account.extra_data
        claims = {**(told.get("id_token") or {}), **(told.get("userinfo") or {})}
        # Who it is stands in our own account; nothing else of the provider's is kept.
        sociallogin.account.extra_data = {}
        if sociallogin.is_existing:
            return
        user = user_named(str(claims.get(settings.SIGAP_OIDC_CLAIM, "")).strip().lower())
        if user is None or not user.is_active:
            raise self._unknown(
                request, _("Akun dinas Anda belum dikenal di Sigap. Hubungi admin.")
            )
        sociallogin.connect(request, user)

    def on_authentication_error(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        """Lead back to the sign-in page, where the password works as well."""
        raise self._unknown(request, _("Masuk lewat akun dinas tidak berhasil. Coba lagi."))

    def _unknown(self, request: HttpRequest, message: str) -> ImmediateHttpResponse:
        messages.error(request, message)
        return ImmediateHttpResponse(HttpResponseRedirect(_SIGN_IN))
