"""Any text made fit for paper: nothing vanishes, nothing reorders, every character has a glyph."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from sigap.documents.fonts import covered

_LINE_ENDS = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
# Selectors between two drawings of one character and the byte-order mark: they say nothing.
_SILENT = re.compile("[\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]")
# These turn the reading order of what follows, so a name or an amount could be made to read
# as another (Unicode TR 36): they are shown instead of obeyed.
_TURNING = frozenset((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))
# More marks than this on one letter would run into the lines above and below.
_MARKS_PER_LETTER = 4


def clean(text: str) -> str:
    """Return `text` as papers print it.

    Canonically composed; line ends become one newline and tabs a space; emoji are written out
    as `[melipat tangan]`; characters that no bundled font has, controls, turning marks and
    heaped-up accents show as `[U+6F22]`. Repeats in a row are counted: `[melipat tangan 3×]`.
    Cleaning a cleaned text changes nothing.
    """
    if text.isascii() and text.isprintable():
        return text
    text = _LINE_ENDS.sub("\n", text).replace("\t", " ")
    if not all(map(_printable, text)):
        text = _written_emoji(text)
    text = unicodedata.normalize("NFC", _SILENT.sub("", text))
    if all(map(_printable, text)) and not _heaped(text):
        return text
    return _shown(text)


def one_line(text: str) -> str:
    """Return cleaned `text` with every run of white space as one space."""
    return " ".join(clean(text).split())


@cache
def _never() -> frozenset[int]:
    return _TURNING | frozenset(range(0xE000, 0xF900)) | frozenset(range(0xD800, 0xE000))


@lru_cache(maxsize=8192)
def _printable(char: str) -> bool:
    point = ord(char)
    if point in _never() or unicodedata.category(char) in ("Cc", "Cn"):
        return char == "\n"
    return point in covered()


def _written_emoji(text: str) -> str:
    import emoji  # its names are megabytes, and few texts have any

    parts: list[str] = []
    end, name, times = 0, "", 0
    for found in emoji.emoji_list(text):
        written = _emoji_name(found["emoji"])
        if not written:
            continue
        start = found["match_start"]
        if times and (start != end or written != name):
            parts.append(_bracketed(name, times))
            times = 0
        parts.append(text[end:start])
        end, name, times = found["match_end"], written, times + 1
    if times:
        parts.append(_bracketed(name, times))
    return "".join(parts) + text[end:]


@lru_cache(maxsize=1024)
def _emoji_name(symbol: str) -> str:
    """Return the Indonesian name, or nothing if the fonts draw the symbol anyway (©, ™, ↔)."""
    if all(map(_printable, _SILENT.sub("", symbol))):
        return ""
    import emoji

    emoji.config.load_language("id")
    data = emoji.EMOJI_DATA[symbol]
    name = data.get("id") or data.get("en") or ""
    return str(name).strip(":").replace("_", " ")


def _shown(text: str) -> str:
    parts: list[str] = []
    hidden: list[str] = []
    marks = 0
    for char in text:
        marks = marks + 1 if unicodedata.combining(char) else 0
        if _printable(char) and marks <= _MARKS_PER_LETTER:
            parts.append(_code_points(hidden) + char)
            hidden = []
        else:
            hidden.append(f"U+{ord(char):04X}")
    return "".join(parts) + _code_points(hidden)


def _heaped(text: str) -> bool:
    marks = 0
    for char in text:
        marks = marks + 1 if unicodedata.combining(char) else 0
        if marks > _MARKS_PER_LETTER:
            return True
    return False


def _code_points(names: list[str]) -> str:
    if not names:
        return ""
    counted: list[tuple[str, int]] = []
    for name in names:
        if counted and counted[-1][0] == name:
            counted[-1] = (name, counted[-1][1] + 1)
        else:
            counted.append((name, 1))
    return "[" + " ".join(_repeated(name, times) for name, times in counted) + "]"


def _bracketed(name: str, times: int) -> str:
    return f"[{_repeated(name, times)}]"


def _repeated(name: str, times: int) -> str:
    return name if times == 1 else f"{name} {times}×"
