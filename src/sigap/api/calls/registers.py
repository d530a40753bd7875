"""The office's five books, as data and as files."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Annotated, Any, Literal

import xlsxwriter
from django.http import HttpResponse
from ninja import Path, Query, Router
from pydantic import BeforeValidator, Field

from sigap.api.acts import as_json, plain
from sigap.api.callers import TOKEN, caller_of
from sigap.api.listing import Blank, Filters
from sigap.api.outputs.form import Page
from sigap.api.outputs.office import RegisterLine
from sigap.api.takes import takes
from sigap.cases.queries.registers import TITLES, all_lines, lines, this_year

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.http import HttpRequest

router = Router(tags=["Buku"], auth=TOKEN)

Book = Literal[
    "buku-penerimaan-laporan",
    "buku-pengaduan",
    "buku-penerimaan",
    "agenda-kerja",
    "buku-arsip",
]
CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What a spreadsheet would take for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_LONGEST_SHEET_NAME = 31


def _blank_is_json(value: Any) -> Any:  # noqa: ANN401 - from outside
    return "json" if value == "" else value


class RegisterQuery(Filters):
    """Which year of the book, in which form; the files hold the whole year."""

    year: Annotated[int | None, Blank] = Field(default=None, ge=2000, le=9999)
    as_: Annotated[Literal["json", "csv", "xlsx"], BeforeValidator(_blank_is_json)] = Field(
        default="json", alias="as"
    )


@router.get(
    "/registers/{book}",
    response=Page[RegisterLine],
    summary="Satu buku kantor",
    openapi_extra=takes(content={CSV: "Seluruh tahun.", XLSX: "Seluruh tahun."}),
)
def get_register(
    request: HttpRequest, book: Path[Book], query: Query[RegisterQuery]
) -> HttpResponse:
    """Tanpa `year` tahun ini. Baris berkas yang tidak boleh Anda ketahui tidak ditampilkan."""
    caller = caller_of(request)
    year = query.year or this_year(now=caller.now)
    if query.as_ == "json":
        found = lines(
            book, actor=caller.actor, year=year, limit=query.limit, cursor=query.cursor or ""
        )
        return as_json(found.as_dict())
    rows = _table(all_lines(book, actor=caller.actor, year=year))
    content = _csv(rows) if query.as_ == "csv" else _xlsx(rows, TITLES[book])
    response = HttpResponse(content, content_type=CSV if query.as_ == "csv" else XLSX)
    name = f"{book}-{year}.{query.as_}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


def _table(found: Iterable[dict[str, Any]]) -> Iterator[list[str | int]]:
    """Yield heading and rows; the facts that lines of this book have become columns."""
    all_rows = [plain(line) for line in found]
    facts = list(dict.fromkeys(name for line in all_rows for name in line["facts"]))
    columns = [name for name in RegisterLine.model_fields if name != "facts"]
    extra = [name for name in facts if name not in columns]
    yield [*columns, *extra]
    for line in all_rows:
        own = [line[name] for name in columns]
        yield [_cell(value) for value in [*own, *(line["facts"].get(name) for name in extra)]]


def _cell(value: Any) -> str | int:  # noqa: ANN401 - a JSON value
    if value is None:
        return ""
    return value if isinstance(value, int) and not isinstance(value, bool) else str(value)


def _csv(rows: Iterable[list[str | int]]) -> bytes:
    """Return CSV that spreadsheets open in UTF-8 and take for no formula."""
    held = io.StringIO()
    writer = csv.writer(held)
    for row in rows:
        writer.writerow([f"'{c}" if str(c).startswith(_FORMULA) else c for c in row])
    return held.getvalue().encode("utf-8-sig")


def _xlsx(rows: Iterable[list[str | int]], title: str) -> bytes:
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
