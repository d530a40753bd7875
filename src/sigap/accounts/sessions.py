"""Where somebody is signed in, and how to end it from elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from allauth.usersessions.models import UserSession
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction

from sigap.accounts.events import record

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest


@dataclass(frozen=True, slots=True)
class Visit:
    """One browser in which an account is signed in."""

    pk: int
    address: str
    browser: str
    began_at: datetime
    is_this: bool


def visits(*, user_id: int, here: str, now: datetime) -> list[Visit]:
    """Return the browsers that are signed in, the latest first; `here` is the asking one's key."""
    rows = list(UserSession.objects.filter(user_id=user_id).order_by("-created_at", "-pk"))
    keys = [row.session_key for row in rows]
    alive = set(
        Session.objects.filter(session_key__in=keys, expire_date__gt=now).values_list(
            "session_key", flat=True
        )
    )
    return [
        Visit(row.pk, row.ip, browser_name(row.user_agent), row.created_at, row.session_key == here)
        for row in rows
        if row.session_key in alive
    ]


# In this order: most browsers call themselves by their forerunners' names as well.
_BROWSERS = {
    "Edg/": "Edge",
    "OPR/": "Opera",
    "Firefox/": "Firefox",
    "Chrome/": "Chrome",
    "Safari/": "Safari",
}
_SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "Windows": "Windows",
    "Mac OS": "Mac",
    "Linux": "Linux",
}


def browser_name(agent: str) -> str:
    """Return a browser as people call it; what it says of itself if that tells nothing."""
    name = next((called for mark, called in _BROWSERS.items() if mark in agent), "")
    system = next((called for mark, called in _SYSTEMS.items() if mark in agent), "")
    return " · ".join(filter(None, (name, system))) or agent[:60]


def end_session(*, user_id: int, visit_id: int, now: datetime) -> bool:
    """End one of an account's sessions; return whether there was one to end."""
    with transaction.atomic():
        row = UserSession.objects.select_for_update().filter(pk=visit_id, user_id=user_id).first()
        if row is not None:
            row.end()
            _ended(user_id, 1, now=now)
    return row is not None


def end_other_sessions(*, user_id: int, here: str, now: datetime) -> int:
    """End all sessions of an account but the one with the key `here`; return how many."""
    with transaction.atomic():
        count = end_sessions(user_id=user_id, keep=here)
        if count:
            _ended(user_id, count, now=now)
    return count


def end_sessions(*, user_id: int, keep: str = "") -> int:
    """End all sessions of an account, or all but one, in the caller's transaction.

    What a session itself says counts as well: one from before an upgrade may not be listed.
    """
    rows = UserSession.objects.filter(user_id=user_id).exclude(session_key=keep)
    keys = set(rows.values_list("session_key", flat=True))
    rows.delete()
    others = Session.objects.exclude(session_key=keep).iterator()
    keys |= {one.pk for one in others if one.get_decoded().get(SESSION_KEY) == str(user_id)}
    return Session.objects.filter(session_key__in=keys).delete()[0]


def list_session(request: HttpRequest) -> None:
    """Note under its new key a session that goes on."""
    UserSession.objects.create_from_request(request)


def sweep_sessions(*, now: datetime) -> int:
    """Forget the sessions that are over; return how many."""
    count = Session.objects.filter(expire_date__lte=now).delete()[0]
    known = Session.objects.values("session_key")
    UserSession.objects.exclude(session_key__in=known).delete()
    return count


def _ended(user_id: int, count: int, *, now: datetime) -> None:
    data = {"user": user_id, "count": count}
    record("account.session-ended", actor=f"user:{user_id}", at=now, data=data)
