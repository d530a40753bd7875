"""The fonts papers are set in, and which characters they have. No font of the machine is used."""

from __future__ import annotations

import struct
from functools import cache
from importlib.resources import files
from pathlib import Path

_PACKAGES = ("fontpkg_noto_serif", "fontpkg_noto_sans", "fontpkg_noto_sans_arabic")


@cache
def font_folders() -> tuple[Path, ...]:
    """Return the folders of the bundled font files."""
    return tuple(Path(str(files(package))) / "files" for package in _PACKAGES)


@cache
def covered() -> frozenset[int]:
    """Return the code points that can be set upright and in italics with some bundled font."""
    upright: set[int] = set()
    italic: set[int] = set()
    for folder in font_folders():
        fonts = {path.name: code_points(path.read_bytes()) for path in folder.glob("*.ttf")}
        slanted = {name for name in fonts if "Italic" in name}
        for name, points in fonts.items():
            # A family without italics (Arabic) stands upright within an italic run.
            if name in slanted or not slanted:
                italic |= points
            if name not in slanted:
                upright |= points
    return frozenset(upright & italic)


def code_points(font: bytes) -> set[int]:
    """Return the code points that the cmap table of an OpenType font maps to a glyph.

    Reads subtable formats 4 and 12, the two that every Unicode font of today carries.

    :raises ValueError: if the file has no such table.
    """
    (tables,) = struct.unpack_from(">H", font, 4)
    for index in range(tables):
        tag, _, start, _ = struct.unpack_from(">4sIII", font, 12 + 16 * index)
        if tag == b"cmap":
            break
    else:
        raise ValueError("berkas huruf tanpa tabel cmap")
    points: set[int] = set()
    (subtables,) = struct.unpack_from(">H", font, start + 2)
    for index in range(subtables):
        platform, _, offset = struct.unpack_from(">HHI", font, start + 4 + 8 * index)
        (form,) = struct.unpack_from(">H", font, start + offset)
        if platform not in (0, 3):
            continue
        if form == 4:
            points |= _segments(font, start + offset)
        elif form == 12:
            points |= _groups(font, start + offset)
    if not points:
        raise ValueError("berkas huruf tanpa peta Unicode")
    return points


def _segments(font: bytes, at: int) -> set[int]:
    (doubled,) = struct.unpack_from(">H", font, at + 6)
    count = doubled // 2
    row = f">{count}H"
    ends = struct.unpack_from(row, font, at + 14)
    starts = struct.unpack_from(row, font, at + 16 + doubled)
    deltas = struct.unpack_from(row, font, at + 16 + 2 * doubled)
    ranges_at = at + 16 + 3 * doubled
    ranges = struct.unpack_from(row, font, ranges_at)
    points: set[int] = set()
    for index in range(count):
        for point in range(starts[index], min(ends[index], 0xFFFE) + 1):
            if ranges[index] == 0:
                glyph = (point + deltas[index]) & 0xFFFF
            else:
                place = ranges_at + 2 * index + ranges[index] + 2 * (point - starts[index])
                (glyph,) = struct.unpack_from(">H", font, place)
            if glyph:
                points.add(point)
    return points


def _groups(font: bytes, at: int) -> set[int]:
    (count,) = struct.unpack_from(">I", font, at + 12)
    points: set[int] = set()
    for index in range(count):
        first, last, glyph = struct.unpack_from(">III", font, at + 16 + 12 * index)
        points.update(range(first + (glyph == 0), last + 1))
    return points
