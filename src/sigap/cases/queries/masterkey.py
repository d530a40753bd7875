"""How far the change of the master key is, for whoever runs the office."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from sigap.cases import identity
from sigap.cases.models import CaseKey, OfficeKey


@dataclass(frozen=True, slots=True)
class KeyChange:
    """A next master key is given: whether the office has begun to use it, and what it has not."""

    is_same: bool
    is_begun: bool
    left: int  # keys of cases that do not open with the next one


def key_change() -> KeyChange | None:
    """Return how far the change is; None if no next key is given."""
    coming = settings.SIGAP_MASTER_KEY_NEXT
    if not coming:
        return None
    if coming == settings.SIGAP_MASTER_KEY:
        return KeyChange(is_same=True, is_begun=True, left=0)
    called = OfficeKey.objects.values_list("key_id", flat=True).first()
    wrapped = CaseKey.objects.exclude(wrapped=b"").values_list("wrapped", flat=True)
    left = sum(not identity.opens(coming, bytes(one)) for one in wrapped.iterator())
    return KeyChange(is_same=False, is_begun=called == identity.key_id(coming), left=left)
