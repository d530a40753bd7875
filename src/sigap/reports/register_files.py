"""A book's rows as CSV or spreadsheet, for the desk and the API alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sigap.reports.writers import delimited, spreadsheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


def book_pieces(
    form: str, title: str, head: Sequence[str], rows: Iterable[Sequence[str | int]]
) -> Iterator[bytes]:
    """Yield the rows of a book as `csv` or `xlsx`; however many, few are in memory at a time."""
    if form == "csv":
        return delimited.pieces(head, rows)
    return spreadsheet.plain_sheet(title, head, rows)
