"""The SOPs in force, for everybody: they are a public decree."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from sigap.cases.models import SopVersion
from sigap.cases.queries.sops import in_force, sop_of_version

if TYPE_CHECKING:
    from datetime import datetime

    from sigap.core.sop.definition import Sop, Step


def sops(*, now: datetime) -> list[dict[str, Any]]:
    """Return the SOPs in force, in the order in which they follow one another."""
    rows = {row.sop: _row(row) for row in _versions(now)}
    return [rows[sop.id] for sop in chain_in_force(now=now)]


def chain_in_force(*, now: datetime) -> list[Sop]:
    """Return the definitions of the SOPs in force, in the order in which they follow."""
    known = {sop: sop_of_version(pk) for sop, pk in in_force(now).items()}
    followed = {sop.then for sop in known.values()}
    ordered: dict[str, Sop] = {}
    for first in sorted(known.keys() - followed) + sorted(known):
        name = first
        while name in known and name not in ordered:
            ordered[name] = known[name]
            name = known[name].then
    return list(ordered.values())


def sop_in_force(sop_id: str, *, now: datetime) -> dict[str, Any] | None:
    """Return an SOP as a whole, None if there is none in force under this id."""
    version = next((row for row in _versions(now) if row.sop == sop_id), None)
    if version is None:
        return None
    sop = sop_of_version(version.pk)
    decree = {name: value for name, value in asdict(sop.decree).items() if value not in ("", ())}
    return {
        **_row(version),
        "sha256": version.digest,
        "decree": decree,
        "lanes": [asdict(lane) for lane in sop.lanes],
        "table": [_step(step) for step in sop.steps],
    }


def definition_in_force(sop_id: str, *, now: datetime) -> Sop | None:
    """Return the definition of an SOP in force, None if there is none under this id."""
    version_id = in_force(now).get(sop_id)
    return sop_of_version(version_id) if version_id else None


def _versions(now: datetime) -> list[SopVersion]:
    rows = SopVersion.objects.filter(pk__in=in_force(now).values()).defer("source")
    return list(rows.order_by("sop"))


def _row(version: SopVersion) -> dict[str, Any]:
    sop = sop_of_version(version.pk)
    return {
        "id": sop.id,
        "title": sop.title,
        "version": version.version,
        "in_force_from": version.in_force_from,
        "steps": len(sop.steps),
        "then": sop.then or None,
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "no": step.no,
        "activity": step.activity,
        "executors": list(step.executors),
        "executor_inferred": step.executor_inferred,
        "requirements": list(step.requirements),
        "gates": list(step.gates),
        "time": str(step.time),
        "outputs": list(step.outputs),
        "note": step.note,
        "lane_text": dict(step.lane_text),
        "form": step.form,
        "produces": list(step.produces),
        "consults": list(step.consults),
        "separate_from": list(step.separate_from),
        "outcomes": [
            {"id": o.id, "label": o.label, "note_required": o.note_required, "next": o.next}
            for o in step.outcomes
        ],
    }
