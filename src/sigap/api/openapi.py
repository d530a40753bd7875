"""The description of the API: what Ninja knows, bodies, errors, and the lists of this office."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from sigap.api.bodies import DATA, FILES, JSON, MULTIPART
from sigap.api.callers import Anybody, Token
from sigap.api.inputs import ComplaintIn
from sigap.api.outputs.form import Problem
from sigap.api.problems import MEDIA_TYPE, TITLES
from sigap.api.takes import BODY, CONTENT, ERRORS, WITH_FILES
from sigap.cases.uploads import MEDIA_TYPES, MOST_BYTES, MOST_FILES, TOLD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ninja import NinjaAPI
    from pydantic import BaseModel

Described = dict[str, Any]

_REF = "#/components/schemas/{model}"
_WHENEVER = (429, 500, 503)
_READING_A_BODY = (400, 411, 413, 415, 422)
_KEY_HEADER = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "Kunci permintaan ini; permintaan yang sama dengan kunci yang sama dikerjakan "
    "sekali dan dijawab sama.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"},
}


def describe(api: NinjaAPI, *, permit_types: list[str]) -> Described:
    """Return the OpenAPI 3.1 document, with the permit types in force as an enum."""
    document: Described = copy.deepcopy(dict(api.get_openapi_schema()))
    document.pop("servers", None)  # relative to where the document lies
    schemas = document["components"].setdefault("schemas", {})
    _add_model(schemas, Problem)
    for path, method, call in _calls(document):
        _describe(call, path, method, schemas)
    schemes = document["components"].get("securitySchemes", {})
    schemes.pop(Anybody.__name__, None)
    complaint = schemas[ComplaintIn.__name__]["properties"]
    complaint["permit_type"] = {
        "type": "string",
        "enum": permit_types,
        "description": "Jenis perizinan yang dilayani kantor ini.",
    }
    return document


def _calls(document: Described) -> Iterator[tuple[str, str, Described]]:
    for path, methods in document["paths"].items():
        for method, call in methods.items():
            yield path, method, call


def _describe(call: Described, path: str, method: str, schemas: Described) -> None:
    body: type[BaseModel] | None = call.pop(BODY, None)
    with_files = call.pop(WITH_FILES, False)
    content = call.pop(CONTENT, None)
    statuses = {*call.pop(ERRORS, ()), *_WHENEVER, 401}
    if "{" in path:
        statuses.add(404)
    for parameter in call.get("parameters", ()):
        # Ninja copies the schema's list to where OpenAPI wants named examples.
        parameter.pop("examples", None)
        if parameter["in"] == "query":
            statuses.add(422)
    if body:
        _add_model(schemas, body)
        call["requestBody"] = _request_body(body, with_files=with_files)
        statuses |= set(_READING_A_BODY)
    if method == "post":
        call.setdefault("parameters", []).append(_KEY_HEADER)
    if {Anybody.__name__: []} in call.get("security", ()):
        call["security"] = [{}, {Token.__name__: []}]
    if content:
        _describe_file(call, content)
    responses = {str(status): answer for status, answer in call["responses"].items()}
    for status in sorted(statuses):
        responses[str(status)] = _error(status)
    call["responses"] = responses


def _request_body(body: type[BaseModel], *, with_files: bool) -> Described:
    """Return what may be sent; JSON stands first, as the plainer way."""
    reference = {"$ref": _REF.format(model=body.__name__)}
    content: Described = {JSON: {"schema": reference}}
    if with_files:
        most = MOST_BYTES // 2**20
        content[MULTIPART] = {
            "schema": {
                "type": "object",
                "properties": {
                    DATA: reference,
                    FILES: {
                        "type": "array",
                        "maxItems": MOST_FILES,
                        "items": {"type": "string", "format": "binary"},
                        "description": f"{TOLD}; paling besar {most} MB masing-masing.",
                    },
                },
                "required": [DATA],
                "additionalProperties": False,
            },
            "encoding": {
                DATA: {"contentType": JSON},
                FILES: {"contentType": ", ".join(MEDIA_TYPES)},
            },
        }
    is_needed = any(field.is_required() for field in body.model_fields.values())
    return {"required": is_needed, "content": content}


def _describe_file(call: Described, content: dict[str, str]) -> None:
    answer = call["responses"].get(200) or call["responses"]["200"]
    answer.setdefault("content", {}).update(
        {kind: {"schema": {"description": text}} for kind, text in content.items()}
    )


def _error(status: int) -> Described:
    answer: Described = {
        "description": TITLES[status],
        "content": {MEDIA_TYPE: {"schema": {"$ref": _REF.format(model=Problem.__name__)}}},
    }
    if status in (429, 503):
        answer["headers"] = {
            "Retry-After": {"description": "Detik.", "schema": {"type": "integer"}}
        }
    if status == 401:
        answer["headers"] = {"WWW-Authenticate": {"schema": {"type": "string"}}}
    return answer


def _add_model(schemas: Described, model: type[BaseModel]) -> None:
    described = model.model_json_schema(ref_template=_REF)
    schemas.update(described.pop("$defs", {}))
    schemas[model.__name__] = described
