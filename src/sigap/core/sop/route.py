"""The straight way from a place to the end of a case, for promises and previews."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sigap.core.sop.definition import Sop, Step


def is_backwards(sop: Sop, no: int, outcome: str) -> bool:
    """Return whether `outcome` of step `no` leads back: to this step or an earlier one.

    :raises KeyError: if the SOP has no such step or the step no such outcome.
    """
    chosen = sop.step(no).outcome(outcome)
    if chosen is None:
        raise KeyError(outcome)
    return chosen.next is not None and chosen.next <= no


def remaining(sops: Mapping[str, Sop], place: tuple[str, int]) -> tuple[tuple[Sop, Step], ...]:
    """Return the steps from `place` (included) to the end of the case, each once.

    Decisions take the first outcome that leads forward; where every outcome leads back, the
    one on the shortest way to the end. The chain goes on through `then` as far as `sops`
    goes; an SOP that comes round again ends it.

    :raises KeyError: if `place` is not in `sops`.
    """
    way: list[tuple[Sop, Step]] = []
    sop, no = sops[place[0]], place[1]
    passed: set[str] = set()
    while True:
        way += [(sop, sop.step(number)) for number in _straight(sop, no)]
        passed.add(sop.id)
        if sop.then not in sops or sop.then in passed:
            return tuple(way)
        sop, no = sops[sop.then], 1


def _straight(sop: Sop, start: int) -> tuple[int, ...]:
    """Return the numbers from `start` to the end of `sop`, each once, in the order passed."""
    distances = _distances(sop)
    numbers: dict[int, None] = {}
    no: int | None = start
    by_distance = False
    while no is not None:
        numbers[no] = None
        nexts = _nexts(sop, no)
        forward = [n for n in nexts if n is None or n > no]
        # Once a way back had to be taken, only ever shorter distances surely reach the end.
        by_distance = by_distance or not forward
        no = min(nexts, key=lambda n: distances[n]) if by_distance else forward[0]
    return tuple(numbers)


def _nexts(sop: Sop, no: int) -> list[int | None]:
    step = sop.step(no)
    return [o.next for o in step.outcomes] if step.outcomes else [sop.following(no)]


def _distances(sop: Sop) -> dict[int | None, int]:
    """Return for each step the least number of steps to the end; None stands for the end.

    Steps that cannot reach the end (no checked SOP has one) are missing.
    """
    distances: dict[int | None, int] = {None: 0}
    grown = True
    while grown:
        grown = False
        for step in reversed(sop.steps):
            if step.no in distances:
                continue
            known = [distances[n] for n in _nexts(sop, step.no) if n in distances]
            if known:
                distances[step.no] = min(known) + 1
                grown = True
    return distances
