"""Faults that pydantic finds, in words that a person understands, by field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_SAYS = {
    "missing": "belum diisi",
    "extra_forbidden": "isian ini tidak dikenal",
    "string_type": "harus teks",
    "string_too_short": "terlalu pendek; paling sedikit {min_length} huruf",
    "string_too_long": "terlalu panjang; paling banyak {max_length} huruf",
    "string_pattern_mismatch": "kosong, atau berisi karakter yang tidak dapat disimpan",
    "string_unicode": "berisi karakter yang tidak dapat disimpan",
    "literal_error": "bukan salah satu pilihan; pilihannya: {expected}",
    "enum": "bukan salah satu pilihan; pilihannya: {expected}",
    "bool_type": "harus true atau false",
    "bool_parsing": "harus true atau false",
    "int_type": "harus bilangan bulat",
    "int_parsing": "harus bilangan bulat",
    "int_parsing_size": "bilangannya terlalu besar",
    "greater_than_equal": "paling kecil {ge}",
    "less_than_equal": "paling besar {le}",
    "dict_type": "harus kelompok isian (objek)",
    "model_type": "harus kelompok isian (objek)",
    "model_attributes_type": "harus kelompok isian (objek)",
    "timezone_aware": "perlu zona waktu, mis. 2026-11-27T09:00:00+07:00",
    "date_type": "bukan tanggal (tahun-bulan-tanggal)",
}
_BEGINS = {
    "datetime": "bukan waktu yang benar, mis. 2026-11-27T09:00:00+07:00",
    "date": "bukan tanggal yang benar, mis. 2026-11-27",
    "uuid": "bukan pengenal yang benar",
}
# Where ninja says that a value stood; the client knows.
_PLACES = ("query", "path", "body", "header", "form", "file")


def faults_by_field(errors: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Return what is wrong by the dotted name of the field; one fault a field, the first."""
    found: dict[str, str] = {}
    for error in errors:
        place = [str(part) for part in error["loc"]]
        if place and place[0] in _PLACES:
            # The second is the name of the view's argument.
            place = place[2:] if len(place) > 2 else place[1:]
        found.setdefault(".".join(place)[:200] or "body", _words(error))
    return found


def _words(error: Mapping[str, Any]) -> str:
    kind = str(error["type"])
    context = dict(error.get("ctx") or {})
    if kind in _SAYS:
        return _SAYS[kind].format_map(_Shown(context))
    if kind == "value_error":
        return str(context.get("error") or error.get("msg", ""))
    for beginning, words in _BEGINS.items():
        if kind.startswith(beginning):
            return words
    return "tidak sesuai"


class _Shown(dict[str, Any]):
    def __missing__(self, name: str) -> str:
        return "…"
