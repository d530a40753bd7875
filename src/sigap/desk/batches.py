"""What is asked once for many tasks, and what each of them is then filled in with."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING

from sigap.cases.operations.bulk_work import Filled
from sigap.cases.queries.batches import BatchTask, proposed_classes, tasks_in_hand
from sigap.cases.steps.accept import INTEGRITY, ORDINARY
from sigap.cases.steps.distribute import CLASSES

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import QueryDict

    from sigap.cases.queries.office import OfficeLists

_MISSING = "Pilih salah satu."
RISKS = [(ORDINARY, "tidak menyentuh integritas"), (INTEGRITY, "menyentuh integritas")]


@dataclass
class Analyst:
    """An officer who may get cases, with what is in hand already."""

    id: str
    name: str
    held: int


@dataclass
class Group:
    """The cases of one permit type, which go to one officer together."""

    permit_type: str
    name: str
    tasks: list[BatchTask]
    analysts: list[Analyst]
    chosen: str = ""
    proposed_class: str = ""
    error: str = ""
    class_error: str = ""


@dataclass
class Row:
    """One case to be accepted."""

    task: BatchTask
    proposed_class: str = ""
    risk: str = ORDINARY
    error: str = ""


@dataclass
class Distribution:
    """Handing cases to analysts, one choice for each permit type."""

    groups: list[Group]
    classes: list[tuple[str, str]] = field(default_factory=lambda: CLASSES)

    @classmethod
    def of(cls, tasks: list[BatchTask], lists: OfficeLists) -> Distribution:
        """Return the groups, each with a proposal: the usual analyst, else who has least."""
        roles = {one.next_role for one in tasks}
        holders = {role: lists.holders(role) for role in roles}
        held = tasks_in_hand({user for pairs in holders.values() for user, _ in pairs})
        groups = []
        for (slug, name), part in groupby(tasks, lambda one: (one.permit_type, one.permit_name)):
            own = list(part)
            people = [Analyst(user, told, held[user]) for user, told in holders[own[0].next_role]]
            group = Group(slug, name, own, people)
            known = {one.id for one in people}
            usual = own[0].usual_analyst
            group.chosen = usual if usual in known else _least(people, held)
            if group.chosen:
                held[group.chosen] += len(own)
            groups.append(group)
        return cls(groups)

    def read(self, post: QueryDict) -> list[Filled]:
        """Return what each task is filled in with; groups without a choice get an error."""
        filled = []
        for group in self.groups:
            group.chosen = post.get(f"analyst.{group.permit_type}", "")
            group.proposed_class = post.get(f"class.{group.permit_type}", "")
            if group.analysts and group.chosen not in {one.id for one in group.analysts}:
                group.error, group.chosen = _MISSING, ""
            if group.proposed_class not in {"", *dict(self.classes)}:
                group.class_error, group.proposed_class = _MISSING, ""
            data = {"analyst": group.chosen, "class": group.proposed_class}
            kept = {name: value for name, value in data.items() if value}
            filled += [Filled(one.id, kept) for one in group.tasks]
        return filled

    @property
    def is_wrong(self) -> bool:
        """Whether a choice is missing."""
        return any(group.error or group.class_error for group in self.groups)


@dataclass
class Acceptance:
    """Accepting cases: a class and a risk mark for each, the class as it was proposed."""

    rows: list[Row]
    other_class: str = ""  # for rows without one of their own
    classes: list[tuple[str, str]] = field(default_factory=lambda: CLASSES)

    @classmethod
    def of(cls, tasks: list[BatchTask], *, now: datetime) -> Acceptance:
        """Return a row for each task."""
        proposed = proposed_classes(tasks, now=now)
        return cls([Row(one, proposed[one.id]) for one in tasks])

    def read(self, post: QueryDict) -> list[Filled]:
        """Return what each task is filled in with; rows without a class get an error."""
        self.other_class = post.get("class.all", "")
        filled = []
        for row in self.rows:
            row.proposed_class = post.get(f"class.{row.task.id}", "")
            row.risk = post.get(f"risk.{row.task.id}", ORDINARY)
            chosen = row.proposed_class or self.other_class
            if chosen not in dict(self.classes) or row.risk not in dict(RISKS):
                row.error = _MISSING
            filled.append(Filled(row.task.id, {"class": chosen, "risk": row.risk}))
        return filled

    @property
    def is_wrong(self) -> bool:
        """Whether a class is missing."""
        return any(row.error for row in self.rows)


def _least(people: list[Analyst], held: dict[str, int]) -> str:
    """Return who has the least in hand, counting what is proposed already."""
    return min(people, key=lambda one: (held[one.id], one.name)).id if people else ""
