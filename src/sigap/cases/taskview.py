"""One task as somebody is shown it: the step, the choices, the schema, what was drafted.

Stands above the queries, because it needs the forms.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sigap.accounts.models import User
from sigap.cases.access import wrapped_key_of_task
from sigap.cases.identity import required, unseal_json, unwrap
from sigap.cases.models import Task, TaskDraft
from sigap.cases.queries.tasklist import task_row
from sigap.cases.steps.taskform import task_form
from sigap.core.errors import Refused
from sigap.core.sop import run as runner
from sigap.core.sop.run import TaskType

if TYPE_CHECKING:
    from datetime import datetime

    from sigap.cases.actor import Actor
    from sigap.cases.steps.taskform import TaskForm

# What a form fills in beforehand may hold names; only who does the task needs it.
_FILLED_IN = ("default", "examples")


def task_view(task_id: int, *, actor: Actor, now: datetime) -> dict[str, Any]:
    """Return a task with all that is needed to complete it, and whether the actor may.

    The draft is shown to who may do the task: its own, or for a consultation the latest of
    the step that asks.

    :raises Task.DoesNotExist: if there is none, or none that this actor may know of.
    """
    found = task_form(task_id, actor=actor, now=now)
    task, step = found.task, found.step
    hindrance = _hindrance(found, actor)
    is_open = task.state == Task.State.OPEN
    schema = found.schema if is_open else {"type": "object", "properties": {}}
    return {
        **task_row(task, now=now),
        "step": {
            "sop": task.sop,
            "no": step.no,
            "activity": step.activity,
            "requirements": list(step.requirements),
            "gates": list(step.gates),
            "time": str(step.time),
            "outputs": list(step.outputs),
            "note": step.note,
        },
        "outcomes": found.outcomes if is_open else [],
        "schema": not_filled_in(schema) if hindrance else schema,
        "draft": None if hindrance else _draft(task, found.file.key),
        "document": task.document_id,
        "may_act": not hindrance,
        "hindrance": hindrance,
    }


def case_key_for_task(task_id: int, *, actor: Actor) -> bytes:
    """Return the key under which files for a task are sealed.

    :raises Task.DoesNotExist: if there is none, or none that this actor may know of.
    """
    return required(unwrap(wrapped_key_of_task(task_id, actor)))


def person_named(name: str) -> str:
    """Return the id of the user with this user name, or of that id, as operations take it.

    :raises Refused: `unknown-person`.
    """
    found = User.objects.filter(username=name, is_active=True).values_list("pk", flat=True).first()
    if found is not None:
        return str(found)
    if name.isascii() and name.isdecimal():
        return name
    raise Refused(
        "unknown-person", "Petugas yang dipilih tidak ada atau tidak aktif.", field="assignee"
    )


def _hindrance(found: TaskForm, actor: Actor) -> str:
    """Return why the actor may not do the task now; "" if the actor may."""
    history = found.file.history()
    known = next((one for one in history.tasks if one.id == str(found.task.pk)), None)
    if known is None:
        return "Tugas ini sudah tidak berlaku."
    try:
        runner.may_act(found.file.sops[found.task.sop], known, history, actor.person)
    except Refused as refusal:
        return refusal.message
    return ""


def _draft(task: Task, key: bytes) -> dict[str, Any] | None:
    of: dict[str, Any] = {"task": task}
    if task.type == TaskType.CONSULT:
        of = {"task__run": task.run, "task__type": TaskType.STEP}
    row = TaskDraft.objects.filter(**of).select_related("saved_by").order_by("-pk").first()
    if row is None:
        return None
    return {
        "task": row.task_id,
        "version": row.version,
        "saved_at": row.saved_at,
        "saved_by": row.saved_by.username,
        "data": unseal_json(key, bytes(row.data)),
    }


def not_filled_in(schema: Any) -> Any:  # noqa: ANN401 - a part of a schema
    """Return a schema without what its form would be filled in with."""
    if isinstance(schema, list):
        return [not_filled_in(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    # The names under "properties" are fields, which may be called anything.
    return {
        name: {field: not_filled_in(one) for field, one in part.items()}
        if name == "properties"
        else not_filled_in(part)
        for name, part in schema.items()
        if name not in _FILLED_IN
    }
