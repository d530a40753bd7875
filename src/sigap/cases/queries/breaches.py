"""The register of failures to protect personal data, and what is told of one of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Min, Q

from sigap.cases.access import visible_cases
from sigap.cases.identity import office_key, unseal_json, unseal_text
from sigap.cases.models import Breach, BreachLetter, Case

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.db.models import QuerySet

    from sigap.cases.actor import Actor

_MOST = 100
# Who the law wants to be told, always.
MUST_BE_TOLD = (BreachLetter.Audience.PERSONS, BreachLetter.Audience.AUTHORITY)


@dataclass(frozen=True, slots=True)
class Listed:
    """A failure in the register; `told_at` is when the last of those was told who must be."""

    row: Breach
    texts: dict[str, str]
    cases: int
    told_at: datetime | None
    is_late: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """One failure whole; `hidden` counts its cases that the reader may not know of."""

    listed: Listed
    conclusion: str
    cases: list[Case]
    hidden: int
    letters: list[dict[str, Any]]
    waits_for: list[str]


def breaches(*, now: datetime) -> tuple[list[Listed], list[Listed]]:
    """Return what is still at work, soonest due first, and what was closed last."""
    rows = _rows()
    at_work = rows.filter(closed_at=None).order_by("due_at", "pk")[:_MOST]
    closed = rows.exclude(closed_at=None).order_by("-closed_at", "-pk")[:_MOST]
    return [_listed(one, now) for one in at_work], [_listed(one, now) for one in closed]


def one_breach(breach_id: int, actor: Actor, *, now: datetime) -> Shown:
    """Return one failure with its cases and letters.

    :raises Breach.DoesNotExist: if there is none.
    """
    row = _rows().get(pk=breach_id)
    listed = _listed(row, now)
    cases = cases_of(row, actor)
    letters = list(row.letters.select_related("issued_by", "sent_by").order_by("pk"))
    sent = {one.audience for one in letters if one.sent_at}
    return Shown(
        listed=listed,
        conclusion=unseal_text(office_key(), row.conclusion) if row.closed_at else "",
        cases=cases,
        hidden=listed.cases - len(cases),
        letters=[
            {"row": one, "proof": unseal_text(office_key(), one.proof) if one.proof else ""}
            for one in letters
        ],
        waits_for=[str(one) for one in MUST_BE_TOLD if one not in sent],
    )


def cases_of(row: Breach, actor: Actor) -> list[Case]:
    """Return the cases of a failure that the actor may know of."""
    found = visible_cases(actor).filter(pk__in=row.items.values("case"))
    return list(found.order_by("number"))


def texts_of(row: Breach) -> dict[str, str]:
    """Return what was written of a failure."""
    texts: dict[str, str] = unseal_json(office_key(), row.sealed)
    return texts


def untold_breaches(*, now: datetime) -> dict[str, int]:
    """Return of how many failures those who must be told were not yet, and how many are late."""
    rows = _told(Breach.objects.filter(closed_at=None))
    rows = rows.filter(Q(persons_at=None) | Q(authority_at=None))
    return rows.aggregate(all=Count("pk"), late=Count("pk", filter=Q(due_at__lt=now)))


def untold(row: Breach) -> set[str]:
    """Return who must still be told of a failure."""
    sent = row.letters.exclude(sent_at=None).values_list("audience", flat=True)
    return {str(one) for one in MUST_BE_TOLD} - set(sent)


def letter_of(breach_id: int, letter_id: int) -> BreachLetter:
    """Return a letter of a failure.

    :raises BreachLetter.DoesNotExist: if there is none.
    """
    return BreachLetter.objects.select_related("breach").get(pk=letter_id, breach=breach_id)


def _rows() -> QuerySet[Breach, Any]:
    rows = Breach.objects.select_related("recorded_by", "closed_by")
    return _told(rows).annotate(case_count=Count("items", distinct=True))


def _told(rows: QuerySet[Breach, Any]) -> QuerySet[Breach, Any]:
    def first(audience: BreachLetter.Audience) -> Min:
        return Min(F("letters__sent_at"), filter=Q(letters__audience=audience))

    found: QuerySet[Breach, Any] = rows.annotate(
        persons_at=first(BreachLetter.Audience.PERSONS),
        authority_at=first(BreachLetter.Audience.AUTHORITY),
    )
    return found


def _listed(row: Any, now: datetime) -> Listed:  # noqa: ANN401 - a row with what was annotated
    moments: Iterable[datetime | None] = (row.persons_at, row.authority_at)
    sent = [one for one in moments if one is not None]
    told_at = max(sent) if len(sent) == len(MUST_BE_TOLD) else None
    # What was found to be none has to be told to nobody.
    until = told_at or (row.closed_at if row.outcome == Breach.Outcome.UNFOUNDED else None) or now
    return Listed(
        row=row,
        texts=texts_of(row),
        cases=row.case_count,
        told_at=told_at,
        is_late=until > row.due_at,
    )
