"""The one door from account changes to the record of what happened.

Accounts and the ledger do not know each other; the settings name what records.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

STREAM = "office"


def record(
    event: str,
    *,
    actor: str,
    at: datetime,
    data: Mapping[str, Any],
    digests: Mapping[str, str] | None = None,
) -> None:
    """Record a change in the caller's transaction. `data` holds ids and slugs, no names."""
    import_string(settings.ACCOUNTS_RECORDER)(
        stream=STREAM,
        event=event,
        at=at,
        recorded_at=at,
        actor=actor,
        data=data,
        digests=digests or {},
    )
