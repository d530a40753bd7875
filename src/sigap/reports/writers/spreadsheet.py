"""XLSX: a sheet for each table, with headings that people read."""

from __future__ import annotations

import tempfile
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sigap.core.errors import Refused
from sigap.reports.table import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import IO

    from sigap.reports.table import Report, Table, Value

_MOST_ROWS = 1_048_576  # of a sheet, the heading included
_LONGEST_SHEET_NAME = 31
_PIECE = 1 << 16
_NARROW, _WIDE = 16, 40
_FORMATS = {
    Kind.SHARE: "0%",
    Kind.MINUTES: "#,##0.0",
    Kind.COUNT: "#,##0",
    Kind.DAYS: "#,##0",
    Kind.NUMBER: "0.00",
    Kind.MOMENT: "yyyy-mm-dd hh:mm",
}


def write(report: Report, table: str) -> Iterator[bytes]:
    """Return the workbook in pieces, its rows kept on disk meanwhile.

    :raises Refused: `invalid-data` for a sheet that no spreadsheet program opens.
    """
    chosen = [one for one in report.tables if one.id == table] if table else report.shown
    return _written(lambda book: _Book(book).add(report, chosen))


def plain_sheet(
    title: str, head: Sequence[str], rows: Iterable[Sequence[str | int]]
) -> Iterator[bytes]:
    """Return a workbook of one sheet in pieces, its rows kept on disk meanwhile."""

    def add(book: Any) -> None:  # noqa: ANN401 - comes without types
        sheet = book.add_worksheet(title[:_LONGEST_SHEET_NAME])
        sheet.freeze_panes(1, 0)
        bold = book.add_format({"bold": True})
        for index, name in enumerate(head):
            sheet.write_string(0, index, name, bold)
        for number, row in enumerate(rows, 1):
            for index, value in enumerate(row):
                if isinstance(value, int):
                    sheet.write_number(number, index, value)
                else:
                    sheet.write_string(number, index, value)

    return _written(add)


def _written(add: Callable[[Any], None]) -> Iterator[bytes]:
    from xlsxwriter import Workbook  # megabytes, for this one form of a report

    file = tempfile.TemporaryFile()  # noqa: SIM115 - closed when it has been read out
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    try:
        with Workbook(file, options) as book:
            add(book)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return _pieces(file)


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(_PIECE):
            yield piece


class _Book:
    def __init__(self, book: Any) -> None:  # noqa: ANN401 - comes without types
        self._book = book
        self._bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self._formats = {
            kind: book.add_format({"num_format": shape}) for kind, shape in _FORMATS.items()
        }

    def add(self, report: Report, tables: list[Table]) -> None:
        for table in tables:
            self._add_table(table)
        sheet = self._book.add_worksheet("Keterangan")
        sheet.set_column(0, 0, 110)
        lines = [report.title, report.period.words, *report.notes]
        lines += [f"{table.title}: {table.note}" for table in tables if table.note]
        for row, line in enumerate(lines):
            sheet.write_string(row, 0, line, self._bold if row == 0 else None)

    def _add_table(self, table: Table) -> None:
        sheet = self._book.add_worksheet(table.title[:_LONGEST_SHEET_NAME])
        if table.is_record:
            self._record(sheet, table)
            return
        for index, column in enumerate(table.columns):
            sheet.set_column(index, index, _WIDE if column.kind is Kind.TEXT else _NARROW)
            sheet.write_string(0, index, column.title, self._bold)
        sheet.freeze_panes(1, 0)
        for number, values in enumerate(table.rows, 1):
            if number >= _MOST_ROWS:
                raise Refused(
                    "invalid-data",
                    f"{table.title} memuat lebih dari {_MOST_ROWS - 1} baris, terlalu banyak untuk "
                    "program lembar kerja. Pilih CSV atau masa yang lebih pendek.",
                    field="as",
                )
            for index, (column, value) in enumerate(zip(table.columns, values, strict=True)):
                self._cell(sheet, number, index, value, column.kind)

    def _record(self, sheet: Any, table: Table) -> None:  # noqa: ANN401
        sheet.set_column(0, 1, _WIDE)
        for values in table.rows:
            for row, (column, value) in enumerate(zip(table.columns, values, strict=True)):
                sheet.write_string(row, 0, column.title, self._bold)
                self._cell(sheet, row, 1, value, column.kind)

    def _cell(self, sheet: Any, row: int, index: int, value: Value, kind: Kind) -> None:  # noqa: ANN401
        if value is None:
            return
        if kind is Kind.MOMENT:
            # Spreadsheets know no zones: the clock of the office.
            at = datetime.fromisoformat(str(value)).replace(tzinfo=None)
            sheet.write_datetime(row, index, at, self._formats[kind])
        elif isinstance(value, str):
            sheet.write_string(row, index, value)
        else:
            sheet.write_number(row, index, value, self._formats.get(kind))
