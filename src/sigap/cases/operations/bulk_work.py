"""Completing many like tasks in one act: distribute a morning's complaints, accept a batch.

What each completion writes is what a single one writes; the office is asked once for all, the
cases are read together, and a transaction holds many. What is refused is told and hinders
nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import transaction

from sigap.cases.models import Task
from sigap.cases.operations.completing import complete_in
from sigap.cases.operations.locking import lock_cases
from sigap.cases.queries.once import asked_once
from sigap.core.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from sigap.cases.actor import Actor
    from sigap.cases.queries.casefile import CaseFile

# A transaction keeps other writers waiting, on SQLite all of them.
_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Filled:
    """One task and what was filled in for it."""

    task_id: int
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Done:
    """One task that was completed, or was not, and then why."""

    task_id: int
    number: str
    subject: str
    refused: Refused | None = None


@dataclass
class ManyDone:
    """What became of each task, in the order in which they were given."""

    done: list[Done] = field(default_factory=list)
    refused: list[Done] = field(default_factory=list)


def complete_many(*, filled: Sequence[Filled], actor: Actor, now: datetime) -> ManyDone:
    """Complete tasks of several cases, each as `complete_task` would, whatever becomes of others.

    A task that is not there, or in a case that the actor may not know of, is left out: the
    caller asks for what the actor was shown.
    """
    found = ManyDone()
    for part in _parts(filled):
        with asked_once(), transaction.atomic():
            for outcome in _complete_part(part, actor=actor, now=now):
                (found.refused if outcome.refused else found.done).append(outcome)
    return found


def _parts(filled: Sequence[Filled]) -> Iterator[Sequence[Filled]]:
    for start in range(0, len(filled), _AT_ONCE):
        yield filled[start : start + _AT_ONCE]


def _complete_part(part: Sequence[Filled], *, actor: Actor, now: datetime) -> Iterator[Done]:
    ids = [one.task_id for one in part]
    case_of = dict(Task.objects.filter(pk__in=ids).values_list("pk", "case_id"))
    files = {file.case.pk: file for file in lock_cases(sorted(set(case_of.values())), now=now)}
    for one in part:
        if one.task_id not in case_of:
            continue
        case_id = case_of[one.task_id]
        outcome = _complete_one(files[case_id], one, actor=actor, now=now)
        if outcome.refused:
            # What was taken back in the tables still stands in what was read of them.
            files[case_id] = lock_cases([case_id], now=now)[0]
        yield outcome


def _complete_one(file: CaseFile, one: Filled, *, actor: Actor, now: datetime) -> Done:
    number, subject = file.case.number, file.case.subject
    try:
        with transaction.atomic():
            complete_in(file, one.task_id, actor=actor, now=now, data=one.data)
    except Refused as refused:
        return Done(one.task_id, number, subject, refused)
    return Done(one.task_id, number, subject)
