"""Earlier cases that may bear on one: the same permit file, the same person, the first case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from sigap.cases.access import visible_cases
from sigap.cases.models import IdentityIndex

if TYPE_CHECKING:
    from sigap.cases.actor import Actor
    from sigap.cases.models import Case

_MOST = 10
# A name alone is no sign of the same person.
_CERTAIN = ("phone", "email", "nik")


def related_cases(case: Case, *, actor: Actor) -> list[Case]:
    """Return at most ten other cases that may bear on `case`, newest first.

    Only those that `actor` may know of; which sign they share is not said.
    """
    own = IdentityIndex.objects.filter(case=case, kind__in=_CERTAIN)
    digests = list(own.values_list("kind", "digest"))
    alike = Q(pk=case.objection_to_id) if case.objection_to_id else Q(pk__in=())
    if case.registration_number:
        alike |= Q(registration_number=case.registration_number)
    for kind, digest in digests:
        same = IdentityIndex.objects.filter(kind=kind, digest=digest).values("case_id")
        alike |= Q(pk__in=same)
    others = visible_cases(actor).filter(alike).exclude(pk=case.pk)
    return list(others.order_by("-received_at", "-pk")[:_MOST])
