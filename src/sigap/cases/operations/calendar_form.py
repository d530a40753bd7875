"""The calendar as a form: the same as its file, with hours as people write them."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from typing import TYPE_CHECKING, Any

from sigap.cases.steps.fields import choice, day, group, rows, text_field, words, yes_no
from sigap.cases.steps.validate import validate
from sigap.core.calendar_file import CalendarFaults, read_office_hours
from sigap.core.calendar_version import WEEKDAYS
from sigap.core.calendar_write import read_hours, show_hours, write_calendar
from sigap.core.errors import InvalidInput, Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sigap.cases.steps.fields import Data, Schema

_DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
_ZONES = [
    ("Asia/Jakarta", "WIB (Asia/Jakarta)"),
    ("Asia/Makassar", "WITA (Asia/Makassar)"),
    ("Asia/Jayapura", "WIT (Asia/Jayapura)"),
]
_LONGEST_HOURS = 100
_PLACE = re.compile(r"holidays\.(closed|open)\[(\d+)\](?:\.(\w+))?|periods\[(\d+)\](?:\.(\w+))?")


def calendar_schema() -> Schema:
    """Return the form of a calendar."""
    weekly = {
        name: text_field(
            title,
            longest=_LONGEST_HOURS,
            description="Seperti 07.30–12.00, 13.00–16.00; kosong: tutup" if name == "mon" else "",
            suggestions=("07.30–12.00, 13.00–16.00", "tutup"),
        )
        for name, title in zip(WEEKDAYS, _DAYS, strict=True)
    }
    other = {
        name: text_field(
            title,
            longest=_LONGEST_HOURS,
            description="Kosong: seperti biasa" if name == "mon" else "",
            suggestions=("07.30–12.00, 12.30–14.30", "tutup"),
        )
        for name, title in zip(WEEKDAYS, _DAYS, strict=True)
    }
    parts = {
        "time_zone": choice(_ZONES, "Zona waktu"),
        "hours": group(weekly, title="Jam kerja"),
        "national": yes_no("Tutup pada hari libur nasional dan cuti bersama"),
        "closed": rows(
            group(
                {
                    "date": day("Tanggal"),
                    "name": text_field("Sebab", longest=200),
                },
                required=["date"],
            ),
            "Hari tutup kantor ini",
        ),
        "open": rows(
            group(
                {
                    "date": day("Tanggal"),
                    "hours": words("Jam", longest=_LONGEST_HOURS),
                    "name": text_field("Sebab", longest=200),
                },
                required=["date", "hours"],
            ),
            "Hari buka istimewa",
            description="Mengalahkan hari libur, cuti bersama dan akhir pekan",
        ),
        "periods": rows(
            group(
                {
                    "name": words("Nama masa", longest=200, description="Misalnya: Ramadan 1448 H"),
                    "from": day("Dari"),
                    "to": day("Sampai"),
                    **other,
                },
                required=["name", "from", "to"],
            ),
            "Masa dengan jam lain",
        ),
    }
    return group(parts, required=["time_zone", "hours"])


def calendar_data(source: str) -> Data:
    """Return a calendar file that can be read as the form's data."""
    file = tomllib.loads(source)
    holidays = file.get("holidays", {})
    return {
        "time_zone": file["time_zone"],
        "hours": _shown_days(file["hours"]),
        "national": bool(holidays.get("country")),
        "closed": [
            {"date": row["date"].isoformat(), "name": row.get("name", "")}
            for row in holidays.get("closed", [])
        ],
        "open": [
            {
                "date": row["date"].isoformat(),
                "hours": show_hours(row["hours"]),
                "name": row.get("name", ""),
            }
            for row in holidays.get("open", [])
        ],
        "periods": [
            {
                "name": row.get("name", ""),
                "from": row["from"].isoformat(),
                "to": row["to"].isoformat(),
                **_shown_days(row),
            }
            for row in file.get("periods", [])
        ],
    }


def calendar_source(data: Data) -> str:
    """Return the calendar file of a filled form.

    :raises Refused: `invalid-data`, each fault beside its field.
    """
    filled = validate(calendar_schema(), data)
    faults: dict[str, str] = {}
    weekly = _read_days(filled["hours"], "data.hours", faults)
    file: dict[str, Any] = {
        "time_zone": filled["time_zone"],
        "hours": weekly,
        "holidays": {
            **({"country": "ID"} if filled.get("national") else {}),
            "closed": [_dated(row) for row in filled.get("closed", [])],
            "open": [
                {**_dated(row), "hours": _hours(row["hours"], f"data.open.{at}.hours", faults)}
                for at, row in enumerate(filled.get("open", []))
            ],
        },
        "periods": [
            {
                "name": row["name"].strip(),
                "from": date.fromisoformat(row["from"]),
                "to": date.fromisoformat(row["to"]),
                **_read_days(row, f"data.periods.{at}", faults),
            }
            for at, row in enumerate(filled.get("periods", []))
        ],
    }
    source = write_calendar(file)
    if not faults:
        try:
            read_office_hours(source)
        except CalendarFaults as wrong:
            for fault in wrong.faults:
                faults.setdefault(_field(fault.where), fault.what)
    if faults:
        first = next(iter(faults))
        raise Refused("invalid-data", faults[first], field=first, detail={"fields": faults})
    return source


def _shown_days(table: Mapping[str, Any]) -> dict[str, str]:
    return {name: show_hours(table[name]) for name in WEEKDAYS if name in table}


def _read_days(
    table: Mapping[str, str], place: str, faults: dict[str, str]
) -> dict[str, list[str]]:
    return {
        name: _hours(table[name], f"{place}.{name}", faults) for name in WEEKDAYS if name in table
    }


def _hours(text: str, place: str, faults: dict[str, str]) -> list[str]:
    try:
        return read_hours(text)
    except InvalidInput as fault:
        faults[place] = str(fault)
        return []


def _dated(row: Mapping[str, str]) -> dict[str, Any]:
    name = row.get("name", "").strip()
    return {"date": date.fromisoformat(row["date"]), **({"name": name} if name else {})}


def _field(where: str) -> str:
    """Return the form's field for a place of the file: `periods[2].to` is `data.periods.1.to`."""
    found = _PLACE.match(where)
    if found is None:
        name = where.split("[", 1)[0].removeprefix("holidays.")
        return f"data.{name}" if name.split(".")[0] in calendar_schema()["properties"] else ""
    rows_of, at, key = found[1] or "periods", found[2] or found[4], found[3] or found[5]
    return f"data.{rows_of}.{int(at) - 1}" + (f".{key}" if key else "")
