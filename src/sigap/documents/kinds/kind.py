"""What a document kind is. One kind per file of this folder; `KINDS` lists them."""

from __future__ import annotations

from dataclasses import MISSING, dataclass, fields, is_dataclass
from types import NoneType
from typing import TYPE_CHECKING, Any, get_args, get_origin

from sigap.documents import facts as vocabulary
from sigap.documents.labels import LABELS
from sigap.documents.reading import field_types

if TYPE_CHECKING:
    from collections.abc import Callable

# The code of Pelayanan Perizinan among the classification codes of Permendagri 83/2022.
LICENSING_CODE = "500.16.7.2"
NUMBER_PATTERN = "{kode}/{nomor}/{unit}/{tahun}"


@dataclass(frozen=True, slots=True)
class Numbering:
    """How letters of a kind are numbered unless the office says otherwise."""

    code: str = LICENSING_CODE
    pattern: str = NUMBER_PATTERN


# What stands around the body of a paper: every kind has these texts unless it says otherwise.
SHEET = ("heading", "opening", "closing", "note", "footer")
LETTER = ("copies", "footer")


@dataclass(frozen=True, slots=True)
class Text:
    """Words of a paper that the office may change; `shipped` is what it says until then.

    An empty one is not printed; `is_needed` forbids that. `places` are what it must hold in
    braces, filled by the template.
    """

    id: str
    label: str
    shipped: str = ""
    longest: int = 200
    is_needed: bool = False
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a paper that the office may leave out."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of paper: its facts, its template `templates/ID.typ`, and how it is handled.

    `carries_identity`: facts and file name the complainant, or free text may, so they are kept
    sealed. `at_once`: drawn for whoever opens it before the worker came to it. `numbered`:
    None for papers without a letter number. `signed_by`: the role that signs by default, empty
    for none. `texts` and `parts` are what the office may word and leave out beside the `frame`,
    see `paper_texts`.
    """

    id: str
    title: str
    facts: type
    sample: Callable[[], dict[str, Any]]
    carries_identity: bool
    at_once: bool = False
    numbered: Numbering | None = None
    signed_by: str = ""
    draft: bool = False
    texts: tuple[Text, ...] = ()
    parts: tuple[Part, ...] = ()
    frame: tuple[str, ...] = SHEET

    @property
    def template(self) -> str:
        """The file in `templates/` that draws this kind."""
        return f"{self.id}.typ"

    @property
    def facts_schema(self) -> dict[str, Any]:
        """The JSON Schema of the facts."""
        return _schema(self.facts)


_PLAIN: dict[object, dict[str, Any]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    vocabulary.Moment: {"type": "string", "format": "date-time"},
    vocabulary.Day: {"type": "string", "format": "date"},
    vocabulary.Clock: {"type": "string", "format": "time"},
    vocabulary.Minutes: {"type": "integer", "minimum": 0},
    vocabulary.Image: {"type": "string"},
    vocabulary.Link: {"type": "string", "format": "uri"},
    vocabulary.Barcode: {"type": "string", "maxLength": 40},
    vocabulary.Blocks: {
        "oneOf": [{"type": "array", "items": {"type": "object"}}, {"type": "string"}]
    },
}


def _schema(kind: Any) -> dict[str, Any]:  # noqa: ANN401 - a type form
    if kind in _PLAIN:
        return dict(_PLAIN[kind])
    if kind in LABELS:
        return {"type": "string", "examples": list(LABELS[kind])}
    if get_origin(kind) is tuple:
        return {"type": "array", "items": _schema(get_args(kind)[0])}
    if not (isinstance(kind, type) and is_dataclass(kind)):
        (inner,) = [part for part in get_args(kind) if part is not NoneType]
        return _schema(inner)
    hints = field_types(kind)
    return {
        "type": "object",
        "properties": {field.name: _schema(hints[field.name]) for field in fields(kind)},
        "required": [
            field.name
            for field in fields(kind)
            if field.default is MISSING and field.default_factory is MISSING
        ],
        "additionalProperties": False,
    }
