"""Changing the master key while the office works: every wrapped key is wrapped anew.

Readers open with either key meanwhile. What is written after the beginning lies under the new
key at once; what was under way then is found by the passes that follow, until one finds nothing.
Broken off, it goes on where it stood, because what is done opens with the new key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from sigap.cases import identity
from sigap.cases.events import record_office
from sigap.cases.models import CaseKey, OfficeKey
from sigap.core.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sigap.cases.actor import Actor

_AT_ONCE = 200  # keys in a transaction; writers wait no longer than for these


def begin_change(*, actor: Actor, now: datetime) -> None:
    """Wrap the office's root by the next master key; from now on new keys are, too.

    :raises Refused: `no-next-key`, `same-key`.
    """
    master, coming = settings.SIGAP_MASTER_KEY, settings.SIGAP_MASTER_KEY_NEXT
    if not coming:
        raise Refused("no-next-key", "Kunci induk berikutnya belum ada: SIGAP_MASTER_KEY_NEXT.")
    if coming == master:
        raise Refused("same-key", "Kunci induk berikutnya sama dengan yang dipakai.")
    called = identity.key_id(coming)
    with transaction.atomic():
        held = OfficeKey.objects.select_for_update().first()
        if held is not None and held.key_id == called:
            return
        root = identity.unwrap(bytes(held.root)) if held else master.encode()
        row = held or OfficeKey(pk=1)
        row.root, row.key_id, row.changed_at = identity.wrap_with(coming, root), called, now
        row.save()
        record_office("office.master-key-changed", actor=actor, at=now, data={"key": called})


def change_all(*, told: Callable[[int], None] = lambda _: None) -> int:
    """Wrap every case's key by the next master key; return how many were.

    `told` gets the number after each transaction.

    :raises KeyUnusable: if one lies under neither key; what was done before it stays.
    """
    done = 0
    while True:
        changed = _pass(done, told)
        done += changed
        if not changed:
            return done


def _pass(before: int, told: Callable[[int], None]) -> int:
    coming, after, changed = settings.SIGAP_MASTER_KEY_NEXT, 0, 0
    while True:
        with transaction.atomic():
            rows = CaseKey.objects.select_for_update().filter(pk__gt=after).order_by("pk")
            batch = list(rows[:_AT_ONCE])
            for row in batch:
                if row.wrapped and not identity.opens(coming, bytes(row.wrapped)):
                    row.wrapped = identity.wrap_with(coming, identity.unwrap(bytes(row.wrapped)))
                    row.save(update_fields=["wrapped"])
                    changed += 1
        if not batch:
            return changed
        after = batch[-1].pk
        told(before + changed)
