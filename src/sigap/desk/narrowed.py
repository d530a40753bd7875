"""From a figure to the list behind it: conditions in an address, and what they are called."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from sigap.cases.queries.narrowing import Narrowing
from sigap.documents.indonesian import long_date
from sigap.reports.audience import HEADS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import QueryDict

LIST = "/berkas/"
_FLAGS = {
    "berjalan": ("running", "masih berjalan"),
    "lewat-janji": ("overdue", "lewat janji"),
    "langkah-lewat": ("step_overdue", "langkahnya lewat batas"),
    "keluar-sop": ("side_exit", "berakhir di luar SOP"),
    "diulang": ("repeated", "ada langkah yang diulang"),
}
_DAYS = {
    "berakhir-dari": ("ended_first", "berakhir sejak"),
    "berakhir-sampai": ("ended_last", "berakhir sampai"),
    "dijawab-dari": ("answered_first", "dijawab sejak"),
    "dijawab-sampai": ("answered_last", "dijawab sampai"),
}
_WORDS = {
    "menunggu": ("waits_for", "menunggu jawaban"),
    "disurati": ("asked", "disurati kepada"),
    "petugas": ("worker", "dikerjakan oleh"),
}
_KEPT = {"ditepati": (True, "janji ditepati"), "dilewati": (False, "janji dilewati")}
_LONGEST = 80


@dataclass(frozen=True, slots=True)
class Chip:
    """One condition in force: how it is called, and the address of the list without it."""

    name: str
    value: str
    text: str
    without: str


def list_link(**conditions: str) -> str:
    """Return the address of the list with these parameters; `_` in a name stands for `-`."""
    chosen = {name.strip("_").replace("_", "-"): value for name, value in conditions.items()}
    return f"{LIST}?{urlencode(chosen)}"


def narrowing_of(query: QueryDict, *, roles: frozenset[str]) -> Narrowing | None:
    """Return the conditions of an address; what makes no sense there is left out.

    None if there are none. Who did what is for superiors alone.
    """
    found: dict[str, object] = {}
    for name, (field, _) in _FLAGS.items():
        if _value(query, name):
            found[field] = True
    for name, (field, _) in _DAYS.items():
        day = _day(_value(query, name))
        if day:
            found[field] = day
    for name, (field, _) in _WORDS.items():
        if _value(query, name) and (name != "petugas" or roles & HEADS):
            found[field] = _value(query, name)[:_LONGEST]
    kept = _KEPT.get(_value(query, "janji"))
    if kept:
        found["kept"] = kept[0]
    place = _place(_value(query, "langkah"))
    if place:
        found["place"] = place
    return Narrowing(**found) if found else None  # type: ignore[arg-type]


def chips(query: QueryDict, narrowing: Narrowing | None, names: Mapping[str, str]) -> list[Chip]:
    """Return the conditions in force; `names` are those of steps, agencies and persons."""
    if narrowing is None:
        return []
    found = []
    for name in query:
        value = _value(query, name)
        text = _text(name, value, narrowing, names)
        if text:
            rest = query.copy()
            rest.pop(name)
            rest.pop("dari", None)
            found.append(Chip(name, value, text, f"{LIST}?{rest.urlencode()}"))
    return found


def _text(name: str, value: str, narrowing: Narrowing, names: Mapping[str, str]) -> str:
    if name in _FLAGS:
        field, words = _FLAGS[name]
        return words if getattr(narrowing, field) else ""
    if name in _DAYS:
        field, words = _DAYS[name]
        day = getattr(narrowing, field)
        return f"{words} {long_date(day)}" if day else ""
    if name in _WORDS:
        field, words = _WORDS[name]
        known = getattr(narrowing, field)
        return f"{words} {names.get(known, known)}" if known else ""
    if name == "janji" and narrowing.kept is not None:
        return _KEPT[value][1]
    if name == "langkah" and narrowing.place:
        return f"pada langkah {names.get(value, value)}"
    return ""


def _value(query: QueryDict, name: str) -> str:
    return str(query.get(name) or "")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _place(text: str) -> tuple[str, int] | None:
    sop, _, no = text[:_LONGEST].rpartition(".")
    return (sop, int(no)) if sop and no.isdecimal() and len(no) < 4 else None
