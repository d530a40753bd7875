"""What is filled in and not completed yet: kept in versions, and never written over unseen."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction

from sigap.cases.identity import seal_json, seal_text, unseal_json, unseal_text
from sigap.cases.models import TaskDraft
from sigap.cases.operations.progress import begin_work
from sigap.cases.operations.taking import take_up, took_part
from sigap.core.errors import Refused
from sigap.core.sop.run import TaskType

if TYPE_CHECKING:
    from datetime import datetime

    from sigap.cases.actor import Actor
    from sigap.cases.models import Task

# Of what is saved while typing, the versions of one person stay this far apart.
_APART = timedelta(minutes=5)


def save_draft(
    *,
    task_id: int,
    data: dict[str, Any],
    outcome: str = "",
    note: str = "",
    based_on: int | None = None,
    while_typing: bool = False,
    actor: Actor,
    now: datetime,
) -> TaskDraft:
    """Keep what was filled in so far as a new version; shown to a consulted person.

    A draft may be incomplete, so it is not held against the schema. `based_on` is the version
    that the writer began from (0: none); None writes on top of whatever is there. What is saved
    `while_typing` makes no version if nothing changed, and does not keep every few seconds.

    :raises Refused: `draft-moved` if there is a newer version than `based_on`; and if the task
        is not the actor's to do.
    """
    with transaction.atomic():
        file, task = take_up(task_id, actor=actor, now=now)
        last = _last(task)
        _compare(last, based_on)
        if task.started_at is None:
            begin_work(file, task, actor=actor, now=now)
        run = file.open_run
        # Who wrote a part of it is not apart from it (four eyes), whoever completes it.
        if task.type == TaskType.STEP and run and took_part(run, actor):
            run.save(update_fields=["completed_by"])
        if last and while_typing:
            said = (
                unseal_json(file.key, last.data),
                last.outcome,
                unseal_text(file.key, last.note),
            )
            if said == (data, outcome, note):
                return last
            _thin(task, last, actor=actor, now=now)
        return TaskDraft.objects.create(
            task=task,
            version=last.version + 1 if last else 1,
            data=seal_json(file.key, data),
            outcome=outcome,
            note=seal_text(file.key, note),
            saved_at=now,
            saved_by_id=int(actor.person.id),
        )


def choose_draft(
    *,
    task_id: int,
    data: dict[str, Any],
    outcome: str,
    note: str,
    theirs: int | None,
    actor: Actor,
    now: datetime,
) -> int:
    """Keep what was filled in as a version, and go on with it or with another's; return its number.

    `theirs` is the version to go on with, None for one's own. If its author has gone on since,
    the version that took its place counts.

    :raises TaskDraft.DoesNotExist: if nobody else has saved anything.
    :raises Refused: if the task is not the actor's to do.
    """
    with transaction.atomic():
        mine = save_draft(
            task_id=task_id, data=data, outcome=outcome, note=note, actor=actor, now=now
        )
        if theirs is not None:
            earlier = TaskDraft.objects.filter(task=task_id, version__lt=mine.version)
            kept = earlier.filter(version=theirs).first() or earlier.latest("version")
            TaskDraft.objects.create(
                task=mine.task,
                version=mine.version + 1,
                data=kept.data,
                outcome=kept.outcome,
                note=kept.note,
                saved_at=now,
                saved_by_id=mine.saved_by_id,
            )
    return mine.version


def refuse_moved(task: Task, based_on: int | None) -> None:
    """Check that nothing was saved after the version that the writer began from (0: none).

    :raises Refused: `draft-moved`, with who saved and when.
    """
    if based_on is not None:
        _compare(_last(task), based_on)


def _compare(last: TaskDraft | None, based_on: int | None) -> None:
    if last is None or based_on is None or last.version <= based_on:
        return
    raise Refused(
        "draft-moved",
        f"{last.saved_by.name} menyimpan isian lain pada formulir ini setelah Anda membukanya.",
        detail={
            "version": last.version,
            "saved_by": last.saved_by.name,
            "saved_at": last.saved_at.isoformat(),
        },
    )


def _last(task: Task) -> TaskDraft | None:
    rows = TaskDraft.objects.filter(task=task).select_related("saved_by")
    return rows.order_by("-version").first()


def _thin(task: Task, last: TaskDraft, *, actor: Actor, now: datetime) -> None:
    """Take away `last` if the version before it is its author's too, and as fresh."""
    before = TaskDraft.objects.filter(task=task, version__lt=last.version).order_by("-version")
    one = before.first()
    if one and one.saved_by_id == last.saved_by_id == actor.user_id and now - one.saved_at < _APART:
        last.delete()
