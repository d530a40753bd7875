"""A book's rows as CSV or spreadsheet, for the desk and the API alike."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import xlsxwriter

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What a spreadsheet would take for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_LONGEST_SHEET_NAME = 31


def as_csv(rows: Iterable[Sequence[str | int]]) -> bytes:
    """Return CSV that spreadsheets open in UTF-8 and take for no formula."""
    held = io.StringIO()
    writer = csv.writer(held)
    for row in rows:
        writer.writerow([f"'{c}" if str(c).startswith(_FORMULA) else c for c in row])
    return held.getvalue().encode("utf-8-sig")


def as_xlsx(rows: Iterable[Sequence[str | int]], title: str) -> bytes:
    """Return a workbook of one sheet; the first row is its head."""
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet(title[:_LONGEST_SHEET_NAME])
        bold = book.add_format({"bold": True})
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, int):
                    sheet.write_number(number, column, value)
                else:
                    sheet.write_string(number, column, value, bold if number == 0 else None)
        sheet.freeze_panes(1, 0)
    return held.getvalue()
