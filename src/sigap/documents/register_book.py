"""Books of the office on paper: ruled, A4 across, page numbers, the head on every page."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import timedelta, timezone
from typing import TYPE_CHECKING, Any

from sigap.documents.render import STANDARDS, compiled
from sigap.documents.text import clean, one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    # Title and width: millimetres, or below zero a share of what is left.
    Columns = Sequence[tuple[str, int]]

TEMPLATE = "book/book.typ"
# As wide as most letters of the book are, in millimetres, and what a column keeps empty.
_LETTER_MM, _INSET_MM = 1.5, 2.2
_WIDE = 1.35  # what a capital or another script takes beside a small letter
_NARROWEST_SHARE_MM = 16
_JOINT = re.compile(r"[^/.@_-]*[/.@_-]?")


@dataclass(frozen=True, slots=True)
class Book:
    """One book: its title, columns, and rows, which are read once."""

    title: str
    columns: Columns
    rows: Iterable[Sequence[str]]

    def facts(self) -> dict[str, Any]:
        """Return the book as its template wants it."""
        rooms = [_letters(width) for _, width in self.columns]
        return {
            "title": self.title,
            "columns": [{"title": name, "width": width} for name, width in self.columns],
            "rows": [
                [_breakable(clean(cell), room) for cell, room in zip(row, rooms, strict=True)]
                for row in self.rows
            ],
        }


def book_pdf(
    books: Sequence[Book],
    *,
    period: str,
    volume: str = "",
    letterhead: Mapping[str, str],
    foot: str,
    notes: Sequence[str] = (),
    made_at: datetime,
) -> bytes:
    """Return books as PDF/A-2a, each on pages of its own; `made_at` carries the office's offset.

    `period` and `volume` stand below each title.

    :raises RenderFailed: with a one-line reason.
    """
    facts = {
        "books": [book.facts() for book in books],
        "period": one_line(period),
        "volume": one_line(volume),
        "government": one_line(letterhead.get("government", "")),
        "office": one_line(letterhead.get("name", "")),
        "foot": one_line(foot),
        "notes": [one_line(note) for note in notes],
    }
    moment = made_at.replace(microsecond=0)
    pdf, _ = compiled(
        TEMPLATE,
        json.dumps(facts, ensure_ascii=False),
        format="pdf",
        pdf_standards=STANDARDS,
        timestamp=moment.astimezone(timezone(moment.utcoffset() or timedelta(0))),
    )
    return pdf


def _letters(width: int) -> int:
    """Return how many letters surely fit into a column."""
    millimetres = width if width > 0 else -width * _NARROWEST_SHARE_MM
    return max(3, int((millimetres - _INSET_MM) / _LETTER_MM))


def _wide(word: str) -> float:
    return sum(1.0 if letter.isascii() and not letter.isupper() else _WIDE for letter in word)


def _breakable(text: str, room: int) -> str | list[str]:
    """Return a text in pieces between which it may break, if a word might be too wide."""
    if all(_wide(word) <= room for word in text.split()):
        return text
    pieces: list[str] = []
    for part in re.split(r"(\s+)", text):
        if _wide(part) <= room:
            pieces.append(part)
            continue
        # First at the joints of numbers and addresses, then anywhere.
        for joint in filter(None, _JOINT.findall(part)):
            pieces += [joint] if _wide(joint) <= room else list(joint)
    return pieces
