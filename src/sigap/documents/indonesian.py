"""Indonesian as official papers write it: dates, clock times, number words, amounts, lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime, time

DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
MONTHS = (
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)
ROMAN_MONTHS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")

# The three zones of the country; for any other zone the paper prints its offset.
ZONE_NAMES = {
    "Asia/Jakarta": "WIB",
    "Asia/Pontianak": "WIB",
    "Asia/Makassar": "WITA",
    "Asia/Jayapura": "WIT",
}

_UNITS = (
    "",
    "satu",
    "dua",
    "tiga",
    "empat",
    "lima",
    "enam",
    "tujuh",
    "delapan",
    "sembilan",
    "sepuluh",
    "sebelas",
)
# Size, its word, and the word that a single one melts into: satu juta, but seribu, seratus.
_SCALES = (
    (10**12, "triliun", ""),
    (10**9, "miliar", ""),
    (10**6, "juta", ""),
    (1000, "ribu", "seribu"),
    (100, "ratus", "seratus"),
)
_LARGEST = 10**15 - 1


def terbilang(number: int) -> str:
    """Return `number` in Indonesian words, from 0 to 999 triliun 999 … 999.

    :raises ValueError: if `number` is negative or larger.
    """
    if not 0 <= number <= _LARGEST:
        raise ValueError(f"angka di luar 0…{_LARGEST}: {number}")
    return " ".join(_words(number)) or "nol"


def _words(number: int) -> list[str]:
    for size, name, single in _SCALES:
        count, rest = divmod(number, size)
        if count:
            head = [single] if count == 1 and single else [*_words(count), name]
            return [*head, *_words(rest)]
    tens, units = divmod(number, 10)
    if tens > 1:
        return [_UNITS[tens], "puluh", *_words(units)]
    if number >= len(_UNITS):
        return [_UNITS[units], "belas"]
    return [_UNITS[number]] if number else []


def counted(number: int, noun: str) -> str:
    """Return a count as letters write it: `3 (tiga) berkas`."""
    return f"{grouped(number)} ({terbilang(number)}) {noun}"


def grouped(number: int) -> str:
    """Return `number` with a point between thousands: `14.250.000`."""
    return f"{number:,}".replace(",", ".")


def rupiah(amount: int) -> str:
    """Return an amount of whole rupiah: `Rp14.250.000,00`, negative with a leading minus."""
    sign = "-" if amount < 0 else ""
    return f"{sign}Rp{grouped(abs(amount))},00"


def rupiah_in_words(amount: int) -> str:
    """Return an amount of whole rupiah in words: `empat belas juta rupiah`.

    :raises ValueError: if `amount` is negative or beyond `terbilang`.
    """
    return f"{terbilang(amount)} rupiah"


def long_date(day: date) -> str:
    """Return `24 November 2026`."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def day_and_date(day: date) -> str:
    """Return `Selasa, 24 November 2026`."""
    return f"{DAYS[day.weekday()]}, {long_date(day)}"


def date_in_words(day: date) -> str:
    """Return a date as minutes and deeds write it.

    `hari Selasa tanggal dua puluh empat bulan November tahun dua ribu dua puluh enam`
    """
    return (
        f"hari {DAYS[day.weekday()]} tanggal {terbilang(day.day)} "
        f"bulan {MONTHS[day.month - 1]} tahun {terbilang(day.year)}"
    )


def short_date(day: date) -> str:
    """Return `24-11-2026`, as ruled tables have it."""
    return f"{day.day:02}-{day.month:02}-{day.year}"


def month_and_year(day: date) -> str:
    """Return `November 2026`."""
    return f"{MONTHS[day.month - 1]} {day.year}"


def clock(at: time) -> str:
    """Return `14.30`: hours and minutes with a point, seconds dropped."""
    return f"{at.hour:02}.{at.minute:02}"


def clock_with_zone(at: datetime, zone: str) -> str:
    """Return `14.30 WIB`; a zone outside the country prints its offset, `14.30 UTC+04.00`.

    `at` is taken as it stands: the caller has moved it into `zone`.
    """
    return f"{clock(at.time())} {zone_name(at, zone)}"


def zone_name(at: datetime, zone: str) -> str:
    """Return WIB, WITA or WIT for the country's zones, otherwise the offset of `at`."""
    if zone in ZONE_NAMES:
        return ZONE_NAMES[zone]
    offset = at.utcoffset()
    minutes = 0 if offset is None else round(offset.total_seconds() / 60)
    sign = "-" if minutes < 0 else "+"
    return f"UTC{sign}{abs(minutes) // 60:02}.{abs(minutes) % 60:02}"


def joined(parts: Sequence[str], last: str = "dan") -> str:
    """Return `a, b, dan c`; two parts take no comma: `a dan b`."""
    if len(parts) <= 2:
        return f" {last} ".join(parts)
    return f"{', '.join(parts[:-1])}, {last} {parts[-1]}"


def office_minutes(minutes: int) -> str:
    """Return working time in words: `1 jam 20 menit kerja`.

    Only hours and minutes: how many of them make a day is the calendar's matter.

    :raises ValueError: if `minutes` is negative.
    """
    if minutes < 0:
        raise ValueError(f"minutes must be 0 or more, got {minutes}")
    hours, rest = divmod(minutes, 60)
    parts = [f"{grouped(hours)} jam"] if hours else []
    if rest or not hours:
        parts.append(f"{rest} menit")
    return f"{' '.join(parts)} kerja"


def office_days(days: int) -> str:
    """Return `2 hari kerja`."""
    return f"{grouped(days)} hari kerja"
