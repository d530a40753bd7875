"""What follows: from (definition, what happened so far, who acts) to a decision.

Pure functions. Nothing here knows a database, a screen or the clock; moments come in as
values. The caller stores what a `Decision` says and nothing else.

Vocabulary: a *run* is one attempt at one step; a *task* is what one person has to do. A run
has one `step` task (the lead's), after it a `confirm` task for each further executor, and
`consult` tasks that open with the run. Other tasks (`memo`, `signature`, `decision`) are
ordered by the step's form and may hold up the end of a step or the opening of what follows.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sigap.core.errors import Refused
from sigap.core.sop.actors import (
    asks_again,
    consulted_roles,
    eligible,
    is_coming,
    may_act,
    may_answer,
    may_stand_in,
    stand_in_order,
    stand_ins_needed,
)
from sigap.core.sop.history import (
    CONFIRM_OUTCOMES,
    CONSULT_OUTCOMES,
    DIFFERS,
    NOBODY_MAY_ACT,
    NOBODY_MAY_ANSWER,
    Decision,
    History,
    Holds,
    Person,
    Place,
    Run,
    Task,
    TaskOrder,
    TaskType,
)
from sigap.core.sop.outcomes import check_outcome, offered_outcomes
from sigap.core.sop.route import is_backwards, remaining

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sigap.core.sop.definition import Sop, Step

__all__ = [
    "CONFIRM_OUTCOMES",
    "CONSULT_OUTCOMES",
    "DIFFERS",
    "NOBODY_MAY_ACT",
    "NOBODY_MAY_ANSWER",
    "Decision",
    "History",
    "Holds",
    "Person",
    "Place",
    "Run",
    "Task",
    "TaskOrder",
    "TaskType",
    "begin",
    "complete",
    "consulted_roles",
    "eligible",
    "is_backwards",
    "is_coming",
    "may_act",
    "may_answer",
    "may_stand_in",
    "offered_outcomes",
    "open_step",
    "remaining",
    "stand_ins_needed",
]

_BLOCKED = {
    "held": "Berkas sedang ditunda. Lanjutkan berkas dahulu, lalu selesaikan tugas ini.",
    "waiting-complainant": "Berkas menunggu kelengkapan dari pelapor; tugas belum dapat "
    "diselesaikan.",
    "closed": "Berkas sudah ditutup; tidak ada lagi yang dapat diselesaikan.",
}


def begin(sop: Sop, history: History, people: Sequence[Person], *, assignee: str = "") -> Decision:
    """Return the decision that opens the first step of `sop`."""
    return open_step(sop, 1, history, people, assignee=assignee)


def open_step(
    sop: Sop,
    no: int,
    history: History,
    people: Sequence[Person],
    *,
    assignee: str = "",
    consult_again: bool = False,
) -> Decision:
    """Return the decision that opens a new attempt of step `no`, whatever came before.

    The step task goes to `assignee`, else to the pool of the lead's role. A `consult` task is
    made for each consulted role that an active person holds (in the first attempt, where the
    last opinion was not a plain "agree", or with `consult_again`); if nobody holds it, none is
    made and the executor records the opinion. If separation, exclusion or bars leave nobody
    who may act although the role has holders, a `decision` task for `kepala-dinas` (else
    `koordinator`) is ordered beside it that names a stand-in, with a deviation
    `nobody-may-act`. A role without any holder just waits in its pool.

    :raises Refused: `assignee-not-eligible`.
    """
    step = sop.step(no)
    place, lead = (sop.id, no), step.executors[0]
    attempt = history.last_attempt(place) + 1
    if assignee:
        _check_assignee(assignee, step, eligible(sop, step, lead, history, people))
    orders = [TaskOrder(TaskType.STEP, lead, place, attempt, assignee=assignee)]
    orders += [
        TaskOrder(TaskType.CONSULT, role, place, attempt)
        for role in consulted_roles(step, history, people)
        if consult_again or asks_again(place, role, history)
    ]
    stand_in, deviations = _stand_in(sop, orders[:1], history, people)
    return Decision(opens=place, attempt=attempt, tasks=(*orders, *stand_in), deviations=deviations)


def complete(
    sops: Mapping[str, Sop],
    history: History,
    task: Task,
    person: Person,
    people: Sequence[Person],
    *,
    outcome: str = "",
    note: str = "",
    orders: Sequence[TaskOrder] = (),
    assignee: str = "",
    consult_again: bool = False,
) -> Decision:
    """Return what follows when `person` completes `task` with `outcome`.

    `orders` are tasks that the step's form orders with this completion (memo, signature).
    A run ends when its step task is done, all confirmations are given, every consultation of
    the attempt is done and no open task holds its end; a step task that cannot be completed
    yet is refused, never half done. After the end: the outcome's `next`, else the following
    number, else the SOP named in `then`, else the case ends. If an open task holds what
    follows (`Holds.NEXT`), nothing opens; completing that task opens it. The case itself ends
    only when nothing is open in it any more. A `confirm` with outcome "differs" opens a new
    attempt of the same step once every other confirmation is given.

    `sops` are the case's own versions. `assignee` and `consult_again` bear on the step that
    opens now, if one does.

    :raises Refused: all of `may_act`; `outcome-required`, `outcome-unknown`, `note-required`,
        `consult-missing`, `held-up` (detail names the tasks), `no-outcomes`, `sop-missing`
        (the SOP that follows is not among `sops`), `assignee-not-eligible`, and the code in
        `history.blocked`.
    """
    sop = _loaded(sops, task.place[0])
    may_act(sop, task, history, person)
    if history.blocked:
        message = _BLOCKED.get(history.blocked, "Berkas sekarang tidak dapat dikerjakan.")
        raise Refused(history.blocked, message)
    check_outcome(sop.step(task.place[1]), task, outcome, note)
    after = history.with_done(task, person, outcome)
    given = _answered(after)
    after = after.without(given)
    act = _Act(sops, people, task, person, tuple(orders), assignee, consult_again)
    if task.type is TaskType.STEP:
        decision = _complete_step(act, after, outcome)
    elif task.type is TaskType.CONFIRM:
        decision = _complete_confirm(act, after)
    else:
        decision = _complete_other(act, after)
    return replace(decision, lapses=(*given, *decision.lapses))


@dataclass(frozen=True, slots=True)
class _Act:
    """One completion: what stays the same while its consequences are decided."""

    sops: Mapping[str, Sop]
    people: Sequence[Person]
    task: Task
    person: Person
    orders: tuple[TaskOrder, ...]
    assignee: str
    consult_again: bool

    @property
    def place(self) -> Place:
        return self.task.place

    @property
    def attempt(self) -> int:
        return self.task.attempt

    def open(self, place: Place, after: History) -> Decision:
        """Open a new attempt at `place`, with the tasks that this completion ordered."""
        opened = open_step(
            _loaded(self.sops, place[0]),
            place[1],
            after,
            self.people,
            assignee=self.assignee,
            consult_again=self.consult_again,
        )
        return replace(opened, tasks=(*self.orders, *opened.tasks))


def _complete_step(act: _Act, after: History, outcome: str) -> Decision:
    lapses = _refuse_unless_ready(act, after)
    sop = _loaded(act.sops, act.place[0])
    others = tuple(dict.fromkeys(sop.step(act.place[1]).executors[1:]))
    by_lead = tuple(role for role in others if role in act.person.roles)
    confirms = [
        TaskOrder(TaskType.CONFIRM, role, act.place, act.attempt)
        for role in others
        if role not in by_lead
    ]
    if not confirms:
        ended = _end_run(act, after.without(lapses), outcome)
        return replace(ended, confirmed_by_lead=by_lead, lapses=(*lapses, *ended.lapses))
    stand_in, deviations = _stand_in(sop, confirms, after, act.people)
    tasks = (*act.orders, *confirms, *stand_in)
    return Decision(tasks=tasks, confirmed_by_lead=by_lead, lapses=lapses, deviations=deviations)


def _complete_confirm(act: _Act, after: History) -> Decision:
    work = after.step_work(act.place, act.attempt)
    if any(task.is_open for task in work):
        return Decision(tasks=act.orders)
    if any(t.type is TaskType.CONFIRM and t.outcome == DIFFERS for t in work):
        return _repeat(act, after)
    lapses = _refuse_unless_ready(act, after)
    outcome = next((t.outcome for t in work if t.type is TaskType.STEP), "")
    ended = _end_run(act, after.without(lapses), outcome)
    return replace(ended, lapses=(*lapses, *ended.lapses))


def _complete_other(act: _Act, after: History) -> Decision:
    """Decide what a memo, signature, opinion or decision lets go on, if anything waited."""
    run = after.waiting_run()
    if run is None:
        return Decision(tasks=act.orders)
    target = _target(act.sops, run.place, run.outcome)
    if act.task.holds is Holds.NEXT or target is None:
        return _follow(act, after, run.place, target)
    return Decision(tasks=act.orders)


def _repeat(act: _Act, after: History) -> Decision:
    """Open the joint step anew, because somebody found that something differs."""
    held_next = [t.id for t in after.open_tasks(act.place, act.attempt) if t.holds is Holds.NEXT]
    lapses = (*held_next, *_moot(act, after))
    after = after.with_run_ended(act.place, act.attempt, DIFFERS).without(lapses)
    again = act.open(act.place, after)
    return replace(again, run_ended=True, outcome=DIFFERS, lapses=lapses)


def _end_run(act: _Act, after: History, outcome: str) -> Decision:
    lapses = _moot(act, after)
    after = after.with_run_ended(act.place, act.attempt, outcome).without(lapses)
    follows = _follow(act, after, act.place, _target(act.sops, act.place, outcome))
    return replace(follows, run_ended=True, outcome=outcome, lapses=lapses)


def _follow(act: _Act, after: History, place: Place, target: Place | None) -> Decision:
    """Open what follows the ended run at `place`, or say what it waits for."""
    if target is None:
        holding = list(after.open_tasks())
        is_held = bool(holding or act.orders)
    else:
        holding = [t for t in after.open_tasks(place) if t.holds is Holds.NEXT]
        ordered = any(o.place == place and o.holds is Holds.NEXT for o in act.orders)
        is_held = bool(holding) or ordered
    if is_held:
        waits_for = tuple(task.id for task in holding)
        return Decision(tasks=act.orders, waits=True, waits_for=waits_for)
    if target is None:
        return Decision(sop_ended=place[0], case_ended=True)
    return replace(act.open(target, after), sop_ended=place[0] if target[0] != place[0] else "")


def _target(sops: Mapping[str, Sop], place: Place, outcome: str) -> Place | None:
    """Return the place that follows a run that ended with `outcome`; None: the case's end.

    :raises Refused: `sop-missing`.
    """
    sop = _loaded(sops, place[0])
    chosen = sop.step(place[1]).outcome(outcome)
    no = chosen.next if chosen else sop.following(place[1])
    if no is not None:
        return sop.id, no
    return (_loaded(sops, sop.then).id, 1) if sop.then else None


def _refuse_unless_ready(act: _Act, after: History) -> tuple[str, ...]:
    """Refuse while an opinion is missing or the end is held; return the opinions that lapse.

    An opinion that nobody can give any more does not hold the step for ever: unless the head
    names somebody for it, the executor records it, as where nobody ever held the role.
    """
    asked = [t for t in after.open_tasks(act.place, act.attempt) if t.type is TaskType.CONSULT]
    missing = [t for t in asked if is_coming(t, after, act.people)]
    if missing:
        raise Refused(
            "consult-missing",
            "Pendapat yang diminta belum dicatat; langkah ini baru dapat diselesaikan setelahnya.",
            detail={"tasks": [t.id for t in missing], "roles": [t.role for t in missing]},
        )
    holding = [
        t for t in after.open_tasks() if t.holds is Holds.END and (t.held or t.place) == act.place
    ]
    if holding:
        raise Refused(
            "held-up",
            "Masih ada tugas lain yang harus selesai sebelum langkah ini dapat diselesaikan.",
            detail={"tasks": [t.id for t in holding], "types": [str(t.type) for t in holding]},
        )
    return tuple(t.id for t in asked)


def _check_assignee(assignee: str, step: Step, able: Sequence[Person]) -> None:
    if all(person.id != assignee for person in able):
        raise Refused(
            "assignee-not-eligible",
            f"Pegawai yang dipilih tidak dapat mengerjakan langkah {step.no} pada berkas ini. "
            "Pilih pegawai lain, atau kosongkan agar tugas masuk ke antrean peran.",
            field="assignee",
            detail={"assignee": assignee, "eligible": [person.id for person in able]},
        )


def _stand_in(
    sop: Sop, orders: Sequence[TaskOrder], history: History, people: Sequence[Person]
) -> tuple[tuple[TaskOrder, ...], tuple[tuple[str, str], ...]]:
    """Return the decision (one is enough for a place) and the deviation, where nobody may act."""
    for order in orders:
        decision = stand_in_order(sop, order, history, people)
        if decision is not None:
            sentence = (
                f"Tidak ada pemegang peran yang boleh mengerjakan langkah {order.place[1]} "
                "pada berkas ini; pengganti ditetapkan dengan keputusan."
            )
            return (decision,), ((NOBODY_MAY_ACT, sentence),)
    return (), ()


def _moot(act: _Act, after: History) -> tuple[str, ...]:
    """Return the open decisions on a stand-in for a run that has ended without one."""
    return tuple(
        t.id
        for t in after.open_tasks(act.place, act.attempt)
        if t.type is TaskType.DECISION and t.reason in (NOBODY_MAY_ACT, NOBODY_MAY_ANSWER)
    )


def _answered(after: History) -> tuple[str, ...]:
    """Return the open decisions on who answers, where no opinion is open any more."""
    return tuple(
        t.id
        for t in after.open_tasks()
        if t.reason == NOBODY_MAY_ANSWER
        and all(o.type is not TaskType.CONSULT for o in after.open_tasks(t.place, t.attempt))
    )


def _loaded(sops: Mapping[str, Sop], sop_id: str) -> Sop:
    if sop_id not in sops:
        raise Refused(
            "sop-missing",
            f"SOP “{sop_id}” belum dimuat, sehingga langkah berikutnya tidak dapat dibuka. "
            "Muat SOP itu dahulu; tidak ada yang berubah pada berkas ini.",
            detail={"sop": sop_id},
        )
    return sops[sop_id]
