"""Books as ruled PDF, in volumes: drawn for whoever asks, or as they were kept when closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sigap.cases import filestore
from sigap.cases.identity import office_key
from sigap.cases.queries.officeday import office_zone
from sigap.cases.queries.registerbook import columns, made_words, ruled
from sigap.cases.queries.registers import TITLES, closing_of, ruled_lines, volumes_of
from sigap.cases.queries.sops import office_profile
from sigap.core.errors import Refused
from sigap.documents.failures import RenderFailed
from sigap.documents.register_book import Book, book_pdf

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime
    from typing import Any

    from sigap.cases.actor import Actor

_NOTE = "Baris berkas yang tidak boleh dilihat pencetak tidak tercantum; nomornya tetap terpakai."


def book_of(
    book: str, year: int, *, actor: Actor, now: datetime, volume: int | None = None
) -> bytes:
    """Return a book's year for an officer, without lines that this officer may not see.

    A closed year comes as it was kept, to whoever may see all of it.

    :raises Refused: `book-too-long` without `volume` if there are several, `no-such-volume`,
        `paper-failed`.
    """
    of = volumes_of(book, year)
    volume = chosen_volume(volume, of)
    closing = closing_of(book, year)
    lines = list(ruled_lines(book, year, actor=actor, volume=volume))
    if closing is not None and len(lines) == sum(1 for _ in ruled_lines(book, year, volume=volume)):
        kept = closing.volumes.get(number=volume)
        return filestore.read_whole(kept.file, office_key())
    return year_drawn(book, year, lines, volume=volume, of=of, notes=[_NOTE], now=now)


def chosen_volume(volume: int | None, of: int) -> int:
    """Return which of so many volumes is meant.

    :raises Refused: `book-too-long`, `no-such-volume`.
    """
    if volume is None and of > 1:
        raise Refused(
            "book-too-long",
            f"Buku ini terlalu tebal untuk satu PDF dan terbagi atas {of} jilid. "
            f"Sebutkan jilidnya, 1 sampai {of}; CSV dan XLSX memuat semuanya.",
            field="volume",
        )
    if volume is not None and not 1 <= volume <= of:
        raise Refused(
            "no-such-volume", f"Jilid {volume} tidak ada; buku ini {of} jilid.", field="volume"
        )
    return volume or 1


def year_drawn(
    book: str,
    year: int,
    lines: Iterable[dict[str, Any]],
    *,
    volume: int,
    of: int,
    notes: Sequence[str],
    now: datetime,
) -> bytes:
    """Return one volume of a book's year.

    :raises Refused: `paper-failed`.
    """
    return ruled_pages(
        [(book, lines)],
        period=f"tahun {year}",
        volume=f"jilid {volume} dari {of}" if of > 1 else "",
        notes=notes,
        now=now,
    )


def ruled_pages(
    books: Iterable[tuple[str, Iterable[dict[str, Any]]]],
    *,
    period: str,
    volume: str,
    notes: Sequence[str],
    now: datetime,
) -> bytes:
    """Return lines of books on ruled pages, each book on pages of its own.

    :raises Refused: `paper-failed`.
    """
    zone = office_zone()
    made_at = now.astimezone(zone)
    try:
        return book_pdf(
            [
                Book(TITLES[book], columns(book), ruled(book, rows, zone=zone))
                for book, rows in books
            ],
            period=period,
            volume=volume,
            letterhead=office_profile().data["letterhead"],
            foot=made_words(made_at),
            notes=notes,
            made_at=made_at,
        )
    except RenderFailed as failed:
        raise Refused("paper-failed", f"Buku gagal dicetak: {failed.reason}") from None
