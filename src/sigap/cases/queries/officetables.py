"""The office's lists as the administration pages show them, unused and past lines included."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q

from sigap.accounts.directory import names
from sigap.accounts.queries import people
from sigap.cases.models import (
    Agency,
    Case,
    DeadlineRule,
    PermitType,
    Regulation,
    RetentionRule,
    Signatory,
)
from sigap.cases.queries.officeday import day_of
from sigap.core.deadline_table import Verified

if TYPE_CHECKING:
    from datetime import date, datetime

_RUNNING = Q(case__status__in=["open", "waiting-complainant", "held"])


def permit_types(*, now: datetime) -> list[dict[str, Any]]:
    """Return the permit types in their order, with who handles them and how many cases run."""
    analysts = {int(one.id) for one in people("analis-pengaduan", now=now)}
    rows = PermitType.objects.select_related("analyst").annotate(
        running=Count("case", filter=_RUNNING)
    )
    return [
        {
            "id": row.pk,
            "name": row.name,
            "slug": row.slug,
            "is_active": row.is_active,
            "order": row.order,
            "analyst": row.analyst.name if row.analyst else "",
            "is_lost": row.analyst_id is not None and row.analyst_id not in analysts,
            "running": row.running,
        }
        for row in rows.order_by("-is_active", "order", "name")
    ]


def agencies() -> list[Agency]:
    """Return units and agencies, those in use first."""
    return list(Agency.objects.order_by("-is_active", "kind", "name"))


def regulations() -> list[Regulation]:
    """Return the regulations library, what is in use first."""
    return list(Regulation.objects.order_by("-is_active", "pk"))


def signatories(*, now: datetime) -> list[dict[str, Any]]:
    """Return who signs, signed and will sign; `signs` marks the one whom letters of today name."""
    today = day_of(now)
    rows = list(Signatory.objects.select_related("user").order_by("-valid_from", "-pk"))
    signing = next((row for row in rows if _holds(row, today)), None)
    return [
        {
            "row": row,
            "signs": row is signing,
            "is_past": row.valid_until is not None and row.valid_until < today,
            "is_to_come": row.valid_from > today,
        }
        for row in rows
    ]


def deadlines(*, now: datetime) -> list[dict[str, Any]]:
    """Return the limits with their lines, the newest first, and who has seen their texts."""
    today = day_of(now)
    rows = list(DeadlineRule.objects.order_by("slug", "-valid_from"))
    ids = {row.verified_by.removeprefix("user:") for row in rows if row.verified_by}
    seen_by = names({int(one) for one in ids if one.isdecimal()})
    lines: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        who = row.verified_by.removeprefix("user:")
        lines[row.slug].append(
            {
                "row": row,
                "holds": _holds(row, today),
                "is_newest": not lines[row.slug],
                "may_be_printed": row.verified == Verified.SEEN,
                "seen_by": seen_by.get(int(who), "") if who.isdecimal() else "",
            }
        )
    first = {slug: min(one["row"].pk for one in found) for slug, found in lines.items()}
    ordered = sorted(lines, key=lambda slug: first[slug])
    return [{"name": lines[slug][0]["row"].name, "lines": lines[slug]} for slug in ordered]


def retention(*, now: datetime) -> list[dict[str, Any]]:
    """Return the retention schedule with all its lines, by code."""
    today = day_of(now)
    newest: set[str] = set()
    found = []
    for row in RetentionRule.objects.order_by("code", "-valid_from"):
        found.append({"row": row, "holds": _holds(row, today), "is_newest": row.code not in newest})
        newest.add(row.code)
    return found


def deadline(rule_id: int) -> DeadlineRule:
    """Return one line of a limit."""
    return DeadlineRule.objects.get(pk=rule_id)


def retention_rule(rule_id: int) -> RetentionRule:
    """Return one line of the retention schedule."""
    return RetentionRule.objects.get(pk=rule_id)


def signatory(signatory_id: int) -> Signatory:
    """Return one signatory."""
    return Signatory.objects.get(pk=signatory_id)


def unverified(*, now: datetime) -> int:
    """Return how many limits that hold today nobody has seen in a published text."""
    today = day_of(now)
    rows = DeadlineRule.objects.exclude(verified=Verified.SEEN.value)
    return sum(_holds(row, today) for row in rows)


def running_cases() -> int:
    """Return how many cases are not ended."""
    return Case.objects.filter(status__in=["open", "waiting-complainant", "held"]).count()


def _holds(row: DeadlineRule | RetentionRule | Signatory, today: date) -> bool:
    return row.valid_from <= today and (row.valid_until is None or row.valid_until >= today)
