"""Kinds of values that requests carry, as types that describe themselves in the OpenAPI."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    StringConstraints,
)

# No database and no paper can hold NUL.
_ANY = r"^[^\x00]*$"
_SOME = r"^[^\x00]*[^\s\x00][^\x00]*$"
_EARLIEST, _LATEST = datetime(1950, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)


def _within_reason(moment: datetime) -> datetime:
    # Beyond, other zones' offsets overflow what a datetime can hold.
    if not _EARLIEST <= moment <= _LATEST:
        raise ValueError("tahunnya tidak masuk akal")
    return moment


def _written_as_day(value: Any) -> Any:  # noqa: ANN401 - from outside
    # A bare number would be taken for seconds since 1970.
    if isinstance(value, str) and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
        raise ValueError("bukan tanggal yang benar, mis. 2026-11-27")
    return value


Short = Annotated[str, StringConstraints(max_length=80, pattern=_ANY)]
Line = Annotated[str, StringConstraints(max_length=300, pattern=_ANY)]
Long = Annotated[str, StringConstraints(max_length=20_000, pattern=_ANY)]
FilledShort = Annotated[str, StringConstraints(min_length=1, max_length=120, pattern=_SOME)]
FilledLine = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=_SOME)]
FilledText = Annotated[str, StringConstraints(min_length=1, max_length=5_000, pattern=_SOME)]
FilledLong = Annotated[str, StringConstraints(min_length=1, max_length=20_000, pattern=_SOME)]
Email = Annotated[str, StringConstraints(max_length=254, pattern=r"^[^@\s\x00]+@[^@\s\x00]+$")]
Day = Annotated[date, BeforeValidator(_written_as_day)]
Moment = Annotated[AwareDatetime, AfterValidator(_within_reason)]


class Input(BaseModel):
    """What a client sends: unknown fields refused, nothing guessed from another type."""

    model_config = ConfigDict(extra="forbid", strict=True)
