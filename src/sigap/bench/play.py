"""Playing a case through its SOP as the officers would, by the real operations.

Moments are simulated (plausible waiting and working in office hours), everything else is
real: roles, separation of persons, papers, ledger. The same seed plays the same case.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sigap.accounts.queries import people
from sigap.bench.answers import Answers
from sigap.bench.filling import fill
from sigap.bench.sample_office import actors
from sigap.cases.operations.completing import complete_task
from sigap.cases.queries.opentasks import open_tasks
from sigap.cases.steps.taskform import task_form
from sigap.core.errors import Refused
from sigap.core.sop.definition import Duration, Unit

if TYPE_CHECKING:
    from datetime import datetime
    from random import Random

    from sigap.cases.actor import Actor
    from sigap.cases.queries.opentasks import OpenTask
    from sigap.core.worktime import WorkCalendar


@dataclass(frozen=True)
class Done:
    """One task that was completed, for whoever watches."""

    task: OpenTask
    actor: Actor
    started_at: datetime
    completed_at: datetime
    outcome: str


@dataclass
class Player:
    """Plays one case. `at` is the simulated moment; nothing happens after `latest`."""

    case_id: int
    complaint: dict[str, Any]
    calendar: WorkCalendar
    rng: Random
    at: datetime
    latest: datetime
    recorded_at: datetime
    loops: dict[str, int] = field(default_factory=dict)  # form → times to go back
    pace: float = 1.0  # of the SOP's own times; above 1 it gets late

    def play_one(self) -> Done | None:
        """Complete the next task that somebody may do; None if there is none, or no time left."""
        staff = actors(people(now=self.at), recorded_at=self.recorded_at)
        for task in open_tasks(self.case_id):
            for actor in self._candidates(task, staff):
                done = self._try(task, actor)
                if done is not None:
                    return done
        return None

    def _candidates(self, task: OpenTask, staff: dict[str, Actor]) -> list[Actor]:
        if task.assignee:
            return [staff[task.assignee]] if task.assignee in staff else []
        holders = [actor for actor in staff.values() if task.role in actor.roles]
        self.rng.shuffle(holders)
        return holders

    def _try(self, task: OpenTask, actor: Actor) -> Done | None:
        started_at = self._later(self.rng.uniform(3, 70) * self.pace)
        work = task.standard_minutes * self.rng.uniform(0.3, 0.95) * self.pace
        completed_at = self.calendar.due(started_at, _minutes(work))
        if completed_at > self.latest:
            return None
        form = task_form(task.id, actor=actor, now=completed_at)
        answers = Answers(self.complaint, task.form, rng=self.rng, now=completed_at)
        outcome = self._outcome(task, [one["id"] for one in form.outcomes])
        data = fill(form.schema, now=completed_at, say=answers.say)
        try:
            complete_task(
                task_id=task.id,
                actor=actor,
                now=completed_at,
                outcome=outcome,
                note=answers.note(outcome),
                data=data,
                started_at=started_at,
            )
        except Refused as refused:
            if refused.code in ("consult-missing", "held-up", "not-separate", "wrong-person"):
                return None
            raise
        self.at = completed_at
        return Done(task, actor, started_at, completed_at, outcome)

    def _outcome(self, task: OpenTask, offered: list[str]) -> str:
        if not offered:
            return ""
        if self.loops.get(task.form, 0) > 0:
            self.loops[task.form] -= 1
            return offered[-1]
        return offered[0]

    def _later(self, minutes: float) -> datetime:
        return self.calendar.due(self.at, _minutes(minutes))


def _minutes(amount: float) -> Duration:
    return Duration(max(1, round(amount)), Unit.MINUTES)
