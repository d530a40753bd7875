"""The record of processing as office data: what is said of each activity, in versions."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from django.db import transaction

from sigap.cases.events import record_office
from sigap.cases.models import ProcessingRecord
from sigap.cases.operations.authority import OFFICE, require
from sigap.cases.operations.locking import hold_office_texts
from sigap.cases.queries.evidence import canonical
from sigap.cases.queries.processing import FIELDS, activities
from sigap.cases.steps.fields import PASSAGE, group, text_field
from sigap.cases.steps.validate import validate
from sigap.core.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sigap.cases.actor import Actor
    from sigap.cases.queries.processing import Activity
    from sigap.cases.steps.fields import Data, Schema

_ACT = "Mengubah rekaman pemrosesan data pribadi"


def processing_schema(activity: Activity, said: Mapping[str, str]) -> Schema:
    """Return the form of an activity; what an office has changed is shown as shipped, too."""
    fields = {
        name: text_field(
            title,
            longest=PASSAGE,
            description=f"Bawaan: {activity.shipped[name]}" if name in said else "",
        )
        for name, title in FIELDS.items()
    }
    return group(fields, title=activity.title)


def processing_form(activity: Activity, said: Mapping[str, str]) -> Data:
    """Return what is said of an activity as the form's data."""
    return {**activity.shipped, **said}


def record_processing(
    *, activity: str, edition: int, data: Data, actor: Actor, now: datetime
) -> ProcessingRecord:
    """Let the record say this of an activity from now on.

    `edition` is the version that was opened, 0 for the shipped one. A field that is emptied or
    says what ships follows what ships.

    :raises Refused: `wrong-role`, `unknown-activity`, `invalid-data`, `stale`, `unchanged`.
    """
    require(actor, OFFICE, _ACT)
    known = activities().get(activity)
    if known is None:
        raise Refused("unknown-activity", "Kegiatan ini tidak dikenal.", field="activity")
    kept = _changed(known, validate(processing_schema(known, {}), data))
    with transaction.atomic():
        hold_office_texts()
        held = ProcessingRecord.objects.filter(activity=activity).order_by("-version").first()
        if (held.version if held else 0) != edition:
            raise Refused(
                "stale",
                "Rekaman ini sudah diubah orang lain sementara Anda mengisi. Buka lagi, lalu "
                "ulangi perubahan Anda.",
            )
        if kept == (held.data if held else {}):
            raise Refused("unchanged", "Tidak ada yang diubah.")
        row = ProcessingRecord.objects.create(
            activity=activity, version=edition + 1, data=kept, made_at=now, made_by=actor.id
        )
        facts = {
            "activity": activity,
            "version": row.version,
            "sha256": hashlib.sha256(canonical(kept)).hexdigest(),
        }
        record_office("office.processing-recorded", actor=actor, at=now, data=facts)
    return row


def _changed(activity: Activity, said: Mapping[str, Any]) -> dict[str, str]:
    written = {name: str(said.get(name) or "").replace("\r\n", "\n").strip() for name in FIELDS}
    return {
        name: words for name, words in written.items() if words and words != activity.shipped[name]
    }
