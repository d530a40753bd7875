"""Kinds of values that requests carry, as types that describe themselves in the OpenAPI."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, StringConstraints

# No database and no paper can hold NUL.
_ANY = r"^[^\x00]*$"
_SOME = r"^[^\x00]*[^\s\x00][^\x00]*$"
_EARLIEST, _LATEST = datetime(1950, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)


def _within_reason(moment: datetime) -> datetime:
    # Beyond, other zones' offsets overflow what a datetime can hold.
    if not _EARLIEST <= moment <= _LATEST:
        raise ValueError("tahunnya tidak masuk akal")
    return moment


Short = Annotated[str, StringConstraints(max_length=80, pattern=_ANY)]
Line = Annotated[str, StringConstraints(max_length=300, pattern=_ANY)]
Long = Annotated[str, StringConstraints(max_length=20_000, pattern=_ANY)]
FilledShort = Annotated[str, StringConstraints(min_length=1, max_length=120, pattern=_SOME)]
FilledLine = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=_SOME)]
FilledText = Annotated[str, StringConstraints(min_length=1, max_length=5_000, pattern=_SOME)]
FilledLong = Annotated[str, StringConstraints(min_length=1, max_length=20_000, pattern=_SOME)]
Email = Annotated[str, StringConstraints(max_length=254, pattern=r"^[^@\s\x00]+@[^@\s\x00]+$")]
Moment = Annotated[AwareDatetime, AfterValidator(_within_reason)]


class Input(BaseModel):
    """What a client sends: unknown fields refused, nothing guessed from another type."""

    model_config = ConfigDict(extra="forbid", strict=True)
