"""Storing what the runner decided: the next attempt, its tasks and clocks, or the end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sigap.cases.actor import SYSTEM
from sigap.cases.identity import seal_json
from sigap.cases.models import Case, Deviation, SopVersion, StepRun, Task
from sigap.cases.operations.notices import notify
from sigap.cases.operations.papers import revoke
from sigap.cases.queries.casefile import STAND_IN
from sigap.cases.queries.sops import limit_for, waiting_limits
from sigap.core import deadlines
from sigap.core.sop.definition import Duration, Unit
from sigap.core.sop.run import TaskOrder, TaskType, eligible

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sigap.cases.actor import Actor
    from sigap.cases.models import Document
    from sigap.cases.queries.casefile import CaseFile
    from sigap.cases.steps.form import Order
    from sigap.core.sop.run import Decision
    from sigap.core.worktime import WorkCalendar

# The decision that is asked for when a complainant did not complete in time.
LAPSED_FORM = "declare-withdrawn"
# What a person decides about a paused case, and what two persons decide about secrecy, does
# not wait for the pause to end.
_LIFT_PAUSE = frozenset({LAPSED_FORM, "confirm-widen", "confirm-reveal"})
SIGNING_LIMIT = Duration(1, Unit.DAYS)  # unless office data says otherwise ("signature", 0)


@dataclass(frozen=True)
class Ordered:
    """A task that a form ordered, as the runner was told of it, with the paper it signs."""

    task: TaskOrder
    form: str
    document: Document | None = None


def advance(
    file: CaseFile,
    decision: Decision,
    *,
    now: datetime,
    ordered: Sequence[Ordered] = (),
    assignee: str = "",
) -> StepRun | None:
    """Write what `decision` says; return the attempt that it opened, if any.

    `assignee` (a user id) gets the step that opens; without one it stays in the same hands.
    """
    case = file.case
    for code, text in decision.deviations:
        note_deviation(file, code, text, now=now, place=decision.opens)
    let_lapse(file, decision.lapses, now=now)
    ended = file.runs[-1] if file.runs else None
    run = _open_run(file, decision, now=now) if decision.opens else None
    if decision.opens:
        if ended and ended.sop != decision.opens[0]:
            sop = file.sops[decision.opens[0]]
            notify(case, "stage", now=now, facts={"sop": sop.id, "title": sop.title})
        case.sop, case.step = decision.opens
    for order in decision.tasks:
        form = next((one for one in ordered if one.task is order), None)
        here = run if run and order.place == decision.opens and form is None else ended
        _make_task(
            file,
            order,
            run=here,
            now=now,
            assignee=order.assignee or _hands(file, order, assignee),
            form=form.form if form else "",
            document=form.document if form else None,
        )
    case.save(update_fields=["sop", "step"])
    if decision.case_ended:
        end_case(file, status=Case.Status.CLOSED, reason="selesai", now=now)
    return run


def let_lapse(file: CaseFile, ids: Sequence[str], *, now: datetime) -> None:
    """Let open tasks fall away undone."""
    for task in file.open_tasks:
        if str(task.pk) in ids:
            task.state, task.completed_at = Task.State.CANCELLED, now
            task.save(update_fields=["state", "completed_at"])


def end_case(file: CaseFile, *, status: str, reason: str, now: datetime) -> None:
    """End the case: what is open falls away, clocks stop. The caller records why."""
    cancel_open(file, now=now)
    case = file.case
    case.status, case.close_reason, case.closed_at = status, reason, now
    case.save(update_fields=["status", "close_reason", "closed_at"])


def cancel_open(file: CaseFile, *, now: datetime) -> None:
    """Let every open task, attempt and pause fall away, and letters that nobody signed."""
    for task in file.open_tasks:
        if task.type == TaskType.SIGNATURE and task.document:
            reason = "Berkas berakhir sebelum surat ini ditandatangani."
            revoke(file, task.document, reason=reason, actor=SYSTEM, now=now)
    let_lapse(file, [str(task.pk) for task in file.open_tasks], now=now)
    run = file.open_run
    if run:
        run.cancelled_at = now
        run.save(update_fields=["cancelled_at"])
    for pause in file.pauses:
        if pause.ended_at is None:
            pause.ended_at = now
            pause.save(update_fields=["ended_at"])


def goes_on_in_pause(task: Task) -> bool:
    """Whether a task is done, and its clock runs, while the case stands still.

    A letter that holds up nothing is: the one that asks the complainant, or tells of the
    pause, has to go out during it.
    """
    is_mere_letter = task.type == TaskType.SIGNATURE and not task.holds
    return is_mere_letter or task.form in _LIFT_PAUSE


def order_task(
    file: CaseFile,
    order: Order,
    *,
    now: datetime,
    document: Document | None = None,
    data: dict[str, Any] | None = None,
) -> Task:
    """Make a task that no step of the SOP makes: a letter to sign, a decision to take.

    `data` is what the one who ordered it hands over, sealed, until the answer takes its place.
    """
    run = file.runs[-1] if file.runs else None
    told = TaskOrder(
        type=order.type,
        role=order.role,
        place=(run.sop, run.number) if run else (file.case.sop, file.case.step),
        attempt=run.attempt if run else 1,
        holds=order.holds,
        held=order.held,
        reason=order.reason,
    )
    task = _make_task(
        file, told, run=run, now=now, assignee=order.assignee, form=order.form, document=document
    )
    if data:
        task.data = seal_json(file.key, data)
        task.save(update_fields=["data"])
    return task


def order_stand_in(file: CaseFile, told: TaskOrder, *, now: datetime) -> Task:
    """Make the decision that names who acts where nobody may, beside the work it is for."""
    wanted = (*told.place, told.attempt)
    run = next(r for r in file.runs if (r.sop, r.number, r.attempt) == wanted)
    return _make_task(file, told, run=run, now=now)


def note_deviation(
    file: CaseFile, code: str, text: str, *, now: datetime, place: tuple[str, int] | None = None
) -> None:
    """Write down that something went otherwise than the SOP says."""
    sop, step = place or (file.case.sop, file.case.step)
    Deviation.objects.create(case=file.case, code=code, text=text, sop=sop, step=step, at=now)


def set_clocks(file: CaseFile, *, unsaved: Sequence[StepRun | Task] = ()) -> None:
    """Recompute start_by and due_at of what is open, from the recorded moments and pauses.

    Rows in `unsaved` are changed, and saved by the caller.
    """
    spans = [(pause.started_at, pause.ended_at) for pause in file.pauses]
    run = file.open_run
    found = clocks(
        file.calendar,
        run=run,
        sop_time=file.sops[run.sop].step(run.number).time if run else None,
        tasks=file.open_tasks,
        pauses=spans,
        limits=waiting_limits(),
    )
    for row, start_by, due_at in found:
        row.start_by, row.due_at = start_by, due_at
        if row not in unsaved:
            row.save(update_fields=["start_by", "due_at"])


def clocks(
    calendar: WorkCalendar,
    *,
    run: StepRun | None,
    sop_time: Duration | None,
    tasks: Sequence[Task],
    pauses: Sequence[tuple[datetime, datetime | None]],
    limits: Mapping[tuple[str, int], Duration],
) -> list[tuple[StepRun | Task, datetime | None, datetime | None]]:
    """Return start_by and due_at of the open attempt and tasks of one case by `calendar`.

    Changes nothing: so what another calendar would bring can be shown before it is chosen.
    """
    found: list[tuple[StepRun | Task, datetime | None, datetime | None]] = []
    step = None
    if run and sop_time:
        step = deadlines.step_clock(
            calendar,
            opened_at=run.opened_at,
            started_at=run.started_at,
            waiting_limit=limit_for(dict(limits), run.sop, run.number),
            sop_time=sop_time,
            pauses=pauses,
        )
        found.append((run, step.start_by, step.due_at))
    found += [(task, *_task_clock(calendar, task, step, limits, pauses)) for task in tasks]
    return found


def begin_work(file: CaseFile, task: Task, *, actor: Actor, now: datetime) -> None:
    """Start the working time of a task for the one who does it from now on."""
    mark_begun(file, task, actor=actor, now=now)
    fields = ["started_at", "start_by", "due_at"]
    task.save(update_fields=[*fields, "assignee"])
    if file.open_run:
        file.open_run.save(update_fields=fields)


def mark_begun(file: CaseFile, task: Task, *, actor: Actor, now: datetime) -> None:
    """Do the same, and leave the saving of the task and of the open attempt to the caller."""
    task.started_at = now
    task.assignee_id = actor.user_id
    run = file.open_run
    if task.type == TaskType.STEP and run and run.started_at is None:
        run.started_at = now
        set_clocks(file, unsaved=(task, run))


def _open_run(file: CaseFile, decision: Decision, *, now: datetime) -> StepRun:
    sop_id, number = decision.opens or ("", 0)
    step = file.sops[sop_id].step(number)
    clock = deadlines.step_clock(
        file.calendar,
        opened_at=now,
        started_at=None,
        waiting_limit=limit_for(waiting_limits(), sop_id, number),
        sop_time=step.time,
        pauses=(),
    )
    run = StepRun.objects.create(
        case=file.case,
        sop_version=SopVersion(pk=file.versions[sop_id]),
        sop=sop_id,
        number=number,
        attempt=decision.attempt,
        role=step.executors[0],
        calendar_id=file.case.calendar_id,
        opened_at=now,
        start_by=clock.start_by,
        due_at=clock.due_at,
    )
    file.runs.append(run)
    return run


def _hands(file: CaseFile, order: TaskOrder, chosen: str) -> str:
    """Return who gets a step: the one chosen, who last did this role's part here, or the pool."""
    if order.type != TaskType.STEP:
        return ""
    if chosen:
        return chosen
    sop = file.sops[order.place[0]]
    step = sop.step(order.place[1])
    may = {p.id for p in eligible(sop, step, order.role, file.history(), file.people)}
    for task in reversed(file.tasks):
        last = str(task.completed_by_id or task.assignee_id or "")
        if task.role == order.role and last in may:
            return last
    analyst = str(file.case.permit_type.analyst_id or "")
    return analyst if analyst in may else ""


def _make_task(
    file: CaseFile,
    order: TaskOrder,
    *,
    run: StepRun | None,
    now: datetime,
    assignee: str = "",
    form: str = "",
    document: Document | None = None,
) -> Task:
    task = Task(
        case=file.case,
        run=run,
        type=order.type,
        form=form or (STAND_IN if order.type == TaskType.DECISION else ""),
        sop=order.place[0],
        number=order.place[1],
        attempt=order.attempt,
        role=order.role,
        assignee_id=int(assignee) if assignee else None,
        opened_at=now,
        holds=order.holds,
        held_sop=order.held[0] if order.held else "",
        held_step=order.held[1] if order.held else 0,
        reason=order.reason[:300],
        document=document,
    )
    step = deadlines.StepClock(run.start_by, run.due_at) if run else None
    task.start_by, task.due_at = _task_clock(file.calendar, task, step, waiting_limits(), [])
    task.save()
    file.tasks.append(task)
    return task


def _task_clock(
    calendar: WorkCalendar,
    task: Task,
    step: deadlines.StepClock | None,
    limits: Mapping[tuple[str, int], Duration],
    pauses: Sequence[tuple[datetime, datetime | None]],
) -> tuple[datetime | None, datetime | None]:
    """Return start_by and due_at: confirm and consult follow their step, the rest their own."""
    if task.type in (TaskType.STEP, TaskType.CONFIRM, TaskType.CONSULT) and step:
        return step.start_by, step.due_at
    if goes_on_in_pause(task):
        pauses = []
    if task.type == TaskType.SIGNATURE:
        limit = limits.get(("signature", 0), SIGNING_LIMIT)
        due = calendar.due(task.opened_at, limit, pauses)
        return due, due
    due = calendar.due(task.opened_at, limit_for(dict(limits), task.sop, task.number), pauses)
    return due, due
