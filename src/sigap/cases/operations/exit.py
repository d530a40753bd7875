"""What a side exit works on, and the letters that go with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sigap.cases.identity import seal_json, seal_text
from sigap.cases.models import Message, SideExit
from sigap.cases.operations.notices import notify
from sigap.cases.operations.papers import order_paper
from sigap.cases.operations.progress import order_task
from sigap.cases.queries.evidence import side_exit_row
from sigap.cases.steps.facts import letter
from sigap.cases.steps.form import Order, Paper
from sigap.cases.steps.signatory import signing
from sigap.cases.steps.wording import worded
from sigap.core.sop.run import TaskType
from sigap.documents.kinds import KINDS
from sigap.documents.letter_purposes import PURPOSES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sigap.cases.actor import Actor
    from sigap.cases.models import Document
    from sigap.cases.queries.casefile import CaseFile
    from sigap.cases.queries.office import OfficeLists
    from sigap.documents.letters import Value


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


def keep(step: Exit, action: str, *, on_behalf_of: str = "") -> tuple[str, bytes]:
    """Keep what was filled in, sealed; return (name, content) for the ledger to commit to."""
    file = step.file
    row = SideExit.objects.create(
        case=file.case,
        action=action,
        sop=file.case.sop,
        step=file.case.step,
        at=step.now,
        actor=step.actor.id,
        on_behalf_of=on_behalf_of,
        data=seal_json(file.key, step.data),
    )
    return side_exit_row(row, file.key)


def send_letter(
    step: Exit,
    purpose: str,
    to: dict[str, str],
    values: Mapping[str, Value] = {},
    **more: object,
) -> Document:
    """Order a letter in the office's words and the task of signing it, which holds up nothing.

    `values` are what the words leave to be filled in beside what the case itself tells.

    :raises Refused: `no-signatory`.
    """
    file, kind = step.file, PURPOSES[purpose].kind
    role, signatory = signing(file, step.lists, KINDS[kind].signed_by)
    said: dict[str, Any] = {**worded(file, purpose, values), **more}
    facts = letter(file, to=to, signatory=signatory, **said)
    run = file.runs[-1] if file.runs else None
    paper = Paper(kind=kind, facts=facts, label=kind)
    document = order_paper(file, paper, run=run, actor=step.actor, now=step.now)
    order = Order(type=TaskType.SIGNATURE, role=role, form="signature", reason=KINDS[kind].title)
    order_task(file, order, now=step.now, document=document)
    return document


def tell_complainant(step: Exit, kind: str, text: str) -> None:
    """Leave a message to the complainant, and order the notice that it is there."""
    tell(step.file, kind, text, actor=step.actor, now=step.now)


def tell(file: CaseFile, kind: str, text: str, *, actor: Actor, now: datetime) -> Message:
    """Leave a message to the complainant, shown at once to whoever holds the tracking code.

    A notice that says there is news goes out beside it, without the message's words.
    """
    message = Message.objects.create(
        case=file.case,
        direction="out",
        kind=kind,
        body=seal_text(file.key, text),
        at=now,
        author=actor.id,
        state=Message.State.DONE,
    )
    notify(file.case, kind, now=now, message=message)
    return message
