"""A task in its case, as a form sees it: what is known, who acts, who may go on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sigap.cases.identity import findable
from sigap.cases.queries.casefile import load
from sigap.cases.queries.office import OfficeLists
from sigap.cases.steps import signatory
from sigap.core.errors import Refused
from sigap.core.masking import mask
from sigap.core.sop.run import DIFFERS, TaskType, eligible

if TYPE_CHECKING:
    from sigap.cases.actor import Actor
    from sigap.cases.models import StepRun, Task
    from sigap.cases.queries.casefile import CaseFile
    from sigap.cases.steps.fields import Pairs
    from sigap.core.masking import Identity
    from sigap.core.sop.definition import Sop, Step

_DATE_LETTERS = 10  # 2026-11-27


@dataclass
class Work:
    """A task in its case. Nothing here writes."""

    file: CaseFile
    task: Task
    step: Step
    actor: Actor
    now: datetime

    @cached_property
    def lists(self) -> OfficeLists:
        """Return the office's lists, read when first asked for."""
        return OfficeLists(now=self.now)

    @property
    def sop(self) -> Sop:
        """Return the SOP of the task's step, in the case's version."""
        return self.file.sops[self.task.sop]

    @property
    def run(self) -> StepRun | None:
        """Return the attempt that the task belongs to."""
        return next((run for run in self.file.runs if run.pk == self.task.run_id), None)

    @property
    def is_own(self) -> bool:
        """Whether the actor is one who may fill in the form, not only look at it."""
        mine = str(self.task.assignee_id or "") == self.actor.person.id
        return mine or self.task.role in self.actor.roles

    @property
    def today(self) -> date:
        """Return the office's day."""
        return self.file.calendar.local_day(self.now)

    @cached_property
    def before(self) -> dict[str, Any]:
        """Return what the attempt before this one recorded at the same step, or {}."""
        for run in reversed(self.file.runs):
            same = (run.sop, run.number) == (self.task.sop, self.task.number)
            if same and run.completed_at and run.attempt < self.task.attempt:
                return self.file.run_data(run)
        return {}

    @cached_property
    def first_case(self) -> CaseFile | None:
        """Return the case whose answer is objected to here, if this is an objection."""
        first = self.file.case.objection_to
        return load(first, now=self.now) if first else None

    @property
    def recorder(self) -> dict[str, str]:
        """Return the acting officer as papers name one: name, position, nip, rank."""
        return self.lists.officer(self.actor.user_id)

    @property
    def signature(self) -> dict[str, str]:
        """Return the acting officer as papers show who signs; a deputy says for whom."""
        principal = self.actor.person.acts_for.get(self.task.role, "")
        if not principal:
            return self.recorder
        post = self.lists.officer(principal).get("position", "")
        return {**self.recorder, "on_behalf": f"Plh. {post or self.role_name(self.task.role)}"}

    def role_name(self, role: str) -> str:
        """Return a role's name as screens show it."""
        for sop in self.file.sops.values():
            lane = sop.lane(role)
            if lane:
                return lane.name
        return role.replace("-", " ").title()

    def masked(self, value: Any) -> Any:  # noqa: ANN401 - of any shape
        """Return `value` with the complainant's own name, phones and address masked in it.

        For papers that others than those who may know the complainant can open.
        """
        if isinstance(value, str):
            return mask(value, self._own_words)
        if isinstance(value, dict):
            return {name: self.masked(part) for name, part in value.items()}
        return [self.masked(part) for part in value] if isinstance(value, list) else value

    @cached_property
    def _own_words(self) -> Identity:
        return findable(self.file.identity(), self.file.case.complainant_kind)

    def not_future(self, data: dict[str, Any], *names: str, where: str = "data") -> None:
        """Refuse a moment or day of something that has happened if it lies in the future.

        :raises Refused: `in-the-future`, naming the field.
        """
        for name in names:
            if data.get(name) and self._is_after_now(data[name]):
                raise Refused(
                    "in-the-future",
                    "Waktu kejadian tidak boleh di masa depan; kosongkan bila baru saja.",
                    field=f"{where}.{name}",
                )

    def not_past(self, data: dict[str, Any], *names: str, where: str = "data") -> None:
        """Refuse a day or moment to come if its day is over; any time of today will do.

        :raises Refused: `in-the-past`, naming the field.
        """
        for name in names:
            if data.get(name) and self.day_of(data[name]) < self.today:
                raise Refused("in-the-past", "Tanggal ini sudah lewat.", field=f"{where}.{name}")

    def day_of(self, text: str) -> date:
        """Return the office's day of a date or moment as it was filled in."""
        if len(text) == _DATE_LETTERS:
            return date.fromisoformat(text)
        return datetime.fromisoformat(text).astimezone(self.file.calendar.zone).date()

    def at_office(self, text: str) -> datetime:
        """Return a moment of a day that was filled in: now if it is today, else its beginning."""
        day = date.fromisoformat(text)
        if day == self.today:
            return self.now
        return datetime.combine(day, time(), self.file.calendar.zone)

    def clock_of(self, text: str) -> str:
        """Return HH:MM on the office's clock of a moment as it was filled in."""
        local = datetime.fromisoformat(text).astimezone(self.file.calendar.zone)
        return local.strftime("%H:%M")

    def _is_after_now(self, text: str) -> bool:
        if len(text) == _DATE_LETTERS:
            return date.fromisoformat(text) > self.today
        return datetime.fromisoformat(text) > self.now

    def next_people(self) -> Pairs:
        """Return (user id, name) of those who may do the step that follows in the numbers."""
        place = self._next_place()
        if place is None:
            return []
        sop, step = place
        able = eligible(sop, step, step.executors[0], self.file.history(), self.file.people)
        named = [(person.id, self.lists.label(person.id)) for person in able]
        return sorted(named, key=lambda pair: (pair[1], int(pair[0])))

    def next_role(self) -> str:
        """Return the role that leads the step that follows, "" after the last."""
        place = self._next_place()
        return place[1].executors[0] if place else ""

    def _next_place(self) -> tuple[Sop, Step] | None:
        number = self.sop.following(self.task.number)
        if number is not None:
            return self.sop, self.sop.step(number)
        follows = self.file.sops.get(self.sop.then)
        return (follows, follows.step(1)) if follows else None

    def place_of(self, form: str) -> tuple[str, int] | None:
        """Return (SOP id, step) of the step with this form, wherever in the chain it stands."""
        for sop in self.file.sops.values():
            for step in sop.steps:
                if step.form == form:
                    return sop.id, step.no
        return None

    def role_of(self, form: str, default: str) -> str:
        """Return the role that leads the step with this form."""
        place = self.place_of(form)
        return self.file.sops[place[0]].step(place[1]).executors[0] if place else default

    def able_role(self, usual: str, otherwise: str) -> str:
        """Return the role that gets a task: `usual`, unless all its holders are excluded here."""
        return signatory.able_role(self.file, usual, otherwise)

    def signing(self) -> tuple[str, dict[str, Any]]:
        """Return the role that signs letters in this case, and who that is as letters print it.

        :raises Refused: `no-signatory`, before any number is taken.
        """
        return signatory.signing(self.file, self.lists)

    def ends_joint_work(self, outcome: str) -> bool:
        """Whether nobody else has to confirm this attempt after this task is completed."""
        if self.task.type == TaskType.STEP:
            return set(self.step.executors[1:]) <= self.actor.roles
        others = [
            task
            for task in self.file.tasks
            if task.type == TaskType.CONFIRM
            and task.run_id == self.task.run_id
            and task.pk != self.task.pk
            and task.state != "cancelled"
        ]
        agreed = all(task.state == "done" and task.outcome != DIFFERS for task in others)
        return agreed and outcome != DIFFERS
