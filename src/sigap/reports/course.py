"""The ways that cases took: variants with counts, fitness, departures from the SOPs."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sigap.cases.queries.worklog import CANCELLED
from sigap.core.conformance import is_exit
from sigap.core.sop.replay import Course, Done
from sigap.core.sop.run import is_backwards

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from sigap.core.sop.definition import Sop
    from sigap.core.sop.replay import Replay
    from sigap.reports.stepping import StepKey
    from sigap.reports.work import Flags, Numbers, Work

    Hashes = NDArray[np.uint64]


@dataclass(frozen=True)
class Variant:
    """A way through the SOPs that one or more cases took, each step as it was decided."""

    done: tuple[Done, ...]
    replay: Replay
    is_complete: bool  # to the last step, without a side exit
    cases: Numbers  # positions of the cases that took it

    @property
    def count(self) -> int:
        """Return how many cases took it."""
        return len(self.cases)


@dataclass(frozen=True)
class Courses:
    """All variants, the most frequent first, and what follows from them for each case."""

    variants: list[Variant]
    cost: Numbers
    moves: Numbers
    exits: Numbers  # side exits that ended the case

    @property
    def fitness(self) -> NDArray[np.float64]:
        """Return the fitness of each case, as `core.conformance` defines it."""
        moves = self.moves + self.exits
        return np.where(moves > 0, 1 - (self.cost + self.exits) / np.maximum(moves, 1), 1.0)

    @property
    def follows(self) -> Flags:
        """Return which cases followed their SOPs in everything."""
        found: Flags = (self.cost + self.exits) == 0
        return found


_BACK = "kembali ke"


def courses(work: Work, sops: Mapping[str, Sop], *, first_sop: str, objection_sop: str) -> Courses:
    """Return the ways of all cases of `work`, each variant replayed once.

    `sops` are those in force; a case is held against the versions that it ran on. It has to
    begin with `first_sop`, or an objection's review with `objection_sop`.
    """
    cases = work.cases
    count = len(cases)
    _, first, which, counts = np.unique(
        _fingerprints(work), return_index=True, return_inverse=True, return_counts=True
    )
    members = np.split(np.argsort(which, kind="stable"), np.cumsum(counts)[:-1])
    compiled: dict[tuple[object, ...], Course] = {}
    variants = []
    for mine, sample in zip(members, first.tolist(), strict=True) if count else ():
        done, used = _way(work, sample)
        start = objection_sop if cases.is_objection[sample] else first_sop
        own = {**sops, **{sop.id: sop for sop in used.values()}}
        if start not in own:
            start = done[0].place[0] if done else next(iter(own))
        key = (start, *sorted(used))
        if key not in compiled:
            compiled[key] = Course(own, start)
        complete = bool(cases.by_course[sample])
        replay = compiled[key].replay(done, complete=complete)
        variants.append(Variant(done, replay, complete, mine))
    variants.sort(key=lambda one: (-one.count, one.replay.cost, len(one.done)))
    cost, moves = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64)
    for variant in variants:
        cost[variant.cases] = variant.replay.cost
        moves[variant.cases] = variant.replay.moves
    exits = np.zeros(count, dtype=np.int64)
    for case, code, _, _ in work.noted:
        if is_exit(code):
            exits[case] += 1
    return Courses(variants, cost, moves, exits)


def departures(found: Courses) -> list[tuple[str, tuple[str, int], int]]:
    """Return (kind, place, cases) of all departures, the most frequent first."""
    counted: Counter[tuple[str, tuple[str, int]]] = Counter()
    for variant in found.variants:
        for one in {(str(d.kind), d.place) for d in variant.replay.departures}:
            counted[one] += variant.count
    return [(kind, place, count) for (kind, place), count in counted.most_common()]


def way_words(done: Sequence[Done], keys: Mapping[tuple[str, int], StepKey]) -> str:
    """Return a way in short: `III.1–5 IV.1–3 kembali ke IV.1–6 V.1–6`."""
    parts: list[list[str]] = []
    before: tuple[str, int] | None = None
    for one in done:
        key = keys.get(one.place)
        label = key.label if key else f"{one.place[0]}.{one.place[1]}"
        if before and parts and one.place == (before[0], before[1] + 1) and parts[-1] != [_BACK]:
            parts[-1][1:] = [str(one.place[1])]
        else:
            parts.append([label])
        before = one.place
        chosen = key.step.outcome(one.outcome) if key else None
        if key and chosen and is_backwards(key.sop, key.step.no, chosen.id):
            parts.append([_BACK])
    return " ".join("–".join(part) for part in parts)


def _way(work: Work, case: int) -> tuple[tuple[Done, ...], dict[int, Sop]]:
    """Return what was done in a case, and the SOPs by the versions it ran on."""
    attempts, done, used = work.attempts, [], {}
    for row in attempts.of(case):
        place = int(attempts.place[row])
        version, no = work.places[place]
        used[version] = work.sop(place)
        if not attempts.flags[row] & CANCELLED:
            outcome = work.outcomes[int(attempts.outcome[row])]
            done.append(Done((used[version].id, no), outcome))
    return tuple(done), used


def _fingerprints(work: Work) -> Hashes:
    """Return for each case a number that two cases share if and only if they went one way.

    Sums of well mixed numbers, one for each step at its position: of a million different ways
    two share one with a chance below one in ten million.
    """
    attempts, cases = work.attempts, work.cases
    kept = ~attempts.has(CANCELLED)
    case = attempts.case[kept]
    begin = np.searchsorted(case, np.arange(len(cases)))
    position = np.arange(len(case)) - begin[case]
    code = attempts.place[kept].astype(np.uint64) * np.uint64(1 << 16)
    code += attempts.outcome[kept].astype(np.uint64)
    mixed = _mix(code * np.uint64(1 << 16) + position.astype(np.uint64) + np.uint64(1))
    found = np.zeros(len(cases), dtype=np.uint64)
    np.add.at(found, case, mixed)
    kind = cases.by_course.astype(np.uint64) * np.uint64(2) + cases.is_objection.astype(np.uint64)
    return found + _mix(kind + np.uint64(1 << 60))


def _mix(values: Hashes) -> Hashes:
    """Return each number mixed by the finish of SplitMix64."""
    values = values + np.uint64(0x9E3779B97F4A7C15)
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))
