"""CSV: one table, its columns by their keys, for programs and spreadsheets."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sigap.reports.table import Report, Value

# What a spreadsheet would take for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_ROWS_A_PIECE = 1000
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"  # by which spreadsheets know UTF-8


def write(report: Report, table: str) -> Iterator[bytes]:
    """Return a table, or the main one, in pieces."""
    chosen = report.table(table or report.main)
    assert chosen is not None  # noqa: S101 - asked for by name, and checked
    return pieces([column.key for column in chosen.columns], chosen.rows)


def pieces(head: Sequence[str], rows: Iterable[Sequence[Value]]) -> Iterator[bytes]:
    """Yield head and rows as CSV that spreadsheets open in UTF-8 and take for no formula."""
    held = io.StringIO()
    writer = csv.writer(held)
    writer.writerow(head)
    yield _BYTE_ORDER_MARK
    for number, row in enumerate(rows, 1):
        writer.writerow(_cells(row))
        if number % _ROWS_A_PIECE == 0:
            yield _taken(held)
    yield _taken(held)


def _cells(row: Sequence[Value]) -> list[Value]:
    return [
        f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell for cell in row
    ]


def _taken(held: io.StringIO) -> bytes:
    text = held.getvalue()
    held.seek(0)
    held.truncate()
    return text.encode()
