"""Which stored files the rows refer to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sigap.cases.models import (
    Attachment,
    BreachLetter,
    Destruction,
    Document,
    EvidencePackage,
    RegisterVolume,
    SignedCopy,
)

if TYPE_CHECKING:
    from collections.abc import Iterator


STORED = (
    (Document, "file"),
    (SignedCopy, "file"),
    (RegisterVolume, "file"),
    (Attachment, "file"),
    (Attachment, "view_file"),
    (EvidencePackage, "file"),
    (Destruction, "file"),
    (BreachLetter, "file"),
)


def referenced_files() -> Iterator[str]:
    """Yield the name of every stored file that a row refers to."""
    for model, column in STORED:
        rows = model._default_manager.exclude(**{column: ""})
        names = rows.values_list(column, flat=True)
        yield from names.iterator()


def known_files(names: list[str]) -> set[str]:
    """Return those of these files that a row refers to."""
    found: set[str] = set()
    for model, column in STORED:
        rows = model._default_manager.filter(**{f"{column}__in": names})
        found |= set(rows.values_list(column, flat=True))
    return found
