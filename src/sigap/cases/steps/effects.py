"""What a completed form brings about: papers, tasks, lines in books, changes of the case."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sigap.core.sop.run import Holds, TaskType

if TYPE_CHECKING:
    from datetime import datetime

    from sigap.cases.steps.fields import Data


@dataclass(frozen=True)
class Paper:
    """A document to be ordered: its kind and the facts it will show.

    `label` names it for an order that signs it, where one completion orders several alike.
    `line` names a fact that takes the number of the line which this completion writes into a
    book, and the book.
    """

    kind: str
    facts: dict[str, Any]
    label: str = ""
    line: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class Order:
    """A task that the form orders beside the SOP's own (memo, signature, decision)."""

    type: TaskType
    role: str
    form: str = ""
    assignee: str = ""
    holds: Holds = Holds.NOTHING
    held: tuple[str, int] | None = None
    reason: str = ""
    signs: str = ""  # label of the paper in the same effects


@dataclass(frozen=True)
class Register:
    """A line for one of the office's books; facts without identity."""

    book: str
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass
class Effects:
    """What follows from a completed form beside the SOP's own course."""

    case: dict[str, Any] = field(default_factory=dict)  # columns of Case
    complaint: dict[str, Any] = field(default_factory=dict)  # columns of Complaint
    identity: dict[str, str] = field(default_factory=dict)  # parts of the sealed identity
    papers: list[Paper] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)
    registers: list[Register] = field(default_factory=list)
    assignee: str = ""  # user id for the next step
    stand_in: str = ""  # user id who gets the open work of this place
    excluded: dict[str, str] = field(default_factory=dict)  # user id → reason
    reader: dict[str, Any] = field(
        default_factory=dict
    )  # a NamedReader: user_id, by, reads_identity
    signed: Data = field(default_factory=dict)  # columns of the Document a signature task signs
    tells: list[tuple[str, str]] = field(default_factory=list)  # messages: kind, text
    status: str = ""  # a side exit taken by a decision: the case's new status
    resume: bool = False  # a decision ends the pause
    waits_until: datetime | None = None  # a decision prolongs the pause
    consult_again: bool = False
    deviations: list[tuple[str, str]] = field(default_factory=list)
    event: dict[str, Any] = field(default_factory=dict)  # for the ledger, without personal data
