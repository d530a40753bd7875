"""A form made from a JSON Schema: fields to draw, and what was typed read back as data.

Knows the keywords of the API's contract and nothing of any domain, so every task's form, also
one of an SOP that came in yesterday, is drawn by the same few templates.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sigap.ui import letter_text
from sigap.ui.schema_words import help_of, labels_of
from sigap.ui.typed_values import local_time, read_plain, whole_number

if TYPE_CHECKING:
    from collections.abc import Mapping
    from zoneinfo import ZoneInfo

    from django.http import QueryDict

    from sigap.core.errors import Refused

Schema = dict[str, Any]
Json = Any  # any JSON value
_LONG_TEXT = 250  # characters from which a field gets several lines
_FEW = 4  # options up to which all are shown at once
_BRANCH = "~"  # marks the field that chooses a branch of a oneOf, and what lies inside one
_MOST_ROWS = 300


@dataclass
class Option:
    """One value of a list with its label."""

    value: str
    label: str
    chosen: bool = False


@dataclass
class Field:
    """One field, group or list as the templates draw it."""

    name: str
    widget: str
    title: str = ""
    help: str = ""
    required: bool = False
    value: Any = ""
    error: str = ""
    options: list[Option] = field(default_factory=list)
    children: list[Field] = field(default_factory=list)
    suggestions: list[str] = field(default_factory=list)
    longest: int = 0
    least: int | None = None
    most: int | None = None
    has_focus: bool = False
    is_bare: bool = False  # a row of its own: the list's title says what it is
    preview: list[Any] = field(default_factory=list)  # a letter's text as it will be printed
    offers: list[Option] = field(default_factory=list)  # texts that may be set in a letter

    @property
    def id(self) -> str:
        """Return the HTML id."""
        return "f-" + re.sub(r"[^\w-]", "-", self.name)

    @property
    def template(self) -> str:
        """Return the template that draws this kind of field."""
        return f"ui/fields/{self.widget}.html"

    @property
    def has_error(self) -> bool:
        """Whether this field or one inside it has an error."""
        return bool(self.error) or any(child.has_error for child in self.children)


def build(
    schema: Schema,
    value: Json,
    *,
    name: str = "data",
    required: bool = True,
    errors: Mapping[str, str] | None = None,
    zone: ZoneInfo,
    is_typed: bool = False,
) -> Field:
    """Return the field for `schema` holding `value` (None: its default).

    `is_typed`: a person filled this in, so what is not there was emptied and stays empty.
    """
    errors = errors or {}
    if value is None and not is_typed:
        value = schema.get("default")
    made = Field(
        name=name,
        widget="text",
        title=schema.get("title", ""),
        help=help_of(schema),
        required=required,
        error=errors.get(_place(name), ""),
        longest=schema.get("maxLength", 0),
        least=schema.get("minimum"),
        most=schema.get("maximum"),
        suggestions=[str(one) for one in schema.get("examples", ())],
    )
    if "oneOf" in schema:
        return _one_of(made, schema, value, errors=errors, zone=zone, is_typed=is_typed)
    if "const" in schema:
        made.widget = "agree" if schema["const"] is True else "constant"
        made.value = value == schema["const"] if schema["const"] is True else schema["const"]
        return made
    kind = schema.get("type")
    if kind == "object":
        return _object(made, schema, value, errors=errors, zone=zone, is_typed=is_typed)
    if kind == "array":
        return _array(made, schema, value, errors=errors, zone=zone, is_typed=is_typed)
    return _plain(made, schema, value, zone=zone)


def read(
    schema: Schema,
    post: QueryDict,
    *,
    name: str = "data",
    zone: ZoneInfo,
    empty_rows: bool = False,
) -> Json:
    """Return the data that was typed; None for nothing. What cannot be read stays as typed.

    With `empty_rows`, rows that nothing was typed in are there too, so that places still count.
    """
    if "oneOf" in schema:
        chosen = post.get(f"{name}.{_BRANCH}", "0")
        index = whole_number(chosen) or 0
        index = index if index < len(schema["oneOf"]) else 0
        branch = schema["oneOf"][index]
        inside = _inside(name, index)
        typed = read(branch, post, name=inside, zone=zone, empty_rows=empty_rows) or {}
        return {**typed, **_marks(branch)}
    if "const" in schema:
        if schema["const"] is True:
            return True if post.get(name) else None
        return schema["const"]
    kind = schema.get("type")
    if kind == "object":
        parts = schema.get("properties", {})
        read_parts = {
            key: read(part, post, name=f"{name}.{key}", zone=zone, empty_rows=empty_rows)
            for key, part in parts.items()
        }
        filled = {key: part for key, part in read_parts.items() if part is not None}
        said = [key for key in filled if parts[key].get("const", True) is True]
        return filled if said or name.count(".") == 0 else None
    if kind == "array":
        return _read_rows(schema, post, name=name, zone=zone, empty_rows=empty_rows)
    return read_plain(schema, post.get(name, ""), zone=zone)


def errors_of(refused: Refused) -> dict[str, str]:
    """Return what is wrong by field name; under "" what belongs to no field."""
    fields = refused.detail.get("fields")
    if isinstance(fields, dict):
        return {str(name): str(words) for name, words in fields.items()}
    return {refused.field: refused.message}


def change_rows(data: Json, post: QueryDict) -> None:
    """Add an empty row to the list named in `_add`, or take away the row named in `_remove`."""
    if "_add" in post:
        rows = _reach(data, _place(post.get("_add", "")).split(".")[1:], make=True)
        if isinstance(rows, list) and len(rows) < _MOST_ROWS:
            rows.append(None)
    elif "_remove" in post:
        path, _, last = _place(post.get("_remove", "")).rpartition(".")
        rows = _reach(data, path.split(".")[1:], make=False)
        place = whole_number(last)
        if isinstance(rows, list) and place is not None and place < len(rows):
            del rows[place]


def _reach(data: Json, path: list[str], *, make: bool) -> Json:
    """Return the value at a path; a missing list is made where one is to grow."""
    for place, key in enumerate(path):
        is_last = place == len(path) - 1
        row = whole_number(key)
        if isinstance(data, list) and row is not None and row < len(data):
            if data[row] is None:
                data[row] = {}
            data = data[row]
        elif isinstance(data, dict):
            if make:
                data.setdefault(key, [None] if is_last else {})
            data = data.get(key)
        else:
            return None
    return data


def _object(
    made: Field,
    schema: Schema,
    value: Json,
    *,
    errors: Mapping[str, str],
    zone: ZoneInfo,
    is_typed: bool,
) -> Field:
    made.widget = "group"
    known = value if isinstance(value, dict) else {}
    needed = schema.get("required", ())
    for key, part in schema.get("properties", {}).items():
        made.children.append(
            build(
                part,
                known.get(key),
                name=f"{made.name}.{key}",
                required=key in needed,
                errors=errors,
                zone=zone,
                is_typed=is_typed,
            )
        )
    return made


def _array(
    made: Field,
    schema: Schema,
    value: Json,
    *,
    errors: Mapping[str, str],
    zone: ZoneInfo,
    is_typed: bool,
) -> Field:
    items = schema["items"]
    if letter_text.is_letter(schema):
        made.widget, made.value = "letter", letter_text.to_text(value)
        return made
    rows = value if isinstance(value, list) else []
    made.required = made.required and schema.get("minItems", 0) > 0
    if "enum" in items:
        made.widget = "checks"
        made.options = _options(items, {str(one) for one in rows})
        return made
    made.widget = "rows"
    shown = [*rows] or [None]
    for index, row in enumerate(shown):
        child = build(
            items,
            row,
            name=f"{made.name}.{index}",
            required=made.required and index == 0,
            errors=errors,
            zone=zone,
            # A row that was just added begins as a new one does.
            is_typed=is_typed and row is not None,
        )
        if child.widget != "group":
            child.is_bare, child.title = True, f"{made.title} {index + 1}"
        elif child.title == made.title:
            child.title = ""
        made.children.append(child)
    return made


def _one_of(
    made: Field,
    schema: Schema,
    value: Json,
    *,
    errors: Mapping[str, str],
    zone: ZoneInfo,
    is_typed: bool,
) -> Field:
    made.widget = "oneof"
    chosen = _branch_of(schema["oneOf"], value)
    for index, branch in enumerate(schema["oneOf"]):
        child = build(
            branch,
            value if index == chosen else None,
            name=_inside(made.name, index),
            errors=errors,
            zone=zone,
            is_typed=is_typed and index == chosen,
        )
        child.value = index == chosen
        # What marks the branch goes with choosing it.
        marks = {f"{child.name}.{key}" for key in _marks(branch)}
        child.children = [part for part in child.children if part.name not in marks]
        made.children.append(child)
        made.options.append(Option(str(index), child.title, index == chosen))
    return made


def _inside(name: str, index: int) -> str:
    """Return the name under which a branch's fields are sent: a browser sends all branches."""
    return f"{name}.{_BRANCH}{index}"


def _place(name: str) -> str:
    """Return where in the data a field's value stands."""
    return re.sub(rf"\.{_BRANCH}\d+", "", name)


def _marks(branch: Schema) -> dict[str, Any]:
    """Return the constants by which a branch is told apart."""
    parts = branch.get("properties", {})
    return {key: part["const"] for key, part in parts.items() if "const" in part}


def _branch_of(branches: list[Schema], value: Json) -> int:
    if not isinstance(value, dict):
        return 0
    for index, branch in enumerate(branches):
        marks = _marks(branch)
        if marks and all(value.get(key) == mark for key, mark in marks.items()):
            return index
    return 0


def _plain(made: Field, schema: Schema, value: Json, *, zone: ZoneInfo) -> Field:
    made.value = text = "" if value is None else value
    if "enum" in schema:
        made.options = _options(schema, {str(text)} if text != "" else set())
        made.widget = "radio" if len(made.options) <= _FEW else "select"
    elif schema.get("type") == "boolean":
        made.widget = "check"
        made.value = value is True
    elif schema.get("type") in ("integer", "number"):
        made.widget = "number"
    elif schema.get("format") == "date":
        made.widget = "date"
    elif schema.get("format") == "date-time":
        made.widget = "moment"
        made.value = local_time(str(text), zone)
    elif schema.get("format") == "time":
        made.widget = "time"
        made.value = str(text)[:5]
    elif made.suggestions and made.suggestions[0].startswith("data:image/"):
        made.widget = "signature"
    elif not made.suggestions and (not made.longest or made.longest > _LONG_TEXT):
        made.widget = "area"
    return made


def _options(schema: Schema, chosen: set[str]) -> list[Option]:
    labels = labels_of(schema)
    return [
        Option(str(value), labels.get(str(value), str(value)), str(value) in chosen)
        for value in schema["enum"]
    ]


def _read_rows(
    schema: Schema, post: QueryDict, *, name: str, zone: ZoneInfo, empty_rows: bool
) -> list[Any] | None:
    items = schema["items"]
    if letter_text.is_letter(schema):
        return letter_text.to_blocks(post.get(name, ""))
    if "enum" in items:
        return post.getlist(name) or None
    pattern = re.compile(re.escape(name) + r"\.(\d+)(?:\.|$)")
    found = {int(m[1]) for m in map(pattern.match, post) if m}
    rows = [
        read(items, post, name=f"{name}.{index}", zone=zone, empty_rows=empty_rows)
        for index in sorted(found)[:_MOST_ROWS]
    ]
    if empty_rows:
        return rows or None
    kept = [row for row in rows if _says(items, row)]
    return kept or None


def _says(schema: Schema, value: Json) -> bool:
    """Whether anything was typed; what is chosen from the start says nothing."""
    if isinstance(value, dict):
        if "oneOf" in schema:
            schema = schema["oneOf"][_branch_of(schema["oneOf"], value)]
        parts, marks = schema.get("properties", {}), _marks(schema)
        return any(_says(parts[key], one) for key, one in value.items() if key not in marks)
    return bool(value) or (value == 0 and value is not False)
