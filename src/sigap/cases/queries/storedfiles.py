"""Which stored files the rows refer to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sigap.cases.models import Attachment, Document

if TYPE_CHECKING:
    from collections.abc import Iterator


def referenced_files() -> Iterator[str]:
    """Yield the name of every stored file that a row refers to."""
    for model in (Document, Attachment):
        yield from model.objects.exclude(file="").values_list("file", flat=True).iterator()
