"""The form of a task on the case page: what stands in it, and what was saved meanwhile."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sigap.cases.queries.drafts import saved_drafts
from sigap.cases.steps.taskform import task_form
from sigap.cases.taskview import not_filled_in
from sigap.desk.carried import arrived, carried, ticket_for
from sigap.desk.letteroffers import offer_letters
from sigap.desk.letterview import show_letters
from sigap.desk.rail import short_title
from sigap.desk.words import since
from sigap.ui import form_parts, schema_form
from sigap.ui.typed_values import whole_number

if TYPE_CHECKING:
    from django.http import QueryDict

    from sigap.cases.queries.casefile import CaseFile
    from sigap.cases.queries.drafts import SavedDraft
    from sigap.cases.steps.taskform import TaskForm
    from sigap.core.errors import Refused
    from sigap.desk.session import StaffRequest
    from sigap.ui.schema_form import Field

# Refusals that belong to what stands beside the form's own fields.
_BESIDE = {
    "note-required": "note",
    "outcome-required": "outcome",
    "outcome-unknown": "outcome",
}


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in a form: its fields, the outcome, the note, and the draft it began from."""

    data: dict[str, Any]
    outcome: str = ""
    note: str = ""
    based_on: int | None = None


def typed_in(post: QueryDict, form: TaskForm, *, empty_rows: bool = False) -> Typed:
    """Return what was typed in a task's form."""
    zone = form.file.calendar.zone
    data = schema_form.read(form.schema, post, zone=zone, empty_rows=empty_rows) or {}
    offered = {one["id"] for one in form.outcomes}
    outcome = post.get("outcome", "")
    based_on = post.get("based_on", "")
    return Typed(
        data=data,
        outcome=outcome if outcome in offered else "",
        note=post.get("note", "").replace("\r\n", "\n").strip(),
        based_on=whole_number(based_on),
    )


def form_context(
    request: StaffRequest,
    file: CaseFile,
    task_id: int,
    *,
    typed: Typed | None,
    refused: Refused | None,
    focus: str = "",
) -> dict[str, Any]:
    """Return the form of a task for the page: as typed, else as saved, else as it begins."""
    form = task_form(task_id, actor=request.actor, now=request.now, file=file)
    page = f"/berkas/{file.case.number}/?tugas={task_id}"
    kept = carried(request, page) if typed is None else None
    drafts = saved_drafts(task_id, file.key)
    latest = drafts[0] if drafts else None
    chosen = _chosen(request, drafts)
    draft = chosen or latest
    if kept is not None:
        typed = typed_in(kept, form)
    shown = typed or (_as_saved(draft) if draft else Typed({}))
    errors = _errors(refused)
    data = shown.data if typed or draft else None
    fields = _fields(form, data, errors, is_typed=typed is not None)
    if focus:
        form_parts.focus_last_row(fields, focus)
    based_on = typed.based_on if typed else None
    return {
        "step": form.step,
        "title": form.form.title or short_title(form.step),
        "form": fields,
        "outcomes": form.outcomes,
        "outcome": shown.outcome,
        "note": shown.note,
        "faults": list(form_parts.faults(fields)),
        "note_error": errors.get("note", ""),
        "outcome_error": errors.get("outcome", ""),
        "draft": latest,
        "drafts": drafts,
        "chosen": chosen,
        "saved": saved_words(form, latest, request) if latest else "",
        "based_on": (latest.version if latest else 0) if based_on is None else based_on,
        "is_unsaved": typed is not None,
        "is_carried": kept is not None,
        "moved": moved(form, latest, shown, request) if _is_moved(refused) else None,
        "ticket": ticket_for(request, page),
        "window": secrets.token_urlsafe(12),
    }


def brought_back(request: StaffRequest, file: CaseFile, task_id: int, page: str) -> Typed | None:
    """Return what was carried over the sign-in to a form that is not this officer's any more."""
    kept = carried(request, page)
    if kept is None:
        return None
    arrived(request, page)
    form = task_form(task_id, actor=request.actor, now=request.now, file=file)
    return typed_in(kept, form)


def read_only(
    request: StaffRequest, file: CaseFile, task_id: int, typed: Typed
) -> list[tuple[str, str]]:
    """Return what was typed in a form that can take it no more, as titles and words."""
    form = task_form(task_id, actor=request.actor, now=request.now, file=file)
    # What the form is filled in with may name people; only who does the task needs it.
    return _said(replace(form, schema=not_filled_in(form.schema)), typed)


def moved(
    form: TaskForm, latest: SavedDraft | None, mine: Typed, request: StaffRequest
) -> dict[str, Any] | None:
    """Return who saved something else meanwhile, when, and where it differs from what is typed."""
    if latest is None:
        return None
    theirs = _said(form, _as_saved(latest))
    ours = _said(form, mine)
    by_title: dict[str, list[str]] = {title: ["", ""] for title, _ in [*theirs, *ours]}
    for place, said in enumerate((theirs, ours)):
        for title, words in said:
            by_title[title][place] = words
    return {
        "draft": latest,
        "is_own": latest.saved_by_id == request.user.pk,
        "at": since(form.file.calendar, latest.saved_at, request.now),
        "rows": [(title, *both) for title, both in by_title.items() if both[0] != both[1]],
    }


def saved_words(form: TaskForm, draft: SavedDraft, request: StaffRequest) -> str:
    """Return when a draft was saved and by whom, as the line under the form says it."""
    at = since(form.file.calendar, draft.saved_at, request.now)
    who = "" if draft.saved_by_id == request.user.pk else f" oleh {draft.saved_by}"
    clock = "pukul " if at[:1].isdigit() and "." in at[:3] else ""
    return f"Tersimpan {clock}{at}{who}."


def field_named(form: TaskForm, typed: Typed, name: str, focus: str = "") -> Field | None:
    """Return one field of a task's form, holding what was typed."""
    fields = _fields(form, typed.data, {}, is_typed=True)
    if focus:
        form_parts.focus_last_row(fields, focus)
    return form_parts.find(fields, name)


def _fields(
    form: TaskForm,
    value: dict[str, Any] | None,
    errors: dict[str, str],
    *,
    is_typed: bool = False,
) -> Field:
    zone = form.file.calendar.zone
    drawn = schema_form.build(form.schema, value, errors=errors, zone=zone, is_typed=is_typed)
    show_letters(drawn)
    offer_letters(drawn, form)
    return drawn


def _said(form: TaskForm, typed: Typed) -> list[tuple[str, str]]:
    labels = {one["id"]: one["label"] for one in form.outcomes}
    said = list(form_parts.said(_fields(form, typed.data, {}, is_typed=True)))
    if typed.outcome:
        said.append(("Keputusan", labels.get(typed.outcome, typed.outcome)))
    return said + ([("Catatan", typed.note)] if typed.note else [])


def _as_saved(draft: SavedDraft) -> Typed:
    return Typed(draft.data, draft.outcome, draft.note, draft.version)


def _chosen(request: StaffRequest, drafts: list[SavedDraft]) -> SavedDraft | None:
    """Return the earlier version that the address asks for."""
    wanted = request.GET.get("konsep", "")
    return next((one for one in drafts[1:] if str(one.version) == wanted), None)


def _is_moved(refused: Refused | None) -> bool:
    return refused is not None and refused.code == "draft-moved"


def _errors(refused: Refused | None) -> dict[str, str]:
    if refused is None:
        return {}
    if refused.code in _BESIDE:
        return {_BESIDE[refused.code]: refused.message}
    return schema_form.errors_of(refused)
