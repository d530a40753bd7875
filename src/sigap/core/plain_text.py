"""What people type or paste, without what can't be seen and can do harm in papers and lists."""

from __future__ import annotations

import unicodedata

# They turn the direction of what follows, or have no width: a name could look like another one.
_UNSEEN = frozenset("\u061c\u200b\u200e\u200f\u2060\ufeff\u00ad") | frozenset(
    map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A)))
)
_BREAKS = str.maketrans({"\r": "\n", "\x0b": "\n", "\x0c": "\n", "\x85": "\n"})
_BREAKS |= {0x2028: "\n", 0x2029: "\n"}
_NEVER = frozenset({"Cc", "Cs", "Co"})
# With nothing to be seen a text is empty, however long: controls, formats, marks alone, blanks.
_VISIBLE = frozenset("LNPS")


def plain_text(text: str) -> str:
    """Return a text of any number of lines in composed letters, without control characters."""
    text = text.replace("\r\n", "\n").translate(_BREAKS)
    kept = "".join(
        sign
        for sign in unicodedata.normalize("NFC", text)
        if sign in "\n\t" or (sign not in _UNSEEN and unicodedata.category(sign) not in _NEVER)
    ).strip()
    return kept if any(unicodedata.category(sign)[0] in _VISIBLE for sign in kept) else ""


def plain_line(text: str) -> str:
    """Return the same on one line, with single blanks."""
    return " ".join(plain_text(text).split())
