"""Moving open due moments to another calendar: shown, proposed, confirmed by a second person.

A promise was made by the calendar of its day. It moves only if two people want it to, case by
case, each with its entry; the promise as first made stays in `first_due_at`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from sigap.cases.actor import SYSTEM
from sigap.cases.events import record, record_office
from sigap.cases.models import (
    CalendarMove,
    CalendarVersion,
    Case,
    CasePause,
    SopVersion,
    StepRun,
    Task,
)
from sigap.cases.operations.authority import OFFICE, require
from sigap.cases.operations.locking import lock_case
from sigap.cases.operations.progress import clocks
from sigap.cases.operations.register import promise_chain
from sigap.cases.queries.once import asked_once, once
from sigap.cases.queries.sops import (
    calendar_of_version,
    office_profile,
    sop_of_version,
    waiting_limits,
)
from sigap.cases.steps.fields import group, words
from sigap.cases.steps.validate import validate
from sigap.core import deadlines
from sigap.core.errors import InvalidInput, Refused
from sigap.core.sop.definition import Duration, Unit

if TYPE_CHECKING:
    from datetime import datetime

    from sigap.cases.actor import Actor
    from sigap.cases.steps.fields import Data, Schema
    from sigap.core.worktime import WorkCalendar

RUNNING = (Case.Status.OPEN, Case.Status.WAITING_COMPLAINANT, Case.Status.HELD)
BATCH = 50  # cases moved while somebody waits; the worker does the rest
_REASON = 1_000


@dataclass(frozen=True, slots=True)
class Shift:
    """What another calendar would bring to one case: the promise and the step under way."""

    case_id: int
    due_at: datetime
    new_due_at: datetime
    step_due_at: datetime | None
    new_step_due_at: datetime | None
    tasks: int  # open tasks whose moments change

    @property
    def moves(self) -> bool:
        """Whether anything changes at all."""
        return (
            self.due_at != self.new_due_at
            or self.step_due_at != self.new_step_due_at
            or self.tasks > 0
        )


@dataclass
class _Open:
    """What is open in one case, with its pauses."""

    case: Case
    run: StepRun | None = None
    tasks: list[Task] = field(default_factory=list)
    pauses: list[CasePause] = field(default_factory=list)

    @property
    def spans(self) -> list[tuple[datetime, datetime | None]]:
        """Return the pauses as the core wants them."""
        return [(pause.started_at, pause.ended_at) for pause in self.pauses]


def move_schema() -> Schema:
    """Return the form of a proposal, or of a decision about one."""
    return group({"reason": words("Alasan", longest=_REASON)}, required=["reason"])


def shifts(calendar: WorkCalendar, *, beside: int | None = None) -> list[Shift]:
    """Return what `calendar` would bring to every running case, the largest moves first.

    Cases that are counted by version `beside` already are left out, and those that reach
    beyond the calendar's years. Seven queries, whatever the number of cases.
    """
    found = []
    with asked_once():
        for one in _open(beside):
            try:
                found.append(_shift(one, calendar))
            except InvalidInput:
                continue
    return sorted(found, key=lambda one: (-abs(one.new_due_at - one.due_at), one.case_id))


def left_behind(calendar_id: int) -> int:
    """Return how many running cases are counted by another version than this."""
    return Case.objects.filter(status__in=RUNNING).exclude(calendar=calendar_id).count()


def propose_move(*, data: Data, actor: Actor, now: datetime) -> CalendarMove:
    """Propose to count all running cases by the newest calendar from now on.

    :raises Refused: `wrong-role`, `invalid-data`, `nothing-to-move`, `move-open`.
    """
    me = require(actor, OFFICE, "Memindahkan jatuh tempo")
    reason = validate(move_schema(), data)["reason"].strip()
    calendar = CalendarVersion.objects.order_by("-version").first()
    if calendar is None or not left_behind(calendar.pk):
        raise Refused("nothing-to-move", "Semua berkas sudah dihitung menurut kalender terbaru.")
    try:
        with transaction.atomic():
            if CalendarMove.objects.filter(state=CalendarMove.State.CONFIRMED).exists():
                raise _already_open()
            move = CalendarMove.objects.create(
                calendar=calendar, reason=reason, proposed_by_id=me, proposed_at=now
            )
            data = {"move": move.pk, "calendar": calendar.version}
            record_office("calendar.move-proposed", actor=actor, at=now, data=data)
    except IntegrityError:
        raise _already_open() from None
    return move


def confirm_move(*, move_id: int, actor: Actor, now: datetime) -> CalendarMove:
    """Let a second person confirm a proposal; the cases are then moved one by one.

    :raises Refused: `wrong-role`, `not-proposed`, `same-person`, `superseded` (a newer
        calendar was made meanwhile).
    """
    require(actor, OFFICE, "Memindahkan jatuh tempo")
    with transaction.atomic():
        move = _proposed(move_id)
        if move.proposed_by_id == actor.user_id:
            raise Refused("same-person", "Usulan disetujui oleh orang lain, bukan pengusulnya.")
        newest = CalendarVersion.objects.order_by("-version").values_list("pk", flat=True).first()
        if move.calendar_id != newest:
            raise Refused(
                "superseded", "Sudah ada kalender yang lebih baru; usulkan lagi dengan yang itu."
            )
        move.state = CalendarMove.State.CONFIRMED
        move.decided_by_id, move.decided_at = actor.user_id, now
        move.save(update_fields=["state", "decided_by", "decided_at"])
        data = {"move": move.pk, "calendar": move.calendar.version}
        record_office("calendar.move-confirmed", actor=actor, at=now, data=data)
    return move


def drop_move(*, move_id: int, data: Data, actor: Actor, now: datetime) -> CalendarMove:
    """Refuse a proposal, or take back one's own; nothing moves.

    :raises Refused: `wrong-role`, `invalid-data`, `not-proposed`.
    """
    require(actor, OFFICE, "Menolak pemindahan jatuh tempo")
    reason = validate(move_schema(), data)["reason"].strip()
    with transaction.atomic():
        move = _proposed(move_id)
        move.state, move.decision = CalendarMove.State.DROPPED, reason
        move.decided_by_id, move.decided_at = actor.user_id, now
        move.save(update_fields=["state", "decision", "decided_by", "decided_at"])
        record_office("calendar.move-dropped", actor=actor, at=now, data={"move": move.pk})
    return move


def carry_out(*, now: datetime, actor: Actor = SYSTEM, most: int = BATCH) -> int:
    """Move cases of the confirmed proposal, at most so many; return how many were moved.

    Safe to repeat and to break off: each case is moved in a transaction of its own, and what
    is left is whatever still stands on another version.
    """
    move = CalendarMove.objects.filter(state=CalendarMove.State.CONFIRMED).first()
    if move is None:
        return 0
    behind = Case.objects.filter(status__in=RUNNING).exclude(calendar=move.calendar_id)
    moved, cannot = 0, 0
    for case_id in behind.order_by("pk").values_list("pk", flat=True):
        if moved == most:
            return moved
        if _move_case(move, case_id, actor=actor, now=now):
            moved += 1
        else:
            cannot += 1
    with transaction.atomic():
        move = CalendarMove.objects.select_for_update().get(pk=move.pk)
        if move.state == CalendarMove.State.CONFIRMED:
            move.state, move.done_at = CalendarMove.State.DONE, now
            move.save(update_fields=["state", "done_at"])
            data = {"move": move.pk, "cases": move.cases, "kept": cannot}
            record_office("calendar.move-done", actor=actor, at=now, data=data)
    return moved


def _move_case(move: CalendarMove, case_id: int, *, actor: Actor, now: datetime) -> bool:
    """Count one case by the calendar of `move`; False if that reaches beyond its years."""
    calendar = calendar_of_version(move.calendar_id)
    with transaction.atomic():
        file = lock_case(case_id, now=now)
        case, run = file.case, file.open_run
        if case.is_ended or case.calendar_id == move.calendar_id:
            return True
        one = _Open(case, run, file.open_tasks, file.pauses)
        try:
            due_at, found = _promise(one, calendar), _clocks(one, calendar)
        except InvalidInput:
            return False
        before = {"due_at": case.due_at, "step_due_at": run.due_at if run else None}
        case.calendar_id, case.due_at = move.calendar_id, due_at
        case.save(update_fields=["calendar", "due_at"])
        if run:
            run.calendar_id = move.calendar_id
            run.save(update_fields=["calendar"])
        for row, start_by, row_due_at in found:
            row.start_by, row.due_at = start_by, row_due_at
            row.save(update_fields=["start_by", "due_at"])
        after = {"due_at": due_at, "step_due_at": run.due_at if run else None}
        data = {
            "move": move.pk,
            "calendar": move.calendar.version,
            "before": {name: at.isoformat() if at else "" for name, at in before.items()},
            "after": {name: at.isoformat() if at else "" for name, at in after.items()},
        }
        record(case, "case.rescheduled", actor=actor, at=now, key=file.key, data=data)
        counted = CalendarMove.objects.select_for_update().get(pk=move.pk)
        counted.cases += 1
        counted.save(update_fields=["cases"])
    return True


def _shift(one: _Open, calendar: WorkCalendar) -> Shift:
    tasks, step_due_at = 0, one.run.due_at if one.run else None
    new_step_due_at = step_due_at
    for row, start_by, due_at in _clocks(one, calendar):
        if row is one.run:
            new_step_due_at = due_at
        elif (row.start_by, row.due_at) != (start_by, due_at):
            tasks += 1
    return Shift(
        case_id=one.case.pk,
        due_at=one.case.due_at,
        new_due_at=_promise(one, calendar),
        step_due_at=step_due_at,
        new_step_due_at=new_step_due_at,
        tasks=tasks,
    )


def _clocks(
    one: _Open, calendar: WorkCalendar
) -> list[tuple[StepRun | Task, datetime | None, datetime | None]]:
    sop_time = None
    if one.run:
        sop_time = sop_of_version(one.run.sop_version_id).step(one.run.number).time
    return clocks(
        calendar,
        run=one.run,
        sop_time=sop_time,
        tasks=one.tasks,
        pauses=one.spans,
        limits=waiting_limits(),
    )


def _promise(one: _Open, calendar: WorkCalendar) -> datetime:
    """Return the promise of a case as it would have been made by `calendar`.

    If the promise cannot be told again by its own calendar (the office's limits or SOPs have
    changed since), the working time that it gave is kept instead.
    """
    case, old = one.case, calendar_of_version(one.case.calendar_id)
    first = office_profile().data["objection_sop"] if case.objection_to_id else ""
    chain = promise_chain(_in_force(case.registered_at), first)
    told = _after_pauses(one, old, deadlines.promise(old, case.received_at, chain))
    if told == case.due_at:
        return _after_pauses(one, calendar, deadlines.promise(calendar, case.received_at, chain))
    minutes = math.ceil(old.elapsed(case.received_at, case.due_at))
    return calendar.due(case.received_at, Duration(minutes, Unit.MINUTES))


def _after_pauses(one: _Open, calendar: WorkCalendar, due_at: datetime) -> datetime:
    """Return a promise moved by the working time of the pauses that ended, as each did."""
    for pause in one.pauses:
        if pause.ended_at is not None and pause.started_at < due_at:
            minutes = math.ceil(calendar.elapsed(pause.started_at, pause.ended_at))
            if minutes:
                due_at = calendar.due(due_at, Duration(minutes, Unit.MINUTES))
    return due_at


def _open(beside: int | None) -> list[_Open]:
    """Return all running cases but those of one version, each with what is open in it."""
    cases = Case.objects.filter(status__in=RUNNING).exclude(calendar=beside)
    found = {case.pk: _Open(case) for case in cases}
    running = {"case__status__in": RUNNING}
    for run in StepRun.objects.filter(completed_at=None, cancelled_at=None, **running):
        if run.case_id in found:
            found[run.case_id].run = run
    for task in Task.objects.filter(state=Task.State.OPEN, **running).order_by("pk"):
        if task.case_id in found:
            found[task.case_id].tasks.append(task)
    for pause in CasePause.objects.filter(**running).order_by("pk"):
        if pause.case_id in found:
            found[pause.case_id].pauses.append(pause)
    return list(found.values())


@once
def _versions() -> list[tuple[str, int, datetime]]:
    rows = SopVersion.objects.order_by("version")
    return list(rows.values_list("sop", "pk", "in_force_from"))


def _in_force(at: datetime) -> dict[str, int]:
    """Return the SOP versions in force at a moment, from rows that were read once."""
    return {sop: pk for sop, pk, since in _versions() if since <= at}


def _proposed(move_id: int) -> CalendarMove:
    move = CalendarMove.objects.select_for_update().get(pk=move_id)
    if move.state != CalendarMove.State.PROPOSED:
        raise Refused("not-proposed", "Usulan ini sudah diputuskan.")
    return move


def _already_open() -> Refused:
    return Refused(
        "move-open", "Masih ada usulan yang menunggu atau sedang dijalankan; selesaikan itu dahulu."
    )
