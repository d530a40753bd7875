"""A book's year as ruled PDF: drawn for whoever asks, or as it was kept when it was closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sigap.cases import filestore
from sigap.cases.identity import office_key
from sigap.cases.queries.officeday import office_zone
from sigap.cases.queries.registerbook import columns, made_words, ruled
from sigap.cases.queries.registers import TITLES, closing_of, ruled_lines
from sigap.cases.queries.sops import office_profile
from sigap.core.errors import Refused
from sigap.documents.failures import RenderFailed
from sigap.documents.register_book import book_pdf

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from typing import Any

    from sigap.cases.actor import Actor

# A year of an office with 40 complaints a working day; drawn in some seconds.
MOST_LINES = 10_000


def book_of(book: str, year: int, *, actor: Actor, now: datetime) -> bytes:
    """Return a book's year for an officer, without lines that this officer may not see.

    A closed year comes as it was kept, to whoever may see all of it.

    :raises Refused: `book-too-long`, `paper-failed`.
    """
    lines = ruled_lines(book, year, actor=actor)
    closing = closing_of(book, year)
    if closing is not None and closing.lines == len(lines):
        return filestore.read_whole(closing.file, office_key())
    note = (
        "Baris berkas yang tidak boleh dilihat pencetak tidak tercantum; nomornya tetap terpakai."
    )
    return drawn(book, year, lines, notes=[note], now=now)


def drawn(
    book: str, year: int, lines: Sequence[dict[str, Any]], *, notes: Sequence[str], now: datetime
) -> bytes:
    """Return lines of a book on ruled pages.

    :raises Refused: `book-too-long`, `paper-failed`.
    """
    if len(lines) > MOST_LINES:
        raise Refused(
            "book-too-long",
            f"Buku ini lebih dari {MOST_LINES} baris; pilih CSV atau XLSX.",
            field="as",
        )
    zone = office_zone()
    made_at = now.astimezone(zone)
    try:
        return book_pdf(
            TITLES[book],
            year,
            columns(book),
            ruled(book, lines, zone=zone),
            letterhead=office_profile().data["letterhead"],
            foot=made_words(made_at),
            notes=notes,
            made_at=made_at,
        )
    except RenderFailed as failed:
        raise Refused("paper-failed", f"Buku gagal dicetak: {failed.reason}") from None
