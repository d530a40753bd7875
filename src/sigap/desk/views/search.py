"""Looking for cases by number, words or person, with what was found marked."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_GET

from sigap.cases.operations.searching import search
from sigap.cases.queries.caselist import CaseFilters
from sigap.cases.queries.found import found_cases
from sigap.cases.queries.narrowing import Narrowing
from sigap.cases.queries.office import OfficeLists
from sigap.cases.queries.searching import LONGEST
from sigap.core.errors import Refused
from sigap.desk.session import staff
from sigap.desk.words import STATUS, short_permit

if TYPE_CHECKING:
    from django.http import HttpResponse

    from sigap.desk.session import StaffRequest

_PAGE = 25
_TOO_LONG = f"Terlalu panjang. Cari dengan beberapa kata saja, paling banyak {LONGEST} huruf."
_NO_WORDS = "Tidak ada yang dapat dicari di sini. Tulis nomor berkas, kata, atau nama."
_NO_DAY = "Bukan tanggal. Tulis seperti 2026-11-24."
_BACKWARDS = "Tanggal akhir mendahului tanggal awal."


@require_GET
@staff
def find(request: StaffRequest) -> HttpResponse:
    """Show what is found, newest first, or how to search; what is wrong stands at its field."""
    asked = request.GET
    errors: dict[str, str] = {}
    text = asked.get("q", "").strip()
    wanted = None
    if len(text) > LONGEST:
        errors["q"] = _TOO_LONG
    elif text:
        wanted = search(text, actor=request.actor, now=request.now)
        if wanted is None or wanted.is_empty:
            errors["q"] = _NO_WORDS
    first = _day(asked.get("dari-tanggal", ""), "dari", errors)
    last = _day(asked.get("sampai", ""), "sampai", errors)
    if first and last and last < first:
        errors["sampai"] = _BACKWARDS
    lists = OfficeLists(now=request.now)
    agency = asked.get("instansi", "")
    filters = CaseFilters(
        q=wanted,
        status=asked.get("status", "") if asked.get("status", "") in STATUS else None,
        permit_type=asked.get("izin") or None,
        first_day=first,
        last_day=last,
        more=Narrowing(asked=agency[:80]) if agency else None,
    )
    context = {
        "text": text,
        "errors": errors,
        "filters": filters,
        "first_day": asked.get("dari-tanggal", ""),
        "last_day": asked.get("sampai", ""),
        "agency": agency,
        "statuses": STATUS.items(),
        "permit_types": lists.permit_types,
        "agencies": lists.agencies,
        "is_narrowed": any(asked.get(name) for name in _NARROWING),
        "nav": "cari",
    }
    if wanted and not errors:
        try:
            found = found_cases(
                request.actor, filters, limit=_PAGE, now=request.now, cursor=asked.get("dari", "")
            )
        except Refused:
            raise Http404 from None
        rest = asked.copy()
        rest.pop("dari", None)
        context |= {
            "rows": [
                {
                    **row,
                    "state": STATUS[row["status"]],
                    "permit": short_permit(row["permit_name"]),
                    "places": [_PLACES[place] for place in row["found_in"]],
                }
                for row in found.items
            ],
            "next": found.next,
            "query": rest.urlencode(),
            "is_later": bool(asked.get("dari")),
        }
    return render(request, "desk/search.html", context, status=422 if errors else 200)


_NARROWING = ("status", "izin", "dari-tanggal", "sampai", "instansi")
_PLACES = {"papers": "surat atau dokumen", "attachments": "lampiran"}


def _day(text: str, name: str, errors: dict[str, str]) -> date | None:
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        errors[name] = _NO_DAY
        return None
