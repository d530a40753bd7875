"""The limits of the law and of public promises that run in a case, beside the promise itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sigap.core.deadline_table import LegalRule, LegalUnit, Verified, rules_on
from sigap.core.deadlines import legal_clock
from sigap.core.moments import second_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from sigap.cases.models import Case, CasePause, DeadlineRule, StepRun
    from sigap.core.sop.definition import Sop
    from sigap.core.worktime import WorkCalendar

_LAPOR = "lapor"
_COMPLETES = "waiting-complainant"
_APPROVES, _DRAFTS = "approve", "draft"


@dataclass(frozen=True, slots=True)
class LegalLimit:
    """A limit in a case; `met_at` is when what it asks for was done, None if it is still to do.

    `paused` counts the days by which the complainant's completing has moved it.
    """

    rule: LegalRule
    started_at: datetime
    due_at: datetime | None
    met_at: datetime | None
    paused: int

    @property
    def is_missed(self) -> bool:
        """Whether it was done too late."""
        return None not in (self.met_at, self.due_at) and second_of(self.met_at) > second_of(  # type: ignore[arg-type]
            self.due_at  # type: ignore[arg-type]
        )

    def is_over(self, now: datetime) -> bool:
        """Whether it has passed and nothing was done."""
        is_open = self.met_at is None and self.due_at is not None
        return is_open and second_of(now) > second_of(self.due_at)  # type: ignore[arg-type]


def legal_limits(
    case: Case,
    *,
    runs: Iterable[StepRun],
    pauses: Iterable[CasePause],
    sops: Mapping[str, Sop],
    first_word_at: datetime | None,
    calendar: WorkCalendar,
    rules: Iterable[DeadlineRule],
) -> list[LegalLimit]:
    """Return the limits that have begun in a case, in the order in which they run out.

    `rules` is the whole table. `first_word_at` is when the office first wrote to the
    complainant. Only the complainant's completing stops these clocks.
    """
    runs, waits = list(runs), [one for one in pauses if one.kind == _COMPLETES]
    ended_at = case.answered_at or case.closed_at
    asked = [one.started_at for one in waits]
    told_complete = min((at for at in (case.accepted_at, *asked) if at), default=None)
    answered = min((at for at in (first_word_at, ended_at) if at), default=None)
    moved_on = min((run.completed_at for run in runs if run.completed_at), default=None)
    # Slug of the rule: from when it runs, and when what it asks for was done.
    spans: dict[str, tuple[datetime | None, datetime | None]] = {
        "jawaban-pertama-bekasi": (case.received_at, answered),
        "kelengkapan-diberitahukan": (case.received_at, told_complete or ended_at),
        "keputusan": (case.accepted_at, ended_at),
        "keputusan-disampaikan": (_decided_at(runs, sops), ended_at),
    }
    if case.complaint_class:
        spans[case.complaint_class] = (case.received_at, ended_at)
    if case.channel == _LAPOR:
        spans["lapor-verifikasi"] = (case.received_at, moved_on or ended_at)
        spans["lapor-tindak-lanjut"] = (case.received_at, answered)
    spaces = [(one.started_at, one.ended_at) for one in waits]
    found = []
    for rule in rules_on(map(_rule, rules), calendar.local_day(case.received_at)):
        started_at, met_at = spans.get(rule.slug, (None, None))
        if started_at is None:
            continue
        # What was asked for later moves no limit that had been met.
        before = [one for one in spaces if met_at is None or one[0] < met_at]
        clock = legal_clock(rule, calendar, started_at, before)
        found.append(LegalLimit(rule, started_at, clock.due_at, met_at, clock.paused))
    return sorted(found, key=lambda one: (one.due_at is None, one.due_at or one.started_at))


def _decided_at(runs: list[StepRun], sops: Mapping[str, Sop]) -> datetime | None:
    """Return when the answer was approved, None while it is drafted or reviewed (again)."""

    def forms(run: StepRun) -> str:
        sop = sops.get(run.sop)
        return sop.step(run.number).form if sop and run.number <= len(sop.steps) else ""

    approved = [run.completed_at for run in runs if forms(run) == _APPROVES and run.completed_at]
    drafted = [run.opened_at for run in runs if forms(run) == _DRAFTS]
    last = max(approved, default=None)
    return last if last and all(at < last for at in drafted) else None


def _rule(row: DeadlineRule) -> LegalRule:
    return LegalRule(
        slug=row.slug,
        name=row.name,
        amount=row.amount,
        unit=LegalUnit(row.unit),
        source=row.source,
        verified=Verified(row.verified),
        valid_from=row.valid_from,
        valid_until=row.valid_until,
    )
