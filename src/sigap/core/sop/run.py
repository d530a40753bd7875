"""What follows: from (definition, what happened so far, who acts) to a decision.

Pure functions. Nothing here knows a database, a screen or the clock; moments come in as
values. The caller stores what a `Decision` says and nothing else.

Vocabulary: a *run* is one attempt at one step; a *task* is what one person has to do. A run
has one `step` task (the lead's), after it a `confirm` task for each further executor, and
`consult` tasks that open with the run. Other tasks (`memo`, `signature`, `decision`) are
ordered by the step's form and may hold up the end of a step or the opening of what follows.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sigap.core.sop.definition import Sop, Step



class TaskType(StrEnum):
    """Everything that a person must do in a case is a task of one of these types."""

    STEP = "step"
    CONFIRM = "confirm"
    CONSULT = "consult"
    SIGNATURE = "signature"
    MEMO = "memo"
    DECISION = "decision"


class Holds(StrEnum):
    """What an open task holds up."""

    NOTHING = ""
    END = "end"  # the step named in `held` cannot end
    NEXT = "next"  # what follows the step that ordered the task does not open


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may act. `roles` are all roles held now, as acting officer included.

    `acts_for` names, for a role held only as acting officer, the person who is stood in for.
    """

    id: str
    roles: frozenset[str]
    acts_for: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Task:
    """One task of the case as the record has it. `place` is (SOP id, step number)."""

    id: str
    type: TaskType
    role: str
    place: tuple[str, int]
    attempt: int
    is_open: bool
    assignee: str = ""
    completed_by: str = ""
    outcome: str = ""
    holds: Holds = Holds.NOTHING
    held: tuple[str, int] | None = None  # with Holds.END: the step that cannot end


@dataclass(frozen=True, slots=True)
class Run:
    """One attempt at one step. `completed_by` are all persons who did a part of it."""

    place: tuple[str, int]
    attempt: int
    is_open: bool
    outcome: str = ""
    completed_by: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class History:
    """What happened in a case so far, oldest first."""

    runs: tuple[Run, ...] = ()
    tasks: tuple[Task, ...] = ()
    excluded: frozenset[str] = frozenset()  # persons who may do nothing in this case
    barred: Mapping[tuple[str, int], frozenset[str]] = field(
        default_factory=lambda: MappingProxyType({})
    )  # persons who may not do one step (objection: not the first drafter)
    stand_ins: Mapping[tuple[str, int], str] = field(
        default_factory=lambda: MappingProxyType({})
    )  # persons named by the head's decision where nobody else may act


@dataclass(frozen=True, slots=True)
class TaskOrder:
    """A task that has to be made. `assignee` empty: anyone of the role (the pool)."""

    type: TaskType
    role: str
    place: tuple[str, int]
    attempt: int
    assignee: str = ""
    holds: Holds = Holds.NOTHING
    held: tuple[str, int] | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """What the caller has to store; all of it or nothing.

    `opens` at most one place per completed task: a new attempt with its tasks in `tasks`.
    `deviations` are stable codes with a sentence each, for the ledger and the report.
    """

    run_ended: bool = False
    opens: tuple[str, int] | None = None
    attempt: int = 0
    tasks: tuple[TaskOrder, ...] = ()
    confirmed_by_lead: tuple[str, ...] = ()  # roles confirmed at once by a lead who holds them
    waits_for: tuple[str, ...] = ()  # ids of open tasks that hold up what follows
    sop_ended: str = ""
    case_ended: bool = False
    deviations: tuple[tuple[str, str], ...] = ()


def begin(sop: Sop, history: History, people: Sequence[Person], *, assignee: str = "") -> Decision:
    """Return the decision that opens the first step of `sop`."""
    raise NotImplementedError


def open_step(
    sop: Sop, no: int, history: History, people: Sequence[Person], *, assignee: str = ""
) -> Decision:
    """Return the decision that opens a new attempt of step `no`, whatever came before.

    The step task goes to `assignee`, else to the pool of the lead's role. A `consult` task is
    made for each consulted role that an active person holds (in the first attempt, or where
    the last opinion asked to see it again: `consult` outcome other than "agree"); if nobody
    holds it, none is made and the executor records the opinion. If separation, exclusion or
    bars leave nobody who may act although the role has holders, a `decision` task for
    `kepala-dinas` (else `koordinator`) is ordered beside it that names a stand-in, with a
    deviation `nobody-may-act`. A role without any holder just waits in its pool.
    """
    raise NotImplementedError


def may_act(sop: Sop, task: Task, history: History, person: Person) -> None:
    """Return nothing if `person` may complete (or start, or draft) `task`.

    :raises Refused: `wrong-role`, `wrong-person` (assigned to another), `excluded`, `barred`,
        `not-separate` (completed a step it must be separate from, in any attempt), `task-done`.
    """
    raise NotImplementedError


def eligible(sop: Sop, step: Step, role: str, history: History, people: Sequence[Person]) -> tuple[Person, ...]:
    """Return those who hold `role` and may do `step` in this case."""
    raise NotImplementedError


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
) -> Decision:
    """Return what follows when `person` completes `task` with `outcome`.

    `orders` are tasks that the step's form orders with this completion (memo, signature).
    A run ends when its step task is done, all confirmations are given, every consultation of
    the attempt is done and no open task holds its end; a step task that cannot be completed
    yet is refused, never half done. After the end: the outcome's `next`, else the following
    number, else the SOP named in `then`, else the case ends. If an open task holds what
    follows (`Holds.NEXT`), nothing opens; completing that task opens it. A `confirm` with
    outcome "differs" opens a new attempt of the same step.

    :raises Refused: all of `may_act`; `outcome-required`, `outcome-unknown`, `note-required`,
        `consult-missing`, `held-up` (detail names the tasks), `no-outcomes`.
    """
    raise NotImplementedError
