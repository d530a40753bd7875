"""The desk: what waits for me, what is late, what waits for others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render

from sigap.cases.queries.office import OfficeLists
from sigap.cases.queries.sops import calendar_of_version, current_calendar_id
from sigap.cases.queries.tasklist import TaskFilters, tasks
from sigap.desk.session import staff
from sigap.desk.words import TASK_TYPES, Due

if TYPE_CHECKING:
    from django.http import HttpResponse

    from sigap.desk.session import StaffRequest

_PAGE = 50
_GROUPS = (
    ("late", "Terlambat"),
    ("today", "Hari ini"),
    ("next", "Berikutnya"),
    ("stopped", "Waktu dihentikan"),
)


@staff
def worklist(request: StaffRequest) -> HttpResponse:
    """Show my tasks and my roles' free ones, soonest due first, in groups."""
    calendar = calendar_of_version(current_calendar_id())
    lists = OfficeLists(now=request.now)
    filters = TaskFilters(
        permit_type=request.GET.get("izin") or None,
        q=request.GET.get("q", "").strip()[:100] or None,
        assignee=request.GET.get("siapa") or None,
    )
    found = tasks(
        request.actor,
        filters,
        limit=_PAGE,
        now=request.now,
        cursor=request.GET.get("dari", ""),
    )
    rows = [
        {
            **row,
            "due": Due(calendar, row["due_at"], request.now),
            "kind": TASK_TYPES[row["type"]],
        }
        for row in found.items
    ]
    groups = [(title, [row for row in rows if row["due"].state == key]) for key, title in _GROUPS]
    context = {
        "groups": [(title, part) for title, part in groups if part],
        "count": len(rows),
        "late": sum(row["due"].state == "late" for row in rows),
        "today": sum(row["due"].state == "today" for row in rows),
        "next": found.next,
        "filters": filters,
        "permit_types": lists.permit_types,
        "nav": "meja",
    }
    return render(request, "desk/worklist.html", context)
