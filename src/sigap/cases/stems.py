"""Words as they are searched: folded, stemmed in Indonesian, the same on every database.

A database sees nothing but these stems, in plain letters and digits, so SQLite and PostgreSQL
find the same.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import Stemmer

from sigap.core.masking import MASK

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

_WORD = re.compile(r"[^\W_]+")
_LONGEST_STEM = 40
_MOST_ASKED = 12
_PIECE = 220  # letters of a text that are shown around what was found
# In nearly every text, so they tell nothing; whoever asks for one of them alone still may.
_EMPTY_WORDS = frozenset(
    "ada adalah akan atau bagi dalam dan dari dengan di hingga ini itu juga ke kepada lagi "
    "maka namun oleh pada para saat saya sebagai sudah tapi telah tentang tetapi tidak untuk "
    "yaitu yang".split()
)
# A stemmer keeps state, so each thread has its own.
_own = threading.local()


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text as it was written; `is_found` if it was asked for."""

    text: str
    is_found: bool


def stems(text: str) -> set[str]:
    """Return the stems of all words of a text; masks are no words."""
    return {_stem(word) for word in _words(text)}


def asked(text: str) -> tuple[str, ...]:
    """Return the stems to look for, without words that tell nothing unless there are no others."""
    words = _words(text)
    telling = [word for word in words if word.casefold() not in _EMPTY_WORDS]
    return tuple(dict.fromkeys(map(_stem, telling or words)))[:_MOST_ASKED]


def marked(text: str, wanted: Collection[str]) -> list[Piece]:
    """Return the whole text in pieces, those words marked whose stem is wanted."""
    return _pieces(text, _spans(text, wanted), 0, len(text))


def excerpt(text: str, wanted: Collection[str]) -> list[Piece]:
    """Return the stretch of a text in which most of what is wanted stands; [] if none does."""
    text = " ".join(unicodedata.normalize("NFC", text).split())
    spans = _spans(text, wanted)
    if not spans:
        return []
    best = max(spans, key=lambda span: (_kinds_near(spans, span[0]), -span[0]))
    start = _edge(text, max(0, best[0] - _PIECE // 4))
    end = _edge(text, start + _PIECE) if start + _PIECE < len(text) else len(text)
    pieces = _pieces(text, [one for one in spans if start <= one[0] and one[1] <= end], start, end)
    before = [Piece("… ", is_found=False)] if start else []
    after = [Piece(" …", is_found=False)] if end < len(text) else []
    return [*before, *pieces, *after]


def _words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFC", text).replace(MASK, " "))


@lru_cache(maxsize=65536)
def _stem(word: str) -> str:
    folded = unicodedata.normalize("NFKD", word.casefold())
    plain = "".join(sign for sign in folded if not unicodedata.combining(sign))
    if plain.isalpha():
        plain = _stemmer().stemWord(plain)
    if not (plain.isascii() and plain.isalnum()):
        # Databases disagree on what a letter is outside ASCII.
        plain = "u" + plain.encode().hex()
    return plain[:_LONGEST_STEM]


def _stemmer() -> Any:  # noqa: ANN401 - the library has no types
    if not hasattr(_own, "stemmer"):
        _own.stemmer = Stemmer.Stemmer("indonesian")
    return _own.stemmer


def _spans(text: str, wanted: Collection[str]) -> list[tuple[int, int, str]]:
    found = []
    for word in _WORD.finditer(text):
        stem = _stem(word.group())
        if stem in wanted:
            found.append((*word.span(), stem))
    return found


def _kinds_near(spans: Iterable[tuple[int, int, str]], start: int) -> int:
    return len({stem for at, _, stem in spans if start <= at < start + _PIECE * 3 // 4})


def _edge(text: str, at: int) -> int:
    """Return where a word begins, at `at` or before it."""
    return text.rfind(" ", 0, at) + 1 if 0 < at < len(text) else at


def _pieces(text: str, spans: Iterable[tuple[int, int, str]], start: int, end: int) -> list[Piece]:
    pieces, at = [], start
    for begin, stop, _ in spans:
        if begin > at:
            pieces.append(Piece(text[at:begin], is_found=False))
        pieces.append(Piece(text[begin:stop], is_found=True))
        at = stop
    if end > at:
        pieces.append(Piece(text[at:end].rstrip(), is_found=False))
    return pieces
