"""One case beside its SOPs, as the head reads it: promised and actual, step by step."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from django.utils.safestring import mark_safe

from sigap.accounts.queries import roster
from sigap.cases.queries.caserecord import conformance_of, first_sop, papers_made
from sigap.core.sop.chart import NotDrawable
from sigap.core.sop.replay import Kind
from sigap.core.sop.svg import Mark, MarkState, to_svg
from sigap.desk.rail import short_title
from sigap.documents.kinds import KINDS
from sigap.reports.audience import HEADS
from sigap.reports.hints import span
from sigap.reports.naming import DEPARTURES, NOTED, role_name

if TYPE_CHECKING:
    from datetime import datetime

    from sigap.cases.actor import Actor
    from sigap.cases.models import StepRun
    from sigap.cases.queries.casefile import CaseFile
    from sigap.core.conformance import Conformance, Measured

_PAUSES = {"held": "Ditunda", "waiting-complainant": "Menunggu kelengkapan dari pelapor"}


def case_conformance(file: CaseFile, actor: Actor, *, now: datetime) -> dict[str, Any]:
    """Return what the page shows; who did what only to superiors.

    :raises InvalidInput: for moments outside the calendar's years.
    """
    found = conformance_of(file, now=now)
    made = papers_made(file.case)
    names = _names(now=now) if actor.roles & HEADS else {}
    return {
        "maps": _maps(file, found),
        "steps": [
            _row(file, run, one, made, names)
            for run, one in zip(file.runs, found.steps, strict=True)
        ],
        "fitness": f"{found.fitness:.3f}".replace(".", ","),
        "departures": [
            f"{DEPARTURES[one.kind]}: {_label(file, one.place)}" for one in found.replay.departures
        ],
        "separation": [
            f"{_label(file, place)} dikerjakan orang yang juga mengerjakan {_label(file, other)}"
            for place, other in found.not_separate
        ],
        "noted": [NOTED.get(one.code, one.code) for one in (*found.exits, *found.noted)],
        "pauses": [(_PAUSES.get(kind, kind), span(seconds)) for kind, seconds in found.pauses],
        "total": span(found.total_seconds),
        "parts": _parts(found),
        "due_at": found.due_at,
        "late": found.late,
        "late_then": found.late_then,
    }


def _maps(file: CaseFile, found: Conformance) -> list[dict[str, Any]]:
    """Return the case's SOPs as maps of its way, one after another; without what cannot be drawn.

    `drawing` says in words too where the case stands, what was skipped, repeated and late.
    """
    marks = _marks(file, found)
    maps, ahead, sop_id = [], dict(file.sops), first_sop(file)
    while sop := ahead.pop(sop_id, None):
        title = f"{sop.decree.annex} {sop.title}".strip()
        own = {step.no: marks[sop.id, step.no] for step in sop.steps}
        names = {step.no: short_title(step) for step in sop.steps}
        sop_id = sop.then
        try:
            drawn = to_svg(sop, marks=own, names=names, title=f"{title}: {file.case.number}")
        except NotDrawable:
            continue
        # The drawing escapes every text that it takes from the SOP.
        maps.append({"title": title, "drawing": mark_safe(drawn)})  # noqa: S308
    return maps


def _marks(file: CaseFile, found: Conformance) -> dict[tuple[str, int], Mark]:
    """Return the state of every step of the case's SOPs."""
    late = Counter(one.attempt.place for one in found.steps if one.waited_over or one.worked_over)
    ended = {one.attempt.place for one in found.steps if one.attempt.ended_at}
    skipped = {one.place for one in found.replay.departures if one.kind is Kind.SKIPPED}
    run = file.open_run
    here = (run.sop, run.number) if run else None
    marks = {}
    for sop_id, sop in file.sops.items():
        for step in sop.steps:
            place = (sop_id, step.no)
            state = None if file.case.is_ended else MarkState.NEXT
            if place == here:
                state = MarkState.NOW
            elif place in ended:
                state = MarkState.DONE
            elif place in skipped:
                state = MarkState.SKIPPED
            loops = found.repeats.get(place, 0)
            marks[place] = Mark(state, late=late.get(place, 0), loops=loops)
    return marks


def _parts(found: Conformance) -> list[tuple[str, str]]:
    sums = (
        ("menunggu dimulai", sum(one.waited_seconds for one in found.steps)),
        ("dikerjakan", sum(one.worked_seconds for one in found.steps)),
        ("di luar langkah", sum(one.before_seconds for one in found.steps) + found.after_seconds),
    )
    return [(name, span(seconds)) for name, seconds in sums]


def _row(
    file: CaseFile, run: StepRun, one: Measured, made: frozenset[str], names: dict[str, str]
) -> dict[str, Any]:
    step = file.sops[run.sop].step(run.number)
    ticked = file.run_data(run).get("requirements", {}) if run.completed_at else {}
    needed = dict.fromkeys([*step.requirements, *step.gates])
    attempt = one.attempt
    return {
        "label": _label(file, attempt.place),
        "attempt": attempt.attempt,
        "role": role_name(run.role),
        "persons": [names[person] for person in attempt.persons if person in names],
        "outcome": chosen.label if (chosen := step.outcome(attempt.outcome)) else "",
        "state": "gugur" if attempt.cancelled else "" if attempt.ended_at else "berjalan",
        "before": span(one.before_seconds) if one.before_seconds else "",
        "waited": span(one.waited_seconds),
        "waited_over": one.waited_over,
        "waited_then": _then(now=one.waited_over, then=one.waited_over_then),
        "start_by": one.start_by,
        "worked": span(one.worked_seconds) if attempt.started_at else "–",
        "worked_over": one.worked_over,
        "worked_then": _then(now=one.worked_over, then=one.worked_over_then),
        "promised": str(step.time),
        "inputs": [(name, ticked.get(name, "")) for name in needed],
        "outputs": [(KINDS[kind].title, kind in made) for kind in step.produces if kind in KINDS],
    }


def _then(*, now: bool, then: bool) -> str:
    """Return what was promised then, where a corrected calendar sees it otherwise."""
    if now == then:
        return ""
    return "lewat menurut janji semula" if then else "dalam batas menurut janji semula"


def _names(*, now: datetime) -> dict[str, str]:
    return {str(pk): user.name for pk, user in roster(now=now).users.items()}


def _label(file: CaseFile, place: tuple[str, int]) -> str:
    sop = file.sops.get(place[0])
    return f"{(sop.decree.annex if sop else '') or place[0]}.{place[1]}"
