"""Doing a task on the case page: saved while typing, rows added, completed; nothing is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from sigap.cases.operations.completing import complete_task, start_task
from sigap.cases.operations.drafts import choose_draft, save_draft
from sigap.cases.operations.openforms import close_form, keep_open
from sigap.cases.operations.taking import checked_task
from sigap.cases.queries.drafts import saved_drafts
from sigap.cases.queries.tasklist import TaskFilters, tasks
from sigap.cases.steps.taskform import task_form
from sigap.cases.uploads import Upload, discard, store
from sigap.core.errors import Refused
from sigap.desk.carried import ANOTHER_S, arrived, is_another_s
from sigap.desk.caseform import field_named, moved, saved_words, typed_in
from sigap.desk.letteroffers import CHOICE, set_in
from sigap.desk.rail import short_title
from sigap.desk.session import part_wanted, staff
from sigap.desk.views.casefile import case_page
from sigap.desk.words import since
from sigap.ui import schema_form
from sigap.ui.typed_values import whole_number

if TYPE_CHECKING:
    from sigap.cases.models import Attachment
    from sigap.cases.queries.casefile import CaseFile
    from sigap.cases.steps.taskform import TaskForm
    from sigap.desk.caseform import Typed
    from sigap.desk.session import StaffRequest

_LONGEST_WINDOW = 40
_REDRAWS = ("_add", "_remove", "_preview", "_insert", "_instead")


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def work(request: StaffRequest, number: str, task_id: int) -> HttpResponse:
    """Save, add or remove a row, or complete the task; what was typed always stays."""
    if request.method != "POST":
        return HttpResponseRedirect(_form_page(number, task_id))
    if is_another_s(request):
        return render(request, "desk/refused.html", {"refused": ANOTHER_S}, status=409)
    arrived(request, _form_page(number, task_id))
    form = _form(request, number, task_id)
    typed = typed_in(request.POST, form)
    if any(name in request.POST for name in _REDRAWS):
        return _drawn_again(request, number, form, typed)
    act = _take if "_take" in request.POST else _keep if "_draft" in request.POST else _complete
    try:
        return HttpResponseRedirect(act(request, form, typed))
    except Refused as refused:
        if refused.code == "task-done" and _is_the_same(request, number, task_id, typed):
            # A second click, or the page sent again by the browser: it has been done as wanted.
            return HttpResponseRedirect(f"/berkas/{number}/")
        return case_page(request, number, task_id=task_id, typed=typed, refused=refused)


@staff
@require_POST
def keep(request: StaffRequest, number: str, task_id: int) -> HttpResponse:
    """Save what is being typed; says when it was saved, or who saved something else meanwhile."""
    if is_another_s(request):
        told = {"code": ANOTHER_S.code, "message": ANOTHER_S.message, "panel": ""}
        return JsonResponse(told, status=409)
    arrived(request, _form_page(number, task_id))
    form = _form(request, number, task_id)
    typed = typed_in(request.POST, form)
    try:
        # What goes on from an earlier version must not take the newest one away.
        is_typing = "chosen" not in request.POST
        _save(request, form, typed, based_on=typed.based_on, while_typing=is_typing)
    except Refused as refused:
        told = {"code": refused.code, "message": refused.message, "panel": ""}
        if refused.code == "draft-moved":
            latest = saved_drafts(task_id, form.file.key)[0]
            context = {"moved": moved(form, latest, typed, request)}
            told["panel"] = render(request, "desk/_moved.html", context).text
        return JsonResponse(told, status=409)
    latest = saved_drafts(task_id, form.file.key)[0]
    return JsonResponse({"version": latest.version, "saved": saved_words(form, latest, request)})


@staff
@require_http_methods(["GET", "POST"])
def here(request: StaffRequest, number: str, task_id: int) -> HttpResponse:
    """Note that the form is open in a window; say who else has it open, and since when.

    Asked without sending, it gives the token of the session: after signing in again in another
    tab, a page's own is too old.
    """
    if request.method != "POST":
        return JsonResponse({"token": get_token(request)})
    window = request.POST.get("window", "")[:_LONGEST_WINDOW]
    if "close" in request.POST:
        close_form(task_id=task_id, window=window, actor=request.actor)
        return HttpResponse(status=204)
    form = _form(request, number, task_id)
    others = keep_open(task_id=task_id, window=window, actor=request.actor, now=request.now)
    calendar = form.file.calendar
    return JsonResponse(
        {
            "others": [
                f"{'Anda sendiri, di jendela lain,' if one.is_own else one.name} membuka formulir "
                f"ini sejak {since(calendar, one.since, request.now)}."
                for one in others
            ],
        }
    )


@staff
@require_POST
def begin(request: StaffRequest, number: str, task_id: int) -> HttpResponse:
    """Start the working time of a task and hold it."""
    try:
        start_task(task_id=task_id, actor=request.actor, now=request.now)
    except Refused as refused:
        return case_page(request, number, task_id=task_id, refused=refused)
    return HttpResponseRedirect(_form_page(number, task_id))


def _drawn_again(request: StaffRequest, number: str, form: TaskForm, typed: Typed) -> HttpResponse:
    """Answer with the form as typed, with a row more or less, or with its letters looked at."""
    task_id = form.task.pk
    try:
        checked_task(form.file, task_id, actor=request.actor)
    except Refused as refused:
        return case_page(request, number, task_id=task_id, typed=typed, refused=refused)
    if "_preview" in request.POST:
        return case_page(request, number, task_id=task_id, typed=typed)
    if "_insert" in request.POST or "_instead" in request.POST:
        return _set_in(request, number, form, typed)
    return _rows(request, number, form)


def _set_in(request: StaffRequest, number: str, form: TaskForm, typed: Typed) -> HttpResponse:
    """Answer with a prepared text set in a letter: its words to the page's script, else the page.

    Nothing is kept by it; the officer goes on writing.
    """
    name = request.POST.get("_insert") or request.POST.get("_instead", "")
    chosen = request.POST.get(f"{name}{CHOICE}", "")
    brought = set_in(form, typed.data, name, chosen, replace="_instead" in request.POST)
    if part_wanted(request) == "templat":
        if brought is None:
            return HttpResponse(status=404)
        return JsonResponse(brought)
    if brought is None:
        messages.error(request, "Pilih dahulu templatnya.")
    return case_page(request, number, task_id=form.task.pk, typed=typed)


def _rows(request: StaffRequest, number: str, form: TaskForm) -> HttpResponse:
    """Answer with a row more or less: the list alone to the page's script, else the page."""
    typed = typed_in(request.POST, form, empty_rows=True)
    schema_form.change_rows(typed.data, request.POST)
    added = request.POST.get("_add", "")
    name = added or request.POST.get("_remove", "").rpartition(".")[0]
    if part_wanted(request) == "rows":
        field = field_named(form, typed, name)
        if field is None:
            return HttpResponse(status=404)
        return render(request, field.template, {"field": field})
    return case_page(request, number, task_id=form.task.pk, typed=typed, focus=added)


def _keep(request: StaffRequest, form: TaskForm, typed: Typed) -> str:
    """Keep what was typed and stay."""
    _save(request, form, typed, based_on=typed.based_on)
    messages.success(request, "Konsep disimpan.")
    return _form_page(form.file.case.number, form.task.pk)


def _take(request: StaffRequest, form: TaskForm, typed: Typed) -> str:
    """Go on with one of two texts; both are kept as versions."""
    task_id = form.task.pk
    theirs = whole_number(request.POST.get("_theirs", ""))
    takes_theirs = request.POST["_take"] == "theirs" and theirs is not None
    mine = choose_draft(
        task_id=task_id,
        data=typed.data,
        outcome=typed.outcome,
        note=typed.note,
        theirs=theirs if takes_theirs else None,
        actor=request.actor,
        now=request.now,
    )
    said = "Isian Anda dipakai; isian yang lain tetap ada di daftar versi."
    if takes_theirs:
        said = f"Isian yang lain dipakai; isian Anda tersimpan sebagai versi {mine}."
    messages.success(request, said)
    return _form_page(form.file.case.number, task_id)


def _save(
    request: StaffRequest,
    form: TaskForm,
    typed: Typed,
    *,
    based_on: int | None,
    while_typing: bool = False,
) -> int:
    draft = save_draft(
        task_id=form.task.pk,
        data=typed.data,
        outcome=typed.outcome,
        note=typed.note,
        based_on=based_on,
        while_typing=while_typing,
        actor=request.actor,
        now=request.now,
    )
    return draft.version


def _complete(request: StaffRequest, form: TaskForm, typed: Typed) -> str:
    """Complete the task and go on to where the case stands now."""
    files = [Upload(f.name or "berkas", f.chunks()) for f in request.FILES.getlist("files")]
    attachments: tuple[Attachment, ...] = ()
    try:
        attachments = store(
            files, form.file.key, received_from=request.actor.id, now=request.now, purpose="step"
        )
        file = complete_task(
            task_id=form.task.pk,
            actor=request.actor,
            now=request.now,
            outcome=request.POST.get("outcome", ""),
            note=typed.note,
            data=typed.data,
            attachments=attachments,
            based_on=typed.based_on,
        )
    except Refused:
        discard(attachments)
        raise
    number = form.file.case.number
    said = f"Selesai: {form.form.title or short_title(form.step)}"
    if "_next" not in request.POST:
        messages.success(request, f"{said}.")
        return f"/berkas/{number}/"
    messages.success(request, f"{said}, {number}.")
    return _next_form(request, file)


def _next_form(request: StaffRequest, file: CaseFile) -> str:
    """Return where this officer goes on: the same case if theirs again, else the desk's first.

    The desk itself where nothing waits.
    """
    for task in file.open_tasks:
        is_free = task.assignee_id is None and task.role in request.actor.roles
        if not file.case.is_ended and (is_free or task.assignee_id == request.user.pk):
            return _form_page(file.case.number, task.pk)
    waiting = tasks(request.actor, TaskFilters(), limit=1, now=request.now)
    for row in waiting.items:
        return _form_page(row["case"], row["id"])
    return "/meja/"


def _is_the_same(request: StaffRequest, number: str, task_id: int, typed: Typed) -> bool:
    """Whether this officer completed the task already, with just what is sent now."""
    form = _form(request, number, task_id)
    done = form.task
    if done.completed_by_id != request.user.pk:
        return False
    file = form.file
    said = (file.task_data(done), done.outcome, file.task_note(done))
    return said == (typed.data, typed.outcome, typed.note)


def _form(request: StaffRequest, number: str, task_id: int) -> TaskForm:
    """Return the form of a task of just this case."""
    form = task_form(task_id, actor=request.actor, now=request.now)
    if form.file.case.number != number:
        raise ObjectDoesNotExist
    return form


def _form_page(number: str, task_id: int) -> str:
    return f"/berkas/{number}/?tugas={task_id}"
