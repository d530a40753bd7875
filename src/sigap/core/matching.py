"""How alike texts are, and which label a text calls for, by its words alone.

Small and plain on purpose: it runs on the office's own computer, needs no model from elsewhere,
and can say why. Words and pairs of words count, and pieces of words, so that "sdh divalidasi"
and "validasi" meet without a dictionary.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Features = dict[str, float]
Vector = dict[str, float]

_WORD = re.compile(r"[a-z0-9]+")
_PIECE, _LEAST_FOR_PIECES, _PIECE_WEIGHT = 4, 5, 0.3
_PAIR, _OF_A_WORD = " ", "#"
_TERM_WEIGHT = 0.1
_LONGEST = 6_000  # letters; what comes later in a text changes nothing but the time


def words_of(text: str) -> list[str]:
    """Return the words of a text in plain letters."""
    plain = unicodedata.normalize("NFKD", text[:_LONGEST].casefold())
    return _WORD.findall("".join(one for one in plain if not unicodedata.combining(one)))


def features(parts: Iterable[tuple[str, float]], *, pieces: bool = True) -> Features:
    """Return what is counted of texts, each with its weight."""
    found: dict[str, float] = defaultdict(float)
    for text, weight in parts:
        words = words_of(text)
        for word in words:
            found[word] += weight
        for first, second in pairwise(words):
            found[f"{first}{_PAIR}{second}"] += weight
        for word in set(words) if pieces else ():
            if len(word) >= _LEAST_FOR_PIECES:
                edged = f"^{word}$"
                for begin in range(len(edged) - _PIECE + 1):
                    piece = edged[begin : begin + _PIECE]
                    found[_OF_A_WORD + piece] += weight * _PIECE_WEIGHT
    return dict(found)


class Weights:
    """How much each feature tells: the rarer among the texts known, the more."""

    def __init__(self, known: Sequence[Features]) -> None:
        seen = Counter(name for one in known for name in one)
        self._worth = {n: math.log((len(known) + 1) / (c + 0.5)) for n, c in seen.items()}

    def vector(self, one: Features) -> Vector:
        """Return a text as a vector of length one; what was never seen is not in it."""
        worth = self._worth
        found = {n: math.log1p(x) * worth[n] for n, x in one.items() if n in worth}
        return _unit(found)


def likeness(one: Vector, other: Vector) -> float:
    """Return from 0 (nothing in common) to 1 (the same words)."""
    if len(other) < len(one):
        one, other = other, one
    return sum(x * other[name] for name, x in one.items() if name in other)


def shared_words(one: Vector, other: Vector, *, most: int = 3) -> list[str]:
    """Return the words that make two texts alike, the weightiest first."""
    both = {n: one[n] * other[n] for n in one.keys() & other.keys() if _PAIR not in n}
    words = [name for name in both if not name.startswith(_OF_A_WORD)]
    return sorted(words, key=lambda name: (-both[name], name))[:most]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A label that a text calls for; `terms` are those of the office's words that it holds."""

    label: str
    score: float
    terms: tuple[str, ...]


class Proposer:
    """Proposes labels by the words that the office names for each, and by earlier texts."""

    def __init__(
        self, terms: Mapping[str, Sequence[str]], examples: Sequence[tuple[Features, str]] = ()
    ) -> None:
        self._terms = {
            label: [(term, f" {' '.join(words_of(term))} ") for term in named]
            for label, named in terms.items()
        }
        self._weights = Weights([one for one, _ in examples])
        sums: dict[str, Vector] = defaultdict(lambda: defaultdict(float))
        for one, label in examples:
            if label in self._terms:
                for name, x in self._weights.vector(one).items():
                    sums[label][name] += x
        self._middles = {label: _unit(total) for label, total in sums.items()}

    def ranked(self, parts: Sequence[tuple[str, float]]) -> list[Proposal]:
        """Return all labels that anything in the texts speaks for, the likeliest first."""
        vector = self._weights.vector(features(parts))
        spaced = [(f" {' '.join(words_of(text))} ", weight) for text, weight in parts]
        found = []
        for label, terms in self._terms.items():
            counted = {
                term: sum(weight * text.count(wanted) for text, weight in spaced)
                for term, wanted in terms
            }
            held = {term: count for term, count in counted.items() if count}
            said = sum(1 + math.log1p(count) for count in held.values())
            near = likeness(vector, self._middles.get(label, {}))
            score = near + _TERM_WEIGHT * math.log1p(said)
            if score > 0:
                named = sorted(held, key=lambda term: (-len(term), term))
                found.append(Proposal(label, score, tuple(named)))
        return sorted(found, key=lambda one: (-one.score, one.label))


def _unit(vector: Mapping[str, float]) -> Vector:
    length = math.sqrt(sum(x * x for x in vector.values()))
    return {name: x / length for name, x in vector.items()} if length else {}
