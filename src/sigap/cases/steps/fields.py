"""The shapes that fields of forms are made of: JSON Schema with the few words that clients know.

Only the keywords of the public contract occur: type, properties, required, enum, const, default,
examples, minimum, maximum, minLength, maxLength, minItems, items, oneOf (alone at its level),
title, description, format.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Schema = dict[str, Any]
Data = dict[str, Any]
Pairs = list[tuple[str, str]]

SHORT, LINE, PASSAGE, ESSAY = 60, 200, 2_000, 20_000


def text_field(
    title: str,
    *,
    longest: int = LINE,
    shortest: int = 0,
    description: str = "",
    default: str = "",
    suggestions: Sequence[str] = (),
) -> Schema:
    """Return a field of text; `suggestions` may be chosen or overwritten."""
    schema: Schema = {"type": "string", "title": title}
    if description:
        schema["description"] = description
    if shortest:
        schema["minLength"] = shortest
    schema["maxLength"] = longest
    if suggestions:
        schema["examples"] = [one[:longest] for one in suggestions]
    if default:
        schema["default"] = default[:longest]
    return schema


def words(title: str, *, longest: int = LINE, **more: Any) -> Schema:  # noqa: ANN401 - of `text_field`
    """Return a field of text that must say something."""
    return text_field(title, longest=longest, shortest=1, **more)


def choice(pairs: Pairs, title: str, description: str = "", default: str = "") -> Schema:
    """Return a field that takes one value of a list; what the values mean stands in words."""
    schema: Schema = {"type": "string", "title": title, "enum": [value for value, _ in pairs]}
    said = _meaning(pairs, description)
    if said:
        schema["description"] = said
    if default and default in schema["enum"]:
        schema["default"] = default
    return schema


def choices(
    pairs: Pairs,
    title: str,
    *,
    at_least: int = 0,
    description: str = "",
    default: Sequence[str] = (),
) -> Schema:
    """Return a field that takes several values of a list."""
    items: Schema = {"type": "string", "enum": [value for value, _ in pairs]}
    said = _meaning(pairs, "")
    if said:
        items["description"] = said
    known = [value for value in default if value in items["enum"]]
    return rows(items, title, at_least=at_least, description=description, default=known)


def rows(
    items: Schema,
    title: str,
    *,
    at_least: int = 0,
    description: str = "",
    default: Sequence[Any] = (),
) -> Schema:
    """Return a list of fields of one shape."""
    schema: Schema = {"type": "array", "title": title, "items": items}
    if description:
        schema["description"] = description
    if at_least:
        schema["minItems"] = at_least
    if default:
        schema["default"] = list(default)
    return schema


def group(
    properties: Mapping[str, Schema],
    *,
    required: Iterable[str] = (),
    title: str = "",
    description: str = "",
) -> Schema:
    """Return fields that belong together; a list with nothing in it is not required."""
    schema: Schema = {"type": "object"}
    if title:
        schema["title"] = title
    if description:
        schema["description"] = description
    schema["properties"] = dict(properties)
    needed = [name for name in required if not offers_nothing(properties[name])]
    if needed:
        schema["required"] = needed
    return schema


def way(
    key: str,
    value: object,
    title: str,
    properties: Mapping[str, Schema] | None = None,
    required: Iterable[str] = (),
) -> Schema:
    """Return one branch of a choice between shapes, told apart by the constant under `key`."""
    kind = "boolean" if isinstance(value, bool) else "string"
    mark: Schema = {"type": kind, "const": value}
    return group({key: mark, **(properties or {})}, required=[key, *required], title=title)


def one_of(branches: list[Schema]) -> Schema:
    """Return a choice between shapes, the first always possible; one alone is no choice."""
    return branches[0] if len(branches) == 1 else {"oneOf": branches}


def first(branches: list[Schema], key: str, value: object) -> list[Schema]:
    """Return the branches with the one marked `value` in front, as the usual or earlier answer."""
    return sorted(branches, key=lambda one: one["properties"][key]["const"] != value)


def yes_no(title: str, description: str = "") -> Schema:
    """Return a field that is true or false."""
    schema: Schema = {"type": "boolean", "title": title}
    return {**schema, "description": description} if description else schema


def must_be_true(title: str, description: str = "") -> Schema:
    """Return a field that only takes yes: a declaration."""
    return {**yes_no(title, description), "const": True}


def whole(
    title: str, *, least: int, most: int, default: int | None = None, description: str = ""
) -> Schema:
    """Return a field of a whole number."""
    schema: Schema = {"type": "integer", "title": title, "minimum": least, "maximum": most}
    if description:
        schema["description"] = description
    if default is not None and least <= default <= most:
        schema["default"] = default
    return schema


def day(title: str, description: str = "", default: str = "") -> Schema:
    """Return a field of a date."""
    return _formatted("date", title, description, default)


def moment(title: str, description: str = "", default: str = "") -> Schema:
    """Return a field of a moment with its zone."""
    return _formatted("date-time", title, description, default)


def offers_nothing(schema: Schema) -> bool:
    """Whether the field offers a list with nothing in it; it is then not required."""
    inner = schema.get("items", {}) if schema.get("type") == "array" else schema
    return "enum" in inner and not inner["enum"]


def without_defaults(schema: Schema) -> Schema:
    """Return a schema without what was filled in before, for those who only look at it."""
    made = {key: value for key, value in schema.items() if key != "default"}
    if "properties" in made:
        parts = made["properties"].items()
        made["properties"] = {name: without_defaults(part) for name, part in parts}
    if "items" in made:
        made["items"] = without_defaults(made["items"])
    if "oneOf" in made:
        made["oneOf"] = [without_defaults(branch) for branch in made["oneOf"]]
    return made


def _formatted(kind: str, title: str, description: str, default: str) -> Schema:
    schema: Schema = {"type": "string", "format": kind, "title": title}
    if description:
        schema["description"] = description
    return {**schema, "default": default} if default else schema


def _meaning(pairs: Pairs, description: str) -> str:
    labels = "; ".join(f"{value} = {label}" for value, label in pairs if value != label)
    return ". ".join(part for part in (description.rstrip("."), labels) if part)
