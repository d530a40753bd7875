"""Replay of what was done against what the SOPs allow: how well it fits, where it departed.

An optimal alignment, as process mining knows it: the record and the SOPs are walked side by
side, and each step that one of them has alone costs 1.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from sigap.core.sop.history import DIFFERS, Place

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sigap.core.sop.definition import Sop

_State = tuple[int, Place | None]  # what is replayed already; where the SOPs stand, None: the end


class Kind(StrEnum):
    """How a record may depart from the SOPs."""

    SKIPPED = "skipped"  # the SOP asks for the step here, and it was not done
    UNEXPECTED = "unexpected"  # done where the SOP does not ask for it
    OTHER_WAY = "other-way"  # decided one way, gone on another


@dataclass(frozen=True, slots=True)
class Done:
    """One step as it was done; `outcome` empty: none, or not known."""

    place: Place
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class Departure:
    """One departure. `at` counts the steps done before it."""

    kind: Kind
    place: Place
    at: int


@dataclass(frozen=True, slots=True)
class Replay:
    """How a record fits. `cost` counts steps that only the record or only the SOPs have.

    `moves` is the worst that could be: every step done was unexpected, and every step of the
    shortest way was skipped.
    """

    departures: tuple[Departure, ...]
    cost: int
    moves: int

    @property
    def fitness(self) -> float:
        """From 0 to 1; exactly 1 if and only if the record follows the SOPs."""
        return 1 - self.cost / self.moves if self.moves else 1.0


class Course:
    """What the SOPs of a case allow: from step 1 of `first` through the chain to its end.

    After a decision only the way of its outcome is allowed. A joint step that somebody found
    to differ may be done again.
    """

    def __init__(self, sops: Mapping[str, Sop], first: str) -> None:
        """Compile the chain.

        :raises KeyError: if `first` is not among `sops`.
        """
        self._start: Place = (sops[first].id, 1)
        self._ways: dict[Place, tuple[tuple[str, Place | None], ...]] = {}
        sop_id = first
        while sop_id in sops and (sop_id, 1) not in self._ways:
            self._add(sops[sop_id], sops)
            sop_id = sops[sop_id].then

    @cached_property
    def shortest(self) -> int:
        """How many steps the shortest way has."""
        return self._align((), complete=True)[0]

    def replay(self, done: Sequence[Done], *, complete: bool) -> Replay:
        """Return how `done`, in the order of doing, fits.

        `complete`: the case ended by its last step; otherwise what is still to come is not
        missed.
        """
        cost, departures = self._align(done, complete=complete)
        moves = len(done) + (self.shortest if complete else 0)
        return Replay(departures=departures, cost=cost, moves=moves)

    def _add(self, sop: Sop, sops: Mapping[str, Sop]) -> None:
        after: Place | None = (sop.then, 1) if sop.then in sops else None
        for step in sop.steps:
            nexts = [(o.id, o.next) for o in step.outcomes] or [("", sop.following(step.no))]
            ways: list[tuple[str, Place | None]] = [
                (outcome, after if no is None else (sop.id, no)) for outcome, no in nexts
            ]
            if len(step.executors) > 1:
                ways.append((DIFFERS, (sop.id, step.no)))
            self._ways[sop.id, step.no] = tuple(ways)

    def _align(self, done: Sequence[Done], *, complete: bool) -> tuple[int, tuple[Departure, ...]]:
        """Return the least cost and its departures, by breadth with steps of 0 and 1."""
        start: _State = (0, self._start)
        cost: dict[_State, int] = {start: 0}
        came: dict[_State, tuple[_State, Kind | None]] = {}
        settled: set[_State] = set()
        queue = deque([start])
        while queue:
            state = queue.popleft()
            if state in settled:
                continue
            settled.add(state)
            if state[0] == len(done) and (state[1] is None or not complete):
                return cost[state], self._departures(state, came, done)
            for target, kind in self._moves(state, done):
                total = cost[state] + (kind is not None)
                if total < cost.get(target, total + 1):
                    cost[target], came[target] = total, (state, kind)
                    if kind is None:
                        queue.appendleft(target)
                    else:
                        queue.append(target)
        raise ValueError("the SOPs never come to their end; they were not checked")

    def _moves(self, state: _State, done: Sequence[Done]) -> list[tuple[_State, Kind | None]]:
        at, place = state
        moves: list[tuple[_State, Kind | None]] = []
        ways = self._ways[place] if place else ()
        if at < len(done):
            step = done[at]
            if step.place == place:
                moves += [((at + 1, to), None) for to in _fitting(ways, step.outcome)]
            moves.append(((at + 1, place), Kind.UNEXPECTED))
        moves += [((at, to), Kind.SKIPPED) for _, to in ways if to != place]
        return moves

    @staticmethod
    def _departures(
        state: _State, came: dict[_State, tuple[_State, Kind | None]], done: Sequence[Done]
    ) -> tuple[Departure, ...]:
        """Return the departures on the way to `state`, the two halves of another way as one."""
        found: list[Departure] = []
        while state in came:
            state, kind = came[state]
            at, place = state
            if kind is None:
                continue
            of = done[at].place if kind is Kind.UNEXPECTED else place
            assert of is not None  # noqa: S101 - nothing follows the end that could be skipped
            later = found[-1] if found else None
            if later and later.place == of and {later.kind, kind} == _HALVES and later.at - at <= 1:
                found[-1] = Departure(Kind.OTHER_WAY, of, min(at, later.at))
            else:
                found.append(Departure(kind, of, at))
        return tuple(reversed(found))


_HALVES = {Kind.SKIPPED, Kind.UNEXPECTED}


def _fitting(ways: tuple[tuple[str, Place | None], ...], outcome: str) -> tuple[Place | None, ...]:
    """Return where a step may lead that ended with `outcome`."""
    offered = {name for name, _ in ways} - {"", DIFFERS}
    if outcome == DIFFERS:
        return tuple(to for name, to in ways if name == DIFFERS)
    if offered and outcome:
        return tuple(to for name, to in ways if name == outcome)
    return tuple(to for name, to in ways if name != DIFFERS)
