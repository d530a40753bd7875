"""The step rail: the SOPs of a case drawn as the decree draws them, with where the case stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sigap.cases.queries.opentasks import minutes_of
from sigap.cases.steps import FORMS
from sigap.core.sop.definition import Unit
from sigap.documents.indonesian import office_minutes
from sigap.ui.fragments import drawn

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from sigap.cases.queries.casefile import CaseFile
    from sigap.core.sop.definition import Sop, Step

_DAY_MINUTES = 450
_HOUR_MINUTES = 60


@dataclass
class RailStep:
    """One step as the rail shows it."""

    no: int
    title: str
    activity: str
    state: str  # done, now, next, skipped
    symbol: str  # capsule, diamond, or a plain box
    standard: str
    worked: str = ""
    waited: str = ""
    is_over: bool = False
    loops: int = 0

    @property
    def drawn(self) -> SafeString:
        """Return the step as it is drawn: most are drawn alike in many cases."""
        told = {name: value for name, value in vars(self).items() if name != "waited"}
        return drawn("desk/_rail_step.html", **told)


@dataclass
class RailSop:
    """One SOP with its steps."""

    annex: str
    title: str
    steps: list[RailStep] = field(default_factory=list)


def rail(file: CaseFile, runs: list[dict[str, Any]]) -> list[RailSop]:
    """Return the way of a case: what was done with its times, where it stands, what follows."""
    chain = _chain(file)
    drawn = []
    for sop in chain:
        part = RailSop(sop.decree.annex, sop.title)
        for step in sop.steps:
            own = [run for run in runs if (run["sop"], run["no"]) == (sop.id, step.no)]
            ends = {"is_first": sop is chain[0], "is_last": sop is chain[-1]}
            part.steps.append(_step(file, sop, step, own, **ends))
        drawn.append(part)
    return drawn


def short_title(step: Step) -> str:
    """Return a step's name for narrow places: its form's, or the beginning of its activity."""
    form = FORMS.get(step.form)
    if form is not None and form.title:
        return form.title
    words = step.activity.split()
    return " ".join(words[:6]) + ("…" if len(words) > 6 else "")


def _chain(file: CaseFile) -> list[Sop]:
    first = file.runs[0].sop if file.runs else file.case.sop
    chain: list[Sop] = []
    while first in file.sops and file.sops[first] not in chain:
        chain.append(file.sops[first])
        first = chain[-1].then
    return chain


def _step(
    file: CaseFile,
    sop: Sop,
    step: Step,
    runs: list[dict[str, Any]],
    *,
    is_first: bool,
    is_last: bool,
) -> RailStep:
    last = runs[-1] if runs else None
    ended = file.case.is_ended
    if last is None:
        state = "skipped" if ended else "next"
    elif last["completed_at"]:
        state = "done"
    elif last["cancelled_at"]:
        state = "skipped"
    else:
        state = "now"
    is_edge = (is_first and step.no == 1) or (is_last and step.no == len(sop.steps))
    symbol = "diamond" if step.outcomes else "capsule" if is_edge else ""
    made = RailStep(
        no=step.no,
        title=short_title(step),
        activity=step.activity,
        state=state,
        symbol=symbol,
        standard=str(step.time),
        loops=max(0, len(runs) - 1),
    )
    if last and last["started_at"]:
        worked = last["worked_minutes"] or 0
        made.worked = _worked(worked, step)
        made.is_over = worked > minutes_of(step.time)
        made.waited = office_minutes(round(last["waited_minutes"] or 0))
    return made


def _worked(minutes: float, step: Step) -> str:
    """Return a working time in the unit in which the SOP prints its own."""
    if step.time.unit == Unit.DAYS:
        return f"{minutes / _DAY_MINUTES:.1f}".replace(".", ",")
    if step.time.unit == Unit.HOURS:
        return f"{minutes / _HOUR_MINUTES:.1f}".replace(".", ",")
    return str(round(minutes))
