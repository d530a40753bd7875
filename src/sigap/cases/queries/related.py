"""Earlier cases that may bear on one: the same permit file, person or matter, the first case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Q

from sigap.cases.access import visible_cases
from sigap.cases.models import IdentityIndex
from sigap.cases.queries.permit_proposals import weighted
from sigap.core.matching import Weights, features, likeness, shared_words

if TYPE_CHECKING:
    from collections.abc import Collection

    from sigap.cases.actor import Actor
    from sigap.cases.models import Case

_MOST = 10
_MOST_ALIKE = 5
# Who reports the same matter does it within months; more texts would make the page wait.
_LOOKED_THROUGH = 300
_LOOKED_BACK = timedelta(days=180)
_LEAST_ALIKE = 0.2
# A name alone is no sign of the same person.
_CERTAIN = ("phone", "email", "nik")


def related_cases(case: Case, *, actor: Actor) -> list[Case]:
    """Return at most ten other cases that may bear on `case`, newest first.

    Only those that `actor` may know of; which sign they share is not said.
    """
    alike = Q(pk=case.objection_to_id) if case.objection_to_id else Q(pk__in=())
    if case.registration_number:
        alike |= Q(registration_number=case.registration_number)
    for kind in _CERTAIN:
        own = IdentityIndex.objects.filter(case=case, kind=kind).values("digest")
        same = IdentityIndex.objects.filter(kind=kind, digest__in=own).values("case_id")
        alike |= Q(pk__in=same)
    others = visible_cases(actor).filter(alike).exclude(pk=case.pk)
    return list(others.order_by("-received_at", "-pk")[:_MOST])


@dataclass(frozen=True, slots=True)
class Alike:
    """An earlier case with much the same text, and the words that say so."""

    case: Case
    words: tuple[str, ...]


def alike_cases(case: Case, *, actor: Actor, besides: Collection[str] = ()) -> list[Alike]:
    """Return at most five earlier cases whose texts are like that of `case`, the likest first.

    Only those that `actor` may know of, about the same kind of permit; `besides` are numbers
    that are told already.
    """
    recent = Q(
        permit_type=case.permit_type_id,
        pk__lt=case.pk,
        received_at__gte=case.received_at - _LOOKED_BACK,
    )
    mine = visible_cases(actor).filter(recent | Q(pk=case.pk)).exclude(number__in=besides)
    rows = mine.select_related("complaint").order_by("-pk")[: _LOOKED_THROUGH + 1]
    found = {one.pk: one for one in rows}
    read = {
        pk: features(weighted(one.subject, one.complaint.text, one.complaint.wanted), pieces=False)
        for pk, one in found.items()
    }
    weights = Weights(list(read.values()))
    own = weights.vector(read.pop(case.pk, {}))
    vectors = {pk: weights.vector(one) for pk, one in read.items()}
    scores = {pk: likeness(own, vector) for pk, vector in vectors.items()}
    likest = sorted(scores, key=lambda pk: (-scores[pk], -pk))[:_MOST_ALIKE]
    return [
        Alike(found[pk], tuple(shared_words(own, vectors[pk])))
        for pk in likest
        if scores[pk] >= _LEAST_ALIKE
    ]
