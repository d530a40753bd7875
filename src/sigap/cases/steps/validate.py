"""Holding what was filled in against the task's schema, with words that a person understands."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError as ValidationFault
from django.core.validators import validate_email
from jsonschema import Draft202012Validator, FormatChecker

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
    "date-time": "waktu dengan zona (seperti 2026-11-27T09:00:00+07:00)",
    "date": "tanggal (seperti 2026-11-27)",
    "time": "jam",
    "email": "alamat surel",
    "uri": "alamat laman",
    "string": "teks",
    "object": "kelompok isian",
    "array": "daftar",
    "integer": "bilangan bulat",
    "number": "bilangan",
    "boolean": "ya atau tidak",
}
_MOST_CHARACTERS = 2_000_000
_YEARS = range(1900, 2200)
# Own checks of the five formats of the contract: the library's optional checker of addresses
# alone would cost the start of every process more than a second.
_FORMATS = FormatChecker(())


@_FORMATS.checks("date-time")
def _is_moment(value: object) -> bool:
    """Whether a text is a moment with its zone; seconds may be left out."""
    if not isinstance(value, str):
        return True
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return False
    return "T" in value and moment.utcoffset() is not None and moment.year in _YEARS


@_FORMATS.checks("time")
def _is_time(value: object) -> bool:
    """Whether a time of day has a zone, as RFC 3339 wants it."""
    if not isinstance(value, str):
        return True
    try:
        return time.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


@_FORMATS.checks("email")
def _is_email(value: object) -> bool:
    """Whether a text can be a mail address."""
    if not isinstance(value, str):
        return True
    try:
        validate_email(value)
    except ValidationFault:
        return False
    return True


@_FORMATS.checks("uri")
def _is_address(value: object) -> bool:
    """Whether a text is an absolute address."""
    if not isinstance(value, str):
        return True
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return bool(parts.scheme) and not any(c.isspace() for c in value)


@_FORMATS.checks("date")
def _is_date(value: object) -> bool:
    """Whether a text is a day as 2026-11-27."""
    if not isinstance(value, str):
        return True
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return False
    return value == day.isoformat() and day.year in _YEARS


def validate(schema: Schema, data: Any) -> Data:  # noqa: ANN401 - from outside
    """Return `data` if it fits `schema` and holds nothing that the schema does not know.

    :raises Refused: `invalid-data`; `detail.fields` lists every fault by field.
    """
    validator = Draft202012Validator(closed(schema), format_checker=_FORMATS)
    faults = sorted(validator.iter_errors(data), key=lambda one: list(map(str, one.path)))
    if not faults:
        _refuse_unprintable(data)
        return dict(_whole_numbers(data))
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


def _whole_numbers(value: Any) -> Any:  # noqa: ANN401 - from outside
    """Return `value` with 3.0 as 3: JSON Schema takes both for an integer, papers do not."""
    if isinstance(value, dict):
        return {name: _whole_numbers(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_whole_numbers(part) for part in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


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
    keyword, wanted = str(fault.validator), _wanted(fault)
    if keyword == "required":
        missing = [name for name in wanted if name not in _instance(fault)]
        return [(f"{path}.{name}", "belum diisi") for name in missing]
    if keyword == "additionalProperties":
        schema: Any = fault.schema
        unknown = [name for name in _instance(fault) if name not in schema["properties"]]
        return [(f"{path}.{name}"[:200], "isian ini tidak dikenal") for name in unknown]
    if keyword == "oneOf":
        return _told_of_branch(fault, path)
    return [(path, _words(fault))]


def _told_of_branch(fault: ValidationError, path: str) -> list[tuple[str, str]]:
    """Return the faults of the branch that was meant: the one whose constants all fit."""
    branches: dict[object, list[ValidationError]] = {}
    for one in fault.context or ():
        branches.setdefault(one.schema_path[0], []).append(one)
    meant = [
        faults
        for faults in branches.values()
        if not any(one.validator == "const" for one in faults) and _says_which(faults, fault)
    ]
    if len(meant) != 1:
        marks = [_marks(one) for one in _wanted(fault)]
        return [(path, _SAYS["oneOf"] + ": " + " atau ".join(marks))]
    return [told for one in meant[0] for told in _told(one)]


def _says_which(faults: list[ValidationError], whole: ValidationError) -> bool:
    """Whether what was filled in holds the constant that marks this branch."""
    branch = _wanted(whole)[faults[0].schema_path[0]]
    consts = [name for name, part in branch.get("properties", {}).items() if "const" in part]
    filled = _instance(whole)
    return isinstance(filled, dict) and all(name in filled for name in consts)


def _marks(branch: Schema) -> str:
    parts = branch.get("properties", {}).items()
    said = [f"{name} {part['const']}" for name, part in parts if "const" in part]
    return ", ".join(said) or str(branch.get("title", ""))


def _words(fault: ValidationError) -> str:
    wanted = _wanted(fault)
    if isinstance(wanted, list):
        shown = ", ".join(map(str, wanted[:12]))
    else:
        shown = _WORDS.get(str(wanted), str(wanted)[:80])
    return _SAYS.get(str(fault.validator), "tidak sesuai").format(shown)


def _wanted(fault: ValidationError) -> Any:  # noqa: ANN401 - a part of a schema
    return fault.validator_value


def _instance(fault: ValidationError) -> Any:  # noqa: ANN401 - from outside
    return fault.instance


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
