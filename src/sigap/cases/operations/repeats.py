"""A request that is sent again is done once and answered alike, whatever happened between.

The record of the answer is written in the same transaction as the act: either both are
there or neither, also when the process dies. A refused act leaves no record, so the request
may be sent again with the same key.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction

from sigap.cases.identity import office_key, seal_json, unseal_json
from sigap.cases.models import IdempotencyRecord
from sigap.core.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request is answered: HTTP status and JSON body. `repeated`: given once before."""

    status: int
    body: dict[str, Any]
    repeated: bool = False


def once(
    *,
    principal: str,
    key: str,
    request_digest: bytes,
    now: datetime,
    perform: Callable[[], Answer],
    user_id: int | None = None,
) -> Answer:
    """Perform unless this principal sent this key before; then return the first answer again.

    `request_digest` covers all that the client sent. Of two requests at once the second waits
    for the first. What `perform` raises takes the record back with it.

    :raises Refused: `idempotency-key-reused` if the first request was another one.
    """
    key_digest = hashlib.sha256(key.encode()).digest()
    with transaction.atomic():
        record = _claimed(principal, key_digest, request_digest, now=now, user_id=user_id)
        if record is None:
            return _known(principal, key_digest, request_digest)
        answer = perform()
        record.status = answer.status
        record.answer = seal_json(office_key(), answer.body)
        record.save(update_fields=["status", "answer"])
    return answer


def forget(*, before: datetime) -> int:
    """Delete the records of requests older than `before`; return how many."""
    deleted, _ = IdempotencyRecord.objects.filter(created_at__lt=before).delete()
    return deleted


def _claimed(
    principal: str,
    key_digest: bytes,
    request_digest: bytes,
    *,
    now: datetime,
    user_id: int | None,
) -> IdempotencyRecord | None:
    """Return a fresh record, or None if there is one already.

    The unique constraint makes a second request wait here until the first has committed or
    has taken its record back.
    """
    try:
        with transaction.atomic():
            return IdempotencyRecord.objects.create(
                principal=principal,
                key_digest=key_digest,
                request_digest=request_digest,
                status=0,
                answer=b"",
                created_at=now,
                user_id=user_id,
            )
    except IntegrityError:
        return None


def _known(principal: str, key_digest: bytes, request_digest: bytes) -> Answer:
    record = IdempotencyRecord.objects.get(principal=principal, key_digest=key_digest)
    if bytes(record.request_digest) != request_digest:
        raise Refused(
            "idempotency-key-reused",
            "Idempotency-Key ini sudah dipakai untuk permintaan lain. Pakai kunci baru.",
            field="Idempotency-Key",
        )
    answer = Answer(record.status, unseal_json(office_key(), bytes(record.answer)))
    return replace(answer, repeated=True)
