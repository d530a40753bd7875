"""Conformance: what the SOPs promise beside what happened, over all cases that ended."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sigap.cases.queries.soplist import chain_in_force
from sigap.cases.queries.sops import (
    calendar_of_version,
    current_calendar_id,
    in_force,
    office_profile,
    sop_of_version,
    waiting_limits,
)
from sigap.cases.queries.worklog import permit_names
from sigap.cases.steps import FORMS
from sigap.reports.course import courses, departures, way_words
from sigap.reports.grouping import Grouping, by_agency, by_person, month_index
from sigap.reports.hints import hints
from sigap.reports.measured import clock_of, measures
from sigap.reports.stepping import by_step, handovers, keys_of, loops
from sigap.reports.work import read

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from sigap.cases.actor import Actor
    from sigap.core.sop.definition import Sop, Step
    from sigap.core.worktime import WorkCalendar
    from sigap.reports.course import Courses
    from sigap.reports.grouping import AgencyFigures, CaseFigures, PersonFigures
    from sigap.reports.hints import Hint
    from sigap.reports.measured import Measures
    from sigap.reports.period import Period
    from sigap.reports.stepping import Handover, Loop, StepFigures, StepKey
    from sigap.reports.work import Work

_LONGEST_TITLE = 60


@dataclass(frozen=True)
class Figures:
    """Everything about the cases that ended in a period, and that `viewer` may count."""

    period: Period
    made_at: datetime
    calendar: WorkCalendar
    work: Work
    found: Measures
    course: Courses
    sops: Mapping[str, Sop]  # in force
    keys: Mapping[tuple[str, int], StepKey]
    titles: dict[str, str]  # short names of steps by label
    whole: CaseFigures
    months: list[tuple[date, CaseFigures]]
    permit_types: list[tuple[str, str, CaseFigures]]  # slug, name
    steps: list[StepFigures]
    loops: list[Loop]
    handovers: list[Handover]
    agencies: list[AgencyFigures]
    persons: list[PersonFigures]
    departures: list[tuple[str, tuple[str, int], int]]
    noted: list[tuple[str, int]]  # code, times
    hints: list[Hint]

    def way(self, variant: int) -> str:
        """Return the way of a variant in short."""
        return way_words(self.course.variants[variant].done, self.keys)

    def label(self, place: tuple[str, int]) -> str:
        """Return `IV.3`, also of a step that nobody did."""
        if place in self.keys:
            return self.keys[place].label
        sop = self.sops.get(place[0])
        return f"{(sop.decree.annex if sop else '') or place[0]}.{place[1]}"


def figures(viewer: Actor | None, period: Period, *, now: datetime) -> Figures:
    """Return all figures by the newest calendar version.

    :raises Refused: `not-initialised` in an office without reference data.
    """
    calendar = calendar_of_version(current_calendar_id())
    work = read(viewer, period.span)
    found = measures(work, calendar)
    profile = office_profile().data
    sops = {sop: sop_of_version(pk) for sop, pk in in_force(now).items()}
    course = courses(
        work,
        sops,
        first_sop=profile["first_sop"],
        objection_sop=profile["objection_sop"],
    )
    keys, group = keys_of(work, [sop.id for sop in chain_in_force(now=now)])
    months, month = period.months, month_index(work.cases.ended, period.month_starts)
    steps = by_step(
        work, found, keys, group, limits=waiting_limits(), month_of_case=month, months=months
    )
    grouping, names = Grouping(work, found, course), permit_names()
    whole, back = grouping.all(), loops(work, found, keys, group)
    titles = {key.label: short_title(key.step) for key in keys}
    by_type = [(*names[pk], of) for pk, of in grouping.by(work.cases.permit_type)]
    return Figures(
        period=period,
        made_at=now,
        calendar=calendar,
        work=work,
        found=found,
        course=course,
        sops=sops,
        keys={key.place: key for key in keys},
        titles=titles,
        whole=whole,
        months=[(months[index], of) for index, of in grouping.by(month)],
        permit_types=sorted(by_type, key=lambda one: (-one[2].count, one[1])),
        steps=steps,
        loops=back,
        handovers=handovers(work, found),
        agencies=by_agency(work, clock_of(calendar)),
        persons=by_person(work, found, keys, group),
        departures=departures(course),
        noted=Counter(code for _, code, _, _ in work.noted).most_common(),
        hints=hints(whole, steps, back, titles),
    )


def short_title(step: Step) -> str:
    """Return a step's name for narrow places: its form's, or the beginning of its activity."""
    form = FORMS.get(step.form)
    if form is not None and form.title:
        return form.title
    activity = step.activity
    if len(activity) <= _LONGEST_TITLE:
        return activity
    return activity[:_LONGEST_TITLE].rsplit(" ", 1)[0] + "…"
