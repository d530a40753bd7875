"""When two wordings mean the same thing: stems of Indonesian words, titles of one post.

Only for proposals and warnings, which a person judges: light rules, no dictionary.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_SHORTEST_STEM = 3
_WORD_LIKENESS = 0.75  # "Loret" and "Loket" are 0.8 alike, "Pengaduan" and "Pelayanan" 0.56
_FILLERS = frozenset(
    (
        *("atas", "atau", "bagi", "dalam", "dan", "dari", "dengan", "di", "hal", "ini", "itu"),
        *("ke", "kepada", "mengenai", "oleh", "pada", "para", "per", "secara", "serta"),
        *("tentang", "untuk", "yang"),
    )
)
_SAME = {"analisis": "analis", "draf": "konsep", "draft": "konsep", "notula": "risalah"} | {
    "notulen": "risalah",
    "rancang": "konsep",
}
# A prefix with its nasal gives the stem's first letter back: memeriksa, penyiapan, menelaah.
_NASALS = (
    (re.compile(r"^(memper|diper)(?=[^aeiou]\w\w)"), ""),
    (re.compile(r"^[mp]eny(?=[aeiou])"), "s"),
    (re.compile(r"^[mp]eng(?=[aeioughk])"), ""),
    (re.compile(r"^[mp]em(?=[aeiou])"), "p"),
    (re.compile(r"^[mp]em(?=[bfp])"), ""),
    (re.compile(r"^[mp]en(?=[aeiou])"), "t"),
    (re.compile(r"^[mp]en(?=[cdjz])"), ""),
)
_PREFIX = re.compile(r"^(ber|ter|di|se|me)(?=\w{4})")
_PREFIX_WITH_AN = re.compile(r"^(per|pe|ke)(?=\w{3})")  # perbaikan, but not perintah


def words(text: str) -> list[str]:
    """Return the words of `text` in small letters, punctuation left out."""
    return re.findall(r"[^\W_]+", text.casefold())


def stem(word: str) -> str:
    """Return the stem of one Indonesian word in small letters: telaahan, penelaahan → telaah."""
    if word in _SAME:
        return _SAME[word]
    rest = word.removesuffix("nya") if len(word) > 2 * _SHORTEST_STEM else word
    is_verb = re.match(r"(me|di|ber|ter)", rest) is not None
    suffixes = ("kan", "an", "i") if is_verb and not rest.endswith("si") else ("an",)
    ending = next((end for end in suffixes if rest.endswith(end)), "")
    if len(rest) - len(ending) >= _SHORTEST_STEM:
        rest = rest.removesuffix(ending)
    for pattern, letter in _NASALS:
        bare, changed = pattern.subn(letter, rest)
        if changed and len(bare) >= _SHORTEST_STEM:
            return _SAME.get(bare, bare)
    rest = (_PREFIX_WITH_AN if ending == "an" else _PREFIX).sub("", rest)
    return _SAME.get(rest, rest)


def stems(text: str) -> tuple[str, ...]:
    """Return the stems of the telling words of `text`, in their order."""
    return tuple(stem(word) for word in words(text) if word not in _FILLERS)


def likeness(one: str, other: str) -> float:
    """Return how alike two texts are, letter by letter: 0 nothing in common, 1 equal."""
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def is_same_title(one: str, other: str) -> bool:
    """Whether two titles name the same post, typing errors and left-out words apart.

    Each word of the shorter title must be found in the longer one, in order and spelled nearly
    alike, at least two of them or all of both. Each title may add what only places it: the
    word "Bidang", or an office's abbreviation in capitals.
    """
    a, b = _title_words(one), _title_words(other)
    pairs = _aligned(a, b)
    if not pairs or pairs[0] != (0, 0):
        return False
    extra_a = [word for index, word in enumerate(a) if index not in {i for i, _ in pairs}]
    extra_b = [word for index, word in enumerate(b) if index not in {j for _, j in pairs}]
    if not extra_a and not extra_b:
        return True
    if len(pairs) < 2:
        return False
    return not extra_a or not extra_b or all(map(_only_places, extra_a + extra_b))


def _only_places(word: str) -> bool:
    return word.casefold() == "bidang" or (word.isupper() and len(word) > 2)


def _title_words(title: str) -> list[str]:
    return [word for word in re.findall(r"[^\W_]+", title) if word.casefold() not in _FILLERS]


def _aligned(a: Sequence[str], b: Sequence[str]) -> list[tuple[int, int]]:
    pairs: list[tuple[int, int]] = []
    start = 0
    for index, word in enumerate(a):
        for position in range(start, len(b)):
            if likeness(word.casefold(), b[position].casefold()) >= _WORD_LIKENESS:
                pairs.append((index, position))
                start = position + 1
                break
    return pairs
