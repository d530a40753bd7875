"""What the office publishes of a calendar year: the summary, the steps, the satisfaction index.

Small numbers are not in it. Counted when something has happened since, and kept until then.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from threading import Lock
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from sigap.cases.queries.published import first_received_at, next_due_after, things_happened
from sigap.cases.queries.soplist import sops as sops_in_order
from sigap.cases.queries.sops import (
    calendar_of_version,
    current_calendar_id,
    in_force,
    sop_of_version,
)
from sigap.cases.queries.worklog import ended_in, state_of
from sigap.core.conformance import promised_minutes
from sigap.reports import REPORTS
from sigap.reports.audience import PUBLIC
from sigap.reports.conformance import short_title
from sigap.reports.measured import measures
from sigap.reports.period import Period
from sigap.reports.small_cells import LEAST
from sigap.reports.stepping import MINUTES_A_DAY, by_step, keys_of
from sigap.reports.table import Column, Kind, Report, Table, minutes
from sigap.reports.work import read
from sigap.reports.writers.data import as_data

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable
    from datetime import datetime

    from sigap.core.sop.definition import Sop
    from sigap.reports.stepping import StepFigures
    from sigap.reports.table import Value

Made = TypeVar("Made")
_STEP_COLUMNS = [
    Column("sop", "SOP"),
    Column("step", "Langkah", Kind.COUNT),
    Column("label", "Tanda langkah"),
    Column("activity", "Kegiatan"),
    Column("time", "Waktu menurut SOP"),
    Column("time_minutes", "Waktu menurut SOP (menit kerja)", Kind.COUNT),
    Column("waited_median_minutes", "Menunggu, median (menit kerja)", Kind.MINUTES),
    Column("worked_median_minutes", "Dikerjakan, median (menit kerja)", Kind.MINUTES),
]
_STEP_NOTE = (
    "Dari berkas yang berakhir dalam tahun itu. Satu hari kerja dihitung "
    f"{MINUTES_A_DAY} menit kerja. Langkah dengan kurang dari {LEAST} berkas tidak ditampilkan."
)


@dataclass(frozen=True)
class Published:
    """A year as it is published now; `digest` is another as soon as a figure is."""

    year: int
    report: Report
    data: dict[str, Any]
    digest: str


def years(*, now: datetime) -> list[int]:
    """Return the years that there is anything to publish of, this one first."""
    zone = calendar_of_version(current_calendar_id()).zone
    first = first_received_at() or now
    this = now.astimezone(zone).year
    return list(range(this, min(this, first.astimezone(zone).year) - 1, -1))


def published(year: int, *, now: datetime) -> Published:
    """Return a year's figures, exact at `now`.

    :raises Refused: `not-initialised` in an office without reference data.
    """
    calendar = calendar_of_version(current_calendar_id())
    period = Period(date(year, 1, 1), date(year, 12, 31), calendar.zone)
    # A promise that passes, a month and an SOP that begin change figures without anything
    # happening.
    month = now.astimezone(calendar.zone).strftime("%Y-%m")
    versions = tuple(sorted(in_force(now).items()))
    state = (things_happened(), next_due_after(now), month, versions)
    return _kept_whole.get(year, state, lambda: _published(period, now=now))


def _published(period: Period, *, now: datetime) -> Published:
    summary = REPORTS["summary"].build(PUBLIC, period, now=now)
    satisfaction = _few_removed(REPORTS["skm"].build(PUBLIC, period, now=now))
    report = Report(
        "transparansi",
        "Keterbukaan penanganan pengaduan perizinan",
        period,
        now,
        [*summary.tables, steps_table(period, now=now), *satisfaction.tables],
        "months",
        [*summary.notes, _STEP_NOTE, *satisfaction.notes],
    )
    data = as_data(report)
    del data["made_at"]
    digest = sha256(repr(data).encode()).hexdigest()[:32]
    return Published(period.first.year, report, data, digest)


def _few_removed(report: Report) -> Report:
    """Return the index without what it tells of fewer than five respondents or complainants."""
    index, elements = report.tables
    keys = [column.key for column in index.columns]
    row = dict(zip(keys, next(iter(index.rows)), strict=True))
    parts = list(elements.rows)
    if row["respondents"] < LEAST:  # type: ignore[operator]
        row |= dict.fromkeys(("value", "grade", "quality"))
        parts = []
    for name in ("respondents", "population", "sample_needed"):
        row[name] = None if 0 < row[name] < LEAST else row[name]  # type: ignore[operator]
    tables = [
        Table("satisfaction", "Indeks kepuasan", index.columns, [list(row.values())], "", True),  # noqa: FBT003
        Table("satisfaction_elements", elements.title, elements.columns, parts),
    ]
    return Report(
        report.name, report.title, report.period, report.made_at, tables, "", report.notes
    )


def steps_table(period: Period, *, now: datetime) -> Table:
    """Return each step of the SOPs in force with its time and what it took, as medians."""
    calendar_id = current_calendar_id()
    versions = in_force(now)
    state = (state_of(ended_in(None, period.span)), calendar_id, tuple(sorted(versions.items())))
    rows = _kept_steps.get(period.first.year, state, lambda: _step_rows(period, calendar_id, now))
    return Table("steps", "Langkah SOP", _STEP_COLUMNS, rows, _STEP_NOTE)


def _step_rows(period: Period, calendar_id: int, now: datetime) -> list[list[Value]]:
    versions = in_force(now)
    order = [row["id"] for row in sops_in_order(now=now)]
    work = read(None, period.span)
    found = measures(work, calendar_of_version(calendar_id))
    keys, group = keys_of(work, order)
    everywhen = work.cases.ended * 0
    figures = by_step(
        work, found, keys, group, limits={}, month_of_case=everywhen, months=[period.first]
    )
    done = {one.key.place: one for one in figures}
    return [row for sop in order for row in _rows_of(sop_of_version(versions[sop]), done)]


def _rows_of(sop: Sop, done: dict[tuple[str, int], StepFigures]) -> list[list[Value]]:
    rows: list[list[Value]] = []
    for step in sop.steps:
        one = done.get((sop.id, step.no))
        is_many = one is not None and min(one.cases, one.worked.count) >= LEAST
        waited = one.waited.median if one and is_many else None
        worked = one.worked.median if one and is_many else None
        rows.append(
            [
                sop.id,
                step.no,
                f"{sop.decree.annex or sop.id}.{step.no}",
                short_title(step),
                str(step.time),
                promised_minutes(step.time, minutes_a_day=MINUTES_A_DAY),
                None if waited is None else minutes(waited),
                None if worked is None else minutes(worked),
            ]
        )
    return rows


class _Kept(Generic[Made]):
    """The newest value of each year, made anew when the state is another."""

    def __init__(self) -> None:
        self._held: dict[int, tuple[Hashable, Made]] = {}
        self._lock = Lock()

    def get(self, year: int, state: Hashable, make: Callable[[], Made]) -> Made:
        # One counts while the others wait for it: it may take seconds of everybody's processor.
        with self._lock:
            held = self._held.get(year)
            if held is None or held[0] != state:
                held = (state, make())
                self._held[year] = held
            return held[1]


_kept_whole: _Kept[Published] = _Kept()
_kept_steps: _Kept[list[list[Value]]] = _Kept()
