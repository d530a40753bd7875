"""The answer to who comes too often: the page as it is, with when to come again."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.http import HttpResponse

    from sigap.core.errors import Refused


def too_often(refused: Refused | None, response: HttpResponse) -> HttpResponse:
    """Return `response` as 429 with Retry-After if that is why it was refused, else as it is."""
    seconds = refused.detail.get("retry_after_seconds") if refused else None
    if seconds is not None:
        response.status_code = 429
        response["Retry-After"] = str(seconds)
    return response
