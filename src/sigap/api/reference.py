"""The OpenAPI document laid out for reading: chapters, calls, and schemas in short."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Call:
    """One call as the page shows it."""

    anchor: str
    method: str
    path: str
    summary: str
    description: str
    needs_token: bool
    parameters: list[dict[str, Any]]
    bodies: list[tuple[str, str]]  # media type, schema in short
    answers: list[tuple[str, str, str]]  # status, meaning, schema in short


@dataclass
class Chapter:
    """Calls about one kind of thing."""

    title: str
    calls: list[Call] = field(default_factory=list)


def chapters(document: dict[str, Any]) -> list[Chapter]:
    """Return the calls of a document by their first tag, in the document's order."""
    found: dict[str, Chapter] = {}
    for path, methods in document["paths"].items():
        for method, call in methods.items():
            title = (call.get("tags") or ["Lainnya"])[0]
            found.setdefault(title, Chapter(title)).calls.append(_call(path, method, call))
    return list(found.values())


def in_short(schema: dict[str, Any]) -> str:
    """Return a schema in one line: the name of a model, a list of it, or a plain type."""
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    if "anyOf" in schema:
        return " | ".join(in_short(part) for part in schema["anyOf"])
    if "enum" in schema:
        return " | ".join(str(value) for value in schema["enum"])
    if schema.get("type") == "array":
        return f"[{in_short(schema.get('items', {}))}]"
    if schema.get("type") == "object" and "properties" in schema:
        parts = (f"{name}: {in_short(part)}" for name, part in schema["properties"].items())
        return "{" + ", ".join(parts) + "}"
    kind = str(schema.get("type", "apa saja"))
    return f"{kind} ({schema['format']})" if "format" in schema else kind


def _call(path: str, method: str, call: dict[str, Any]) -> Call:
    bodies = call.get("requestBody", {}).get("content", {})
    return Call(
        anchor=str(call["operationId"]),
        method=method.upper(),
        path=path,
        summary=str(call.get("summary", "")),
        description=str(call.get("description", "")),
        needs_token=bool(call.get("security")) and {} not in call["security"],
        parameters=[
            {**one, "short": in_short(one.get("schema", {}))} for one in call.get("parameters", ())
        ],
        bodies=[(kind, in_short(one.get("schema", {}))) for kind, one in bodies.items()],
        answers=[
            (status, str(answer["description"]), _answer(answer))
            for status, answer in call["responses"].items()
        ],
    )


def _answer(answer: dict[str, Any]) -> str:
    return ", ".join(
        f"{kind}: {in_short(one.get('schema', {}))}"
        for kind, one in answer.get("content", {}).items()
    )
