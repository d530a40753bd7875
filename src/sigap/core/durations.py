"""An amount of office time as an SOP prints it: "30 menit", "2 Jam", "5 hari"."""

from __future__ import annotations

import re

from sigap.core.errors import InvalidInput
from sigap.core.sop.definition import Duration, Unit

_PRINTED = re.compile(r"([0-9]{1,9})\s+(menit|jam|hari)", re.ASCII | re.IGNORECASE)
_SHOWN_CHARACTERS = 40


def parse_duration(text: str) -> Duration:
    """Return the duration; its letters are kept in `printed`.

    :raises InvalidInput: if it is not one positive whole number of menit, jam or hari.
    """
    printed = text.strip()
    match = _PRINTED.fullmatch(printed)
    if match is None or int(match[1]) == 0:
        shown = "".join(c if c.isprintable() else "�" for c in text[:_SHOWN_CHARACTERS])
        message = (
            f'"{shown}" bukan lama waktu; tulis satu bilangan bulat positif dengan '
            'menit, jam atau hari, misalnya "30 menit"'
        )
        raise InvalidInput(message)
    return Duration(int(match[1]), Unit(match[2].lower()), printed)
