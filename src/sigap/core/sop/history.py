"""What happened in a case so far, and what a decision of the runner says. Values only."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

Place = tuple[str, int]
"""(SOP id, step number)."""

# Outcomes of the tasks whose answers no SOP file defines.
AGREE = "agree"
DIFFERS = "differs"
CONSULT_OUTCOMES = (AGREE, "agree-with-changes", "disagree")
CONFIRM_OUTCOMES = (AGREE, DIFFERS)

NOBODY_MAY_ACT = "nobody-may-act"
"""Reason of the decision that names a stand-in, and code of the deviation beside it."""

NOBODY_MAY_ANSWER = "nobody-may-answer"
"""The same, where nobody who is consulted may give the opinion any more."""


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
    """One task of the case as the record has it. `place` is (SOP id, step number).

    A task that fell away is not open and has no `completed_by`.
    """

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
    held: tuple[str, int] | None = None  # with Holds.END: the step that cannot end; None: its own
    reason: str = ""  # as ordered


@dataclass(frozen=True, slots=True)
class Run:
    """One attempt at one step. `completed_by` are all persons who did a part of it.

    Who saved a draft of it did a part; who gave an opinion on it or signed it did not.
    """

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
    answerers: Mapping[tuple[str, int], str] = field(
        default_factory=lambda: MappingProxyType({})
    )  # the same, for the opinions asked at a place
    blocked: str = ""  # code why nothing can be completed now: held, waiting-complainant, closed

    def open_tasks(self, place: Place | None = None, attempt: int = 0) -> Iterator[Task]:
        """Yield the open tasks, of one place and of one attempt if given."""
        for task in self.tasks:
            if task.is_open and place in (None, task.place) and attempt in (0, task.attempt):
                yield task

    def last_attempt(self, place: Place) -> int:
        """Return the highest attempt at `place`, 0 if there was none."""
        return max((run.attempt for run in self.runs if run.place == place), default=0)

    def who_did(self, place: Place) -> frozenset[str]:
        """Return all persons who did a part of `place`, in any attempt, open ones included."""
        did = {person for run in self.runs if run.place == place for person in run.completed_by}
        for task in self.tasks:
            if task.place == place and task.type in (TaskType.STEP, TaskType.CONFIRM):
                did.add(task.completed_by)
        return frozenset(did - {""})

    def step_work(self, place: Place, attempt: int) -> tuple[Task, ...]:
        """Return the step and confirm tasks of one attempt."""
        return tuple(
            task
            for task in self.tasks
            if (task.place, task.attempt) == (place, attempt)
            and task.type in (TaskType.STEP, TaskType.CONFIRM)
        )

    def waiting_run(self) -> Run | None:
        """Return the run that ended by its work and after which nothing has opened yet.

        A run that a side exit ended has step work that nobody completed; nothing follows it.
        """
        if not self.runs or any(run.is_open for run in self.runs):
            return None
        run = self.runs[-1]
        work = self.step_work(run.place, run.attempt)
        return run if work and all(task.completed_by for task in work) else None

    def stand_in(self, task: Task | TaskOrder) -> str:
        """Return the person named to do `task` without its role, or ""."""
        if task.type in (TaskType.STEP, TaskType.CONFIRM):
            return self.stand_ins.get(task.place, "")
        return self.answerers.get(task.place, "") if task.type is TaskType.CONSULT else ""

    def with_done(self, task: Task, person: Person, outcome: str) -> History:
        """Return this history with `task` completed by `person`."""
        done = replace(task, is_open=False, completed_by=person.id, outcome=outcome)
        return replace(self, tasks=tuple(done if t.id == task.id else t for t in self.tasks))

    def with_run_ended(self, place: Place, attempt: int, outcome: str) -> History:
        """Return this history with one attempt ended with `outcome`."""
        runs = tuple(
            replace(run, is_open=False, outcome=outcome)
            if (run.place, run.attempt) == (place, attempt)
            else run
            for run in self.runs
        )
        return replace(self, runs=runs)

    def without(self, lapsed: Collection[str]) -> History:
        """Return this history with the tasks of these ids fallen away undone."""
        tasks = tuple(replace(t, is_open=False) if t.id in lapsed else t for t in self.tasks)
        return replace(self, tasks=tasks)


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

    The completed task itself is done by the person who completed it, with the outcome given.
    `opens` at most one place per completed task: a new attempt with its tasks in `tasks`.
    `deviations` are stable codes with a sentence each, for the ledger and the report.
    """

    run_ended: bool = False
    outcome: str = ""  # with which the run ended; empty without decision
    opens: tuple[str, int] | None = None
    attempt: int = 0
    tasks: tuple[TaskOrder, ...] = ()
    confirmed_by_lead: tuple[str, ...] = ()  # roles confirmed at once by a lead who holds them
    waits: bool = False  # a run has ended, but what follows does not open yet
    waits_for: tuple[str, ...] = ()  # ids of open tasks that hold it up; orders have no id yet
    lapses: tuple[str, ...] = ()  # ids of open tasks that fall away undone
    sop_ended: str = ""
    case_ended: bool = False
    deviations: tuple[tuple[str, str], ...] = ()
