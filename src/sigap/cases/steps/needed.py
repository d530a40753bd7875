"""The documents that a review needs, from the identification to the check of the bundle.

An item keeps its id (`item-1` …) through III.5, IV.1 and IV.3, whatever is added later.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sigap.cases.steps.fields import LINE, PASSAGE, choice, day, group, text_field, words

if TYPE_CHECKING:
    from sigap.cases.steps.fields import Schema
    from sigap.cases.steps.work import Work

COMPLAINANT, OFFICE, OTHER = "pelapor", "kantor", "lainnya"
STATES = [
    ("received", "Diterima"),
    ("refused", "Ditolak pemegang"),
    ("missing", "Tidak ada"),
]


@dataclass(frozen=True)
class Item:
    """One needed document or piece of information, and what became of it."""

    id: str
    what: str
    holder: str = ""
    why: str = ""
    asked_by: str = ""
    result: dict[str, Any] | None = None  # what IV.1 recorded of it last

    @property
    def state(self) -> str:
        """Return what became of it: received, refused, missing, or waiting."""
        return str(self.result["state"]) if self.result else "waiting"


def item_schema(work: Work) -> Schema:
    """Return the fields of one needed item."""
    fields = {"what": words("Dokumen atau informasi", longest=LINE), **holder_fields(work)}
    fields["why"] = words("Untuk apa", longest=PASSAGE)
    fields["asked_by"] = day("Diminta paling lambat")
    return group(fields, required=["what", "holder", "why", "asked_by"])


def holder_fields(work: Work) -> dict[str, Schema]:
    """Return the fields that say who holds a document."""
    agencies = [(agency.slug, agency.name) for agency in work.lists.agencies]
    holders = [(COMPLAINANT, "Pelapor"), (OFFICE, "kantor ini"), *agencies]
    return {
        "holder": choice([*holders, (OTHER, "pihak lain, tulis namanya")], "Pemegang"),
        "holder_name": text_field("Nama pihak lain", longest=LINE),
    }


def holder_of(work: Work, row: dict[str, Any]) -> str:
    """Return the holder's name as papers print it."""
    slug = row.get("holder", "")
    if slug == COMPLAINANT:
        return "Pelapor"
    if slug == OFFICE:
        return str(work.lists.profile.data["letterhead"]["unit"])
    agency = work.lists.agency(slug)
    return agency.name if agency else str(row.get("holder_name") or "Pihak lain")


def listed(work: Work, rows: list[dict[str, Any]]) -> list[Item]:
    """Return rows as they were filled in as items, numbered in order."""
    return [
        Item(
            id=f"item-{index}",
            what=row["what"],
            holder=holder_of(work, row),
            why=row.get("why", ""),
            asked_by=row.get("asked_by", ""),
        )
        for index, row in enumerate(rows, start=1)
    ]


def needed(work: Work) -> list[Item]:
    """Return all items: as identified or as the memo changed them, and those added since.

    An objection begins at the review: it takes over the items of the first case.
    """
    base = listed(work, _identified(work))
    found: dict[str, dict[str, Any]] = {}
    added: list[dict[str, Any]] = []
    for run in work.file.runs:
        step = work.file.sops[run.sop].step(run.number)
        if step.form != "collect" or not run.completed_at:
            continue
        data = work.file.run_data(run)
        found |= {name: row["result"] for name, row in data.get("items", {}).items()}
        for row in data.get("additional", ()):
            added.append(row)
            found[f"item-{len(base) + len(added)}"] = row["result"]
    later = [
        Item(id=f"item-{len(base) + index}", what=row["what"], holder=holder_of(work, row))
        for index, row in enumerate(added, start=1)
    ]
    return [replace(item, result=found.get(item.id)) for item in (*base, *later)]


def as_facts(items: list[Item]) -> list[dict[str, str]]:
    """Return items as papers list what is needed."""
    return [
        {"what": one.what, "holder": one.holder, "why": one.why, "asked_by": one.asked_by}
        for one in items
    ]


def _identified(work: Work) -> list[dict[str, Any]]:
    memo = work.file.latest_task(type="memo")
    if memo is not None:
        changed = work.file.task_data(memo).get("list", {}).get("needed")
        if changed:
            return list(changed)
    rows = work.file.recorded("identify").get("needed")
    if rows is None and work.first_case is not None:
        rows = work.first_case.recorded("identify").get("needed")
    return list(rows or ())
