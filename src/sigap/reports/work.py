"""The work on many ended cases as columns, read once for all figures of a report."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np

from sigap.cases.queries.letters_out import letters_out
from sigap.cases.queries.sops import sop_of_version
from sigap.cases.queries.worklog import (
    ATTEMPT_COLUMNS,
    CASE_COLUMNS,
    PLACES_A_VERSION,
    attempt_rows,
    case_rows,
    ended_in,
    noted_rows,
    pause_rows,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from sigap.cases.actor import Actor
    from sigap.cases.queries.worklog import Span
    from sigap.core.sop.definition import Sop, Step

    Numbers = NDArray[np.int64]
    Flags = NDArray[np.bool_]

# Moments are kept as seconds since 2000, which four bytes hold until 2068.
_ZERO = 946_684_800


@dataclass(frozen=True)
class Cases:
    """Ended cases, by id. Moments are seconds since 1970, 0 for none."""

    id: Numbers
    received: Numbers
    ended: Numbers
    due: Numbers
    answered: Numbers
    permit_type: Numbers
    status: Numbers  # by position in `Work.statuses`
    calendar: Numbers
    is_objection: Flags
    by_course: Flags

    def __len__(self) -> int:
        return len(self.id)


class Attempts:
    """Attempts at steps, those of a case together in the order of opening."""

    def __init__(self, columns: dict[str, NDArray[Any]], count: int) -> None:
        self.case: NDArray[np.int32] = columns["case"]
        self.place: NDArray[np.int16] = columns["place"]
        self.outcome: NDArray[np.int16] = columns["outcome"]
        self.persons: NDArray[np.int32] = columns["persons"]
        self.calendar: NDArray[np.int32] = columns["calendar"]
        self.flags: NDArray[np.uint8] = columns["flags"]
        self._moments = {name: columns[name] for name in _MOMENTS}
        self.begin: Numbers = np.searchsorted(self.case, np.arange(count + 1))

    def __len__(self) -> int:
        return len(self.case)

    def moments(self, name: str, rows: Any = slice(None)) -> Numbers:  # noqa: ANN401 - an index
        """Return when each of `rows` was opened, started or ended; all by default."""
        found: Numbers = self._moments[name][rows].astype(np.int64) + _ZERO
        return found

    def has(self, bit: int) -> Flags:
        """Return which attempts have a bit of `worklog` in their flags."""
        found: Flags = (self.flags & bit) != 0
        return found

    def moment(self, name: str, row: int) -> datetime:
        """Return when one attempt was opened, started or ended."""
        return datetime.fromtimestamp(int(self._moments[name][row]) + _ZERO, UTC)

    @property
    def is_first_of_case(self) -> Flags:
        """Which attempts are the first of their cases."""
        first = np.ones(len(self), dtype=np.bool_)
        first[1:] = self.case[1:] != self.case[:-1]
        return first

    def of(self, case: int) -> range:
        """Return the positions of a case's attempts."""
        return range(int(self.begin[case]), int(self.begin[case + 1]))


@dataclass(frozen=True)
class Work:
    """What a report about ended cases is made from. Cases are meant by their position."""

    cases: Cases
    attempts: Attempts
    places: list[tuple[int, int]]  # SOP version, number
    outcomes: list[str]
    statuses: list[str]
    persons: list[tuple[str, ...]]
    pauses: dict[int, list[tuple[str, datetime, datetime | None]]]
    noted: list[tuple[int, str, str, int]]  # case, code, SOP, step
    letters: list[tuple[int, str, int, int | None]]  # case, agency, ordered, signed

    def sop(self, place: int) -> Sop:
        """Return the SOP in the version of a place."""
        return sop_of_version(self.places[place][0])

    def step(self, place: int) -> Step:
        """Return the step of a place."""
        return self.sop(place).step(self.places[place][1])


def read(viewer: Actor | None, span: Span) -> Work:
    """Read all ended cases of a span that `viewer` may count; a fixed number of queries a lot."""
    found = ended_in(viewer, span)
    cases, statuses = _cases(case_rows(found))
    reader = _Reader(cases.id)
    for lot in attempt_rows(cases.id.tolist()):
        reader.add(lot)

    def position(case: int) -> int:
        return int(np.searchsorted(cases.id, case))

    pauses: dict[int, list[tuple[str, datetime, datetime | None]]] = defaultdict(list)
    for case, kind, begins, ends in pause_rows(found):
        pauses[position(case)].append((kind, begins, ends))
    return Work(
        cases=cases,
        attempts=reader.attempts(),
        places=[divmod(place, PLACES_A_VERSION) for place in reader.places],
        outcomes=list(reader.outcomes),
        statuses=statuses,
        persons=[tuple(map(str, json.loads(text))) for text in reader.persons],
        pauses=dict(pauses),
        noted=[(position(case), code, sop, no) for case, code, sop, no in noted_rows(found)],
        letters=[
            (position(case), agency, ordered, signed)
            for case, agency, ordered, signed in letters_out(found)
        ],
    )


def _cases(lots: Iterator[list[tuple[Any, ...]]]) -> tuple[Cases, list[str]]:
    column = {name: _Column(np.int64) for name in CASE_COLUMNS}
    statuses: dict[str, int] = {}
    for lot in lots:
        for name, values in zip(CASE_COLUMNS, zip(*lot, strict=True), strict=True):
            numbers = _numbered(values, statuses) if name == "status" else [v or 0 for v in values]
            column[name].add(np.array(numbers, dtype=np.int64))
    found = {name: one.values for name, one in column.items()}
    for name in ("is_objection", "by_course"):
        found[name] = found[name].astype(np.bool_)
    return Cases(**found), list(statuses)


class _Reader:
    """Collects lots of attempts into columns; words become numbers as they come."""

    def __init__(self, case_ids: Numbers) -> None:
        self._ids = case_ids
        self._columns = {name: _Column(kind) for name, kind in _TYPES.items()}
        self.places: dict[int, int] = {}
        self.outcomes: dict[str, int] = {}
        self.persons: dict[str, int] = {}

    def add(self, lot: list[tuple[Any, ...]]) -> None:
        width = len(ATTEMPT_COLUMNS) - _WORDS
        # Flat and by an iterator: an array of tuples takes twice as long to make.
        flat = chain.from_iterable(row[:width] for row in lot)
        numbers = np.fromiter(flat, dtype=np.int64, count=width * len(lot)).reshape(-1, width)
        column = dict(zip(ATTEMPT_COLUMNS, numbers.T, strict=False))
        ids = column.pop("case")
        case = np.minimum(np.searchsorted(self._ids, ids), len(self._ids) - 1)
        ours = self._ids[case] == ids
        for name in _MOMENTS:
            column[name] = column[name] - _ZERO
        column |= {
            "case": case,
            "place": _numbered(column["place"].tolist(), self.places),
            "outcome": _numbered([row[-2] for row in lot], self.outcomes),
            "persons": _numbered([row[-1] for row in lot], self.persons),
        }
        for name, values in column.items():
            self._columns[name].add(values[ours])

    def attempts(self) -> Attempts:
        case = self._columns["case"].values
        order = np.argsort(case, kind="stable").astype(np.int32)
        columns = {"case": case[order]}
        for name, column in self._columns.items():
            if name != "case":
                columns[name] = column.values[order]
                column.clear()
        # A clock set back must not make time run backwards.
        np.minimum(columns["started"], columns["ended"], out=columns["started"])
        np.minimum(columns["opened"], columns["started"], out=columns["opened"])
        return Attempts(columns, len(self._ids))


class _Column:
    """Values that come in lots, kept in one piece that doubles when it is full.

    Thousands of small pieces would leave the memory in holes that nothing else fits into.
    """

    def __init__(self, kind: Any) -> None:  # noqa: ANN401 - what NumPy takes for a type
        self._held = np.empty(_FIRST_ROOM, dtype=kind)
        self._count = 0

    def add(self, values: NDArray[Any]) -> None:
        needed = self._count + len(values)
        if needed > len(self._held):
            self._held = np.resize(self._held, max(needed, 2 * len(self._held)))
        self._held[self._count : needed] = values
        self._count = needed

    @property
    def values(self) -> NDArray[Any]:
        return self._held[: self._count]

    def clear(self) -> None:
        self._held, self._count = np.empty(0, dtype=self._held.dtype), 0


_FIRST_ROOM = 16_384
_WORDS = 2  # the last columns of ATTEMPT_COLUMNS
_MOMENTS = ("opened", "started", "ended")
_TYPES: dict[str, Any] = {
    "case": np.int32,
    "place": np.int16,
    "outcome": np.int16,
    "persons": np.int32,
    "flags": np.uint8,
    "calendar": np.int32,
    "opened": np.int32,
    "started": np.int32,
    "ended": np.int32,
}


def _numbered(values: Sequence[Any], known: dict[Any, int]) -> Numbers:
    for value in set(values) - known.keys():
        known[value] = len(known)
    return np.fromiter(map(known.__getitem__, values), dtype=np.int64, count=len(values))
