"""What a side exit works on, and the letters that go with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sigap.cases.identity import seal_text
from sigap.cases.models import Message
from sigap.cases.operations.papers import order_paper
from sigap.cases.operations.progress import order_task
from sigap.cases.steps.form import Order, Paper
from sigap.core.sop.run import TaskType
from sigap.documents.kinds import KINDS

if TYPE_CHECKING:
    from datetime import datetime

    from sigap.cases.actor import Actor
    from sigap.cases.models import Document
    from sigap.cases.queries.casefile import CaseFile
    from sigap.cases.queries.office import OfficeLists


@dataclass
class Exit:
    """A locked case and what was filled in for the exit."""

    file: CaseFile
    data: dict[str, Any]
    actor: Actor
    now: datetime
    lists: OfficeLists

    @property
    def reason(self) -> str:
        """Return the reason as it was written."""
        return str(self.data["reason"])


def signer(lists: OfficeLists, kind: str) -> dict[str, Any]:
    """Return who signs a kind of letter: the head's signatory, or the holder of its role.

    :raises Refused: `no-signatory`.
    """
    role = KINDS[kind].signed_by
    holder = lists.holder(role) if role != "kepala-dinas" else {"name": ""}
    return holder if holder["name"] else lists.signatory()


def send_letter(step: Exit, kind: str, facts: dict[str, Any]) -> Document:
    """Order a letter and the task of signing it; it holds up nothing."""
    run = step.file.runs[-1] if step.file.runs else None
    document = order_paper(
        step.file, Paper(kind=kind, facts=facts), run=run, actor=step.actor, now=step.now
    )
    role = KINDS[kind].signed_by
    has_holder = any(role in person.roles for person in step.file.people)
    order = Order(
        type=TaskType.SIGNATURE,
        role=role if has_holder else "kepala-dinas",
        form="signature",
        reason=KINDS[kind].title,
    )
    order_task(step.file, order, now=step.now, document=document)
    return document


def tell_complainant(step: Exit, kind: str, text: str) -> None:
    """Leave a message to the complainant; the channel that carries it comes with the portal."""
    tell(step.file, kind, text, actor=step.actor, now=step.now)


def tell(file: CaseFile, kind: str, text: str, *, actor: Actor, now: datetime) -> Message:
    """Leave a message to the complainant, shown at once to whoever holds the tracking code."""
    return Message.objects.create(
        case=file.case,
        direction="out",
        kind=kind,
        body=seal_text(file.key, text),
        at=now,
        author=actor.id,
        state=Message.State.HELD,
    )
