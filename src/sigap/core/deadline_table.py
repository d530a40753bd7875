"""The dated table of limits of the law and of promises: rules with source and verification."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING

from sigap.core.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class LegalUnit(StrEnum):
    """In what a limit counts; the law means calendar days unless it says otherwise."""

    CALENDAR_DAYS = "hari-kalender"
    WORKING_DAYS = "hari-kerja"
    HOURS = "jam-kalender"


class Verified(StrEnum):
    """How well a limit is known."""

    SEEN = "V"  # in a published page
    STATED = "M"  # widely stated, not checked
    INFERRED = "I"


@dataclass(frozen=True, slots=True)
class LegalRule:
    """A limit that holds from `valid_from` to `valid_until`, both included."""

    slug: str
    name: str
    amount: int
    unit: LegalUnit
    source: str
    verified: Verified
    valid_from: date
    valid_until: date | None = None

    @property
    def may_be_printed_as_law(self) -> bool:
        """Whether a letter or a public page may state it; only what was seen in print."""
        return self.verified is Verified.SEEN

    def holds_on(self, day: date) -> bool:
        """Whether the rule is in force on a day."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


def rules_on(table: Iterable[LegalRule], day: date) -> tuple[LegalRule, ...]:
    """Return the rules in force on a day, in the table's order."""
    return tuple(rule for rule in table if rule.holds_on(day))


def read_rules(text: str) -> tuple[LegalRule, ...]:
    """Return the rules of a deadline table in TOML (`[[rules]]`), in the file's order.

    :raises InvalidInput: with one line a fault, each with place and mend.
    """
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as wrong:
        # Also what is TOML by the letter but too long or too deep for Python's reader.
        where = re.search(r"line (\d+), column (\d+)", str(wrong))
        place = f"baris {where[1]}, kolom {where[2]}" if where else "berkas"
        raise InvalidInput(
            f"{place}: bukan TOML yang sah; periksa tanda kutip, kurung dan tanda ="
        ) from None
    rows = data.get("rules")
    faults = [f"{key!a}: kunci tidak dikenal; yang ada: rules" for key in data if key != "rules"]
    if not isinstance(rows, list) or not rows:
        faults.append("rules: tidak ada satu pun batas waktu; tulis [[rules]]")
        rows = []
    rules = []
    for number, row in enumerate(rows, 1):
        found = _row_faults(row) if isinstance(row, dict) else ["harus berupa tabel"]
        faults += [f"rules[{number}]: {fault}" for fault in found]
        if not found:
            rules.append(_rule(row))
    faults += _overlaps(rules)
    if faults:
        raise InvalidInput("\n".join(faults))
    return tuple(rules)


_TEXTS = ("slug", "name", "source")
_REQUIRED = (*_TEXTS, "amount", "unit", "verified", "valid_from")
_KNOWN = (*_REQUIRED, "valid_until")


def _row_faults(row: Mapping[str, object]) -> list[str]:
    faults = [f"kunci {key} belum ada" for key in _REQUIRED if key not in row]
    faults += [f"kunci {key!a} tidak dikenal" for key in row if key not in _KNOWN]
    for key in _TEXTS:
        value = row.get(key, "-")
        if not isinstance(value, str) or not value.strip() or not value.isprintable():
            faults.append(f"{key} harus teks satu baris yang tidak kosong")
    amount = row.get("amount", 1)
    if type(amount) is not int or not 1 <= amount <= 10_000:
        faults.append("amount harus bilangan bulat dari 1 sampai 10000")
    for key, values in (("unit", LegalUnit), ("verified", Verified)):
        allowed = [str(value) for value in values]
        if key in row and row[key] not in allowed:
            faults.append(f"{key} harus salah satu dari {', '.join(allowed)}")
    dates = [row.get(key, date.min) for key in ("valid_from", "valid_until")]
    # A TOML date with a time is a datetime, which Python counts among the dates.
    if any(type(value) is not date for value in dates):
        faults.append("valid_from dan valid_until harus tanggal tanpa tanda kutip")
    elif "valid_until" in row and dates[1] < dates[0]:  # type: ignore[operator]
        faults.append("valid_until sebelum valid_from; tukar keduanya")
    return faults


def _rule(row: Mapping[str, object]) -> LegalRule:
    until = row.get("valid_until")
    return LegalRule(
        slug=str(row["slug"]),
        name=str(row["name"]),
        amount=int(str(row["amount"])),
        unit=LegalUnit(str(row["unit"])),
        source=str(row["source"]),
        verified=Verified(str(row["verified"])),
        valid_from=date.fromisoformat(str(row["valid_from"])),
        valid_until=until if isinstance(until, date) else None,
    )


def _overlaps(rules: list[LegalRule]) -> list[str]:
    """Return a fault for each rule that begins while another of its slug still holds."""
    ordered = sorted(rules, key=lambda rule: (rule.slug, rule.valid_from))
    return [
        f"rules: {after.slug} berlaku ganda mulai {after.valid_from}; "
        f"isi valid_until pada yang mulai {before.valid_from}"
        for before, after in pairwise(ordered)
        if before.slug == after.slug and before.holds_on(after.valid_from)
    ]
