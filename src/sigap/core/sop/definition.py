"""The parts of one SOP, as the decree prints them and as the runner executes them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping


class Unit(StrEnum):
    """The units in which an SOP prints its time: working minutes, working hours, working days."""

    MINUTES = "menit"
    HOURS = "jam"
    DAYS = "hari"


@dataclass(frozen=True, slots=True)
class Duration:
    """An amount of office time; `printed` keeps the letters of the decree ("2 Jam")."""

    amount: int
    unit: Unit
    printed: str = field(default="", compare=False)

    def __str__(self) -> str:
        return self.printed or f"{self.amount} {self.unit}"


@dataclass(frozen=True, slots=True)
class Lane:
    """A column of the flowchart: a role, its printed title and its name on screens."""

    role: str
    title: str
    name: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """One way out of a decision; `next` is a step number of the same SOP, None the SOP's end."""

    id: str
    label: str
    next: int | None
    note_required: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One numbered row of the SOP's table. `executors[0]` leads; the others confirm."""

    no: int
    activity: str
    executors: tuple[str, ...]
    requirements: tuple[str, ...]
    time: Duration
    outputs: tuple[str, ...]
    executor_inferred: bool = False
    gates: tuple[str, ...] = ()
    note: str = ""
    lane_text: Mapping[str, str] = field(default_factory=dict, hash=False)  # by role
    form: str = ""
    produces: tuple[str, ...] = ()
    consults: tuple[str, ...] = ()
    separate_from: tuple[int, ...] = ()
    outcomes: tuple[Outcome, ...] = ()

    def outcome(self, outcome_id: str) -> Outcome | None:
        """Return the outcome with this id, or None."""
        return next((o for o in self.outcomes if o.id == outcome_id), None)


@dataclass(frozen=True, slots=True)
class Decree:
    """The printed head of the SOP, letters as printed."""

    number: str
    annex: str
    date: dt.date
    about: str
    institution: str
    created: dt.date
    revised: dt.date
    effective: dt.date
    approver: str
    approver_name: str
    legal_basis: tuple[str, ...]
    qualifications: tuple[str, ...]
    related: tuple[str, ...]
    equipment: tuple[str, ...]
    warning: str
    recording: str
    instrument: str = ""
    sop_number: str = ""


@dataclass(frozen=True, slots=True)
class Sop:
    """One whole SOP. `then` is the id of the SOP that follows; empty: the case ends."""

    id: str
    title: str
    decree: Decree
    lanes: tuple[Lane, ...]
    steps: tuple[Step, ...]
    then: str = ""

    def step(self, no: int) -> Step:
        """Return step `no`; numbers run 1…n.

        :raises KeyError: if the SOP has no such step.
        """
        if not 1 <= no <= len(self.steps):
            raise KeyError(no)
        return self.steps[no - 1]

    def following(self, no: int) -> int | None:
        """Return the number after `no`, or None after the last step."""
        return no + 1 if no < len(self.steps) else None

    def lane(self, role: str) -> Lane | None:
        """Return the lane of `role`, or None if the role acts outside the lanes."""
        return next((lane for lane in self.lanes if lane.role == role), None)
