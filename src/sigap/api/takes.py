"""What a call takes and may answer, said to the description of the API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sigap.api.texts import Input

# Read and removed by `openapi.py`, which knows how bodies and errors are written down.
BODY, WITH_FILES, ERRORS, CONTENT = "x-body", "x-files", "x-errors", "x-content"


def takes(
    body: type[Input] | None = None,
    *,
    files: bool = False,
    errors: tuple[int, ...] = (),
    content: dict[str, str] | None = None,
) -> dict[str, Any]:
    """Return what stands in the description of a call beside its parameters.

    `errors` are the statuses beyond those that every call of its sort may answer; `content`
    are the media types of an answer that is a file, with what it is.
    """
    said: dict[str, Any] = {ERRORS: list(errors)}
    if body:
        said[BODY] = body
    if files:
        said[WITH_FILES] = True
    if content:
        said[CONTENT] = content
    return said
