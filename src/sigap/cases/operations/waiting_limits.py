"""How long a step may wait before it is begun: the office's own limits, not the decree's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from sigap.cases.events import record_office
from sigap.cases.models import WaitingLimit
from sigap.cases.operations.authority import OFFICE, require
from sigap.cases.queries.sops import in_force, parse_limit, sop_of_version
from sigap.cases.steps.fields import choice, group, rows, words
from sigap.cases.steps.validate import validate
from sigap.core.errors import InvalidInput, Refused

if TYPE_CHECKING:
    from datetime import datetime

    from sigap.cases.actor import Actor
    from sigap.cases.steps.fields import Data, Schema

GENERAL, SIGNATURE = ("", 0), ("signature", 0)
_LIMIT = "Misalnya: 2 jam, 1 hari; 0 menit berarti langsung dikerjakan"


def waiting_schema(*, now: datetime) -> Schema:
    """Return the form of all waiting limits."""
    places = []
    for sop_id, version in in_force(now).items():
        sop = sop_of_version(version)
        places.append((f"{sop_id}:0", f"{sop.title}: semua langkah"))
        places += [
            (f"{sop_id}:{step.no}", f"{sop.title}: langkah {step.no}, {step.activity[:60]}")
            for step in sop.steps
        ]
    own = {
        "place": choice(places, "Langkah"),
        "limit": words("Boleh menunggu", longest=20, description=_LIMIT),
    }
    parts = {
        "general": words("Umumnya", longest=20, description=_LIMIT),
        "signature": words(
            "Tanda tangan surat", longest=20, description="Dari diserahkan sampai ditandatangani"
        ),
        "own": rows(
            group(own, required=["place", "limit"]), "Batas sendiri untuk langkah tertentu"
        ),
    }
    return group(parts, required=["general", "signature"])


def waiting_form(*, now: datetime) -> Data:
    """Return the limits in force as the form's data."""
    stored = _stored()
    known = waiting_schema(now=now)["properties"]["own"]["items"]["properties"]["place"]["enum"]
    own = [
        {"place": f"{sop}:{step}", "limit": limit}
        for (sop, step), limit in sorted(stored.items())
        if f"{sop}:{step}" in known
    ]
    return {
        "general": stored.get(GENERAL, ""),
        "signature": stored.get(SIGNATURE, "1 hari"),
        "own": own,
    }


def change_waiting_limits(*, data: Data, actor: Actor, now: datetime) -> list[str]:
    """Put other waiting limits in force for what opens from now on; return what changed.

    A step that gets no limit of its own any more keeps its row, empty: it waits as long as
    the others again.

    :raises Refused: `wrong-role`, `invalid-data`, `limit`, `twice`, `unchanged`.
    """
    require(actor, OFFICE, "Mengubah waktu tunggu")
    filled = validate(waiting_schema(now=now), data)
    wanted = {GENERAL: _limit(filled["general"], "data.general")}
    wanted[SIGNATURE] = _limit(filled["signature"], "data.signature")
    for index, row in enumerate(filled.get("own", ())):
        sop, _, step = row["place"].rpartition(":")
        if (sop, int(step)) in wanted:
            raise Refused(
                "twice", "Langkah ini sudah diberi batas.", field=f"data.own.{index}.place"
            )
        wanted[sop, int(step)] = _limit(row["limit"], f"data.own.{index}.limit")
    shown = {
        (row["place"].rpartition(":")[0], int(row["place"].rpartition(":")[2]))
        for row in waiting_form(now=now)["own"]
    }
    with transaction.atomic():
        before = _stored(lock=True)
        for place in shown - wanted.keys():
            wanted[place] = ""
        changed = {p: limit for p, limit in wanted.items() if before.get(p, "") != limit}
        if not changed:
            raise Refused("unchanged", "Tidak ada yang diubah.")
        for (sop, step), limit in changed.items():
            WaitingLimit.objects.update_or_create(sop=sop, step=step, defaults={"limit": limit})
        told = [
            {"sop": sop, "step": step, "before": before.get((sop, step), ""), "after": limit}
            for (sop, step), limit in sorted(changed.items())
        ]
        record_office("office.waiting", actor=actor, at=now, data={"limits": told})
    return [f"{sop}:{step}" for sop, step in sorted(changed)]


def _limit(text: str, field: str) -> str:
    try:
        parse_limit(text)
    except InvalidInput as fault:
        raise Refused("limit", f"{fault}.", field=field) from None
    return " ".join(text.split())


def _stored(*, lock: bool = False) -> dict[tuple[str, int], str]:
    limits = WaitingLimit.objects.select_for_update() if lock else WaitingLimit.objects.all()
    return {(row.sop, row.step): row.limit for row in limits.order_by("pk") if row.limit}
