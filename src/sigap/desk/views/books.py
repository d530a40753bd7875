"""The office's five books: page by page, as files, closed at the end of a year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from sigap.accounts.queries import roster
from sigap.cases.operations.authority import OFFICE
from sigap.cases.operations.closing_books import close_book, closing_holds, closing_schema
from sigap.cases.operations.reading import read_identities
from sigap.cases.queries.officeday import office_zone
from sigap.cases.queries.registerbook import columns, ruled
from sigap.cases.queries.registerpdf import book_of
from sigap.cases.queries.registers import (
    TITLES,
    closing_of,
    lines,
    ruled_lines,
    this_year,
    volumes_of,
    years_of,
)
from sigap.core.errors import Refused
from sigap.desk.session import require_role, staff
from sigap.desk.words import CHANNELS, STATUS
from sigap.reports.register_files import book_pieces
from sigap.reports.writers import WRITERS
from sigap.ui import schema_form
from sigap.ui.typed_values import whole_number

if TYPE_CHECKING:
    from sigap.desk.session import StaffRequest

_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def book(request: StaffRequest, register: str) -> HttpResponse:
    """Show a book's year page by page; POST shows who complained, each reading recorded."""
    _known(register)
    this = this_year(now=request.now)
    year = _year(request.GET.get("tahun", ""), this)
    search = request.GET.get("q", "").strip()[:100]
    try:
        found = lines(
            register,
            actor=request.actor,
            year=year,
            limit=_PAGE,
            cursor=request.GET.get("dari", ""),
            search=search,
        )
    except Refused:
        raise Http404 from None
    names: dict[str, str] = {}
    if request.method == "POST":
        numbers = [row["case"] for row in found.items]
        names = read_identities(numbers=numbers, actor=request.actor, now=request.now)
    heads = [title for title, _ in columns(register)]
    cells = ruled(register, found.items, zone=office_zone())
    rows = [
        {
            **row,
            "state": STATUS[row["status"]],
            "channel": CHANNELS.get(row["channel"], row["channel"]),
            "name": names.get(row["case"], ""),
            "more": [(head, cell) for head, cell in zip(heads, one, strict=True) if cell != "–"],
        }
        for row, one in zip(found.items, cells, strict=True)
    ]
    closing = closing_of(register, year)
    context = {
        "title": TITLES[register],
        "register": register,
        "books": TITLES.items(),
        "rows": rows,
        "named": request.method == "POST",
        "next": found.next,
        "rest": urlencode({"tahun": year, "q": search}),
        "here": request.get_full_path(),
        "year": year,
        "search": search,
        "years": sorted({*years_of(register), this}, reverse=True),
        "volumes": range(1, volumes_of(register, year) + 1),
        "closing": closing,
        "closed_by": _person(closing.closed_by, request) if closing else "",
        "may_close": bool(request.actor.roles & OFFICE) and year < this and closing is None,
        "nav": "buku",
    }
    return render(request, "desk/book.html", context)


@staff
@require_GET
def book_file(request: StaffRequest, register: str, year: str, form: str) -> HttpResponse:
    """Give a book's year as a file: ruled pages, or its rows."""
    _known(register)
    media_type = WRITERS[form].media_type
    # What is sent in pieces is no HttpResponse to Django's types, but to everybody else.
    response: Any
    if form == "pdf":
        volume = whole_number(request.GET.get("jilid", ""))
        try:
            content = book_of(
                register,
                int(year),
                actor=request.actor,
                now=request.now,
                volume=volume,
            )
        except Refused as refused:
            return render(request, "desk/refused.html", {"refused": refused}, status=409)
        response = HttpResponse(content, content_type=media_type)
        name, shown = f"{register}-{year}" + (f"-jilid-{volume}" if volume else ""), "inline"
    else:
        found = ruled_lines(register, int(year), actor=request.actor)
        heads = [title for title, _ in columns(register)]
        rows = ruled(register, found, zone=office_zone())
        pieces = book_pieces(form, TITLES[register], heads, rows)
        response = StreamingHttpResponse(pieces, content_type=media_type)
        name, shown = f"{register}-{year}", "attachment"
    response["Content-Disposition"] = f'{shown}; filename="{name}.{form}"'
    sent: HttpResponse = response
    return sent


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def close(request: StaffRequest, register: str, year: int) -> HttpResponse:
    """Ask for the reason and close a year; of a closed one say whether it still holds."""
    _known(register)
    closing = closing_of(register, year)
    data: dict[str, Any] | None = None
    refused = None
    zone = office_zone()
    if request.method == "POST":
        require_role(request, OFFICE)
        data = schema_form.read(closing_schema(), request.POST, zone=zone) or {}
        try:
            made = close_book(
                book=register, year=year, data=data, actor=request.actor, now=request.now
            )
        except Refused as caught:
            refused = caught
        else:
            messages.success(request, f"Buku tahun {year} ditutup: {made.lines} baris.")
            return HttpResponseRedirect(f"/buku/{register}/?tahun={year}")
    errors = schema_form.errors_of(refused) if refused else {}
    context = {
        "title": TITLES[register],
        "register": register,
        "year": year,
        "closing": closing,
        "volumes": closing.volumes.order_by("number") if closing else [],
        "holds": closing_holds(closing) if closing else None,
        "closed_by": _person(closing.closed_by, request) if closing else "",
        "refused": refused,
        "form": schema_form.build(closing_schema(), data, errors=errors, zone=zone),
        "nav": "buku",
    }
    return render(request, "desk/book_close.html", context, status=422 if refused else 200)


def _known(register: str) -> None:
    if register not in TITLES:
        raise Http404


def _year(text: str, this: int) -> int:
    return int(text) if text.isdecimal() and len(text) == len("2026") else this


def _person(user_id: str, request: StaffRequest) -> str:
    found = roster(now=request.now).users.get(whole_number(user_id) or 0)
    return found.name if found else user_id
