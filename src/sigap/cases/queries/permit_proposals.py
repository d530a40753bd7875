"""Which permit types a complaint seems to be about, with the reason in words."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sigap.cases.models import Complaint
from sigap.cases.queries.office import OfficeLists
from sigap.cases.queries.officeday import day_of
from sigap.core.matching import Proposer, features
from sigap.reference import text as reference

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

_MOST_EXAMPLES = 600
_SUBJECT, _TEXT, _WANTED = 2.0, 1.0, 0.5
_LEAST_SCORE = 0.06
"""Below it a proposal would be a guess."""


def permit_proposals(
    subject: str, text: str, *, now: datetime, most: int = 3
) -> list[dict[str, Any]]:
    """Return at most so many permit types in use that the words speak for, the likeliest first."""
    types = {one.slug: one.name for one in OfficeLists(now=now).permit_types}
    proposer = _proposer(tuple(sorted(types.items())), day_of(now))
    found = proposer.ranked(weighted(subject, text))
    return [
        {"slug": one.label, "name": types[one.label], "terms": one.terms[:3]}
        for one in found[:most]
        if one.score >= _LEAST_SCORE
    ]


def weighted(subject: str, text: str, wanted: str = "") -> list[tuple[str, float]]:
    """Return the parts of a complaint with their weights: the subject says it shortest."""
    return [(subject, _SUBJECT), (text, _TEXT), (wanted, _WANTED)]


def terms_of(names: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    """Return by slug the words that name a permit type: the office's and its own name."""
    known = tomllib.loads(reference("permit_words.toml"))
    return {slug: [*known.get(slug, []), name.partition(" (")[0]] for slug, name in names}


@lru_cache(maxsize=2)
def _proposer(names: tuple[tuple[str, str], ...], day: date) -> Proposer:  # noqa: ARG001 - anew each day
    rows = (
        Complaint.objects.filter(case__accepted_at__isnull=False, case__confidential=False)
        .order_by("-case__pk")
        .values_list("case__subject", "text", "wanted", "case__permit_type__slug")
    )
    examples = [(features(weighted(s, t, w)), slug) for s, t, w, slug in rows[:_MOST_EXAMPLES]]
    return Proposer(terms_of(names), examples)
