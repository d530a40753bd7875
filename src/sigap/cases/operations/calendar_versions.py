"""A new calendar version: what it would change is shown first, then it counts for new cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from sigap.cases.models import CalendarVersion
from sigap.cases.operations.authority import OFFICE, require
from sigap.cases.operations.office import frozen_calendar, new_calendar_version
from sigap.core.calendar_file import CalendarFaults, Fault
from sigap.core.errors import InvalidInput, Refused

if TYPE_CHECKING:
    from datetime import datetime

    from sigap.cases.actor import Actor
    from sigap.core.worktime import WorkCalendar

_LONGEST = 200_000


def checked_calendar(*, source: str, now: datetime) -> WorkCalendar:
    """Return a calendar file as the version it would become.

    :raises Refused: `calendar`; `detail["faults"]` lists every fault with its place.
    """
    faults: tuple[Fault, ...]
    if len(source) > _LONGEST:
        faults = (Fault("berkas", f"terlalu panjang; paling banyak {_LONGEST} huruf"),)
    else:
        try:
            return frozen_calendar(source=source, now=now)
        except CalendarFaults as wrong:
            faults = wrong.faults
        except InvalidInput as wrong:
            faults = (Fault("holidays", str(wrong)),)
    told = [{"where": fault.where, "what": fault.what} for fault in faults]
    raise Refused(
        "calendar",
        f"{len(faults)} kesalahan dalam kalender.",
        field="source",
        detail={"faults": told},
    )


def save_calendar(*, source: str, edition: int, actor: Actor, now: datetime) -> CalendarVersion:
    """Make a calendar the one by which cases are counted that begin from now on.

    Open due moments stay where they are until they are moved by an act of their own.
    `edition` is the version that was changed.

    :raises Refused: `wrong-role`, `calendar`, `stale`, `unchanged`.
    """
    require(actor, OFFICE, "Mengubah kalender")
    calendar = checked_calendar(source=source, now=now)
    with transaction.atomic():
        last = CalendarVersion.objects.select_for_update().order_by("-version").first()
        if last is None or last.version != edition:
            raise Refused(
                "stale",
                "Kalender sudah diubah orang lain sementara Anda mengisi. Buka lagi, lalu "
                "ulangi perubahan Anda.",
            )
        if last.digest == calendar.digest:
            raise Refused("unchanged", "Kalender ini sama dengan yang berlaku.")
        return new_calendar_version(source=source, actor=actor, now=now)
