"""The case page: where it stands, the current form, the folder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from sigap.accounts.roles import ROLES
from sigap.cases.operations.correspondence import WRITERS
from sigap.cases.operations.exits import offered_actions
from sigap.cases.operations.letter_changes import HANDLERS, SUPERIORS
from sigap.cases.operations.reading import read_document
from sigap.cases.queries.casefolder import open_folder
from sigap.cases.queries.caseview import case_view
from sigap.cases.queries.legal_limits import legal_limits
from sigap.cases.queries.once import asked_once
from sigap.cases.steps import form_for
from sigap.core.errors import Refused
from sigap.desk.caseform import Typed, brought_back, form_context, read_only
from sigap.desk.rail import rail, short_title
from sigap.desk.session import staff
from sigap.desk.told import told
from sigap.desk.words import CHANNELS, STATUS, TASK_TYPES, UNITS, Due
from sigap.documents.kinds import KINDS
from sigap.reports.audience import WATCHERS
from sigap.ui.typed_values import whole_number

if TYPE_CHECKING:
    from datetime import datetime

    from sigap.cases.queries.casefolder import CaseFolder
    from sigap.desk.session import StaffRequest

_DRAFT = "konsep-surat-balasan"
# Refusals of the person, not of what was typed.
_NOT_YOURS = ("barred", "excluded", "not-separate", "wrong-person", "wrong-role")
_MEANWHILE = ("draft-moved", "task-done", "task-cancelled", "closed")


@staff
@require_GET
def case_file(request: StaffRequest, number: str) -> HttpResponse:
    """Show a case; the form of the task asked for, or of the first that is mine to do."""
    return case_page(request, number, task_id=_wanted(request))


@staff
@require_GET
def preview(request: StaffRequest, number: str) -> HttpResponse:
    """Show a case in short, for the pane beside the list: no form, nothing to act on."""
    folder = open_folder(number, actor=request.actor, now=request.now)
    context = _shown(request, folder)
    return render(request, "desk/_preview.html", context)


@staff
@require_GET
def paper(request: StaffRequest, document_id: int) -> HttpResponse:
    """Open a paper as PDF; a reading of identity is logged."""
    try:
        found = read_document(document_id=document_id, actor=request.actor, now=request.now)
    except Refused as refused:
        status = {"identity-closed": 403, "identity-destroyed": 410}.get(refused.code, 409)
        return render(request, "desk/refused.html", {"refused": refused}, status=status)
    response = HttpResponse(found.content, content_type=found.media_type)
    response["Content-Disposition"] = f'inline; filename="{found.name}"'
    return response


def _wanted(request: StaffRequest) -> int | None:
    return whole_number(request.GET.get("tugas", ""))


def case_page(
    request: StaffRequest,
    number: str,
    *,
    task_id: int | None = None,
    typed: Typed | None = None,
    refused: Refused | None = None,
    focus: str = "",
) -> HttpResponse:
    """Return the case page with the form of a task; `typed` stands in it, or beside it."""
    with asked_once():
        folder = open_folder(number, actor=request.actor, now=request.now)
        context = _shown(request, folder)
        view = context["case"]
        chosen = next(
            (t for t in view["tasks"] if t["id"] == task_id),
            next((t for t in view["tasks"] if t["is_mine"]), None),
        )
        is_lost = typed is not None and (chosen is None or chosen["id"] != task_id)
        context |= {
            "may_write": bool(request.actor.roles & WRITERS),
            "task": chosen,
            "actions": offered_actions(folder.file, actor=request.actor),
            "may_revoke": bool(request.actor.roles & SUPERIORS),
            "may_scan": bool(request.actor.roles & HANDLERS),
            "is_watcher": bool(request.actor.roles & WATCHERS),
            "refused": refused,
            "nav": "berkas",
        }
        page = f"/berkas/{number}/?tugas={task_id}"
        is_elsewhere = chosen is None or chosen["id"] != task_id or not chosen["is_mine"]
        if typed is None and task_id and is_elsewhere:
            typed = brought_back(request, folder.file, task_id, page)
            is_lost = typed is not None
        if typed and task_id and (is_lost or (chosen and not chosen["is_mine"])):
            context["typed"] = read_only(request, folder.file, task_id, typed)
        elif chosen and chosen["is_mine"] and _may_be_worked(chosen, view):
            context |= form_context(
                request,
                folder.file,
                chosen["id"],
                typed=typed,
                refused=refused,
                focus=focus,
            )
        return render(request, "desk/case_file.html", context, status=_status(refused))


def _shown(request: StaffRequest, folder: CaseFolder) -> dict[str, Any]:
    """Return a case in the words of the screen: where it stands, who has it, what lies in it."""
    file = folder.file
    view = case_view(file.case.number, actor=request.actor, now=request.now, folder=folder)
    for task, row in zip(file.open_tasks, view["tasks"], strict=True):
        row["due"] = Due(file.calendar, row["due_at"], request.now)
        row["kind"] = TASK_TYPES[row["type"]]
        row["code"] = f"{file.sops[task.sop].decree.annex}.{task.number}"
        row["role_name"] = ROLES.get(row["role"], row["role"])
        row["title"] = form_for(task, file.step_of(task)).title or short_title(file.step_of(task))
        is_said = row["type"] == "step" or row["title"].startswith(row["kind"])
        row["lead"] = "" if is_said else row["kind"]
        row["is_mine"] = _is_mine(row, request)
    return {
        "case": view,
        "status": STATUS[view["status"]],
        "channel": CHANNELS.get(view["channel"], view["channel"]),
        "due": Due(file.calendar, view["due_at"], request.now),
        "limits": _limits(folder, request.now),
        "rail": rail(file, view["runs"]),
        "told": told(folder.notices),
        "draft_letters": sum(d["kind"] == _DRAFT for d in view["documents"]),
        "documents": [_paper(one) for one in view["documents"]],
    }


def _paper(row: dict[str, Any]) -> dict[str, Any]:
    kind = KINDS[row["kind"]]
    # Those that somebody at the counter waits for are drawn when they are opened.
    opens = row["status"] == "issued" or (row["status"] == "rendering" and kind.at_once)
    return {**row, "title": kind.title, "opens": opens}


def _limits(folder: CaseFolder, now: datetime) -> list[dict[str, Any]]:
    """Return the limits of the law in the words of the screen; ended ones say how they ended."""
    file = folder.file
    words = (m.at for m in folder.messages if (m.direction, m.audience) == ("out", "complainant"))
    found = legal_limits(
        file.case,
        runs=file.runs,
        pauses=file.pauses,
        sops=file.sops,
        first_word_at=min(words, default=None),
        calendar=file.calendar,
        rules=folder.rules,
    )
    return [
        {
            "limit": one,
            "unit": UNITS[one.rule.unit],
            "due": None if one.met_at else Due(file.calendar, one.due_at, now),
        }
        for one in found
    ]


def _is_mine(task: dict[str, Any], request: StaffRequest) -> bool:
    actor = request.actor
    if task["assignee"]:
        return bool(task["assignee"] == request.user.username)
    return task["role"] in actor.roles


def _may_be_worked(task: dict[str, Any], view: dict[str, Any]) -> bool:
    """Whether a task may be done now; a letter that pauses or ends a case is signed after that."""
    return bool(view["status"] == "open" or task["type"] == "signature")


def _status(refused: Refused | None) -> int:
    if refused is None:
        return 200
    if refused.code in _NOT_YOURS:
        return 403
    return 409 if refused.code in _MEANWHILE else 422
