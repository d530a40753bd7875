"""Looking for cases: whoever finds a person by what is sealed is on the record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from sigap.cases.events import record_office
from sigap.cases.queries.searching import Search, look_for

if TYPE_CHECKING:
    from datetime import datetime

    from sigap.cases.actor import Actor


def search(text: str, *, actor: Actor, now: datetime) -> Search | None:
    """Return what `text` looks for, None for blanks.

    If the text is a person's whole name, phone, e-mail or NIK that is known here, an entry in
    the office's ledger says who looked for a person and by what, not for whom.
    """
    if not text.strip():
        return None
    wanted = look_for(text, actor)
    if wanted.person:
        with transaction.atomic():
            record_office(
                "identity.searched", actor=actor, at=now, data={"by": wanted.person_kinds}
            )
    return wanted
