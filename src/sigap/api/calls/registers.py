"""The office's five books, as data and as files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from django.http import HttpResponse
from ninja import Path, Query, Router
from pydantic import BeforeValidator, Field

from sigap.api.acts import as_json, plain
from sigap.api.callers import TOKEN, caller_of
from sigap.api.listing import Blank, Filters
from sigap.api.outputs.form import Page
from sigap.api.outputs.office import RegisterLine
from sigap.api.takes import takes
from sigap.cases.queries.registerpdf import book_of
from sigap.cases.queries.registers import TITLES, all_lines, lines, this_year
from sigap.reports.register_files import CSV, XLSX, as_csv, as_xlsx

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
PDF = "application/pdf"


def _blank_is_json(value: Any) -> Any:  # noqa: ANN401 - from outside
    return "json" if value == "" else value


class RegisterQuery(Filters):
    """Which year of the book, in which form; the files hold the whole year."""

    year: Annotated[int | None, Blank] = Field(default=None, ge=2000, le=9999)
    as_: Annotated[Literal["json", "csv", "xlsx", "pdf"], BeforeValidator(_blank_is_json)] = Field(
        default="json", alias="as"
    )


@router.get(
    "/registers/{book}",
    response=Page[RegisterLine],
    summary="Satu buku kantor",
    openapi_extra=takes(
        errors=(409,),
        content={CSV: "Seluruh tahun.", XLSX: "Seluruh tahun.", PDF: "Buku bergaris."},
    ),
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
        told = found.as_dict()
        names = RegisterLine.model_fields
        told["items"] = [{name: line[name] for name in names} for line in told["items"]]
        return as_json(told)
    if query.as_ == "pdf":
        content = book_of(book, year, actor=caller.actor, now=caller.now)
        return _file(content, PDF, f"{book}-{year}.pdf")
    rows = _table(all_lines(book, actor=caller.actor, year=year))
    content = as_csv(rows) if query.as_ == "csv" else as_xlsx(rows, TITLES[book])
    return _file(content, CSV if query.as_ == "csv" else XLSX, f"{book}-{year}.{query.as_}")


def _file(content: bytes, media_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
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
