"""The one door to the ledger for cases: what happened, without personal data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sigap.cases.identity import commitments
from sigap.ledger.canonical import canonical_json, moment_text
from sigap.ledger.operations import append
from sigap.ledger.streams import begin_streams

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from sigap.cases.actor import Actor
    from sigap.cases.models import Case

OFFICE_STREAM = "office"


def record(
    case: Case,
    event: str,
    *,
    actor: Actor,
    at: datetime,
    key: bytes,
    data: Mapping[str, Any] | None = None,
    rows: Iterable[tuple[str, bytes]] = (),
    files: Mapping[str, str] | None = None,
) -> None:
    """Append what happened in `case` to its stream, in the caller's transaction.

    `data` must hold no personal data: slugs, numbers, dates, ids. `rows` are (name, content)
    of the evidential rows written, committed to with a salt of the case key; `files` are
    names with their SHA-256.
    """
    append(
        stream=case.number,
        event=event,
        at=at,
        recorded_at=actor.recorded_at or at,
        actor=actor.id,
        data=dict(data or {}),
        digests={**commitments(key, rows), **(files or {})},
    )


def record_office(
    event: str, *, actor: Actor, at: datetime, data: Mapping[str, Any] | None = None
) -> None:
    """Append a change of the office's own data to the office's stream."""
    append(
        stream=OFFICE_STREAM,
        event=event,
        at=at,
        recorded_at=actor.recorded_at or at,
        actor=actor.id,
        data=dict(data or {}),
        digests={},
    )


def record_streams(
    streams: Iterable[tuple[str, Sequence[tuple[str, datetime, str, str, Mapping[str, str]]]]],
    *,
    recorded_at: datetime,
) -> None:
    """Write the streams of cases that are loaded in bulk.

    An entry is (event, at, actor, canonical data, digests).
    """
    written = moment_text(recorded_at)
    begin_streams(
        (
            stream,
            [
                (event, moment_text(at), written, actor, data, canonical_json(dict(digests)))
                for event, at, actor, data, digests in lines
            ],
        )
        for stream, lines in streams
    )
