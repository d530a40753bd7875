"""What every answer is made of."""

from __future__ import annotations

from typing import Annotated, Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

Item = TypeVar("Item")

Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class Output(BaseModel):
    """What the API answers: exactly these fields."""

    model_config = ConfigDict(extra="forbid")


class Problem(BaseModel):
    """An error (RFC 9457). `code` is stable; `field` names the input at fault."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    field: str | None = None
    fields: dict[str, str] | None = None
    facts: dict[str, Any] | None = None


class Page(Output, Generic[Item]):
    """A page of a list; `next` is the cursor of the following one, null after the last."""

    items: list[Item]
    next: str | None
