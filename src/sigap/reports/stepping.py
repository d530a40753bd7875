"""Figures of the steps: waiting and working beside the SOP, loops, and who waited for whom."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from sigap.cases.queries.worklog import AGAIN, BEGUN, CANCELLED
from sigap.core.conformance import promised_minutes
from sigap.core.sop.run import is_backwards
from sigap.reports.spread import Spread, groups, spread

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from numpy.typing import NDArray

    from sigap.core.sop.definition import Duration, Sop, Step
    from sigap.reports.measured import Measures
    from sigap.reports.work import Numbers, Work

# How many minutes of work a day has, where an SOP's days are compared with minutes.
MINUTES_A_DAY = 450
OUTSIDE = "penanda-tangan"
"""Who is waited for between the end of a step and the opening of the next."""


@dataclass(frozen=True, slots=True)
class StepKey:
    """A step whatever the version of its SOP; shown as its newest version has it."""

    sop: Sop
    step: Step

    @property
    def place(self) -> tuple[str, int]:
        """Return (SOP id, number)."""
        return self.sop.id, self.step.no

    @property
    def label(self) -> str:
        """Return `IV.3`, or the SOP's id where its decree has no annex number."""
        return f"{self.sop.decree.annex or self.sop.id}.{self.step.no}"

    @property
    def promised_seconds(self) -> int:
        """Return the SOP's time as seconds of work."""
        return promised_minutes(self.step.time, minutes_a_day=MINUTES_A_DAY) * 60


@dataclass(frozen=True, slots=True)
class StepMonth:
    """A step in one month of cases ended: attempts begun, too long, and the ninth decile."""

    month: date
    count: int
    worked_over: int
    p90: int


@dataclass(frozen=True, slots=True)
class StepFigures:
    """A step in all cases. Times in seconds of office time without pauses.

    `worked` counts attempts that were begun, `waited` all, `before` those before which
    something outside the lanes was waited for. `…_then` by the limits as promised.
    """

    key: StepKey
    limit: Duration | None  # the waiting limit in force
    cases: int
    attempts: int
    cancelled: int
    repeats: int
    repeat_seconds: int
    waited: Spread
    worked: Spread
    before: Spread
    waited_over: int
    worked_over: int
    waited_then: int
    worked_then: int
    months: tuple[StepMonth, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Loop:
    """A decision that may lead back: how often it was taken, how often back, what that cost."""

    key: StepKey
    outcome: str
    to: int
    decisions: int
    back: int
    seconds: int  # waiting and working of all repeats between the two steps


@dataclass(frozen=True, slots=True)
class Handover:
    """Who waited for whom: the role that handed over, and the role that had not begun yet."""

    giver: str
    taker: str
    waited: Spread
    over: int


def keys_of(work: Work, order: Sequence[str]) -> tuple[list[StepKey], NDArray[np.int16]]:
    """Return the steps of `work` in the order of the SOPs, and for each place its step.

    `order` are SOP ids; others follow.
    """
    newest: dict[tuple[str, int], int] = {}
    for place, (version, no) in enumerate(work.places):
        at = (work.sop(place).id, no)
        if at not in newest or work.places[newest[at]][0] < version:
            newest[at] = place
    rank = {sop: index for index, sop in enumerate(order)}
    wanted = sorted(newest, key=lambda at: (rank.get(at[0], len(rank)), at))
    keys = [StepKey(work.sop(newest[at]), work.step(newest[at])) for at in wanted]
    position = {at: index for index, at in enumerate(wanted)}
    group = [position[work.sop(p).id, no] for p, (_, no) in enumerate(work.places)]
    return keys, np.array(group, dtype=np.int16)


def by_step(
    work: Work,
    found: Measures,
    keys: Sequence[StepKey],
    group: NDArray[np.int16],
    *,
    limits: Mapping[tuple[str, int], Duration],
    month_of_case: Numbers,
    months: Sequence[date],
) -> list[StepFigures]:
    """Return the figures of every step of `keys`, in their order."""
    attempts = work.attempts
    figures = []
    for index, rows in groups(group[attempts.place]):
        key, flags = keys[index], attempts.flags[rows]
        begun, again = rows[(flags & BEGUN) != 0], rows[(flags & AGAIN) != 0]
        before = found.before[rows]
        figures.append(
            StepFigures(
                key=key,
                limit=limits.get(key.place) or limits.get((key.sop.id, 0)) or limits.get(("", 0)),
                cases=len(np.unique(attempts.case[rows])),
                attempts=len(rows),
                cancelled=int(np.count_nonzero(flags & CANCELLED)),
                repeats=len(again),
                repeat_seconds=_seconds(found, again),
                waited=spread(found.waited[rows]),
                worked=spread(found.worked[begun]),
                before=spread(before[before > 0]),
                waited_over=int(found.waited_over[rows].sum()),
                worked_over=int(found.worked_over[rows].sum()),
                waited_then=int(found.waited_then[rows].sum()),
                worked_then=int(found.worked_then[rows].sum()),
                months=_by_month(found, begun, month_of_case[attempts.case[begun]], months),
            )
        )
    return figures


def loops(
    work: Work, found: Measures, keys: Sequence[StepKey], group: NDArray[np.int16]
) -> list[Loop]:
    """Return every decision's ways back, in the order of the steps."""
    attempts = work.attempts
    step = group[attempts.place]
    done = ~attempts.has(CANCELLED)
    again = attempts.has(AGAIN)
    position = {key.place: index for index, key in enumerate(keys)}
    known = []
    for index, key in enumerate(keys):
        for outcome in key.step.outcomes:
            if not is_backwards(key.sop, key.step.no, outcome.id):
                continue
            taken = done & (step == index)
            back = taken & _is_outcome(work, outcome.id)
            to = outcome.next or key.step.no
            between = [
                position[key.sop.id, no]
                for no in range(to, key.step.no + 1)
                if (key.sop.id, no) in position
            ]
            repeats = np.flatnonzero(again & np.isin(step, between))
            seconds = _seconds(found, repeats) if back.any() else 0
            known.append(Loop(key, outcome.label, to, int(taken.sum()), int(back.sum()), seconds))
    return known


def handovers(work: Work, found: Measures) -> list[Handover]:
    """Return who waited for whom, the longest waiting in all first.

    Between the end of a step and the opening of the next the one who signs is waited for.
    """
    attempts = work.attempts
    roles = sorted({work.step(place).executors[0] for place in range(len(work.places))})
    role = np.array(
        [roles.index(work.step(p).executors[0]) for p in range(len(work.places))], dtype=np.int16
    )
    taker = role[attempts.place] if len(attempts) else np.zeros(0, dtype=np.int16)
    giver = np.empty_like(taker)
    giver[1:] = taker[:-1]
    giver[attempts.is_first_of_case] = -1
    rows_of = groups(giver * np.int16(len(roles)) + taker)
    handed = [
        Handover(
            giver=roles[giver[rows[0]]] if giver[rows[0]] >= 0 else "",
            taker=roles[taker[rows[0]]],
            waited=spread(found.waited[rows]),
            over=int(found.waited_over[rows].sum()),
        )
        for _, rows in rows_of
    ]
    outside = (found.before > 0) & (giver >= 0)
    handed += [
        Handover(roles[index], OUTSIDE, spread(found.before[outside & (giver == index)]), 0)
        for index in range(len(roles))
        if (outside & (giver == index)).any()
    ]
    return sorted(handed, key=lambda one: -one.waited.total)


def _by_month(
    found: Measures, rows: Numbers, month: Numbers, months: Sequence[date]
) -> tuple[StepMonth, ...]:
    counted = []
    for index, inside in groups(month):
        mine = rows[inside]
        counted.append(
            StepMonth(
                month=months[index],
                count=len(mine),
                worked_over=int(found.worked_over[mine].sum()),
                p90=spread(found.worked[mine]).p90,
            )
        )
    return tuple(counted)


def _is_outcome(work: Work, outcome: str) -> NDArray[np.bool_]:
    index = work.outcomes.index(outcome) if outcome in work.outcomes else -1
    found: NDArray[np.bool_] = work.attempts.outcome == index
    return found


def _seconds(found: Measures, rows: Numbers) -> int:
    waited = int(found.waited[rows].sum(dtype=np.int64))
    return waited + int(found.worked[rows].sum(dtype=np.int64))
