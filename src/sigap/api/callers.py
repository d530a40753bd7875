"""Who calls: an officer or machine by a bearer token, or the public."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone
from ninja.errors import AuthenticationError
from ninja.security import HttpBearer

from sigap.accounts.models import ApiToken
from sigap.accounts.operations import open_token
from sigap.accounts.queries import person_of
from sigap.cases.actor import PUBLIC, Actor, officer
from sigap.core.errors import Refused

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest

_FILING = "/api/v1/complaints"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls, and the moment of the call: one for all that the call does."""

    actor: Actor
    now: datetime

    @property
    def principal(self) -> str:
        """Return whose Idempotency-Keys these are."""
        return self.actor.id


class Token(HttpBearer):
    """A token is needed."""

    def __call__(self, request: HttpRequest) -> Caller:
        """Return the caller.

        :raises AuthenticationError: without a valid token.
        """
        header = request.headers.get("Authorization", "")
        scheme, _, plain = header.partition(" ")
        if scheme.lower() != "bearer":
            raise AuthenticationError
        return self.authenticate(request, plain.strip())

    def authenticate(self, request: HttpRequest, token: str) -> Caller:
        """Return the caller behind a token.

        :raises AuthenticationError: if it is unknown, expired or revoked.
        :raises Refused: `token-scope`.
        """
        now = timezone.now()
        found = open_token(token, now)
        if found is None:
            raise AuthenticationError
        _require_scope(found, request)
        user = found.user
        actor = officer(user_id=user.pk, person=person_of(user, now), name=user.name)
        return Caller(actor=actor, now=now)


class Anybody(Token):
    """A token may be given; a wrong one is refused all the same, never taken for the public."""

    def __call__(self, request: HttpRequest) -> Caller:
        """Return the caller, or the public without any Authorization header."""
        if "Authorization" not in request.headers:
            return Caller(actor=PUBLIC, now=timezone.now())
        return super().__call__(request)


def _require_scope(token: ApiToken, request: HttpRequest) -> None:
    reads = request.method in ("GET", "HEAD")
    files = request.method == "POST" and request.path == _FILING
    opened = {ApiToken.Scope.READ: reads, ApiToken.Scope.FILE: files}
    if not opened.get(ApiToken.Scope(token.scope), True):
        words = token.get_scope_display()
        raise Refused("token-scope", f"Token ini untuk {words}.")


TOKEN = Token()
ANYBODY = Anybody()


def caller_of(request: HttpRequest) -> Caller:
    """Return who makes this request; the API's routing has asked already."""
    caller: Caller = request.auth  # type: ignore[attr-defined]
    return caller
