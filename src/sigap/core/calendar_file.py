"""Reading a calendar: the TOML file of an office, and the frozen form of a calendar version.

Text and mappings in, values out. Every fault found is told at once, each with its place and
mend; nothing is loaded while one is left.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from zoneinfo import ZoneInfo

from sigap.core.calendar_version import (
    FIRST_YEAR,
    LAST_YEAR,
    WEEKDAYS,
    Block,
    CalendarVersion,
    Closure,
    Holiday,
    HolidayKind,
    OfficeHours,
    Opening,
    Period,
)
from sigap.core.errors import InvalidInput

National = Callable[[str, int], Mapping[date, Holiday]]
"""The holidays of (country, year); raises `InvalidInput` beyond what is known."""

_BLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)", re.ASCII)
_DAY_END = 24 * 60
_SHOWN_CHARACTERS = 60
_NAME_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of a file: its place, and what is wrong with how to mend it."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


class CalendarFaults(InvalidInput):
    """A calendar cannot be used. The message has one line a fault."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = tuple(faults)


def read_office_hours(text: str) -> OfficeHours:
    """Return what the calendar file with this text says.

    :raises CalendarFaults: with every fault of the file.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CalendarFaults([_toml_fault(error)]) from None
    except (ValueError, RecursionError):
        # Numbers of thousands of digits and brackets nested without end are TOML by the
        # letter, but Python's reader gives up on them in its own ways.
        what = "bilangan atau kurung di dalamnya terlalu panjang; hapus yang tidak perlu"
        raise CalendarFaults([Fault("berkas", what)]) from None
    reader = _Reader(frozen=False)
    hours = reader.office_hours(data)
    if reader.faults or hours is None:
        raise CalendarFaults(reader.faults)
    return hours


def freeze(
    hours: OfficeHours, *, national: National, first_year: int, last_year: int
) -> CalendarVersion:
    """Return the version of `hours` for the years from `first_year` to `last_year`, both included.

    The national holidays are written out into it; `national` is asked once a year.

    :raises InvalidInput: if the years are out of bounds or beyond the holiday data.
    """
    if not FIRST_YEAR <= first_year <= last_year <= LAST_YEAR:
        message = (
            f"tahun {first_year} sampai {last_year} tidak dapat dibuat kalendernya; "
            f"pilih di antara {FIRST_YEAR} dan {LAST_YEAR}, yang awal dahulu"
        )
        raise InvalidInput(message)
    holidays: list[tuple[date, Holiday]] = []
    if hours.country:
        for year in range(first_year, last_year + 1):
            holidays.extend(sorted(national(hours.country, year).items()))
    return CalendarVersion(hours, first_year, last_year, tuple(holidays))


def thaw(mapping: Mapping[str, object]) -> CalendarVersion:
    """Return the version whose frozen form (`CalendarVersion.to_mapping`) this is.

    :raises CalendarFaults: if it is no such form.
    """
    reader = _Reader(frozen=True)
    version = reader.version(mapping)
    if reader.faults or version is None:
        raise CalendarFaults(reader.faults)
    return version


def _toml_fault(error: tomllib.TOMLDecodeError) -> Fault:
    what, _, place = str(error).rpartition(" (at ")
    found = re.fullmatch(r"line (\d+), column (\d+)\)", place)
    where = f"baris {found[1]}, kolom {found[2]}" if found else "akhir berkas"
    mend = "periksa tanda kutip, kurung dan tanda = di tempat itu"
    return Fault(where, f"bukan TOML yang sah ({_shown_text(what or place)}); {mend}")


def _shown_text(text: str) -> str:
    """Return `text` short, on one line and printable everywhere."""
    line = "".join(c if c.isprintable() else "�" for c in text)
    return line if len(line) <= _SHOWN_CHARACTERS else line[: _SHOWN_CHARACTERS - 1] + "…"


def _shown(value: object) -> str:
    if isinstance(value, str):
        return f'"{_shown_text(value)}"'
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float, date)):
        return _shown_text(str(value))
    return "daftar" if isinstance(value, list) else "tabel" if isinstance(value, dict) else "nilai"


class _Reader:
    """Turns plain mappings into values and gathers every fault on the way.

    The two forms differ only in dates (TOML dates, ISO text when frozen) and in what the
    frozen form has besides.
    """

    def __init__(self, *, frozen: bool) -> None:
        self.frozen = frozen
        self.faults: list[Fault] = []

    def fault(self, where: str, what: str) -> None:
        self.faults.append(Fault(where, what))

    def version(self, data: Mapping[str, object]) -> CalendarVersion | None:
        if not isinstance(data, Mapping):
            self.fault("kalender", "harus berupa objek JSON")
            return None
        if type(data.get("format")) is not int or data.get("format") != 1:
            self.fault("format", "harus 1; berkas ini dibuat oleh versi lain")
            return None
        years = data.get("years")
        if (
            not isinstance(years, list)
            or [type(year) for year in years] != [int, int]
            or not FIRST_YEAR <= years[0] <= years[1] <= LAST_YEAR
        ):
            self.fault("years", f"harus dua tahun antara {FIRST_YEAR} dan {LAST_YEAR}, urut")
            return None
        hours = self.office_hours(data)
        holidays = self.national(data.get("holidays"))
        if hours is None:
            return None
        return CalendarVersion(hours, years[0], years[1], holidays)

    def office_hours(self, data: Mapping[str, object]) -> OfficeHours | None:
        known = {"time_zone", "hours", "holidays", "periods"}
        self.only(data, known | ({"format", "years"} if self.frozen else set()), "")
        zone = self.time_zone(data.get("time_zone"))
        weekly = self.weekly(data.get("hours"))
        country, closed, openings = self.holidays(data.get("holidays", {}))
        periods = self.periods(data.get("periods", []))
        if self.faults:
            return None
        if not (any(weekly) or openings or any(blocks for p in periods for _, blocks in p.hours)):
            what = 'tidak ada satu pun jam kerja; isi misalnya mon = ["07:30-12:00"]'
            self.fault("hours", what)
            return None
        return OfficeHours(zone, weekly, country, closed, openings, periods)

    def only(self, table: Mapping[str, object], known: set[str], where: str) -> None:
        for key in table:
            if key not in known:
                place = f"{where}.{_shown_text(str(key))}" if where else _shown_text(str(key))
                self.fault(place, f"kunci tidak dikenal; yang ada: {', '.join(sorted(known))}")

    def table(self, value: object, where: str) -> Mapping[str, object]:
        if isinstance(value, dict):
            return value
        self.fault(where, f"harus berupa tabel, bukan {_shown(value)}")
        return {}

    def tables(self, value: object, where: str) -> list[tuple[str, Mapping[str, object]]]:
        if not isinstance(value, list):
            self.fault(where, f"harus berupa daftar tabel, bukan {_shown(value)}")
            return []
        found: list[tuple[str, Mapping[str, object]]] = []
        for number, item in enumerate(value, 1):
            place = f"{where}[{number}]"
            if isinstance(item, dict):
                found.append((place, item))
            else:
                self.fault(place, f"harus berupa tabel, bukan {_shown(item)}")
        return found

    def time_zone(self, value: object) -> str:
        mend = 'tulis nama zona IANA, misalnya time_zone = "Asia/Jakarta"'
        if not isinstance(value, str):
            self.fault("time_zone", f"wajib ada dan berupa teks; {mend}")
            return ""
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError):
            # zoneinfo answers an odd name with any of these: unknown, outside its folder,
            # a folder, a file that is no zone.
            self.fault("time_zone", f"{_shown(value)} bukan zona waktu yang dikenal; {mend}")
            return ""
        return value

    def weekly(self, value: object) -> tuple[tuple[Block, ...], ...]:
        if value is None:
            what = 'wajib ada; tulis [hours] dengan jam tiap hari, misalnya mon = ["07:30-12:00"]'
            self.fault("hours", what)
            return ()
        table = self.table(value, "hours")
        self.only(table, set(WEEKDAYS), "hours")
        return tuple(self.blocks(table.get(name, []), f"hours.{name}") for name in WEEKDAYS)

    def blocks(self, value: object, where: str) -> tuple[Block, ...]:
        if not isinstance(value, list):
            what = (
                f'harus berupa daftar seperti ["07:30-12:00", "13:00-16:00"], bukan {_shown(value)}'
            )
            self.fault(where, what)
            return ()
        found: list[Block] = []
        for number, item in enumerate(value, 1):
            block = self.block(item, f"{where}[{number}]")
            if block is not None:
                found.append(block)
        found.sort()
        for before, after in pairwise(found):
            if after.opens < before.closes:
                self.fault(where, f"{before} dan {after} bertumpang tindih; pisahkan atau satukan")
        return tuple(found)

    def block(self, value: object, where: str) -> Block | None:
        match = _BLOCK.fullmatch(value) if isinstance(value, str) else None
        if match is None:
            what = f'{_shown(value)} tidak terbaca; tulis JJ:MM-JJ:MM, misalnya "07:30-12:00"'
            self.fault(where, what)
            return None
        opens = int(match[1]) * 60 + int(match[2])
        closes = int(match[3]) * 60 + int(match[4])
        if closes > _DAY_END:
            self.fault(where, f"{_shown(value)} melewati tengah malam; paling akhir 24:00")
            return None
        if closes <= opens:
            what = (
                f"{_shown(value)} tutup sebelum atau pada saat buka; tukar kedua jam itu, "
                "atau bagi menjadi dua hari jika melewati tengah malam"
            )
            self.fault(where, what)
            return None
        return Block(opens, closes)

    def day(self, table: Mapping[str, object], key: str, where: str) -> date | None:
        value = table.get(key)
        if self.frozen and isinstance(value, str):
            try:
                day = date.fromisoformat(value)
            except ValueError:
                day = None
            if day is not None and day.isoformat() == value:
                return day
        # A TOML date with a time is a datetime, which Python counts among the dates.
        elif not self.frozen and type(value) is date:
            return value
        mend = "tulis tanggal tanpa tanda kutip, misalnya 2026-08-14"
        what = "wajib ada" if value is None else f"{_shown(value)} bukan tanggal"
        self.fault(f"{where}.{key}", f"{what}; {mend}")
        return None

    def name(self, table: Mapping[str, object], where: str) -> str:
        value = table.get("name", "")
        if isinstance(value, str) and value.isprintable() and len(value) <= _NAME_CHARACTERS:
            return value
        what = f"harus berupa teks satu baris, paling panjang {_NAME_CHARACTERS} huruf"
        self.fault(f"{where}.name", what)
        return ""

    def holidays(self, value: object) -> tuple[str, tuple[Closure, ...], tuple[Opening, ...]]:
        table = self.table(value, "holidays")
        known = {"country", "closed", "open"} | ({"national"} if self.frozen else set())
        self.only(table, known, "holidays")
        country = table.get("country", "")
        absent = self.frozen and country == ""
        if "country" in table and not absent and not _is_country(country):
            what = f'{_shown(country)} bukan kode negara; tulis dua huruf besar, misalnya "ID"'
            self.fault("holidays.country", what)
        closed = []
        for place, item in self.tables(table.get("closed", []), "holidays.closed"):
            self.only(item, {"date", "name"}, place)
            day, name = self.day(item, "date", place), self.name(item, place)
            if day is not None:
                closed.append(Closure(day, name))
        openings = []
        for place, item in self.tables(table.get("open", []), "holidays.open"):
            self.only(item, {"date", "hours", "name"}, place)
            day, name = self.day(item, "date", place), self.name(item, place)
            before = len(self.faults)
            blocks = self.blocks(item.get("hours", []), f"{place}.hours")
            if not blocks and len(self.faults) == before:
                what = "jam buka wajib diisi; untuk hari tutup pakai holidays.closed"
                self.fault(f"{place}.hours", what)
            if day is not None:
                openings.append(Opening(day, blocks, name))
        self.once([closure.day for closure in closed], "holidays.closed")
        self.once([opening.day for opening in openings], "holidays.open")
        return str(country), tuple(closed), tuple(openings)

    def once(self, days: list[date], where: str) -> None:
        for day in sorted(day for day, times in Counter(days).items() if times > 1):
            self.fault(where, f"{day.isoformat()} tercantum lebih dari sekali; sisakan satu")

    def periods(self, value: object) -> tuple[Period, ...]:
        found: list[Period] = []
        for place, item in self.tables(value, "periods"):
            self.only(item, {"name", "from", "to", *WEEKDAYS}, place)
            name = self.name(item, place)
            first, last = self.day(item, "from", place), self.day(item, "to", place)
            hours = tuple(
                (weekday, self.blocks(item[key], f"{place}.{key}"))
                for weekday, key in enumerate(WEEKDAYS)
                if key in item
            )
            if first is None or last is None:
                continue
            if last < first:
                what = f"{last.isoformat()} sebelum from {first.isoformat()}; tukar keduanya"
                self.fault(f"{place}.to", what)
                continue
            found.append(Period(name, first, last, hours))
        found.sort(key=lambda period: period.first)
        for before, after in pairwise(found):
            if after.first <= before.last:
                what = (
                    f"masa {_shown(before.name)} sampai {before.last.isoformat()} dan masa "
                    f"{_shown(after.name)} mulai {after.first.isoformat()} bertumpang tindih; "
                    "ubah tanggalnya sehingga tiap hari hanya masuk satu masa"
                )
                self.fault("periods", what)
        return tuple(found)

    def national(self, value: object) -> tuple[tuple[date, Holiday], ...]:
        table = value if isinstance(value, dict) else {}
        found: list[tuple[date, Holiday]] = []
        for place, item in self.tables(table.get("national", []), "holidays.national"):
            self.only(item, {"date", "name", "kind", "estimated"}, place)
            day, name = self.day(item, "date", place), self.name(item, place)
            kind, estimated = item.get("kind"), item.get("estimated")
            if not isinstance(kind, str) or kind not in {k.value for k in HolidayKind}:
                self.fault(f"{place}.kind", "harus public atau cuti-bersama")
            elif not isinstance(estimated, bool):
                self.fault(f"{place}.estimated", "harus true atau false")
            elif day is not None:
                found.append((day, Holiday(name, estimated, HolidayKind(kind))))
        self.once([day for day, _ in found], "holidays.national")
        return tuple(sorted(found, key=lambda entry: entry[0]))


def _is_country(value: object) -> bool:
    return isinstance(value, str) and re.fullmatch(r"[A-Z]{2}", value) is not None
