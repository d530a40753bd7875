"""The details of the conformance report: every case, and every attempt at a step."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sigap.accounts.queries import roster
from sigap.cases.queries.worklog import BEGUN, CANCELLED, numbers_of
from sigap.reports.naming import DEPARTURES
from sigap.reports.table import Column, EventTrace, Kind, Table, minutes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sigap.reports.conformance import Figures
    from sigap.reports.table import Value

_CASES_A_LOT = 500
_C, _M, _D = Kind.COUNT, Kind.MINUTES, Kind.DAYS


def cases_table(found: Figures) -> Table:
    """Return a line for every case."""
    columns = [
        Column("case", "Berkas"),
        Column("received_at", "Diterima", Kind.MOMENT),
        Column("ended_at", "Berakhir", Kind.MOMENT),
        Column("due_at", "Janji", Kind.MOMENT),
        Column("kept", "Janji ditepati"),
        Column("kept_then", "Janji semula ditepati"),
        Column("days", "Hari kerja", _D),
        Column("minutes", "Menit kerja", _M),
        Column("paused_minutes", "Jeda, menit", _M),
        Column("fitness", "Kesesuaian", Kind.NUMBER),
        Column("steps", "Pengerjaan", _C),
        Column("side_exits", "Keluar dari SOP", _C),
        Column("departures", "Penyimpangan"),
    ]
    return Table("cases", "Berkas", columns, _case_rows(found), is_detail=True)


def _case_rows(found: Figures) -> Iterator[list[Value]]:
    cases, measured, fitness = found.work.cases, found.found, found.course.fitness
    told = _departures(found)
    for rows, numbers in _lots(found):
        for row in rows:
            yield [
                numbers[int(cases.id[row])],
                _moment(found, cases.received[row]),
                _moment(found, cases.ended[row]),
                _moment(found, cases.due[row]),
                "tidak" if measured.late[row] else "ya",
                "tidak" if measured.late_then[row] else "ya",
                int(measured.days[row]),
                minutes(int(measured.total[row])),
                minutes(int(measured.paused[row])),
                round(float(fitness[row]), 4),
                len(found.work.attempts.of(row)),
                int(found.course.exits[row]),
                told.get(row, ""),
            ]


def _departures(found: Figures) -> dict[int, str]:
    """Return for each case that departed from its SOPs how and where, in words."""
    told: dict[int, str] = {}
    for variant in found.course.variants:
        words = "; ".join(
            f"{DEPARTURES[one.kind]}: {found.label(one.place)}" for one in variant.replay.departures
        )
        if words:
            told |= dict.fromkeys(variant.cases.tolist(), words)
    return told


def attempts_table(found: Figures, *, shows_persons: bool) -> Table:
    """Return a line for every attempt at a step of every case."""
    columns = [
        Column("case", "Berkas"),
        Column("step", "Langkah"),
        Column("opened_at", "Terbuka", Kind.MOMENT),
        Column("started_at", "Dimulai", Kind.MOMENT),
        Column("ended_at", "Selesai", Kind.MOMENT),
        Column("outcome", "Keputusan"),
        Column("cancelled", "Gugur"),
        Column("before_minutes", "Menunggu di luar langkah, menit", _M),
        Column("waited_minutes", "Menunggu, menit", _M),
        Column("worked_minutes", "Bekerja, menit", _M),
        Column("promised", "Waktu SOP"),
        Column("waited_in_limit", "Dimulai dalam batas"),
        Column("worked_in_time", "Selesai dalam waktu SOP"),
        *([Column("persons", "Pelaksana")] if shows_persons else []),
    ]
    rows = _attempt_rows(found, shows_persons=shows_persons)
    return Table("attempts", "Pengerjaan langkah", columns, rows, is_detail=True)


def _attempt_rows(found: Figures, *, shows_persons: bool) -> Iterator[list[Value]]:
    attempts, measured, work = found.work.attempts, found.found, found.work
    named = roster(now=found.made_at).users if shows_persons else {}
    for cases, numbers in _lots(found):
        for case in cases:
            for row in attempts.of(case):
                place = int(attempts.place[row])
                begun = bool(attempts.flags[row] & BEGUN)
                people = work.persons[int(attempts.persons[row])]
                names = [named[int(p)].username if int(p) in named else p for p in people]
                yield [
                    numbers[int(work.cases.id[case])],
                    found.label((work.sop(place).id, work.places[place][1])),
                    _moment(found, attempts.moment("opened", row).timestamp()),
                    _moment(found, attempts.moment("started", row).timestamp()) if begun else None,
                    _moment(found, attempts.moment("ended", row).timestamp()),
                    work.outcomes[int(attempts.outcome[row])],
                    "ya" if attempts.flags[row] & CANCELLED else "tidak",
                    minutes(int(measured.before[row])),
                    minutes(int(measured.waited[row])),
                    minutes(int(measured.worked[row])),
                    str(work.step(place).time),
                    "tidak" if measured.waited_over[row] else "ya",
                    "tidak" if measured.worked_over[row] else "ya",
                    *([", ".join(names)] if shows_persons else []),
                ]


def traces(found: Figures, *, shows_persons: bool) -> Iterator[EventTrace]:
    """Yield every case as an event log has it: its completed attempts, in the order of opening.

    `sigap:complete` tells whether the case ended by the last step of its SOPs; `sigap:place` is
    SOP and number, since two SOPs may name a step alike.
    """
    attempts, work = found.work.attempts, found.work
    named = roster(now=found.made_at).users if shows_persons else {}
    for cases, numbers in _lots(found):
        for case in cases:
            events = []
            for row in attempts.of(case):
                if attempts.flags[row] & CANCELLED:
                    continue
                place = int(attempts.place[row])
                step = work.step(place)
                event: dict[str, str | int | bool] = {
                    "concept:name": f"{step.no}. {step.activity}",
                    "lifecycle:transition": "complete",
                    "time:timestamp": _moment(found, attempts.moment("ended", row).timestamp()),
                    "start_timestamp": _moment(found, attempts.moment("started", row).timestamp()),
                    "sigap:opened": _moment(found, attempts.moment("opened", row).timestamp()),
                    "sigap:place": f"{work.sop(place).id}/{step.no}",
                    "sigap:outcome": work.outcomes[int(attempts.outcome[row])],
                    "org:role": step.executors[0],
                }
                if shows_persons:
                    people = work.persons[int(attempts.persons[row])]
                    names = [named[int(p)].username if int(p) in named else p for p in people]
                    event["org:resource"] = ", ".join(names)
                events.append(event)
            attributes: dict[str, str | int | bool] = {
                "concept:name": numbers[int(work.cases.id[case])],
                "sigap:complete": bool(work.cases.by_course[case]),
                "sigap:fitness": f"{found.course.fitness[case]:.6f}",
            }
            yield EventTrace(attributes, events)


def _lots(found: Figures) -> Iterator[tuple[range, dict[int, str]]]:
    """Yield positions of cases with their numbers, so many that one query asks for them."""
    ids = found.work.cases.id
    for begin in range(0, len(ids), _CASES_A_LOT):
        rows = range(begin, min(begin + _CASES_A_LOT, len(ids)))
        yield rows, numbers_of(ids[rows.start : rows.stop].tolist())


def _moment(found: Figures, second: float) -> str:
    return datetime.fromtimestamp(int(second), found.calendar.zone).isoformat()
