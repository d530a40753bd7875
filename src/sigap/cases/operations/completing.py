"""Doing one's task: start it, complete it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.db import transaction

from sigap.cases.events import record
from sigap.cases.identity import seal_json, seal_text
from sigap.cases.models import Document, Task
from sigap.cases.operations.drafts import refuse_moved
from sigap.cases.operations.effects import apply_effects, change_case
from sigap.cases.operations.locking import lock_case
from sigap.cases.operations.progress import (
    Ordered,
    advance,
    begin_work,
    goes_on_in_pause,
    mark_begun,
    order_task,
)
from sigap.cases.operations.stand_ins import release_work
from sigap.cases.operations.taking import checked_task, take_up, took_part
from sigap.cases.queries.evidence import task_row
from sigap.cases.queries.once import asked_once
from sigap.cases.steps import form_for
from sigap.cases.steps.validate import validate
from sigap.cases.steps.work import Work
from sigap.core.errors import Refused
from sigap.core.sop import run as runner
from sigap.core.sop.run import Decision, TaskOrder, TaskType

if TYPE_CHECKING:
    from datetime import datetime

    from sigap.cases.actor import Actor
    from sigap.cases.models import Attachment, StepRun
    from sigap.cases.queries.casefile import CaseFile
    from sigap.cases.steps.form import Effects, Order

# What completing a task may change in its attempt.
_RUN_FIELDS = (
    "started_at",
    "start_by",
    "due_at",
    "completed_by",
    "completed_at",
    "outcome",
    "data",
    "note",
)


def start_task(*, task_id: int, actor: Actor, now: datetime) -> Task:
    """Start the working time of a task; the one who starts it holds it. Safe to repeat.

    :raises Refused: if the task is not the actor's to do.
    """
    with transaction.atomic(), asked_once():
        file, task = take_up(task_id, actor=actor, now=now)
        if task.started_at is None:
            begin_work(file, task, actor=actor, now=now)
            record(
                file.case,
                "task.started",
                actor=actor,
                at=now,
                key=file.key,
                data=_place(task),
            )
    return task


def complete_task(
    *,
    task_id: int,
    actor: Actor,
    now: datetime,
    outcome: str = "",
    note: str = "",
    data: dict[str, Any] | None = None,
    assignee: str = "",
    attachments: tuple[Attachment, ...] = (),
    started_at: datetime | None = None,
    based_on: int | None = None,
) -> CaseFile:
    """Complete a task: what was recorded, what it brings about, and what follows, together.

    `started_at` is when the work began, for what is recorded later than it happened (import,
    demo); otherwise a task that was not started starts now. `based_on` is the version of the
    draft that was on the screen; None: whatever was saved does not matter.

    :raises Refused: `draft-moved`, `task-done` (who and when), `wrong-role`, `wrong-person`,
        `excluded`, `barred`, `not-separate`, `invalid-data` and the runner's refusals; nothing
        is then changed.
    """
    case_id = Task.objects.values_list("case_id", flat=True).get(pk=task_id)
    with transaction.atomic(), asked_once():
        file = lock_case(case_id, now=now)
        refuse_moved(checked_task(file, task_id, actor=actor), based_on)
        return complete_in(
            file,
            task_id,
            actor=actor,
            now=now,
            outcome=outcome,
            note=note,
            data=data,
            assignee=assignee,
            attachments=attachments,
            started_at=started_at,
        )


def complete_in(
    file: CaseFile,
    task_id: int,
    *,
    actor: Actor,
    now: datetime,
    outcome: str = "",
    note: str = "",
    data: dict[str, Any] | None = None,
    assignee: str = "",
    attachments: tuple[Attachment, ...] = (),
    started_at: datetime | None = None,
) -> CaseFile:
    """Complete a task of a case that the caller has locked, in the caller's transaction.

    A refusal may leave something written, which the caller's transaction takes back.

    :raises Refused: as `complete_task`.
    """
    task = checked_task(file, task_id, actor=actor)
    had_ended = file.case.is_ended
    form = form_for(task, file.step_of(task))
    work = Work(file=file, task=task, step=file.step_of(task), actor=actor, now=now)
    filled = validate(form.schema(work), data or {})
    effects = form.effects(work, filled, outcome=outcome, note=note)
    if assignee:
        effects.assignee = _checked_assignee(file, assignee)
    orders = [(_task_order(order, task), order) for order in effects.orders]
    told_orders = [told for told, _ in orders]
    decision = _decide(work, effects, told_orders, outcome=outcome, note=note)
    run = file.open_run
    if task.started_at is None:
        mark_begun(file, task, actor=actor, now=started_at or now)
    _finish(file, task, filled, outcome=outcome, note=note, actor=actor, now=now)
    if decision.run_ended and run:
        run.completed_at, run.outcome = now, decision.outcome
    task.save()
    if run:
        run.save(update_fields=_RUN_FIELDS)
    for attachment in attachments:
        attachment.case, attachment.task = file.case, task
        attachment.save()
    changed = change_case(work, effects, now=now)
    record(
        file.case,
        f"{task.type}.completed",
        actor=actor,
        at=now,
        key=file.key,
        data={**_place(task), **_clocks(task, run), "outcome": outcome, **effects.event},
        rows=[task_row(task, file.key), *changed],
        files={f"attachment:{a.pk}": a.sha256 for a in attachments},
    )
    _go_on(work, effects, decision, orders, attachments, now=now)
    if file.case.is_ended and not had_ended:
        data_ = {"status": file.case.status, "reason": file.case.close_reason}
        record(file.case, "case.ended", actor=actor, at=now, key=file.key, data=data_)
    return file


def _go_on(
    work: Work,
    effects: Effects,
    decision: Decision,
    orders: list[tuple[TaskOrder, Order]],
    attachments: tuple[Attachment, ...],
    *,
    now: datetime,
) -> None:
    """Bring about what the form and the runner say: papers, tasks, what opens next."""
    file = work.file
    written = apply_effects(work, effects, now=now, attachments=attachments)
    # Many papers have no label, and an order that signs none names none.
    documents = {label: paper for label, paper in written.items() if label}
    if not file.case.is_ended:
        ordered = [
            Ordered(task=told, form=order.form, document=documents.get(order.signs))
            for told, order in orders
        ]
        advance(file, decision, now=now, ordered=ordered, assignee=effects.assignee)
        if effects.excluded:
            release_work(file, lists=work.lists, actor=work.actor, now=now)
    elif work.task.type != TaskType.SIGNATURE:
        # The letter that tells of the end is still to be signed.
        for order in effects.orders:
            order_task(file, order, now=now, document=documents.get(order.signs))


def _decide(
    work: Work,
    effects: Effects,
    orders: list[TaskOrder],
    *,
    outcome: str,
    note: str,
) -> Decision:
    """Ask the runner what follows; a letter that ended the case is signed without a sequel."""
    file, task = work.file, work.task
    if file.case.is_ended:
        return Decision(tasks=tuple(orders))
    history = file.history()
    # Who is excluded by this very act gets no work by it either.
    history = replace(history, excluded=history.excluded | effects.excluded.keys())
    if goes_on_in_pause(task):
        history = replace(history, blocked="")
    return runner.complete(
        file.sops,
        history,
        next(t for t in history.tasks if t.id == str(task.pk)),
        work.actor.person,
        file.people,
        outcome=outcome,
        note=note,
        orders=orders,
        assignee=effects.assignee,
        consult_again=effects.consult_again,
    )


def _finish(
    file: CaseFile,
    task: Task,
    filled: dict[str, Any],
    *,
    outcome: str,
    note: str,
    actor: Actor,
    now: datetime,
) -> None:
    sealed, sealed_note = seal_json(file.key, filled), seal_text(file.key, note)
    task.state, task.completed_at = Task.State.DONE, now
    task.completed_by_id = task.assignee_id = actor.user_id
    task.on_behalf_of = actor.person.acts_for.get(task.role, "")
    task.outcome, task.data, task.note = outcome, sealed, sealed_note
    run = file.open_run
    if run is None or task.run_id != run.pk:
        return
    if task.type in (TaskType.STEP, TaskType.CONFIRM):
        took_part(run, actor)
    if task.type == TaskType.STEP:
        run.outcome, run.data, run.note = outcome, sealed, sealed_note


def _task_order(order: Order, task: Task) -> TaskOrder:
    return TaskOrder(
        type=order.type,
        role=order.role,
        place=(task.sop, task.number),
        attempt=task.attempt,
        assignee=order.assignee,
        holds=order.holds,
        held=order.held,
        reason=order.reason,
    )


def _checked_assignee(file: CaseFile, assignee: str) -> str:
    if file.person(assignee) is None:
        raise Refused(
            "unknown-person",
            "Petugas yang dipilih tidak ada atau tidak aktif.",
            field="assignee",
        )
    return assignee


def _clocks(task: Task, run: StepRun | None) -> dict[str, Any]:
    """Return what working times are derived from: of the attempt that ended, else of the task."""
    ended = run if run and run.completed_at == task.completed_at else None
    row = ended or task
    moments = {"opened_at": row.opened_at, "started_at": row.started_at, "due_at": row.due_at}
    told = {name: moment and moment.isoformat() for name, moment in moments.items()}
    return {**told, "step_ended": ended is not None}


def _place(task: Task) -> dict[str, Any]:
    place = {"task": task.pk, "sop": task.sop, "step": task.number, "attempt": task.attempt}
    if task.document_id:
        place["document"] = Document.objects.values_list("kind", flat=True).get(pk=task.document_id)
    return place
