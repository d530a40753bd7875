"""Who may act: roles, exclusion, separation of persons, and who stands in where nobody may."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sigap.core.errors import Refused
from sigap.core.sop.history import (
    AGREE,
    NOBODY_MAY_ACT,
    NOBODY_MAY_ANSWER,
    History,
    Person,
    Place,
    Task,
    TaskOrder,
    TaskType,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sigap.core.sop.definition import Sop, Step

_STEP_WORK = (TaskType.STEP, TaskType.CONFIRM)
_HEADS = ("kepala-dinas", "koordinator")


def may_act(sop: Sop, task: Task, history: History, person: Person) -> None:
    """Return nothing if `person` may complete (or start, or draft) `task`.

    Real persons count, not whom they act for: who drafted as acting officer is a drafter, and
    who drafted does not get rid of it by acting for somebody else. A task assigned to a person
    may be done by whoever acts for that person in the task's role. Separation and bars bind
    step and confirm tasks; exclusion binds every task. A pause is not looked at: it keeps
    nobody from drafting.

    :raises Refused: `wrong-role`, `wrong-person` (assigned to another), `excluded`, `barred`,
        `not-separate` (completed a step it must be separate from, in any attempt), `task-done`.
    """
    task = recorded(history, task)
    if not task.is_open:
        raise _done(task)
    if task.role not in person.roles and history.stand_in(task) != person.id:
        raise Refused(
            "wrong-role",
            f"Tugas ini untuk {_role_name(sop, task.role)}; Anda tidak memegang peran itu.",
            detail={"role": task.role},
        )
    if task.assignee not in ("", person.id, person.acts_for.get(task.role, "")):
        raise Refused(
            "wrong-person",
            "Tugas ini ditugaskan kepada pegawai lain. Mintalah alih tugas bila perlu.",
            detail={"assignee": task.assignee},
        )
    if person.id in history.excluded:
        raise _excluded()
    if task.type in _STEP_WORK:
        step = sop.step(task.place[1])
        refusal = _hindrance(sop, step, history, person, _did_before(sop, step, history))
        if refusal is None and task.type is TaskType.CONFIRM:
            refusal = _lone_joint_work(task, history, person)
        if refusal is not None:
            raise refusal


def eligible(
    sop: Sop, step: Step, role: str, history: History, people: Sequence[Person]
) -> tuple[Person, ...]:
    """Return those who hold `role`, or stand in at this step, and may do it in this case."""
    stand_in = history.stand_ins.get((sop.id, step.no))
    did_before = _did_before(sop, step, history)
    return tuple(
        person
        for person in people
        if (role in person.roles or person.id == stand_in)
        and person.id not in history.excluded
        and _hindrance(sop, step, history, person, did_before) is None
    )


def may_stand_in(sop: Sop, no: int, history: History, person: Person) -> None:
    """Return nothing if the head may name `person` as stand-in at step `no`.

    Standing in replaces the role, never the four eyes.

    :raises Refused: `excluded`, `barred`, `not-separate`.
    """
    if person.id in history.excluded:
        raise _excluded()
    step = sop.step(no)
    refusal = _hindrance(sop, step, history, person, _did_before(sop, step, history))
    if refusal is not None:
        raise refusal


def may_answer(place: Place, history: History, person: Person) -> None:
    """Return nothing if the head may name `person` to give the opinion asked at `place`.

    :raises Refused: `excluded`; `not-separate` for who does, or did, a part of what the opinion
        is about.
    """
    if person.id in history.excluded:
        raise _excluded()
    holds = {task.assignee for task in history.open_tasks(place) if task.type in _STEP_WORK}
    if person.id in holds | history.who_did(place):
        raise Refused(
            "not-separate",
            "Pendapat harus diberikan oleh orang yang tidak ikut mengerjakan konsepnya.",
            detail={"step": place[1]},
        )


def stand_ins_needed(
    sops: Mapping[str, Sop], history: History, people: Sequence[Person]
) -> tuple[TaskOrder, ...]:
    """Return the decisions to be ordered because nobody may do an open task any more.

    To be asked after an exclusion or a change of staff; opening a step sees to it itself. A
    role without any holder needs a holder, not a stand-in: its task just waits. Letters, memos
    and decisions need none: whoever could name one can do them, so they pass to the superior
    who may still act.
    """
    orders: list[TaskOrder] = []
    for task in history.open_tasks():
        if task.type in (*_STEP_WORK, TaskType.CONSULT) and task.place[0] in sops:
            order = stand_in_order(sops[task.place[0]], task, history, people)
            if order is not None and order not in orders:
                orders.append(order)
    return tuple(orders)


def stand_in_order(
    sop: Sop, task: Task | TaskOrder, history: History, people: Sequence[Person]
) -> TaskOrder | None:
    """Return the decision that names a stand-in for a task of these types, if one is needed."""
    if not any(task.role in person.roles for person in people):
        return None
    reason = NOBODY_MAY_ANSWER if task.type is TaskType.CONSULT else NOBODY_MAY_ACT
    already = any(
        other.type is TaskType.DECISION and other.reason == reason
        for other in history.open_tasks(task.place, task.attempt)
    )
    if already or _has_somebody(sop, task, history, people):
        return None
    return TaskOrder(
        TaskType.DECISION, _head(history, people), task.place, task.attempt, reason=reason
    )


def is_coming(task: Task | TaskOrder, history: History, people: Sequence[Person]) -> bool:
    """Return whether somebody may still give the opinion that `task` asks for."""
    return can_answer(task.role, history, people) or any(
        person.id == history.stand_in(task) and person.id not in history.excluded
        for person in people
    )


def consulted_roles(step: Step, history: History, people: Sequence[Person]) -> tuple[str, ...]:
    """Return the roles that `step` consults and that somebody can answer for.

    For the others the executor records the opinion himself.
    """
    return tuple(role for role in step.consults if can_answer(role, history, people))


def can_answer(role: str, history: History, people: Sequence[Person]) -> bool:
    """Return whether an active person who is not excluded holds `role`."""
    return any(role in person.roles and person.id not in history.excluded for person in people)


def last_opinion(place: Place, role: str, history: History) -> str:
    """Return the outcome of the last consultation of `role` at `place`, empty if there is none."""
    given = [
        task
        for task in history.tasks
        if task.type is TaskType.CONSULT
        and (task.place, task.role) == (place, role)
        and task.completed_by
    ]
    return max(given, key=lambda task: task.attempt).outcome if given else ""


def asks_again(place: Place, role: str, history: History) -> bool:
    """Return whether a new attempt asks `role` again: not after a plain "agree"."""
    return last_opinion(place, role, history) != AGREE


def recorded(history: History, task: Task) -> Task:
    """Return `task` as the history has it, so that a stale copy cannot be done twice."""
    return next((known for known in history.tasks if known.id == task.id), task)


def _has_somebody(
    sop: Sop, task: Task | TaskOrder, history: History, people: Sequence[Person]
) -> bool:
    if task.type is TaskType.CONSULT:
        return is_coming(task, history, people)
    able = eligible(sop, sop.step(task.place[1]), task.role, history, people)
    if task.type is TaskType.CONFIRM:
        able = tuple(p for p in able if _lone_joint_work(task, history, p) is None)
    return bool(able)


def _lone_joint_work(task: Task | TaskOrder, history: History, person: Person) -> Refused | None:
    """Refuse that the lead alone does joint work, unless the lead holds the other role too."""
    work = history.step_work(task.place, task.attempt)
    led = any(t.type is TaskType.STEP and t.completed_by == person.id for t in work)
    if not led or task.role in person.roles:
        return None
    return Refused(
        "not-separate",
        "Langkah bersama harus dikonfirmasi oleh orang kedua; Anda sudah mengerjakan bagian "
        "pertamanya.",
        detail={"step": task.place[1]},
    )


def _hindrance(
    sop: Sop,
    step: Step,
    history: History,
    person: Person,
    did_before: Mapping[int, frozenset[str]],
) -> Refused | None:
    """Return why `person` may not do `step` whatever the role: a bar or the four eyes."""
    if person.id in history.barred.get((sop.id, step.no), frozenset()):
        return Refused(
            "barred",
            f"Anda tidak boleh mengerjakan langkah {step.no} pada berkas ini; langkah ini harus "
            "dikerjakan orang lain.",
            detail={"step": step.no},
        )
    done = next((no for no, persons in did_before.items() if person.id in persons), None)
    if done is None:
        return None
    return Refused(
        "not-separate",
        f"Anda sudah mengerjakan langkah {done} pada berkas ini; langkah {step.no} harus "
        "dikerjakan orang lain.",
        detail={"step": step.no, "separate_from": done},
    )


def _did_before(sop: Sop, step: Step, history: History) -> dict[int, frozenset[str]]:
    """Return, for each step that `step` must be separate from, who did a part of it."""
    return {no: history.who_did((sop.id, no)) for no in step.separate_from}


def _head(history: History, people: Sequence[Person]) -> str:
    """Return the role that decides on a stand-in: the head, else the coordinator."""
    return next((role for role in _HEADS if can_answer(role, history, people)), _HEADS[0])


def _role_name(sop: Sop, role: str) -> str:
    lane = sop.lane(role)
    return lane.name if lane else role.replace("-", " ").title()


def _excluded() -> Refused:
    return Refused(
        "excluded",
        "Anda dikecualikan dari berkas ini karena benturan kepentingan.",
    )


def _done(task: Task) -> Refused:
    message = "Tugas ini sudah selesai." if task.completed_by else "Tugas ini sudah gugur."
    return Refused(
        "task-done",
        f"{message} Muat ulang berkas untuk melihat keadaan terakhir.",
        detail={"completed_by": task.completed_by},
    )
