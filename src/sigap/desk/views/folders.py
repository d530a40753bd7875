"""Lists of cases."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import render

from sigap.accounts.queries import roster
from sigap.cases.operations.searching import search
from sigap.cases.queries.caselist import CaseFilters, cases
from sigap.cases.queries.office import OfficeLists
from sigap.core.errors import Refused
from sigap.desk.narrowed import chips, narrowing_of
from sigap.desk.places import places
from sigap.desk.session import staff
from sigap.desk.words import STATUS
from sigap.reports.audience import WATCHERS

if TYPE_CHECKING:
    from sigap.cases.queries.narrowing import Narrowing
    from sigap.desk.session import StaffRequest

_PAGE = 50


@staff
def case_list(request: StaffRequest) -> HttpResponse:
    """Show the cases that I may see, newest first; a search finds persons if I may read them."""
    lists = OfficeLists(now=request.now)
    more = narrowing_of(request.GET, roles=request.actor.roles)
    filters = CaseFilters(
        q=search(request.GET.get("q", ""), actor=request.actor, now=request.now),
        status=request.GET.get("status") or None,
        permit_type=request.GET.get("izin") or None,
        first_day=_day(request.GET.get("dari-tanggal", "")),
        last_day=_day(request.GET.get("sampai", "")),
        more=more,
    )
    try:
        found = cases(
            request.actor,
            filters,
            limit=_PAGE,
            now=request.now,
            cursor=request.GET.get("dari", ""),
        )
    except Refused:
        raise Http404 from None
    query = request.GET.copy()
    query.pop("dari", None)
    context = {
        "rows": [{**row, "state": STATUS[row["status"]]} for row in found.items],
        "next": found.next,
        "query": query.urlencode(),
        "filters": filters,
        "statuses": STATUS.items(),
        "permit_types": lists.permit_types,
        "is_watcher": bool(request.actor.roles & WATCHERS),
        "chips": chips(request.GET, more, _names(request, more, lists)),
        "nav": "berkas",
    }
    return render(request, "desk/case_list.html", context)


def _names(request: StaffRequest, more: Narrowing | None, lists: OfficeLists) -> dict[str, str]:
    """Return what the conditions in force name: a step, agencies, a person."""
    if more is None:
        return {}
    names: dict[str, str] = {}
    if more.place:
        steps = [one for _, found in places(now=request.now) for one in found]
        names |= {one.key: f"{one.code} {one.title}" for one in steps}
    if more.waits_for or more.asked:
        names |= {one.slug: one.name for one in lists.agencies}
    if more.worker:
        named = roster(now=request.now).users.values()
        names |= {one.username: one.name for one in named}
    return names


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
