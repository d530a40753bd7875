"""What the workers gave up, tried again because a person said so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from sigap.cases.events import record_office
from sigap.cases.operations.authority import ACCOUNTS, require
from sigap.cases.operations.leases import try_again
from sigap.cases.queries.failedjobs import job_models
from sigap.core.errors import Refused

if TYPE_CHECKING:
    from datetime import datetime

    from sigap.cases.actor import Actor


def retry_job(*, kind: str, job_id: int, actor: Actor, now: datetime) -> None:
    """Let the workers try once more one row that they gave up.

    :raises Refused: `wrong-role`, `unknown-job`, `not-failed`.
    """
    require(actor, ACCOUNTS, "Mencoba lagi pekerjaan")
    model = job_models().get(kind)
    if model is None:
        raise Refused("unknown-job", "Jenis pekerjaan ini tidak ada.")
    with transaction.atomic():
        row = model._default_manager.filter(pk=job_id).first()
        if row is None or not try_again(row, now=now):
            raise Refused("not-failed", "Pekerjaan ini tidak sedang gagal; mungkin sudah dicoba.")
        record_office("job.retried", actor=actor, at=now, data={"kind": kind, "job": job_id})


def retry_all(*, actor: Actor, now: datetime) -> int:
    """Let the workers try once more all that they gave up; return how many.

    :raises Refused: `wrong-role`, `not-failed` if there is nothing.
    """
    require(actor, ACCOUNTS, "Mencoba lagi pekerjaan")
    retried: dict[str, int] = {}
    with transaction.atomic():
        for kind, model in job_models().items():
            failed = model._default_manager.filter(state=model.State.FAILED).order_by("pk")
            count = sum(try_again(row, now=now) for row in failed)
            if count:
                retried[kind] = count
        if not retried:
            raise Refused("not-failed", "Tidak ada pekerjaan yang gagal.")
        record_office("job.retried", actor=actor, at=now, data={"counts": retried})
    return sum(retried.values())
