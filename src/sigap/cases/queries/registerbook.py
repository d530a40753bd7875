"""The lines of a book as its ruled pages show them: columns and words, no identity."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sigap.documents import facts, indonesian
from sigap.documents.labels import LABELS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from zoneinfo import ZoneInfo

_STATES = {
    "open": "Diproses",
    "waiting-complainant": "Menunggu kelengkapan",
    "held": "Ditunda",
    "forwarded": "Diteruskan",
    "withdrawn": "Dicabut",
    "merged": "Digabung",
    "closed": "Selesai",
}
_COMMON = ("no", "at", "case", "channel", "complainant", "permit", "registration", "summary")
_COMPLAINTS = (*_COMMON, "class", "disposed", "officer", "due", "answer", "state", "archive")
_OF_BOOK = {
    "agenda-kerja": (
        "no",
        "at",
        "case",
        "activity",
        "schedule",
        "permit",
        "summary",
        "officer",
        "due",
        "answer",
        "state",
    ),
    "buku-arsip": (
        "no",
        "at",
        "case",
        "permit",
        "registration",
        "summary",
        "code",
        "place",
        "retention",
        "officer",
        "answer",
        "state",
    ),
}
# Title, and width in millimetres; below zero a share of what is left.
_COLUMNS = {
    "no": ("No. urut", 10),
    "at": ("Tanggal, jam", 17),
    "case": ("No. register", 24),
    "channel": ("Kanal", 15),
    "complainant": ("Identitas", 17),
    "permit": ("Jenis izin", -2),
    "registration": ("No. pendaftaran", 20),
    "summary": ("Ringkasan", -4),
    "class": ("Klasifikasi", 18),
    "disposed": ("Disposisi", 16),
    "officer": ("Petugas", -2),
    "due": ("Batas waktu", 16),
    "answer": ("Jawaban: nomor, tanggal", 24),
    "state": ("Keadaan", 15),
    "archive": ("Arsip", 12),
    "activity": ("Kegiatan", -4),
    "schedule": ("Jadwal", 18),
    "code": ("Kode", 17),
    "place": ("Tempat", 24),
    "retention": ("Retensi", 26),
}


def columns(book: str) -> list[tuple[str, int]]:
    """Return titles and widths of a book's columns."""
    return [_COLUMNS[name] for name in _OF_BOOK.get(book, _COMPLAINTS)]


def ruled(book: str, lines: Iterable[dict[str, Any]], *, zone: ZoneInfo) -> Iterator[list[str]]:
    """Yield the cells of each line, in the order of the columns."""
    names = _OF_BOOK.get(book, _COMPLAINTS)
    for line in lines:
        yield [_cell(name, line, zone) for name in names]


def _cell(name: str, line: dict[str, Any], zone: ZoneInfo) -> str:
    found = _CELLS[name](line, zone) if name in _CELLS else line["facts"].get(name)
    return str(found) if found not in (None, "") else "–"


def _moment(value: str | datetime | None, zone: ZoneInfo) -> str:
    if not value:
        return ""
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    local = moment.astimezone(zone)
    return f"{_day(local.date())} {local:%H.%M}"


def _day(value: str | date | None) -> str:
    day = date.fromisoformat(value) if isinstance(value, str) and value else value
    return f"{day:%d-%m-%Y}" if isinstance(day, date) else ""


def _answer(line: dict[str, Any], zone: ZoneInfo) -> str:
    sent = line.get("answered_at")
    return "\n".join(
        part for part in (line.get("answer_number", ""), _moment(sent, zone)[:10]) if part
    )


def _place(line: dict[str, Any]) -> str:
    place = line["facts"].get("place") or {}
    names = (("cabinet", "Lemari"), ("shelf", "Rak"), ("box", "Boks"), ("folder", "Map"))
    return " / ".join(f"{word} {place[key]}" for key, word in names if place.get(key))


def _retention(line: dict[str, Any]) -> str:
    told = line["facts"]
    parts = [
        f"aktif {told['active_retention']}" if told.get("active_retention") else "",
        f"inaktif {told['inactive_retention']}" if told.get("inactive_retention") else "",
        str(told.get("fate", "")),
    ]
    return ", ".join(part for part in parts if part)


def _schedule(line: dict[str, Any]) -> str:
    return f"{_day(line['facts'].get('on'))} {line['facts'].get('start', '')}".strip()


def _channel(line: dict[str, Any]) -> str:
    name = LABELS[facts.Channel].get(line["channel"], line["channel"])
    outside = line["facts"].get("outside_number", "")
    return f"{name}\n{outside}" if outside else name


_CELLS: dict[str, Callable[[dict[str, Any], ZoneInfo], object]] = {
    "no": lambda line, _: line["no"],
    "at": lambda line, zone: _moment(line["at"], zone),
    "case": lambda line, _: line["case"],
    "channel": lambda line, _: _channel(line),
    "complainant": lambda line, _: LABELS[facts.ComplainantKind].get(
        line.get("complainant_kind", ""), ""
    ),
    "permit": lambda line, _: line["facts"].get("permit_name") or line["permit_type"],
    "registration": lambda line, _: line["facts"].get("registration_number"),
    "summary": lambda line, _: line["facts"].get("summary") or line["subject"],
    "class": lambda line, _: LABELS[facts.Classification].get(
        line.get("complaint_class") or line["facts"].get("class", ""), ""
    ),
    "disposed": lambda line, zone: _moment(line.get("disposed_at"), zone)[:10],
    "due": lambda line, zone: _moment(line["due_at"], zone)[:10],
    "answer": _answer,
    "state": lambda line, _: _STATES.get(line["status"], line["status"]),
    "archive": lambda line, _: line.get("archive_line"),
    "schedule": lambda line, _: _schedule(line),
    "place": lambda line, _: _place(line),
    "retention": lambda line, _: _retention(line),
}


def made_words(made_at: datetime) -> str:
    """Return when a book was printed, for its foot."""
    return f"Dicetak {indonesian.day_and_date(made_at.date())}, {made_at:%H.%M}."
