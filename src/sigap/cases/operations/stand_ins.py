"""After somebody is kept out of a case: everything open finds somebody who may do it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sigap.cases.identity import unseal_json
from sigap.cases.operations.papers import order_paper, revoke
from sigap.cases.operations.progress import let_lapse, order_stand_in
from sigap.cases.steps.form import Paper
from sigap.cases.steps.signatory import COORDINATOR, HEAD, able_holders, able_others, signing
from sigap.core.sop.run import TaskType, stand_ins_needed
from sigap.documents.kinds import KINDS

if TYPE_CHECKING:
    from datetime import datetime

    from sigap.cases.actor import Actor
    from sigap.cases.models import Document, Task
    from sigap.cases.queries.casefile import CaseFile
    from sigap.cases.queries.office import OfficeLists

_BESIDE_THE_SOP = (TaskType.SIGNATURE, TaskType.MEMO, TaskType.DECISION)


def release_work(file: CaseFile, *, lists: OfficeLists, actor: Actor, now: datetime) -> list[int]:
    """See to it that somebody may do every open task; return those that fell away.

    What an excluded person held goes back to the pool. Steps and opinions: the head names who
    acts. Letters, memos and decisions pass to the superior who may still act; an unsigned
    letter is written anew for who signs it now. What only a second person may allow falls
    away if nobody but the asker is left.
    """
    gone = {one.user_id for one in file.exclusions if not one.sop}
    for task in file.open_tasks:
        if task.assignee_id in gone:
            task.assignee_id = None
            task.save(update_fields=["assignee"])
    lapsed = []
    for task in [one for one in file.open_tasks if one.type in _BESIDE_THE_SOP]:
        if task.document is not None:
            _sign_otherwise(file, task, task.document, lists=lists, actor=actor, now=now)
        elif not _pass_on(file, task):
            lapsed.append(task.pk)
    let_lapse(file, [str(pk) for pk in lapsed], now=now)
    for told in stand_ins_needed(file.sops, file.history(), file.people):
        order_stand_in(file, told, now=now)
    return lapsed


def _pass_on(file: CaseFile, task: Task) -> bool:
    """Give a memo or decision to a superior who may act; return whether it can be done at all.

    A role that nobody holds waits for a holder. Where both superiors are excluded the task
    waits for an acting officer.
    """
    asker = str(file.task_data(task).get("asked_by", ""))
    is_held = any(task.role in person.roles for person in file.people)
    for role in dict.fromkeys((task.role, HEAD, COORDINATOR)):
        if able_others(file, role, asker) if asker else able_holders(file, role):
            if role != task.role and is_held:
                task.role = role
                task.save(update_fields=["role"])
            return True
    return not asker


def _sign_otherwise(
    file: CaseFile,
    task: Task,
    document: Document,
    *,
    lists: OfficeLists,
    actor: Actor,
    now: datetime,
) -> None:
    """Write an unsigned letter anew for who may sign it now; the old one is revoked."""
    role, signatory = signing(file, lists, KINDS[document.kind].signed_by)
    if role == task.role or not able_holders(file, role):
        return
    facts = unseal_json(file.key, document.facts)
    paper = Paper(document.kind, {**facts, "number": "", "signatory": signatory}, document.kind)
    reason = "Penanda tangan dikecualikan dari berkas ini."
    revoke(file, document, reason=reason, actor=actor, now=now)
    task.role = role
    task.document = order_paper(file, paper, run=document.run, actor=actor, now=now)
    task.save(update_fields=["role", "document"])
