"""The kinds of values that an SOP file holds: how each is read and what is said if it can't be.

A reader returns (value, "") or (None, fault); a fault is an Indonesian half-sentence with its
mend, to be put behind the place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sigap.core.durations import parse_duration
from sigap.core.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Callable

_MOST_SHOWN = 40
_LARGEST_NUMBER = 10_000  # of a step


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of value: `read` judges one, `sample` shows how one is written."""

    read: Callable[[Any], tuple[Any, str]]
    sample: str
    required: bool = True
    default: Any = None

    def optional(self, default: object) -> Kind:
        """Return the same kind for a key that may be absent and then means `default`."""
        return replace(self, required=False, default=default)

    def example(self, key: str) -> str:
        """Return how `key` is written with a value of this kind."""
        return self.sample.format(key=key)


def shown(value: object) -> str:
    """Return `value` as a message shows it: on one line, short, in quotation marks if a text."""
    text = " ".join(str(value).split())
    text = "".join(
        letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text
    )
    short = text if len(text) <= _MOST_SHOWN else f"{text[: _MOST_SHOWN - 1]}…"
    return f'"{short}"' if isinstance(value, str) else short


def text(value: object) -> tuple[Any, str]:
    """Read a text, which may be empty."""
    if not isinstance(value, str):
        return None, f"harus berupa teks, bukan {shown(value)}; tulis di antara tanda petik"
    return value, ""


def words(value: object) -> tuple[Any, str]:
    """Read a text that says something."""
    if isinstance(value, str) and not value.strip():
        return None, "teks kosong; isi seperti tercetak"
    return text(value)


def slug(value: object) -> tuple[Any, str]:
    """Read an id: lower-case letters and digits, joined by hyphens."""
    if not isinstance(value, str) or not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", value):
        return None, (
            f"{shown(value)} bukan id; pakai huruf kecil, angka dan tanda hubung, misalnya "
            '"analis-pengaduan"'
        )
    return value, ""


def whole_number(value: object) -> tuple[Any, str]:
    """Read a whole number that can number a step or a format."""
    if not isinstance(value, int) or isinstance(value, bool):
        return None, f"harus bilangan bulat, bukan {shown(value)}; tulis tanpa tanda petik"
    if not 0 <= value <= _LARGEST_NUMBER:
        return None, f"bilangan di luar 0 sampai {_LARGEST_NUMBER}; betulkan"
    return value, ""


def switch(value: object) -> tuple[Any, str]:
    """Read true or false."""
    if not isinstance(value, bool):
        return None, f"harus true atau false, bukan {shown(value)}; tulis tanpa tanda petik"
    return value, ""


def day(value: object) -> tuple[Any, str]:
    """Read a date without time of day."""
    if not isinstance(value, date) or isinstance(value, datetime):
        return None, f"harus tanggal, bukan {shown(value)}; tulis tanpa petik, misalnya 2024-08-08"
    return value, ""


def duration(value: object) -> tuple[Any, str]:
    """Read an amount of office time: one positive whole number of menit, jam or hari."""
    if not isinstance(value, str):
        return None, f'harus berupa teks, bukan {shown(value)}; misalnya "30 menit"'
    try:
        return parse_duration(value), ""
    except InvalidInput as fault:
        return None, str(fault)


def following(value: object) -> tuple[Any, str]:
    """Read what comes after an outcome: a step's number or "end"."""
    if value == "end":
        return value, ""
    number, fault = whole_number(value)
    return number, fault and 'harus nomor langkah atau "end"; misalnya next = 4'


def texts_by_role(value: object) -> tuple[Any, str]:
    """Read a table of texts with roles as keys."""
    if not isinstance(value, dict):
        return None, f'harus tabel, bukan {shown(value)}; misalnya {{ koordinator = "setuju" }}'
    for key, item in value.items():
        fault = slug(key)[1] or words(item)[1]
        if fault:
            return None, f"{shown(key)}: {fault}"
    return value, ""


def table(value: object) -> tuple[Any, str]:
    """Read a table; what is in it is read by the caller."""
    return (value, "") if isinstance(value, dict) else (None, "harus sebuah tabel; tulis [decree]")


def tables(value: object) -> tuple[Any, str]:
    """Read a row of tables; what is in them is read by the caller."""
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        return None, "harus deretan tabel; tulis nama ini dalam kurung siku ganda [[…]]"
    return value, ""


def _several(read: Callable[[Any], tuple[Any, str]]) -> Callable[[Any], tuple[Any, str]]:
    def read_all(value: object) -> tuple[Any, str]:
        if not isinstance(value, list):
            return None, f"harus sebuah daftar, bukan {shown(value)}; tulis dalam kurung siku [ ]"
        for index, item in enumerate(value, start=1):
            fault = read(item)[1]
            if fault:
                return None, f"isi ke-{index}: {fault}"
        return tuple(value), ""

    return read_all


KINDS = {
    "text": Kind(text, '{key} = "…"'),
    "words": Kind(words, '{key} = "…"'),
    "slug": Kind(slug, '{key} = "nama-pendek"'),
    "slugs": Kind(_several(slug), '{key} = ["nama-pendek"]'),
    "texts": Kind(_several(words), '{key} = ["…"]'),
    "whole number": Kind(whole_number, "{key} = 1"),
    "whole numbers": Kind(_several(whole_number), "{key} = [1]"),
    "switch": Kind(switch, "{key} = true"),
    "date": Kind(day, "{key} = 2024-08-08"),
    "time": Kind(duration, '{key} = "30 menit"'),
    "next": Kind(following, "{key} = 4"),
    "texts by role": Kind(texts_by_role, '{key} = {{ koordinator = "…" }}'),
    "table": Kind(table, "[{key}]"),
    "tables": Kind(tables, "[[{key}]]"),
}
