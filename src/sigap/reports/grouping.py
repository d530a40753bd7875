"""Figures of ended cases in all, by month, permit type, person and agency waited for."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sigap.cases.queries.worklog import AGAIN, BEGUN
from sigap.reports.spread import Spread, groups, spread

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from numpy.typing import NDArray

    from sigap.reports.clock import Clock
    from sigap.reports.course import Courses
    from sigap.reports.measured import Measures
    from sigap.reports.stepping import StepKey
    from sigap.reports.work import Numbers, Work


@dataclass(frozen=True, slots=True)
class CaseFigures:
    """Some ended cases. Times in seconds of office time without pauses, days in working days.

    `kept` promises by the calendar of the report, `kept_then` as promised. `waited`, `worked`
    and `outside` are sums of all attempts; with `after` they make up `total`.
    """

    count: int
    kept: int
    kept_then: int
    exits: int
    repeated: int  # cases in which a step was done again
    follow: int  # cases that followed their SOPs in everything
    fitness: float  # the mean
    days: Spread
    total: Spread
    waited: int
    worked: int
    outside: int
    paused: int


@dataclass(frozen=True, slots=True)
class PersonFigures:
    """What one person did as the lead of steps."""

    person: str  # user id
    attempts: int
    cases: int
    worked_over: int
    repeats: int
    worked: int
    waited: Spread  # before this person began
    share: int  # the median of work done, as percent of the SOP's time


@dataclass(frozen=True, slots=True)
class AgencyFigures:
    """Letters to one agency, and the time from signing until the step that follows began."""

    agency: str
    letters: int
    cases: int
    unsigned: int
    waited: Spread


class Grouping:
    """Sums over cases and attempts, made once for any grouping of the cases."""

    def __init__(self, work: Work, found: Measures, course: Courses) -> None:
        self._work, self._found, self._course = work, found, course
        case, count = work.attempts.case, len(work.cases)

        def per_case(values: NDArray[np.int32]) -> Numbers:
            return np.bincount(case, weights=values, minlength=count).astype(np.int64)

        self._waited, self._worked = per_case(found.waited), per_case(found.worked)
        self._outside = per_case(found.before) + found.after
        self._repeated = per_case(work.attempts.has(AGAIN).astype(np.int32)) > 0
        self._fitness, self._follows = course.fitness, course.follows

    def all(self) -> CaseFigures:
        """Return the figures of all cases."""
        return self.of(np.arange(len(self._work.cases)))

    def by(self, keys: Numbers) -> Iterator[tuple[int, CaseFigures]]:
        """Yield each key with the figures of the cases that have it."""
        for key, rows in groups(keys):
            yield key, self.of(rows)

    def of(self, rows: Numbers) -> CaseFigures:
        """Return the figures of the cases at these positions."""
        found, count = self._found, len(rows)
        return CaseFigures(
            count=count,
            kept=count - int(found.late[rows].sum()),
            kept_then=count - int(found.late_then[rows].sum()),
            exits=int((~self._work.cases.by_course[rows]).sum()),
            repeated=int(self._repeated[rows].sum()),
            follow=int(self._follows[rows].sum()),
            fitness=float(self._fitness[rows].mean()) if count else 1.0,
            days=spread(found.days[rows]),
            total=spread(found.total[rows]),
            waited=int(self._waited[rows].sum()),
            worked=int(self._worked[rows].sum()),
            outside=int(self._outside[rows].sum()),
            paused=int(found.paused[rows].sum()),
        )


def month_index(moments: Numbers, starts: Sequence[datetime]) -> Numbers:
    """Return in which month each moment lies; `starts` as `Period.month_starts`."""
    edges = np.array([int(one.timestamp()) for one in starts[:-1]], dtype=np.int64)
    return np.searchsorted(edges, moments, side="right") - 1


def by_person(
    work: Work, found: Measures, keys: Sequence[StepKey], group: NDArray[np.int16]
) -> list[PersonFigures]:
    """Return what each person did as the lead of steps, the most first."""
    attempts = work.attempts
    people = sorted({person[0] for person in work.persons if person})
    lead_of = np.array([people.index(p[0]) if p else -1 for p in work.persons], dtype=np.int32)
    lead = lead_of[attempts.persons] if len(attempts) else np.zeros(0, dtype=np.int32)
    promised = np.array([key.promised_seconds for key in keys] or [1], dtype=np.int64)
    figures = []
    for person, rows in groups(lead):
        begun = rows[(attempts.flags[rows] & BEGUN) != 0]
        if person < 0 or not len(begun):
            continue
        standard = promised[group[attempts.place[begun]]]
        figures.append(
            PersonFigures(
                person=people[person],
                attempts=len(begun),
                cases=len(np.unique(attempts.case[begun])),
                worked_over=int(found.worked_over[begun].sum()),
                repeats=int(np.count_nonzero(attempts.flags[begun] & AGAIN)),
                worked=int(found.worked[begun].sum(dtype=np.int64)),
                waited=spread(found.waited[begun]),
                share=spread(100 * found.worked[begun].astype(np.int64) // standard).median,
            )
        )
    return sorted(figures, key=lambda one: (-one.attempts, one.person))


def by_agency(work: Work, clock: Clock) -> list[AgencyFigures]:
    """Return for how long agencies were waited for, the most letters first.

    From the signature (a letter must not wait for itself) until the next step of the case
    begins; where none did, until the case ended.
    """
    waits: dict[str, list[int]] = defaultdict(list)
    cases: dict[str, set[int]] = defaultdict(set)
    unsigned: dict[str, int] = defaultdict(int)
    for case, agency, ordered, signed in work.letters:
        cases[agency].add(case)
        if signed is None:
            unsigned[agency] += 1
            continue
        pair = np.array([signed, max(signed, _next_start(work, case, ordered))], dtype=np.int64)
        begin, end = clock.worked(pair).tolist()
        waits[agency].append(end - begin)
    figures = [
        AgencyFigures(
            agency=agency,
            letters=len(waits[agency]) + unsigned[agency],
            cases=len(mine),
            unsigned=unsigned[agency],
            waited=spread(np.array(waits[agency], dtype=np.int64)),
        )
        for agency, mine in cases.items()
    ]
    return sorted(figures, key=lambda one: (-one.letters, one.agency))


def _next_start(work: Work, case: int, ordered: int) -> int:
    for row in work.attempts.of(case):
        if int(work.attempts.moment("opened", row).timestamp()) >= ordered:
            return int(work.attempts.moment("started", row).timestamp())
    return int(work.cases.ended[case])
