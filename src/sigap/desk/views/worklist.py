"""The desk: what waits for me, what is late, what waits for others."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_GET

from sigap.accounts.roles import ROLES
from sigap.cases.operations.authority import OFFICE
from sigap.cases.operations.correspondence import WRITERS
from sigap.cases.operations.searching import search
from sigap.cases.queries.alerts import escalated_to, line_of
from sigap.cases.queries.office import OfficeLists
from sigap.cases.queries.pdp_requests import waiting_requests
from sigap.cases.queries.sops import calendar_of_version, current_calendar_id, sop_of_version
from sigap.cases.queries.tasklist import TaskFilters, handed_on, task_counts, task_row, tasks
from sigap.cases.queries.workweek import work_done
from sigap.cases.steps import form_for
from sigap.core.errors import Refused
from sigap.desk.places import find_place, places
from sigap.desk.rail import short_title
from sigap.desk.session import part_wanted, staff
from sigap.desk.words import TASK_TYPES, Due, short_permit, since
from sigap.ui.fragments import drawn

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from sigap.cases.models import Task
    from sigap.core.worktime import WorkCalendar
    from sigap.desk.session import StaffRequest

_PAGE = 25
_MOST_COUNTED = 999
_GROUPS = (
    ("late", "Terlambat"),
    ("today", "Hari ini"),
    ("next", "Berikutnya"),
    ("stopped", "Waktu dihentikan"),
)
# Which acts on many the list offers, by the form of the tasks in it.
_BULK_FORMS = {"distribute": "distribute", "accept": "accept"}
_MAY_REASSIGN = frozenset({"koordinator", "kepala-dinas"})


@require_GET
@staff
def worklist(request: StaffRequest) -> HttpResponse:
    """Show my tasks and my roles' free ones, or what others do in my cases, in groups.

    Asked for its part `daftar` it answers with the list alone, for the refresh that keeps the
    place.
    """
    calendar = calendar_of_version(current_calendar_id())
    known = places(now=request.now)
    place = find_place(request.GET.get("langkah", ""), known)
    filters = TaskFilters(
        permit_type=request.GET.get("izin") or None,
        q=search(request.GET.get("q", ""), actor=request.actor, now=request.now),
        assignee=request.GET.get("siapa") or None,
        overdue=True if request.GET.get("lewat") else None,
        place=(place.sop, place.no) if place else None,
    )
    is_theirs = request.GET.get("tab") == "lain"
    read = handed_on if is_theirs else tasks
    try:
        found = read(
            request.actor,
            filters,
            limit=_PAGE,
            now=request.now,
            cursor=request.GET.get("dari", ""),
            show=_shown(request, calendar, known, is_theirs=is_theirs),
        )
    except Refused:
        raise Http404 from None
    context: dict[str, Any] = {
        "groups": _grouped(found.items),
        "next": found.next,
        "query": _without(request, "dari"),
        "filters": filters,
        "place": place,
        "is_theirs": is_theirs,
        "is_narrowed": any(request.GET.get(one) for one in _NARROWING),
        "bulk": _bulk(request, found.items),
        "may_answer_data": bool(request.actor.roles & WRITERS),
        "nav": "meja",
    }
    if part_wanted(request) == "daftar":
        return render(request, "desk/_worklist.html", context)
    if not is_theirs:
        context["counts"] = _counts(request, filters, calendar)
        context["asked"] = _asked(request)
        context["escalated"] = _escalated(request, calendar)
    context |= {
        "week": work_done(request.actor, since=_monday(calendar, request.now)),
        "permit_types": OfficeLists(now=request.now).permit_types,
        "places": known,
    }
    return render(request, "desk/worklist.html", context)


# What the drawing of a row is made of, besides how its due moment stands.
_DRAWN = "id case subject attempt kind code title permit_name permit holder since".split()
_NARROWING = ("izin", "q", "siapa", "lewat", "langkah")


def _shown(
    request: StaffRequest,
    calendar: WorkCalendar,
    known: list[tuple[str, Any]],
    *,
    is_theirs: bool,
) -> Callable[[Task], dict[str, Any]]:
    codes = {(one.sop, one.no): one.code for _, steps in known for one in steps}

    def show(task: Task) -> dict[str, Any]:
        row = task_row(task, now=request.now)
        due = Due(calendar, task.due_at, request.now)
        step = sop_of_version(task.run.sop_version_id).step(task.number) if task.run else None
        form = form_for(task, step) if step else None
        title = (form.title if form else "") or (short_title(step) if step else "")
        kind = "" if task.type == "step" else TASK_TYPES[task.type]
        shown: dict[str, Any] = {
            **row,
            "due": due,
            "kind": "" if title.startswith(kind) else kind,
            "code": codes.get((task.sop, task.number), ""),
            "title": title or row["activity"],
            "form": form.id if form else "",
            "permit_name": task.case.permit_type.name,
            "permit": short_permit(task.case.permit_type.name),
            "holder": _holder(request, row),
            "since": since(calendar, task.opened_at, request.now),
        }
        told = {name: shown[name] for name in _DRAWN}
        told |= {"due_state": due.state, "due_text": due.text, "is_theirs": is_theirs}
        return {**shown, "drawn": drawn("desk/_task_row.html", **told)}

    return show


def _holder(request: StaffRequest, row: dict[str, Any]) -> str:
    if row["assignee"] is None:
        return f"antrean {ROLES.get(row['role'], row['role'])}"
    return "Anda" if row["assignee"] == request.user.username else str(row["assignee_name"])


def _grouped(rows: list[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    groups = [(title, [row for row in rows if row["due"].state == key]) for key, title in _GROUPS]
    return [(title, part) for title, part in groups if part]


def _counts(
    request: StaffRequest, filters: TaskFilters, calendar: WorkCalendar
) -> dict[str, int | bool]:
    """Return how many there are, late, and due before this day ends."""
    tomorrow = _midnight(calendar, request.now, days=1)
    counted = task_counts(
        request.actor, filters, until=tomorrow, now=request.now, most=_MOST_COUNTED
    )
    return {**counted, "is_cut": counted["all"] > _MOST_COUNTED}


def _asked(request: StaffRequest) -> dict[str, int]:
    """Return how many people wait to see or correct their data, for those who answer them.

    Superiors are told on the page of reports; a narrowed list is of something else.
    """
    if not request.actor.roles & WRITERS or request.actor.roles & OFFICE:
        return {}
    if any(request.GET.get(one) for one in _NARROWING):
        return {}
    return waiting_requests(request.actor, now=request.now)


def _escalated(request: StaffRequest, calendar: WorkCalendar) -> dict[str, Any]:
    """Return the late tasks of others that were brought before this superior; empty for others."""
    if not request.actor.roles & _MAY_REASSIGN:
        return {}
    found = escalated_to(request.actor, now=request.now)
    rows = [
        {
            "case": task.case.number,
            "id": task.pk,
            "line": line_of(task, calendar, now=request.now)["step"],
            "holder": task.assignee.name if task.assignee else ROLES.get(task.role, task.role),
            "due": Due(calendar, task.due_at, request.now),
        }
        for task in found["tasks"]
    ]
    return {**found, "rows": rows}


def _bulk(request: StaffRequest, rows: list[dict[str, Any]]) -> dict[str, bool]:
    """Return which acts on many make sense for who looks at these rows."""
    forms = {row["form"] for row in rows}
    offered = {act: form in forms for act, form in _BULK_FORMS.items()}
    is_theirs = request.GET.get("tab") == "lain"
    offered = {act: one and not is_theirs for act, one in offered.items()}
    return {**offered, "reassign": bool(request.actor.roles & _MAY_REASSIGN)}


def _without(request: StaffRequest, name: str) -> str:
    query = request.GET.copy()
    query.pop(name, None)
    return query.urlencode()


def _midnight(calendar: WorkCalendar, now: datetime, *, days: int) -> datetime:
    day = now.astimezone(calendar.zone).date() + timedelta(days=days)
    return datetime.combine(day, time(), calendar.zone)


def _monday(calendar: WorkCalendar, now: datetime) -> datetime:
    return _midnight(calendar, now, days=-now.astimezone(calendar.zone).weekday())
