"""The case page: where it stands, the current form, the folder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from sigap.accounts.roles import ROLES
from sigap.cases.operations.completing import complete_task, save_draft, start_task
from sigap.cases.operations.exits import offered_actions
from sigap.cases.operations.letter_changes import HANDLERS, SUPERIORS
from sigap.cases.operations.papers import render_at_once
from sigap.cases.operations.reading import read_document
from sigap.cases.queries.casefolder import open_folder
from sigap.cases.queries.caseview import case_view
from sigap.cases.queries.drafts import latest_draft
from sigap.cases.queries.once import asked_once
from sigap.cases.steps import form_for
from sigap.cases.steps.taskform import task_form
from sigap.cases.uploads import Upload, discard, store
from sigap.core.errors import Refused
from sigap.desk.rail import rail, short_title
from sigap.desk.session import staff
from sigap.desk.words import CHANNELS, STATUS, TASK_TYPES, Due
from sigap.documents.kinds import KINDS
from sigap.ui import schema_form

if TYPE_CHECKING:
    from sigap.cases.models import Attachment
    from sigap.cases.queries.casefile import CaseFile
    from sigap.cases.queries.casefolder import CaseFolder
    from sigap.cases.steps.taskform import TaskForm
    from sigap.desk.session import StaffRequest

# Refusals that belong to what stands beside the form's own fields.
_BESIDE = {
    "note-required": "note",
    "outcome-required": "outcome",
    "outcome-unknown": "outcome",
}


@staff
@require_GET
def case_file(request: StaffRequest, number: str) -> HttpResponse:
    """Show a case; the form of the task asked for, or of the first that is mine to do."""
    return _page(request, number, task_id=_wanted(request))


@staff
@require_GET
def preview(request: StaffRequest, number: str) -> HttpResponse:
    """Show a case in short, for the pane beside the list: no form, nothing to act on."""
    folder = open_folder(number, actor=request.actor, now=request.now)
    context = _shown(request, folder)
    return render(request, "desk/_preview.html", context)


@staff
@require_POST
def work(request: StaffRequest, number: str, task_id: int) -> HttpResponse:
    """Save a draft, add or remove a row, or complete the task; what was typed always stays."""
    form = task_form(task_id, actor=request.actor, now=request.now)
    zone = form.file.calendar.zone
    data = schema_form.read(form.schema, request.POST, zone=zone) or {}
    if "_add" in request.POST or "_remove" in request.POST:
        schema_form.change_rows(data, request.POST)
        return _page(request, number, task_id=task_id, typed=data)
    if "_draft" in request.POST:
        try:
            save_draft(task_id=task_id, data=data, actor=request.actor, now=request.now)
        except Refused as refused:
            return _page(request, number, task_id=task_id, typed=data, refused=refused)
        messages.success(request, "Konsep disimpan.")
        return HttpResponseRedirect(f"/berkas/{number}/?tugas={task_id}")
    files = [Upload(f.name or "berkas", f.chunks()) for f in request.FILES.getlist("files")]
    attachments: tuple[Attachment, ...] = ()
    try:
        attachments = store(
            files, form.file.key, received_from=request.actor.id, now=request.now, purpose="step"
        )
        complete_task(
            task_id=task_id,
            actor=request.actor,
            now=request.now,
            outcome=request.POST.get("outcome", ""),
            note=request.POST.get("note", "").strip(),
            data=data,
            attachments=attachments,
        )
    except Refused as refused:
        discard(attachments)
        return _page(request, number, task_id=task_id, typed=data, refused=refused)
    render_at_once(form.file.case, now=request.now)
    messages.success(request, f"Selesai: {form.form.title or short_title(form.step)}.")
    return HttpResponseRedirect(f"/berkas/{number}/")


@staff
@require_POST
def begin(request: StaffRequest, number: str, task_id: int) -> HttpResponse:
    """Start the working time of a task and hold it."""
    try:
        start_task(task_id=task_id, actor=request.actor, now=request.now)
    except Refused as refused:
        return _page(request, number, task_id=task_id, refused=refused)
    return HttpResponseRedirect(f"/berkas/{number}/?tugas={task_id}")


@staff
@require_GET
def paper(request: StaffRequest, document_id: int) -> HttpResponse:
    """Open a paper as PDF; a reading of identity is logged."""
    try:
        found = read_document(document_id=document_id, actor=request.actor, now=request.now)
    except Refused as refused:
        status = 410 if refused.code == "identity-destroyed" else 409
        return render(request, "desk/refused.html", {"refused": refused}, status=status)
    response = HttpResponse(found.content, content_type=found.media_type)
    response["Content-Disposition"] = f'inline; filename="{found.name}"'
    return response


def _wanted(request: StaffRequest) -> int | None:
    text = request.GET.get("tugas", "")
    return int(text) if text.isdecimal() else None


def _page(
    request: StaffRequest,
    number: str,
    *,
    task_id: int | None = None,
    typed: dict[str, Any] | None = None,
    refused: Refused | None = None,
) -> HttpResponse:
    with asked_once():
        return _render(request, number, task_id=task_id, typed=typed, refused=refused)


def _render(
    request: StaffRequest,
    number: str,
    *,
    task_id: int | None,
    typed: dict[str, Any] | None,
    refused: Refused | None,
) -> HttpResponse:
    folder = open_folder(number, actor=request.actor, now=request.now)
    context = _shown(request, folder)
    view = context["case"]
    chosen = next(
        (t for t in view["tasks"] if t["id"] == task_id),
        next((t for t in view["tasks"] if t["is_mine"]), None),
    )
    context |= {
        "task": chosen,
        "actions": offered_actions(folder.file, actor=request.actor),
        "may_revoke": bool(request.actor.roles & SUPERIORS),
        "may_scan": bool(request.actor.roles & HANDLERS),
        "refused": refused,
        "nav": "berkas",
    }
    if chosen and chosen["is_mine"] and view["status"] == "open":
        context |= _form(request, folder.file, chosen["id"], typed, refused)
    return render(request, "desk/case_file.html", context, status=_status(refused))


def _shown(request: StaffRequest, folder: CaseFolder) -> dict[str, Any]:
    """Return a case in the words of the screen: where it stands, who has it, what lies in it."""
    file = folder.file
    view = case_view(file.case.number, actor=request.actor, now=request.now, folder=folder)
    for task, row in zip(file.open_tasks, view["tasks"], strict=True):
        row["due"] = Due(file.calendar, row["due_at"], request.now)
        row["kind"] = TASK_TYPES[row["type"]]
        row["role_name"] = ROLES.get(row["role"], row["role"])
        row["title"] = form_for(task, file.step_of(task)).title or short_title(file.step_of(task))
        row["is_mine"] = _is_mine(row, request)
    return {
        "case": view,
        "status": STATUS[view["status"]],
        "channel": CHANNELS.get(view["channel"], view["channel"]),
        "due": Due(file.calendar, view["due_at"], request.now),
        "rail": rail(file, view["runs"]),
        "documents": [{**d, "title": KINDS[d["kind"]].title} for d in view["documents"]],
    }


def _form(
    request: StaffRequest,
    file: CaseFile,
    task_id: int,
    typed: dict[str, Any] | None,
    refused: Refused | None,
) -> dict[str, Any]:
    form: TaskForm = task_form(task_id, actor=request.actor, now=request.now, file=file)
    draft = None if typed is not None else latest_draft(task_id, form.file.key)
    value = typed if typed is not None else draft.data if draft else None
    errors = _errors(refused)
    return {
        "step": form.step,
        "title": form.form.title or short_title(form.step),
        "form": schema_form.build(form.schema, value, errors=errors, zone=form.file.calendar.zone),
        "outcomes": form.outcomes,
        "outcome": request.POST.get("outcome", ""),
        "note": request.POST.get("note", ""),
        "note_error": errors.get("note", ""),
        "outcome_error": errors.get("outcome", ""),
        "draft": draft,
    }


def _errors(refused: Refused | None) -> dict[str, str]:
    if refused is None:
        return {}
    if refused.code in _BESIDE:
        return {_BESIDE[refused.code]: refused.message}
    return schema_form.errors_of(refused)


def _is_mine(task: dict[str, Any], request: StaffRequest) -> bool:
    actor = request.actor
    if task["assignee"]:
        return bool(task["assignee"] == request.user.username)
    return task["role"] in actor.roles


def _status(refused: Refused | None) -> int:
    if refused is None:
        return 200
    return 409 if refused.code in ("task-done", "task-cancelled", "closed") else 422
