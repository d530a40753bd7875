"""The papers of a case, for lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sigap.accounts.kept import kept
from sigap.cases.models import Document, SignedCopy, Task
from sigap.ledger.models import Entry

if TYPE_CHECKING:
    from django.db.models import QuerySet


def papers_of(case_id: int) -> QuerySet[Document]:
    """Return the papers of a case, oldest first, without their sealed facts."""
    return Document.objects.filter(case_id=case_id).defer("facts").order_by("pk")


def signed_file_of(document: Document | None) -> SignedCopy | None:
    """Return the signed file that stands for a letter: the newest of the way it was signed.

    What somebody scanned of a print does not take the place of an electronic signature.
    """
    # Asked for without a letter too, so that whoever measures the time learns nothing.
    how = document.signed_how if document else ""
    return next(iter(_copies(document=document.pk if document else 0, way=how)), None)


@kept
def _copies(*, document: int, way: str) -> QuerySet[SignedCopy]:
    copies = SignedCopy.objects.filter(document=document, way=way)
    return copies.filter(document__signed_at__isnull=False).order_by("-pk")[:1]


def awaits_signature(document: Document | None) -> bool:
    """Whether somebody is still asked to sign a paper."""
    return bool(_asked(document=document.pk if document else 0))


@kept
def _asked(*, document: int) -> QuerySet[Task, int]:
    asked = Task.objects.filter(document=document, state=Task.State.OPEN)
    return asked.values_list("pk", flat=True)[:1]


def ordering_entry(document: Document) -> str:
    """Return the hash of the ledger's entry that ordered a paper, "" if there is none.

    It is the one that first commits to the paper's facts.
    """
    entries = Entry.objects.filter(
        stream=document.case.number,
        event="document.ordered",
        digests__contains=f'"document:{document.pk}:facts"',
    )
    found = entries.order_by("seq").first()
    return found.hash_text if found else ""


def count_papers(state: str) -> int:
    """Return how many papers are `waiting`, `done`, `failed` or `held`; for measuring."""
    return Document.objects.filter(state=state).count()
