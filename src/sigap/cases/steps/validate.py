"""Holding what was filled in against the task's schema, with words that a person understands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator

from sigap.core.errors import Refused

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

    from sigap.cases.steps.form import Data, Schema

_SAYS = {
    "minLength": "masih kosong atau terlalu pendek; paling sedikit {0} huruf",
    "maxLength": "terlalu panjang; paling banyak {0} huruf",
    "minItems": "perlu paling sedikit {0} isian",
    "enum": "bukan salah satu pilihan; pilihannya: {0}",
    "const": "harus {0}",
    "minimum": "paling kecil {0}",
    "maximum": "paling besar {0}",
    "format": "bukan {0} yang benar",
    "type": "jenis isiannya salah; seharusnya {0}",
    "oneOf": "tidak cocok dengan satu pun bentuk yang diminta",
}
_WORDS = {
    "date-time": "waktu (tahun-bulan-tanggalTjam:menit dengan zona, mis. 2026-11-27T09:00+07:00)",
    "date": "tanggal (tahun-bulan-tanggal)",
    "time": "jam",
    "email": "alamat pos-el",
    "uri": "alamat laman",
    "string": "teks",
    "object": "kelompok isian",
    "array": "daftar",
    "integer": "bilangan bulat",
    "number": "bilangan",
    "boolean": "ya atau tidak",
}
_MOST_CHARACTERS = 2_000_000


def validate(schema: Schema, data: Any) -> Data:  # noqa: ANN401 - from outside
    """Return `data` if it fits `schema` and holds nothing that the schema does not know.

    :raises Refused: `invalid-data`; `detail.fields` lists every fault by field.
    """
    validator = Draft202012Validator(
        closed(schema), format_checker=Draft202012Validator.FORMAT_CHECKER
    )
    faults = sorted(validator.iter_errors(data), key=lambda one: list(map(str, one.path)))
    if not faults:
        _refuse_unprintable(data)
        return dict(data)
    said: dict[str, str] = {}
    for fault in faults:
        for field, words in _told(fault):
            said.setdefault(field, words)
    first = next(iter(said))
    raise Refused(
        "invalid-data",
        "; ".join(f"{field}: {words}" for field, words in list(said.items())[:5]),
        field=first,
        detail={"fields": said},
    )


def closed(schema: Schema) -> Schema:
    """Return the schema with unknown fields forbidden at every level."""
    made = {key: _closed_part(key, value) for key, value in schema.items()}
    if "properties" in made:
        made["additionalProperties"] = False
    return made


def _closed_part(key: str, value: Any) -> Any:  # noqa: ANN401 - a part of a schema
    if key == "properties":
        return {name: closed(part) for name, part in value.items()}
    if key == "items":
        return closed(value)
    if key == "oneOf":
        return [closed(part) for part in value]
    return value


def _told(fault: ValidationError) -> list[tuple[str, str]]:
    """Return (field, words) of one fault; a missing field is named itself."""
    path = ".".join(["data", *map(str, fault.absolute_path)])
    keyword, wanted = str(fault.validator), fault.validator_value
    if keyword == "required":
        missing = [name for name in wanted if name not in (fault.instance or {})]
        return [(f"{path}.{name}", "belum diisi") for name in missing]
    if keyword == "additionalProperties":
        known = fault.schema.get("properties", {})
        unknown = [name for name in fault.instance if name not in known]
        return [(f"{path}.{name}"[:200], "isian ini tidak dikenal") for name in unknown]
    if keyword == "oneOf" and fault.context:
        best = min(fault.context, key=lambda one: len(str(one.instance)) if one.path else 0)
        return [(path, _SAYS["oneOf"] + f" ({_words(best)})")]
    return [(path, _words(fault))]


def _words(fault: ValidationError) -> str:
    wanted = fault.validator_value
    if isinstance(wanted, list):
        shown = ", ".join(map(str, wanted[:12]))
    else:
        shown = _WORDS.get(str(wanted), str(wanted)[:80])
    return _SAYS.get(str(fault.validator), "tidak sesuai").format(shown)


def _refuse_unprintable(data: Any) -> None:  # noqa: ANN401 - from outside
    """Refuse what no database and no paper can hold: NUL and lone surrogates, endless text."""
    stack, total = [("data", data)], 0
    while stack:
        path, value = stack.pop()
        if isinstance(value, dict):
            stack += [(f"{path}.{name}", part) for name, part in value.items()]
        elif isinstance(value, list):
            stack += [(f"{path}.{index}", part) for index, part in enumerate(value)]
        elif isinstance(value, str):
            total += len(value)
            if "\0" in value or any("\ud800" <= c <= "\udfff" for c in value):
                raise Refused(
                    "invalid-data", f"{path}: berisi karakter yang tidak dapat disimpan", field=path
                )
    if total > _MOST_CHARACTERS:
        raise Refused("invalid-data", "Isian terlalu panjang untuk satu langkah.", field="data")
