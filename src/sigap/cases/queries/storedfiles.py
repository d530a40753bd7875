"""Which stored files the rows refer to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sigap.cases.models import Attachment, Document

if TYPE_CHECKING:
    from collections.abc import Iterator


def referenced_files() -> Iterator[str]:
    """Yield the name of every stored file that a row refers to."""
    for model, column in ((Document, "file"), (Attachment, "file"), (Attachment, "view_file")):
        names = model.objects.exclude(**{column: ""}).values_list(column, flat=True)
        yield from names.iterator()
