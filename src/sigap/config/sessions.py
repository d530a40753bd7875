"""Sessions in the database, as Django keeps them, read with a query whose SQL is kept.

Every page of an officer reads one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from sigap.accounts.kept import kept

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet


class SessionStore(DatabaseStore):
    """A session by its key."""

    def _get_session_from_db(self) -> Session | None:
        known = self.session_key
        found = _alive(key=known, now=timezone.now()) if known else []
        if not found:
            self._session_key = None
            return None
        session: Session = found[0]
        return session


@kept
def _alive(*, key: str, now: datetime) -> QuerySet[Session]:
    return Session.objects.filter(session_key=key, expire_date__gt=now)
