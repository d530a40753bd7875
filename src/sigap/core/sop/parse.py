"""From the text of an SOP file (TOML, `format = 1`) to an `Sop`, or to every fault in it.

Form is judged here (keys, kinds of values, spelling of times), sense in `check`. No input
raises: a file is loaded whole or not at all, and each fault is one finding.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from typing import TYPE_CHECKING, Any

from sigap.core.durations import parse_duration
from sigap.core.sop import check
from sigap.core.sop.definition import Decree, Duration, Lane, Outcome, Sop, Step, Unit
from sigap.core.sop.findings import Finding, Level
from sigap.core.sop.values import KINDS, Kind, shown

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["FORMAT", "parse", "parse_duration"]

FORMAT = 1
_MOST_CHARACTERS = 2_000_000  # the shipped files have 6 000; more than this is no SOP

_ROOT: Mapping[str, Kind] = {
    "format": KINDS["whole number"],
    "id": KINDS["slug"],
    "title": KINDS["text"],
    "then": KINDS["slug"].optional(""),
    "decree": KINDS["table"],
    "lanes": KINDS["tables"],
    "steps": KINDS["tables"],
}
_DECREE: Mapping[str, Kind] = {
    "instrument": KINDS["text"].optional(""),
    "number": KINDS["text"],
    "sop_number": KINDS["text"].optional(""),
    "annex": KINDS["text"],
    "date": KINDS["date"],
    "about": KINDS["text"],
    "institution": KINDS["text"],
    "created": KINDS["date"],
    "revised": KINDS["date"],
    "effective": KINDS["date"],
    "approver": KINDS["text"],
    "approver_name": KINDS["text"],
    "legal_basis": KINDS["texts"],
    "qualifications": KINDS["texts"],
    "related": KINDS["texts"],
    "equipment": KINDS["texts"],
    "warning": KINDS["text"],
    "recording": KINDS["text"],
}
_LANE: Mapping[str, Kind] = {
    "role": KINDS["slug"],
    "title": KINDS["words"],
    "name": KINDS["words"].optional(""),
}
_STEP: Mapping[str, Kind] = {
    "no": KINDS["whole number"],
    "activity": KINDS["text"],
    "executors": KINDS["slugs"],
    "executor_inferred": KINDS["switch"].optional(False),  # noqa: FBT003 - the key's default
    "requirements": KINDS["texts"],
    "gates": KINDS["texts"].optional(()),
    "time": KINDS["time"],
    "outputs": KINDS["texts"],
    "note": KINDS["text"].optional(""),
    "lane_text": KINDS["texts by role"].optional({}),
    "form": KINDS["slug"].optional(""),
    "produces": KINDS["slugs"].optional(()),
    "consults": KINDS["slugs"].optional(()),
    "separate_from": KINDS["whole numbers"].optional(()),
    "outcomes": KINDS["tables"].optional(()),
}
_OUTCOME: Mapping[str, Kind] = {
    "id": KINDS["slug"],
    "label": KINDS["words"],
    "next": KINDS["next"],
    "note_required": KINDS["switch"].optional(False),  # noqa: FBT003 - the key's default
}
# What a missing or unusable value is taken for, so that the rest can still be judged.
_PLACEHOLDERS: Mapping[str, Any] = {
    "activity": "",
    "executors": (),
    "time": Duration(1, Unit.MINUTES),
    "requirements": (),
    "outputs": (),
}

# The messages of `tomllib` that a hand-written file is likely to meet.
_TOML_FAULTS = (
    ("Expected '='", "tanda = belum ada; tulis kunci = nilai"),
    ("Cannot overwrite", "kunci ini sudah ditulis sebelumnya; hapus salah satu"),
    ("Cannot declare", "tabel ini sudah ditulis sebelumnya; pakai [[...]] untuk baris berulang"),
    ("Cannot mutate", "tabel ini sudah tertutup; tulis semua isinya di satu tempat"),
    ("Duplicate inline", "kunci ini tertulis dua kali dalam kurung kurawal; hapus salah satu"),
    ("Unterminated string", 'tanda petik penutup belum ada; akhiri teks dengan "'),
    (
        "Illegal character",
        'ada huruf yang tidak boleh di sini; mungkin tanda petik " belum ditutup',
    ),
    ("Unescaped '\\'", r"tanda \ harus ditulis \\ di dalam teks"),
    ("Unclosed array", "kurung siku penutup ] belum ada; akhiri daftar dengan ]"),
    ("Unclosed inline", "kurung kurawal penutup } belum ada; akhiri dengan }"),
    ("Expected newline", "ada tulisan lebih sesudah nilainya; satu kunci satu baris"),
    ("Invalid value", "nilai ini tidak dikenal; teks ditulis di antara tanda petik"),
    ("Invalid date", "tanggal ini tidak ada; tulis tahun-bulan-hari, misalnya 2024-08-08"),
    ("Invalid statement", "baris ini bukan kunci = nilai; beri # di depannya bila keterangan"),
)


def parse(text: str, *, name: str) -> tuple[Sop | None, list[Finding]]:
    """Return the SOP in `text`, or None and every error found. `name` is the file to be blamed."""
    if len(text) > _MOST_CHARACTERS:
        what = f"berkas terlalu besar ({len(text)} huruf); satu SOP satu berkas"
        return None, [Finding(Level.ERROR, "berkas", what, name)]
    try:
        document = tomllib.loads(text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}"))
    except tomllib.TOMLDecodeError as fault:
        return None, [_not_toml(str(fault), name)]
    except (ValueError, RecursionError):  # a number of 5 000 digits, brackets 1 000 deep
        what = "bukan TOML yang dapat dibaca: ada nilai yang terlalu panjang atau terlalu dalam"
        return None, [Finding(Level.ERROR, "berkas", f"{what}; betulkan nilainya", name)]
    reader = _Reader()
    sop = reader.sop(document)
    faults = [*reader.faults, *reader.senseless(sop)]
    findings = [Finding(Level.ERROR, where, what, name) for where, what in faults]
    return (None if findings else sop), findings


class _Reader:
    """Builds the SOP as far as it can be read, collecting (place, fault) on the way."""

    def __init__(self) -> None:
        self.faults: list[tuple[str, str]] = []

    def sop(self, document: Mapping[str, Any]) -> Sop:
        root = self._read(document, "", _ROOT)
        if root["format"] not in (None, FORMAT):
            self.faults.append(
                ("format", f"format {root['format']} tidak dikenal; tulis format = {FORMAT}")
            )
        return Sop(
            id=root["id"] or "",
            title=root["title"] or "",
            decree=self._decree(root["decree"]),
            lanes=tuple(
                Lane(lane["role"] or "", lane["title"] or "", lane["name"] or lane["title"] or "")
                for lane in self._rows(root["lanes"], "lanes", _LANE)
            ),
            steps=tuple(
                self._step(step, no)
                for no, step in enumerate(self._rows(root["steps"], "steps", _STEP), start=1)
            ),
            then=root["then"] or "",
        )

    def senseless(self, sop: Sop) -> list[tuple[str, str]]:
        """Return what `check` finds, less what only follows from a fault already told."""
        places = {where for where, _ in self.faults}
        lanes_known = not any(re.match(r"lanes($|\[\d+\]($|\.role))", place) for place in places)
        steps_known = "steps" not in places
        flow_known = steps_known and not any("outcomes" in place for place in places)
        told = [
            *(check.texts(sop) if steps_known else ()),
            *(check.numbers(sop) if not any(_is_number(place) for place in places) else ()),
            *check.executors(sop),
            *(check.lanes(sop) if lanes_known else ()),
            *check.decisions(sop),
            *check.separations(sop),
            *(check.flow(sop) if flow_known else ()),
        ]
        return [(where, what) for where, what in told if where not in places]

    def _decree(self, table: Mapping[str, Any] | None) -> Decree:
        if table is None:  # told already; one line for the table, not one for each of its keys
            nothing: dict[str, Any] = dict.fromkeys(_DECREE)
            return Decree(**nothing)
        decree: dict[str, Any] = self._read(table, "decree", _DECREE)
        decree["sop_number"] = decree["sop_number"] or decree["number"]
        return Decree(**decree)

    def _step(self, values: dict[str, Any], no: int) -> Step:
        outcomes = self._rows(values.pop("outcomes"), f"steps[{no}].outcomes", _OUTCOME)
        for key, placeholder in _PLACEHOLDERS.items():
            if values[key] is None:
                values[key] = placeholder
        if values["no"] is None:
            values["no"] = no
        for key, kind in _STEP.items():
            if key in values and values[key] is None:
                values[key] = kind.default
        return Step(
            **values,
            outcomes=tuple(
                Outcome(
                    outcome["id"] or f"?{index}",
                    outcome["label"] or "",
                    None if outcome["next"] == "end" else outcome["next"],
                    bool(outcome["note_required"]),
                )
                for index, outcome in enumerate(outcomes, start=1)
            ),
        )

    def _rows(
        self, tables: list[Any] | None, where: str, kinds: Mapping[str, Kind]
    ) -> list[dict[str, Any]]:
        return [
            self._read(table, f"{where}[{index}]", kinds)
            for index, table in enumerate(tables or (), start=1)
        ]

    def _read(
        self, table: Mapping[str, Any], where: str, kinds: Mapping[str, Kind]
    ) -> dict[str, Any]:
        """Return a value for every key of `kinds`; None where there is none to be used."""
        prefix = f"{where}." if where else ""
        for key in table:
            if key not in kinds:
                self.faults.append((f"{prefix}{_spelled(key)}", _unknown(key, kinds)))
        values: dict[str, Any] = {}
        for key, kind in kinds.items():
            if key in table:
                value, fault = kind.read(table[key])
                if fault:
                    self.faults.append((f"{prefix}{key}", fault))
                values[key] = None if fault else value
            elif kind.required:
                self.faults.append(
                    (f"{prefix}{key}", f"kunci wajib ini belum ada; tambahkan {kind.example(key)}")
                )
                values[key] = None
            else:
                values[key] = kind.default
        return values


def _is_number(place: str) -> bool:
    return place == "steps" or bool(re.fullmatch(r"steps\[\d+\]\.no", place))


def _spelled(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]{1,60}", key) else shown(key)


def _unknown(key: str, kinds: Mapping[str, Kind]) -> str:
    near = difflib.get_close_matches(key, kinds, n=1)
    hint = f'mungkin maksudnya "{near[0]}"' if near else f"yang dikenal: {', '.join(kinds)}"
    return f"kunci ini tidak dikenal; hapus atau betulkan ejaannya ({hint})"


def _not_toml(message: str, name: str) -> Finding:
    found = re.search(r"\(at line (\d+), column (\d+)\)$", message)
    where = f"baris {found[1]}, kolom {found[2]}" if found else "akhir berkas"
    reason = next(
        (mend for start, mend in _TOML_FAULTS if message.startswith(start)),
        "tulisan di sini tidak menurut aturan TOML; betulkan atau hapus",
    )
    return Finding(Level.ERROR, where, f"bukan TOML yang sah: {reason}", name)
