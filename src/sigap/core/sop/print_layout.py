"""How texts stand in a decree's pasted text: blanks, tags, dates and lists.

Printing and importing share these rules, so that what is printed is read back as printed.
"""

from __future__ import annotations

import re
from datetime import date

MONTHS = (
    *("JANUARI", "FEBRUARI", "MARET", "APRIL", "MEI", "JUNI"),
    *("JULI", "AGUSTUS", "SEPTEMBER", "OKTOBER", "NOVEMBER", "DESEMBER"),
)
# Labels of the head block, in print order; single values first, then pairs of lists.
NUMBER, CREATED, REVISED, EFFECTIVE, APPROVER, TITLE = HEAD_LABELS = (
    "Nomor SOP",
    "Tanggal Pembuatan",
    "Tanggal Revisi",
    "Tanggal Efektif",
    "Disahkan oleh",
    "Judul SOP",
)
LIST_LABELS = (
    ("Dasar Hukum", "Kualifikasi pelaksana"),
    ("Keterkaitan", "Peralatan/perlengkapan"),
    ("Peringatan", "Pencatatan dan pendataan"),
)
BOUNDARY = "  "  # two blanks: where the layout lost a line or paragraph inside a cell

_OLD_MONTHS = {"PEBRUARI": 2, "NOPEMBER": 11, "AGT": 8, "SEPT": 9}
_BLOCK = r"p|ol|ul|li|br|div|table|thead|tbody|tr|td|th|h[1-6]"
_INLINE = r"b|i|u|em|strong|span|a|font|sup|sub|small|big|s|strike|center"
_BLOCK_TAG = re.compile(rf"</?(?:{_BLOCK})(?:\s[^<>]*)?/?>", re.IGNORECASE)
_INLINE_TAG = re.compile(rf"</?(?:{_INLINE})(?:\s[^<>]*)?/?>", re.IGNORECASE)


def clean(text: str) -> str:
    """Return `text` without HTML tags, each run of white space one blank."""
    return " ".join(without_tags(text).split())


def without_tags(text: str) -> str:
    """Return `text` without HTML tags; where a block began or ended stand two blanks."""
    before = None
    while before != text:  # a tag may come to light when another is taken out of it
        before = text
        text = _INLINE_TAG.sub("", _BLOCK_TAG.sub(BOUNDARY, text.replace("&nbsp;", " ")))
    return text


def printed_date(day: date) -> str:
    """Return a date as decrees print it: 08 AGUSTUS 2024."""
    return f"{day.day:02d} {MONTHS[day.month - 1]} {day.year:04d}"


def read_date(text: str) -> date | None:
    """Return the date that a decree prints, in words or figures; None if there is none."""
    found = re.fullmatch(r"(\d{1,2})\s*[-/ .]?\s*([^\W\d_]+|\d{1,2})\s*[-/ .]?\s*(\d{4})", text)
    if not found:
        return None
    name = found[2].upper()
    month = int(name) if name.isdigit() else _month(name)
    try:
        return date(int(found[3]), month, int(found[1]))
    except ValueError:
        return None


def cell_items(text: str) -> tuple[str, ...]:
    """Return the items of a table cell: parted by semicolons outside brackets, these dropped."""
    pieces = _parted(without_tags(text), keep=False)
    return tuple(item for item in map(clean, pieces) if item)


def list_items(text: str) -> tuple[str, ...]:
    """Return the items of a list in the head: parted by two blanks, lines and semicolons.

    Semicolons stay with the item that they end, as printed.
    """
    blocks = re.split(r"[^\S\n]{2,}|\s*\n\s*", without_tags(text))
    pieces = (piece for block in blocks for piece in _parted(block, keep=True))
    return tuple(item for item in map(clean, pieces) if item)


def _month(name: str) -> int:
    if name in _OLD_MONTHS:
        return _OLD_MONTHS[name]
    matching = [number for number, month in enumerate(MONTHS, start=1) if month.startswith(name)]
    return matching[0] if len(matching) == 1 and len(name) > 2 else 0


def _parted(text: str, *, keep: bool) -> list[str]:
    """Part `text` at semicolons outside brackets; with `keep` only where a blank follows."""
    pieces, start, depth = [], 0, 0
    for index, letter in enumerate(text):
        depth = max(0, depth + (letter == "(") - (letter == ")"))
        if letter != ";" or depth:
            continue
        if not keep:
            pieces.append(text[start:index])
        elif text[index + 1 : index + 2].isspace():
            pieces.append(text[start : index + 1])
        else:
            continue
        start = index + 1
    return [*pieces, text[start:]]
