"""At the counter: a complaint is taken in and III.1 ended in one act, both signed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.db import transaction

from sigap.cases.operations.completing import complete_task
from sigap.cases.operations.locking import lock_case
from sigap.cases.operations.register import register_complaint
from sigap.cases.queries.once import asked_once
from sigap.cases.steps import form_for
from sigap.cases.steps.intake import Intake

if TYPE_CHECKING:
    from datetime import datetime

    from sigap.cases.actor import Actor
    from sigap.cases.operations.register import Filing, Registered


def receive_at_counter(
    *,
    filing: Filing,
    signed: dict[str, Any] | None,
    actor: Actor,
    now: datetime,
    began_at: datetime | None = None,
) -> Registered:
    """Register a complaint and, where `signed` holds what III.1 asks, end that step with it.

    `began_at` is when the officer began to fill in the form: the case and the working time of
    III.1 begin then, not at the saving, but never before the complaint was received. An office
    whose first step asks for something else keeps that step open.

    :raises Refused: as `register_complaint` and `complete_task`; nothing is then kept.
    """
    began = began_at or now
    at = min(now, max(began, filing.received_at or began))
    with transaction.atomic(), asked_once():
        early = replace(actor, recorded_at=now) if at < now else actor
        registered = register_complaint(filing=filing, actor=early, now=at)
        if signed is not None:
            file = lock_case(registered.case.pk, now=now)
            for task in file.open_tasks:
                if form_for(task, file.step_of(task)).id == Intake.id:
                    complete_task(task_id=task.pk, actor=actor, now=now, data=signed)
    return registered
