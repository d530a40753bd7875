"""The papers of a case, for lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sigap.cases.models import Document

if TYPE_CHECKING:
    from django.db.models import QuerySet


def papers_of(case_id: int) -> QuerySet[Document]:
    """Return the papers of a case, oldest first, without their sealed facts."""
    return Document.objects.filter(case_id=case_id).defer("facts").order_by("pk")


def count_papers(state: str) -> int:
    """Return how many papers are `waiting`, `done`, `failed` or `held`; for measuring."""
    return Document.objects.filter(state=state).count()
