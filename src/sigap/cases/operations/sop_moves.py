"""Moving a running case to the SOP version in force: only with a reason, and only where it fits.

A case stays on the version it began each SOP with. Where the step under way is the same in
both, it may go on by the new one; its times are then those of the new version.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from sigap.cases.events import record
from sigap.cases.identity import seal_json
from sigap.cases.models import SideExit, SopVersion
from sigap.cases.operations.authority import OFFICE, require
from sigap.cases.operations.locking import lock_case, lock_visible, require_open
from sigap.cases.operations.progress import note_deviation, set_clocks
from sigap.cases.queries.evidence import side_exit_row
from sigap.cases.queries.sops import in_force, sop_of_version
from sigap.cases.steps.fields import group, words
from sigap.cases.steps.validate import validate
from sigap.core.errors import Refused

if TYPE_CHECKING:
    from datetime import datetime

    from sigap.cases.actor import Actor
    from sigap.cases.models import Case
    from sigap.cases.steps.fields import Data, Schema
    from sigap.core.sop.definition import Step

ACTION = "move-sop"
_REASON = 2_000


def move_case_schema() -> Schema:
    """Return the form of why a case is moved."""
    return group(
        {"reason": words("Mengapa berkas ini dipindahkan", longest=_REASON)}, required=["reason"]
    )


def move_case(*, number: str, data: Data, actor: Actor, now: datetime) -> Case:
    """Let a running case go on by the version in force of the SOP it is in.

    :raises Case.DoesNotExist: if the actor may not know of such a case.
    :raises Refused: `wrong-role`, `invalid-data`, `closed`, `newest` (it is on that version),
        `step-differs` (the step under way is another in the new version).
    """
    require(actor, OFFICE, "Memindahkan berkas ke versi SOP lain")
    reason = validate(move_case_schema(), data)["reason"].strip()
    with transaction.atomic():
        file = lock_visible(number, actor=actor, now=now)
        require_open(file)
        run = file.open_run
        target = in_force(now).get(run.sop) if run else None
        if run is None or target is None or run.sop_version_id == target:
            raise Refused("newest", "Berkas ini sudah pada versi yang berlaku.")
        old, new = sop_of_version(run.sop_version_id), sop_of_version(target)
        if not fits(old.step(run.number), _step(new.steps, run.number)):
            raise Refused(
                "step-differs",
                f"Langkah {run.number} berbeda dalam versi baru; selesaikan langkah ini dahulu.",
            )
        before = SopVersion.objects.get(pk=run.sop_version_id).version
        version = SopVersion.objects.get(pk=target)
        run.sop_version = version
        run.save(update_fields=["sop_version"])
        file = lock_case(file.case.pk, now=now)
        set_clocks(file)
        sealed = SideExit.objects.create(
            case=file.case,
            action=ACTION,
            sop=run.sop,
            step=run.number,
            at=now,
            actor=actor.id,
            data=seal_json(file.key, {"reason": reason}),
        )
        text = f"Dipindahkan dari versi {before} ke versi {version.version} SOP ini."
        note_deviation(file, ACTION, text, now=now, place=(run.sop, run.number))
        record(
            file.case,
            f"case.{ACTION}",
            actor=actor,
            at=now,
            key=file.key,
            data={"sop": run.sop, "step": run.number, "from": before, "to": version.version},
            rows=[side_exit_row(sealed, file.key)],
        )
    return file.case


def fits(old: Step, new: Step | None) -> bool:
    """Whether what is under way by `old` can end as `new`: same doers, form, answers, advice."""
    if new is None:
        return False
    return (
        (old.executors, old.form, old.consults) == (new.executors, new.form, new.consults)
        and [one.id for one in old.outcomes] == [one.id for one in new.outcomes]
        and old.requirements == new.requirements
    )


def _step(steps: tuple[Step, ...], number: int) -> Step | None:
    return next((step for step in steps if step.no == number), None)
