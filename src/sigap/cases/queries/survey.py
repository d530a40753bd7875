"""What was answered in the satisfaction survey, for the index."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sigap.cases.models import Case, SurveyAnswer
from sigap.core.skm import ELEMENTS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime


def survey_answers(first: date, last: date) -> Iterator[dict[str, int]]:
    """Yield the answers of the months from that of `first` to that of `last`."""
    months = (first.replace(day=1), last.replace(day=1))
    rows = SurveyAnswer.objects.filter(month__range=months).order_by("pk")
    yield from rows.values(*ELEMENTS).iterator(chunk_size=2000)


def served(begins: datetime, ends: datetime) -> int:
    """Return how many complainants were served between two moments: whom a sample stands for."""
    return Case.objects.filter(closed_at__gte=begins, closed_at__lt=ends).count()
