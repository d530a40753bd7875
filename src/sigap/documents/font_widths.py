"""How wide the letters of the SOP's table are, so that its lines break before they are set."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from sigap.documents.fonts import code_points, font_folders

if TYPE_CHECKING:
    from pathlib import Path

    from PIL import ImageFont

STRETCH = 80
"""Width of the table's letters in per cent: lanes are narrow, and offices use narrow faces."""

_REGULAR, _BOLD = 400, 700
_SIZE = 1000
# The renderer scales a face that has no narrow letters of its own by nothing.
_FACES = ("NotoSans[", "NotoSansArabic[")


def narrow_widths(text: str, bold: bool = False) -> int:  # noqa: FBT001, FBT002 - see lettering
    """Return the width of `text` in thousandths of its size, in the table's narrow sans-serif."""
    return sum(_width(letter, bold=bold) for letter in text)


@cache
def _width(letter: str, *, bold: bool) -> int:
    point = ord(letter)
    for points, font in _fonts(bold=bold):
        if point in points:
            return -int(-font.getlength(letter) // 1)
    return _SIZE


@cache
def _fonts(*, bold: bool) -> tuple[tuple[frozenset[int], ImageFont.FreeTypeFont], ...]:
    from PIL import ImageFont  # megabytes, for the SOP's sheet alone

    found = []
    for face in _FACES:
        path = next(p for p in _files() if p.name.startswith(face))
        font = ImageFont.truetype(str(path), _SIZE, layout_engine=ImageFont.Layout.BASIC)
        font.set_variation_by_axes([_BOLD if bold else _REGULAR, STRETCH])
        found.append((frozenset(code_points(path.read_bytes())), font))
    return tuple(found)


def _files() -> list[Path]:
    return [path for folder in font_folders() for path in sorted(folder.glob("*.ttf"))]
