"""How wide words are, and how they break into lines. Who draws may bring a font's own widths."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    # Width of a text (bold or not) in thousandths of its size.
    Widths = Callable[[str, bool], int]

# Of a wide screen font, so that any other one is not wider by much.
_NARROW = frozenset("ijl.,:;'!|I()[]/ \u00a0")
_WIDE = frozenset("mwMW@%&—…")
_THOUSANDTHS = {"narrow": 340, "plain": 600, "capital": 730, "wide": 980, "other": 1000}
_BOLD = 1.1


def screen_widths(text: str, bold: bool = False) -> int:  # noqa: FBT001, FBT002 - see Widths
    """Return a width for any sans-serif font of a screen, on the safe side."""
    width = sum(_screen_width(letter) for letter in text)
    return round(width * _BOLD) if bold else width


def wrapped(text: str, limit: int, size: int, widths: Widths, *, bold: bool = False) -> list[str]:
    """Return `text` in lines of at most `limit`, set in `size` (of the same unit).

    Breaks at blanks; a word that is wider than a line is broken between letters. A line end in
    the text ends a line. A single letter wider than `limit` stands alone and overhangs.
    """
    room = limit * 1000 // size
    lines: list[str] = []
    for paragraph in text.splitlines():
        line, used = "", 0
        for whole in paragraph.split():
            word, width = whole, widths(whole, bold)
            gap = widths(" ", bold)
            if line and used + gap + width <= room:
                line, used = f"{line} {word}", used + gap + width
                continue
            if line:
                lines.append(line)
            while width > room and len(word) > 1:
                count = _fitting(word, room, widths, bold=bold)
                lines.append(word[:count])
                word = word[count:]
                width = widths(word, bold)
            line, used = word, width
        if line:
            lines.append(line)
    return lines


def longest_word(text: str, size: int, widths: Widths, *, bold: bool = False) -> int:
    """Return the width of the widest word of `text`, rounded up."""
    return max((-(-widths(word, bold) * size // 1000) for word in text.split()), default=0)


def line_width(line: str, size: int, widths: Widths, *, bold: bool = False) -> int:
    """Return the width of one line, rounded up."""
    return -(-widths(line, bold) * size // 1000)


def _fitting(word: str, room: int, widths: Widths, *, bold: bool) -> int:
    """Return how many letters of `word` fit into `room`, at least one."""
    low, high = 1, len(word)
    while low < high:
        middle = (low + high + 1) // 2
        if widths(word[:middle], bold) <= room:
            low = middle
        else:
            high = middle - 1
    return low


def _screen_width(letter: str) -> int:
    if letter in _NARROW:
        return _THOUSANDTHS["narrow"]
    if letter in _WIDE:
        return _THOUSANDTHS["wide"]
    if letter > "\u024f":
        return _THOUSANDTHS["other"]
    return _THOUSANDTHS["capital" if letter.isupper() else "plain"]
