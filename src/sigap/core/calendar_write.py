"""From what a calendar says to its TOML file, and from hours as people type them to blocks."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from sigap.core.calendar_version import WEEKDAYS
from sigap.core.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_BLOCK = re.compile(r"(\d{1,2})[.:](\d{2})\s*(?:-|–|—|s/d|s\.d\.|sampai)\s*(\d{1,2})[.:](\d{2})")
_BETWEEN = re.compile(r"\s*(?:[,;]|\bdan\b|\n)\s*")
_CLOSED = frozenset({"", "-", "–", "tutup", "libur"})
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def read_hours(text: str) -> list[str]:
    """Return the blocks of a day typed as "07.30–12.00, 13.00–16.00"; none for "tutup".

    Points and colons, dashes and words do. Whether the blocks fit together is judged when the
    calendar is read.

    :raises InvalidInput: if a part of it is no block.
    """
    plain = text.strip().casefold()
    if plain in _CLOSED:
        return []
    blocks = []
    for part in _BETWEEN.split(plain):
        found = _BLOCK.fullmatch(part)
        if found is None:
            shown = "".join(c if c.isprintable() else "�" for c in part[:40])
            message = f'"{shown}" bukan jam; tulis seperti 07.30–12.00, 13.00–16.00, atau "tutup"'
            raise InvalidInput(message)
        blocks.append(f"{int(found[1]):02}:{found[2]}-{int(found[3]):02}:{found[4]}")
    return blocks


def show_hours(blocks: list[str]) -> str:
    """Return blocks as people write them, "tutup" for none; `read_hours` reads it back."""
    return ", ".join(block.replace(":", ".").replace("-", "–") for block in blocks) or "tutup"


def write_calendar(calendar: Mapping[str, object]) -> str:
    """Return the calendar file that TOML would read as this mapping.

    Knows the keys of the format only; unknown ones are left out. What is wrong in it is told
    by `calendar_file.read_office_hours`.
    """
    return "\n".join(_lines(calendar)) + "\n"


def _lines(calendar: Mapping[str, object]) -> Iterator[str]:
    yield f"time_zone = {_value(calendar.get('time_zone', ''))}"
    yield from ("", "[hours]")
    yield from _days(_table(calendar.get("hours")))
    holidays = _table(calendar.get("holidays"))
    if holidays:
        yield from ("", "[holidays]")
        if "country" in holidays:
            yield f"country = {_value(holidays['country'])}"
        for key in ("closed", "open"):
            rows = holidays.get(key)
            if isinstance(rows, list) and rows:
                yield f"{key} = ["
                yield from (f"    {_inline(row)}," for row in rows)
                yield "]"
    periods = calendar.get("periods")
    for period in periods if isinstance(periods, list) else ():
        yield from ("", "[[periods]]")
        yield from (
            f"{key} = {_value(period[key])}" for key in ("name", "from", "to") if key in period
        )
        yield from _days(period)


def _days(table: Mapping[str, object]) -> Iterator[str]:
    return (f"{day} = {_value(table[day])}" for day in WEEKDAYS if day in table)


def _table(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


def _inline(row: Mapping[str, object]) -> str:
    keys = [key for key in ("date", "hours", "name") if key in row]
    return f"{{ {', '.join(f'{key} = {_value(row[key])}' for key in keys)} }}"


def _value(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    return f'"{"".join(map(_letter, str(value)))}"'


def _letter(letter: str) -> str:
    if letter in _ESCAPES:
        return _ESCAPES[letter]
    return letter if letter.isprintable() or letter == " " else f"\\U{ord(letter):08X}"
