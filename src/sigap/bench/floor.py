"""The floor: the least that a page costs under the same server, middleware and database.

Two addresses, mounted by the bench's own settings (`sigap.config.measured`) and by nothing
else: an empty answer, and one indexed query with 25 rows in a template.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render

from sigap.cases.queries.caselist import newest

if TYPE_CHECKING:
    from django.http import HttpRequest

EMPTY, LIST = "/__dasar/kosong", "/__dasar/daftar"
_ROWS = 25


def empty(_request: HttpRequest) -> HttpResponse:
    """Answer nothing."""
    return HttpResponse()


def listing(request: HttpRequest) -> HttpResponse:
    """Answer with the newest cases, as any framework's tutorial would."""
    return render(request, "bench/floor.html", {"cases": newest(_ROWS)})
