"""An SOP drawn and judged, as several pages show it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.safestring import mark_safe

from sigap.cases.operations.sop_findings import draft_findings
from sigap.cases.queries import sopversions
from sigap.cases.queries.sops import sop_of_version
from sigap.core.sop.chart import NotDrawable
from sigap.core.sop.differences import Difference, changed_steps, differences
from sigap.core.sop.findings import Finding, Level
from sigap.core.sop.place_words import place_in_words
from sigap.core.sop.svg import Mark, to_svg
from sigap.desk.admin.table import cell_of

if TYPE_CHECKING:
    from datetime import datetime

    from django.utils.safestring import SafeString

    from sigap.core.sop.definition import Sop

_KINDS = {"added": "baru", "removed": "dihapus", "changed": "diubah", "moved": "dipindah"}


def flowchart(
    sop: Sop, *, is_narrow: bool = False, changed: frozenset[int] = frozenset()
) -> SafeString:
    """Return the flowchart of an SOP for a page; empty if its ways cross too often to draw.

    A narrow one leaves out the names of the steps, which then stand beside it.
    """
    marks = {no: Mark(changed=True) for no in changed}
    try:
        # The drawing escapes every text that it takes from the SOP.
        return mark_safe(to_svg(sop, marks=marks, show_names=not is_narrow))  # noqa: S308
    except NotDrawable:
        return mark_safe("")


def printed_rows(sop: Sop, changed: frozenset[int] = frozenset()) -> list[dict[str, Any]]:
    """Return the table as the decree prints it: a cell a lane, marked where somebody acts."""
    return [
        {
            "step": step,
            "lanes": [
                {
                    "acts": lane.role in step.executors,
                    "leads": lane.role == step.executors[0],
                    "text": step.lane_text.get(lane.role, ""),
                }
                for lane in sop.lanes
            ],
            "is_changed": step.no in changed,
        }
        for step in sop.steps
    ]


def judged(source: str, *, now: datetime, is_narrow: bool = False) -> dict[str, Any]:
    """Return what a page shows of a draft: findings, flowchart, difference to what is in force."""
    sop, findings = draft_findings(source, now=now)
    before = sopversions.newest(sop.id) if sop else None
    found = differences(sop_of_version(before.pk), sop) if sop and before else []
    changed = changed_steps(found)
    return {
        "sop": sop,
        "errors": _in_words(findings, Level.ERROR),
        "warnings": _in_words(findings, Level.WARNING),
        "before": before,
        "differences": _by_step(found),
        "changed": changed,
        "flowchart": flowchart(sop, is_narrow=is_narrow, changed=changed) if sop else "",
        "is_beside_table": is_narrow,
    }


def _in_words(findings: list[Finding], level: Level) -> list[dict[str, str]]:
    return [
        {"where": place_in_words(one.where), "what": one.what, "cell": cell_of(one.where)}
        for one in findings
        if one.level is level
    ]


def _by_step(found: list[Difference]) -> list[tuple[int, list[dict[str, str]]]]:
    """Return the differences of each step together, the head's (0) first."""
    grouped: dict[tuple[int, bool], list[dict[str, str]]] = {}
    for one in found:
        row = {
            "kind": _KINDS[one.kind],
            "what": one.what,
            "before": one.before,
            "after": one.after,
        }
        grouped.setdefault((one.step, one.kind == "removed"), []).append(row)
    return [(step, rows) for (step, _), rows in sorted(grouped.items())]
