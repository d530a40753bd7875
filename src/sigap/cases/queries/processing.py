"""The record of processing (UU 27/2022): which personal data, for what, for whom, how long."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from sigap import reference
from sigap.accounts.directory import actor_names
from sigap.cases.models import ProcessingRecord
from sigap.cases.queries.officetables import retention
from sigap.cases.queries.sops import office_profile

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

FIELDS: Mapping[str, str] = {
    "data": "Data",
    "purpose": "Tujuan",
    "basis": "Dasar hukum",
    "receivers": "Penerima",
    "kept": "Masa simpan",
    "protection": "Perlindungan",
}


@dataclass(frozen=True, slots=True)
class Activity:
    """One way in which Sigap processes personal data, in the words that ship.

    `keeps_cases`: what it processes is kept as long as the case, by the retention schedule.
    """

    id: str
    title: str
    keeps_cases: bool
    shipped: Mapping[str, str]


@cache
def activities() -> Mapping[str, Activity]:
    """Return every activity in the order of the record."""
    found = tomllib.loads(reference.text("processing.toml"))["activities"]
    return {
        row["id"]: Activity(
            id=row["id"],
            title=row["title"],
            keeps_cases=row["keeps_cases"],
            shipped={name: row[name] for name in FIELDS},
        )
        for row in found
    }


def processing_record(*, now: datetime) -> dict[str, Any]:
    """Return the whole record as it holds now, with who keeps the data and the schedule."""
    rows = ProcessingRecord.objects.order_by("version")
    newest = {row.activity: row for row in rows}
    people = actor_names(row.made_by for row in newest.values())
    lines = []
    for activity in activities().values():
        held = newest.get(activity.id)
        said = {**activity.shipped, **(held.data if held else {})}
        lines.append(
            {
                "activity": activity,
                "held": held,
                "by": people.get(held.made_by, "") if held else "",
                "fields": [(name, FIELDS[name], said[name]) for name in FIELDS],
            }
        )
    return {
        "letterhead": office_profile().data["letterhead"],
        "lines": lines,
        "schedule": [one["row"] for one in retention(now=now) if one["holds"]],
    }


def records_of(activity: Activity) -> list[dict[str, Any]]:
    """Return the versions of what is said of an activity, the newest first, with who made them."""
    rows = list(ProcessingRecord.objects.filter(activity=activity.id).order_by("-version"))
    people = actor_names(row.made_by for row in rows)
    return [{"row": row, "by": people.get(row.made_by, "")} for row in rows]
