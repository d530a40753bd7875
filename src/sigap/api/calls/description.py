"""The API about itself: its OpenAPI document and a page to read it on."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from sigap.api.openapi import describe
from sigap.api.problems import STATUSES, TITLES
from sigap.api.reference import chapters
from sigap.cases.queries.office import OfficeLists

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from ninja import NinjaAPI


def description(api: NinjaAPI) -> Callable[[HttpRequest], HttpResponse]:
    """Return the view of the OpenAPI document."""

    def openapi(request: HttpRequest) -> HttpResponse:
        del request
        content = json.dumps(_document(api), ensure_ascii=False)
        return HttpResponse(content, content_type="application/json")

    return openapi


def reference(api: NinjaAPI) -> Callable[[HttpRequest], HttpResponse]:
    """Return the view of the page that lists calls, schemas and error codes."""

    def docs(request: HttpRequest) -> HttpResponse:
        document = _document(api)
        errors = [
            {"status": status, "title": TITLES[status], "codes": codes}
            for status, codes in STATUSES.items()
        ]
        context = {
            "info": document["info"],
            "chapters": chapters(document),
            "schemas": [
                (name, schema.get("description", ""), json.dumps(schema, indent=2))
                for name, schema in sorted(document["components"]["schemas"].items())
            ],
            "errors": errors,
        }
        return render(request, "api/docs.html", context)

    return docs


def _document(api: NinjaAPI) -> dict[str, Any]:
    types = tuple(one.slug for one in OfficeLists(now=timezone.now()).permit_types)
    return _made(api, types)


@lru_cache(maxsize=2)
def _made(api: NinjaAPI, permit_types: tuple[str, ...]) -> dict[str, Any]:
    """Return the document; making it takes a third of a second."""
    return describe(api, permit_types=list(permit_types))
