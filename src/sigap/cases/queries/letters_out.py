"""Letters to other agencies as tasks know them: who was asked, when it was signed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sigap.cases.models import Task
from sigap.cases.queries.plain import second
from sigap.core.sop.run import TaskType

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

    from sigap.cases.models import Case

_REASON = "Surat Dinas kepada {}."
_LONGEST = 300
_KIND = "surat-dinas"


def letter_reason(agency: str) -> str:
    """Return why the task of signing a letter to `agency` exists."""
    return _REASON.format(agency)[:_LONGEST]


def letters_out(cases: QuerySet[Case]) -> Iterator[tuple[int, str, int, int | None]]:
    """Yield (case id, agency, second of ordering, second of signing) of letters to agencies.

    A letter that fell away unsigned is none.
    """
    head, tail = _REASON.split("{}")
    rows = (
        Task.objects.filter(type=TaskType.SIGNATURE, document__kind=_KIND, case__in=cases)
        .exclude(state=Task.State.CANCELLED)
        .order_by("pk")
        .values_list("case_id", "reason", second("opened_at"), second("completed_at"))
    )
    for case_id, reason, opened, signed in rows.iterator():
        yield case_id, reason.removeprefix(head).removesuffix(tail), opened, signed
