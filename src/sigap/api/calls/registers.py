"""The office's five books, as data and as files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar

from django.http import HttpResponse, StreamingHttpResponse
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
from sigap.reports.register_files import book_pieces
from sigap.reports.writers import WRITERS

if TYPE_CHECKING:
    from django.http import HttpRequest

Answer = TypeVar("Answer", HttpResponse, StreamingHttpResponse)
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
    volume: Annotated[int | None, Blank] = Field(
        default=None, ge=1, le=9999, description="Jilid dari buku yang terlalu tebal untuk PDF."
    )


@router.get(
    "/registers/{book}",
    response=Page[RegisterLine],
    summary="Satu buku kantor",
    openapi_extra=takes(
        errors=(409,),
        content={
            WRITERS["csv"].media_type: "Seluruh tahun.",
            WRITERS["xlsx"].media_type: "Seluruh tahun.",
            PDF: "Buku bergaris, atau satu jilidnya.",
        },
    ),
)
def get_register(
    request: HttpRequest, book: Path[Book], query: Query[RegisterQuery]
) -> HttpResponse | StreamingHttpResponse:
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
        content = book_of(book, year, actor=caller.actor, now=caller.now, volume=query.volume)
        part = f"-jilid-{query.volume}" if query.volume else ""
        return _sent(HttpResponse(content, content_type=PDF), f"{book}-{year}{part}.pdf")
    # The facts that lines of this book have become columns, so the lines are read twice.
    own = [name for name in RegisterLine.model_fields if name != "facts"]
    first, second = (all_lines(book, actor=caller.actor, year=year) for _ in range(2))
    facts = dict.fromkeys(name for line in first for name in line["facts"] if name not in own)
    rows = (_cells(plain(line), own, list(facts)) for line in second)
    pieces = book_pieces(query.as_, TITLES[book], [*own, *facts], rows)
    media_type = WRITERS[query.as_].media_type
    return _sent(
        StreamingHttpResponse(pieces, content_type=media_type), f"{book}-{year}.{query.as_}"
    )


def _sent(response: Answer, name: str) -> Answer:
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


def _cells(line: dict[str, Any], own: list[str], facts: list[str]) -> list[str | int]:
    values = [line[name] for name in own] + [line["facts"].get(name) for name in facts]
    return [_cell(value) for value in values]


def _cell(value: Any) -> str | int:  # noqa: ANN401 - a JSON value
    if value is None:
        return ""
    return value if isinstance(value, int) and not isinstance(value, bool) else str(value)
