"""What was typed into one field as a value, and a value as a field takes it."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from zoneinfo import ZoneInfo

_MOST_DIGITS = 9  # more than any row or version has; int() itself fails on some thousands


def whole_number(text: str) -> int | None:
    """Return the number in a form's field or an address; None if there is none that could be."""
    return int(text) if text.isdecimal() and len(text) <= _MOST_DIGITS else None


def read_plain(schema: Mapping[str, Any], text: str, *, zone: ZoneInfo) -> bool | int | str | None:
    """Return what was typed as the schema's type wants it; what cannot be read stays as typed."""
    kind, form = schema.get("type"), schema.get("format")
    if kind == "boolean":
        return bool(text)
    if text.strip() == "":
        return None
    if kind in ("integer", "number"):
        number = whole_number(text.strip().removeprefix("-"))
        sign = -1 if text.strip().startswith("-") else 1
        return text if number is None else sign * number
    if form == "date-time":
        return _with_zone(text, zone)
    if form == "time" and re.fullmatch(r"\d\d:\d\d", text):
        return _time_with_zone(text, zone)
    return text.replace("\r\n", "\n").strip()


def local_time(text: str, zone: ZoneInfo) -> str:
    """Return a moment as a browser's field takes it: local, without zone."""
    try:
        return f"{datetime.fromisoformat(text).astimezone(zone):%Y-%m-%dT%H:%M}"
    except (ValueError, OverflowError):  # the first and last year have no other zone
        return text


def _with_zone(text: str, zone: ZoneInfo) -> str:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).isoformat()


def _time_with_zone(text: str, zone: ZoneInfo) -> str:
    try:
        clock = time.fromisoformat(text)
    except ValueError:
        return text
    return datetime.combine(date(2000, 1, 1), clock, zone).isoformat()[11:]
