"""When a case can be expected to end from where it stands, and why not sooner."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sigap.accounts.kept import kept
from sigap.cases.models import Agency, PromiseCheck
from sigap.cases.queries.sops import limit_for, waiting_limits
from sigap.core import deadlines
from sigap.core.sop.definition import Duration, Unit

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from sigap.cases.queries.casefile import CaseFile
    from sigap.core.sop.definition import Sop, Step

# Approval sends the letter to signature, outside the lanes; the promise counts it.
_SIGNED_FORM = "approve"
_SIGNATURE = ("signature", 0)
_A_DAY = Duration(1, Unit.DAYS)


def expected_end(file: CaseFile, *, now: datetime) -> datetime:
    """Return the end of the case if every step from here on keeps to its limits.

    The step under way counts whole again once its own time is over: nobody knows better.
    """
    run = file.open_run
    if run is None or run.due_at is None:
        return max(file.case.due_at, now)
    sop = file.sops[run.sop]
    step = sop.step(run.number)
    begin = run.due_at if run.due_at > now else file.calendar.due(now, step.time)
    limits = waiting_limits()
    chain = [_signing(limits)] if step.form == _SIGNED_FORM else []
    for place, follower in _steps_after(file, sop, run.number):
        chain += _limits(place, follower, limits)
    return deadlines.promise(file.calendar, begin, chain)


def why_late(file: CaseFile) -> tuple[str, dict[str, Any]]:
    """Return what holds a case up: a stable code and the facts for its words, no personal data."""
    run = file.open_run
    if file.case.waits_for_id:
        agency = Agency.objects.values_list("name", flat=True).get(pk=file.case.waits_for_id)
        return "waits-for", {"agency": agency}
    sop = file.sops.get(run.sop) if run else None
    return (sop.id, {"title": sop.title}) if sop else ("unknown", {"title": ""})


def last_check(case_id: int) -> PromiseCheck | None:
    """Return what was last told about a promise that was not, or may not be, kept."""
    return next(iter(_checks(case=case_id)), None)


@kept
def _checks(*, case: int) -> QuerySet[PromiseCheck]:
    told = PromiseCheck.objects.filter(case=case).exclude(verdict="kept")
    return told.order_by("-at", "-pk")[:1]


def _steps_after(file: CaseFile, sop: Sop, number: int) -> list[tuple[str, Step]]:
    """Return (SOP id, step) of all that follows in print order, through the chain of SOPs."""
    found = [(sop.id, step) for step in sop.steps if step.no > number]
    seen, following = {sop.id}, sop.then
    while following in file.sops and following not in seen:
        seen.add(following)
        found += [(following, step) for step in file.sops[following].steps]
        following = file.sops[following].then
    return found


def _limits(
    sop: str, step: Step, limits: dict[tuple[str, int], Duration]
) -> list[tuple[Duration, Duration]]:
    own = [(limit_for(limits, sop, step.no), step.time)]
    return [*own, _signing(limits)] if step.form == _SIGNED_FORM else own


def _signing(limits: dict[tuple[str, int], Duration]) -> tuple[Duration, Duration]:
    return Duration(0, Unit.MINUTES), limits.get(_SIGNATURE, _A_DAY)
