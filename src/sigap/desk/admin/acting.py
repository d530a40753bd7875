"""Pelaksana harian: who acts for whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.views.decorators.http import require_http_methods, require_POST

from sigap.accounts import directory
from sigap.cases.operations import acting
from sigap.cases.operations.authority import ACTING
from sigap.cases.queries.heldtasks import held_tasks
from sigap.cases.queries.roles import known_roles
from sigap.desk.admin.pages import act_page, form_page, page_for, show

if TYPE_CHECKING:
    from django.http import HttpResponse

    from sigap.desk.session import StaffRequest

_HOME = "/kelola/plh/"


@page_for(ACTING)
def acting_list(request: StaffRequest) -> HttpResponse:
    """Show who acts for whom now and soon, and what those away still hold."""
    names = known_roles(now=request.now)
    running = directory.acting(now=request.now)
    ended = directory.acting(now=request.now, ended=True)[:50]
    for row in (*running, *ended):
        row["role_name"] = names.get(row["role"], row["role"])
    held = held_tasks(row["principal_id"] for row in running)
    for row in running:
        row["held"] = held.get(row["principal_id"], {}).get(row["role"], 0)
    context = {"title": "Pelaksana harian", "running": running, "ended": ended}
    return show(request, "acting.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page_for(ACTING)
def new_acting(request: StaffRequest) -> HttpResponse:
    """Ask who acts for whom and by which order."""

    def act(data: dict[str, Any]) -> str:
        acting.appoint(data=data, actor=request.actor, now=request.now)
        messages.success(request, "Penugasan pelaksana harian dicatat.")
        return _HOME

    context = {
        "title": "Tugaskan pelaksana harian",
        "crumbs": [("Pelaksana harian", _HOME)],
        "intro": "Selama masa itu pelaksana harian melihat antrean peran yang diwakili dan "
        "bertindak di dalamnya; setiap tindakan tercatat atas nama keduanya.",
        "primary": "Tugaskan",
        "back": _HOME,
    }
    schema = acting.acting_schema(now=request.now)
    return form_page(request, schema=schema, value=None, act=act, context=context)


@require_POST
@page_for(ACTING)
def end_acting(request: StaffRequest, assignment_id: int) -> HttpResponse:
    """End an acting assignment now."""

    def act() -> str:
        acting.end(assignment_id=assignment_id, actor=request.actor, now=request.now)
        messages.success(request, "Penugasan diakhiri.")
        return _HOME

    return act_page(request, act=act, back=_HOME)
