"""What the lists share: page sizes, filters in the query, and that unknown ones are refused."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, BeforeValidator, Field

from sigap.api.limits import LARGEST_PAGE, PAGE
from sigap.api.texts import Short
from sigap.core.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

# Understood by every address: the language of the pages.
_EVERYWHERE = frozenset(("lang",))


def _blank_is_absent(value: Any) -> Any:  # noqa: ANN401 - from outside
    return None if value == "" else value


def _blank_is_default(value: Any) -> Any:  # noqa: ANN401 - from outside
    return PAGE if value == "" else value


Blank = BeforeValidator(_blank_is_absent)  # `?role=` is the same as no role
Words = Annotated[Short | None, Blank]


class Parameters(BaseModel):
    """What may stand in a query; anything else is refused."""


class Filters(Parameters):
    """What may stand in a list's query."""

    cursor: Words = Field(default=None, description="`next` dari halaman sebelumnya.")
    limit: Annotated[int, BeforeValidator(_blank_is_default)] = Field(
        default=PAGE, ge=1, le=LARGEST_PAGE
    )


def refuse_unknown(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Refuse parameters that a view does not know, as a mistyped filter would show too much."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ANN401
        known = set(_EVERYWHERE)
        for value in kwargs.values():
            if isinstance(value, Parameters):
                fields = type(value).model_fields.items()
                known |= {field.alias or name for name, field in fields}
        unknown = next((name for name in request.GET if name not in known), None)
        if unknown is not None:
            raise Refused(
                "invalid-data", f"{unknown[:80]}: isian ini tidak dikenal", field=unknown[:80]
            )
        return view(request, *args, **kwargs)

    return checked
