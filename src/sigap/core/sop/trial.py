"""A trial run: which steps a case would go through, with the answers that are given on the way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sigap.core.sop.definition import Outcome, Sop, Step

MOST_STEPS = 200  # a person trying loops has seen enough by then


@dataclass(frozen=True, slots=True)
class TrialStep:
    """One attempt on the way; `outcome` is the answer that was given, if it is a decision."""

    sop: str
    step: Step
    attempt: int
    outcome: Outcome | None


@dataclass(frozen=True, slots=True)
class Trial:
    """The way so far. `asks`: the decision that needs an answer now; None if the case ended.

    `is_cut` if it went on longer than anybody wants to look at.
    """

    way: tuple[TrialStep, ...]
    asks: TrialStep | None
    is_cut: bool = False


def try_out(sops: Mapping[str, Sop], first: str, answers: Sequence[str]) -> Trial:
    """Return the way of a case that begins `first`, giving `answers` (outcome ids) in turn.

    SOPs follow one another by `then` as far as they are given. An answer that a decision does
    not offer is asked for again, and what was said after it does not count.
    """
    way: list[TrialStep] = []
    attempts: dict[tuple[str, int], int] = {}
    left, sop, no = list(answers), sops.get(first), 1
    seen = {first}
    while sop is not None:
        step = sop.step(no)
        attempt = attempts[sop.id, no] = attempts.get((sop.id, no), 0) + 1
        outcome = step.outcome(left.pop(0)) if step.outcomes and left else None
        here = TrialStep(sop.id, step, attempt, outcome)
        if step.outcomes and outcome is None:
            return Trial(tuple(way), here)
        way.append(here)
        following = outcome.next if outcome else sop.following(no)
        if len(way) >= MOST_STEPS:
            return Trial(tuple(way), None, is_cut=True)
        if following is not None:
            no = following
            continue
        sop = sops.get(sop.then) if sop.then not in seen else None
        if sop is not None:
            seen.add(sop.id)
        no = 1
    return Trial(tuple(way), None)
