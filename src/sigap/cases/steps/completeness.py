"""IV.3: is the bundle enough for the review? If not, what is missing, and from whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sigap.cases.steps.facts import case_facts
from sigap.cases.steps.fields import LINE, group, text_field, yes_no
from sigap.cases.steps.form import Effects, Paper, StepForm
from sigap.cases.steps.needed import STATES, Item, needed
from sigap.core.sop.run import is_backwards

if TYPE_CHECKING:
    from sigap.cases.steps.fields import Schema
    from sigap.cases.steps.form import Data
    from sigap.cases.steps.work import Work

_LABELS = {**dict(STATES), "waiting": "Belum diterima"}


class Completeness(StepForm):
    """A tick or a cross an item; what to do about it is the decision and its note."""

    id = "completeness"
    title = "Periksa kelengkapan"

    def properties(self, work: Work) -> dict[str, Schema]:
        """Return a switch an item, and room for a remark on each."""
        items = needed(work)
        if not items:
            return {}
        switches = {item.id: yes_no(item.what, _said(item)) for item in items}
        remarks = {item.id: text_field(item.what, longest=LINE) for item in items}
        return {
            "items": group(switches, required=switches, title="Lengkap"),
            "remarks": group(remarks, title="Keterangan"),
        }

    def required(self, work: Work) -> list[str]:
        """Return the switches, if anything was to be collected."""
        return ["items"] if needed(work) else []

    def apply(self, work: Work, data: Data, *, outcome: str = "", note: str = "") -> Effects:
        """Return the note on completeness."""
        items = {item.id: item for item in needed(work)}
        ticks, remarks = data.get("items", {}), data.get("remarks", {})
        complete = not goes_back(work, outcome)
        checked = [
            {"what": items[name].what, "complete": tick, "note": remarks.get(name, "")}
            for name, tick in ticks.items()
        ]
        facts = {
            "case": case_facts(work.file),
            "items": work.masked(checked),
            "complete": complete,
            "missing": "" if complete else work.masked(note),
            "checked_at": work.now.isoformat(),
            "officer": work.signature,
        }
        event = {"complete": sum(ticks.values()), "items": len(ticks)}
        return Effects(papers=[Paper("catatan-kelengkapan", facts)], event=event)


def goes_back(work: Work, outcome: str) -> bool:
    """Return whether `outcome` leads back to an earlier step; an unknown one is refused later."""
    if work.step.outcome(outcome) is None:
        return False
    return is_backwards(work.sop, work.step.no, outcome)


def _said(item: Item) -> str:
    where = (item.result or {}).get("place") or (item.result or {}).get("reason") or ""
    return ": ".join(part for part in (_LABELS[item.state], where) if part)
