"""From frozen facts (JSON) to what templates print: checked against the kind, worded, cleaned.

The facts stay as they are stored. What comes out is only for one rendering: texts cleaned, codes
with their labels, moments in the office's zone in Indonesian.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints
from zoneinfo import ZoneInfo

from sigap.core.errors import InvalidInput
from sigap.documents import facts as vocabulary
from sigap.documents import indonesian
from sigap.documents.barcode import code_128
from sigap.documents.blocks import printable_blocks
from sigap.documents.labels import LABELS
from sigap.documents.pictures import drawn_image, qr_code
from sigap.documents.text import clean, one_line


class FactsInvalid(InvalidInput):
    """Facts that do not fit their kind; the message names the place, as `case.number: …`."""


def printable(kind: type, value: object, *, zone: str, where: str = "") -> dict[str, Any]:
    """Return the facts `value` of the dataclass `kind`, ready for a template.

    A missing optional fact becomes its default; moments and days become their printed forms, or
    None if absent; codes become `{id, label}`.

    :raises FactsInvalid: if a required fact is missing, one has the wrong shape or none is known.
    """
    try:
        return _object(kind, value, where, ZoneInfo(zone))
    except FactsInvalid:
        raise
    except InvalidInput as wrong:
        raise FactsInvalid(str(wrong)) from None


@cache
def field_types(kind: type) -> Mapping[str, Any]:
    """Return the resolved type of each field of a facts dataclass."""
    return get_type_hints(kind)


def _object(kind: type, value: object, where: str, zone: ZoneInfo) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise FactsInvalid(f"{where or 'data'}: harus objek")
    hints = field_types(kind)
    unknown = sorted(str(key) for key in value if key not in hints)
    if unknown:
        raise FactsInvalid(f"{where or 'data'}: tidak dikenal: {', '.join(unknown)}")
    printed: dict[str, Any] = {}
    for field in fields(kind):
        place = f"{where}.{field.name}" if where else field.name
        given = value.get(field.name)
        if given is None:
            given = field.default
            if field.default_factory is not MISSING:
                given = field.default_factory()
            if given is MISSING:
                raise FactsInvalid(f"{place}: wajib ada")
        printed[field.name] = _value(hints[field.name], given, place, zone)
    return printed


def _value(kind: Any, value: object, where: str, zone: ZoneInfo) -> object:  # noqa: ANN401 - a type form
    if kind in _READERS:
        return _READERS[kind](value, where, zone)
    if kind in LABELS:
        return _labelled(LABELS[kind], value, where)
    if is_dataclass(kind) and isinstance(kind, type):
        return _object(kind, value, where, zone)
    if get_origin(kind) is tuple:
        if not isinstance(value, Sequence) or isinstance(value, (str, bytes)):
            raise FactsInvalid(f"{where}: harus daftar")
        item = get_args(kind)[0]
        return [_value(item, each, f"{where}[{i}]", zone) for i, each in enumerate(value)]
    if get_origin(kind) in (Union, types.UnionType):
        (inner,) = [part for part in get_args(kind) if part is not types.NoneType]
        return None if value is None else _value(inner, value, where, zone)
    raise TypeError(f"no reader for {kind!r} at {where}")


def _text(value: object, where: str, _: ZoneInfo) -> str:
    if not isinstance(value, str):
        raise FactsInvalid(f"{where}: harus teks")
    return clean(value)


def _number(value: object, where: str, _: ZoneInfo) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise FactsInvalid(f"{where}: harus bilangan bulat")
    return value


def _switch(value: object, where: str, _: ZoneInfo) -> bool:
    if not isinstance(value, bool):
        raise FactsInvalid(f"{where}: harus ya atau tidak")
    return value


def _minutes(value: object, where: str, zone: ZoneInfo) -> str:
    minutes = _number(value, where, zone)
    if minutes < 0:
        raise FactsInvalid(f"{where}: tidak boleh negatif")
    return indonesian.office_minutes(minutes)


def _day(value: object, where: str, _: ZoneInfo) -> dict[str, str] | None:
    if value == "":
        return None
    try:
        day = date.fromisoformat(str(value))
    except ValueError:
        raise FactsInvalid(f"{where}: bukan tanggal ISO 8601") from None
    return _day_forms(day)


def _moment(value: object, where: str, zone: ZoneInfo) -> dict[str, str] | None:
    if value == "":
        return None
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        raise FactsInvalid(f"{where}: bukan saat ISO 8601") from None
    if moment.utcoffset() is None:
        raise FactsInvalid(f"{where}: saat tanpa zona waktu")
    return moment_forms(moment, zone)


def moment_forms(moment: datetime, zone: ZoneInfo) -> dict[str, str]:
    """Return the printed forms of an aware moment on the clock of `zone`."""
    try:
        local = moment.astimezone(zone)
    except OverflowError:
        local = moment.astimezone(UTC)
    at = indonesian.clock_with_zone(local, zone.key)
    forms = _day_forms(local.date())
    return {
        **forms,
        "time": at,
        "full": f"{forms['day_date']}, pukul {at}",
        "short_time": f"{forms['short']} {indonesian.clock(local.time())}",
    }


def _day_forms(day: date) -> dict[str, str]:
    return {
        "iso": day.isoformat(),
        "day": indonesian.DAYS[day.weekday()],
        "date": indonesian.long_date(day),
        "day_date": indonesian.day_and_date(day),
        "words": indonesian.date_in_words(day),
        "short": indonesian.short_date(day),
    }


def _clock(value: object, where: str, _: ZoneInfo) -> str:
    if value == "":
        return ""
    try:
        return indonesian.clock(time.fromisoformat(str(value)))
    except ValueError:
        raise FactsInvalid(f"{where}: bukan jam HH:MM") from None


def _image(value: object, where: str, _: ZoneInfo) -> str:
    if not isinstance(value, str):
        raise FactsInvalid(f"{where}: harus teks")
    return drawn_image(value, where) if value else ""


def _link(value: object, where: str, _: ZoneInfo) -> dict[str, str] | None:
    if not isinstance(value, str):
        raise FactsInvalid(f"{where}: harus teks")
    return {"address": one_line(value), "qr": qr_code(value)} if value else None


def _barcode(value: object, where: str, _: ZoneInfo) -> dict[str, str] | None:
    if not isinstance(value, str):
        raise FactsInvalid(f"{where}: harus teks")
    return {"text": value, "drawn": code_128(value, where)} if value else None


def _blocks(value: object, where: str, _: ZoneInfo) -> list[dict[str, object]]:
    return printable_blocks(value, where)


def _labelled(labels: Mapping[str, str], value: object, where: str) -> dict[str, str]:
    if not isinstance(value, str):
        raise FactsInvalid(f"{where}: harus teks")
    code = one_line(value)
    return {"id": code, "label": labels.get(code) or code}


_READERS: Mapping[object, Callable[[object, str, ZoneInfo], object]] = {
    str: _text,
    int: _number,
    bool: _switch,
    vocabulary.Moment: _moment,
    vocabulary.Day: _day,
    vocabulary.Clock: _clock,
    vocabulary.Minutes: _minutes,
    vocabulary.Image: _image,
    vocabulary.Link: _link,
    vocabulary.Barcode: _barcode,
    vocabulary.Blocks: _blocks,
}
