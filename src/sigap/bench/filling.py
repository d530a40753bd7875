"""Filling a task's form from its schema alone, as any client can; better words where known."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

_SHORTEST = "Sesuai berkas yang diperiksa."


def fill(
    schema: dict[str, Any],
    *,
    now: datetime,
    say: Callable[[tuple[str, ...], dict[str, Any]], Any] | None = None,
    path: tuple[str, ...] = (),
) -> Any:  # noqa: ANN401 - any JSON value
    """Return a value that fits `schema`: every required property, the first of each choice.

    `say(path, schema)` may give a better value (None: no opinion); what it says about an
    optional property is filled in too.
    """
    said = say(path, schema) if say else None
    if said is not None:
        return said
    if "oneOf" in schema:
        return fill(schema["oneOf"][0], now=now, say=say, path=path)
    if schema.get("type") == "object":
        return _object(schema, now=now, say=say, path=path)
    if schema.get("type") == "array":
        return [
            fill(schema["items"], now=now, say=say, path=(*path, str(index)))
            for index in range(max(1, schema.get("minItems", 0)))
        ]
    return _plain(schema, now=now)


def _plain(schema: dict[str, Any], *, now: datetime) -> Any:  # noqa: ANN401 - any JSON value
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema["enum"][0]
    if "default" in schema:
        return schema["default"]
    if schema.get("type") == "boolean":
        return True
    if schema.get("type") in ("integer", "number"):
        return schema.get("minimum", 1)
    return _text(schema, now=now)


def _object(
    schema: dict[str, Any],
    *,
    now: datetime,
    say: Callable[[tuple[str, ...], dict[str, Any]], Any] | None,
    path: tuple[str, ...],
) -> dict[str, Any]:
    filled = {}
    for name, part in schema.get("properties", {}).items():
        if name in schema.get("required", ()):
            filled[name] = fill(part, now=now, say=say, path=(*path, name))
        elif say:
            value = say((*path, name), part)
            if value is not None:
                filled[name] = value
    return filled


def _text(schema: dict[str, Any], *, now: datetime) -> str:
    day = now + timedelta(days=3)
    while day.weekday() > 4:
        day += timedelta(days=1)
    formats = {
        "date": f"{day:%Y-%m-%d}",
        "date-time": day.isoformat(timespec="seconds"),
        "time": "09:00:00+07:00",
        "email": "petugas@example.id",
        "uri": "https://example.id/",
    }
    if schema.get("format") in formats:
        return formats[schema["format"]]
    text = _SHORTEST
    while len(text) < schema.get("minLength", 0):
        text += " " + _SHORTEST
    return text[: schema.get("maxLength", len(text))]
