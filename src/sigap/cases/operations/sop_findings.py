"""What is wrong or doubtful in a draft, beside the SOPs in force and what this system can do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sigap.cases.queries.sops import in_force, sop_of_version
from sigap.cases.steps import FORMS
from sigap.core.sop.check import chain, check
from sigap.core.sop.findings import Finding, Level
from sigap.core.sop.lint import lint
from sigap.core.sop.parse import parse
from sigap.documents.kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sigap.core.sop.definition import Sop

DRAFT = "konsep"


def draft_findings(source: str, *, now: datetime) -> tuple[Sop | None, list[Finding]]:
    """Return the SOP of a draft, None if it cannot be read, with every finding on it.

    The SOPs in force are looked at beside it, so that the chain among them is judged too;
    what is wrong with those is not told here.
    """
    sop, findings = parse(source, name=DRAFT)
    if sop is None:
        return None, findings
    others = {
        sop_id: sop_of_version(version)
        for sop_id, version in in_force(now).items()
        if sop_id != sop.id
    }
    together = {DRAFT: sop, **others}
    found = [*findings, *check(sop, name=DRAFT), *chain(together), *lint(together)]
    return sop, [one for one in found if one.file == DRAFT] + list(_unknown(sop))


def _unknown(sop: Sop) -> Iterator[Finding]:
    """Yield screens and papers that an SOP names and this system does not have."""
    for place, step in enumerate(sop.steps, start=1):
        if step.form and step.form not in FORMS:
            what = f'layar "{step.form}" tidak ada; langkah ini memakai layar umum'
            yield Finding(Level.WARNING, f"steps[{place}].form", what, DRAFT)
        for kind in step.produces:
            if kind not in KINDS:
                what = f'dokumen "{kind}" tidak dikenal; tidak dibuat oleh sistem'
                yield Finding(Level.WARNING, f"steps[{place}].produces", what, DRAFT)
