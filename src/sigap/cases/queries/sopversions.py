"""SOP versions and drafts as the administration pages show them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sigap.accounts.directory import names
from sigap.cases.access import in_visible_case
from sigap.cases.models import ExecutorConfirmation, SopDraft, SopVersion, StepRun
from sigap.cases.queries.sops import in_force, sop_of_version

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from sigap.cases.actor import Actor
    from sigap.core.sop.definition import Sop

_CLOSED_SHOWN = 20
_CASES_SHOWN = 200
_RUNNING = ("open", "waiting-complainant", "held")


def sop_list(*, now: datetime) -> list[dict[str, Any]]:
    """Return the SOPs in force in the order in which they follow one another."""
    current = in_force(now)
    rows = {row.sop: row for row in _versions(list(current.values()))}
    confirmed = _confirmed(list(current.values()))
    coming = {row.sop: row for row in SopVersion.objects.filter(in_force_from__gt=now)}
    found: dict[str, dict[str, Any]] = {}
    for sop_id, row in rows.items():
        sop = sop_of_version(row.pk)
        found[sop_id] = {
            "id": sop_id,
            "title": sop.title,
            "version": row,
            "steps": len(sop.steps),
            "then": sop.then,
            "unconfirmed": len(_inferred(sop) - confirmed.get(row.pk, set())),
            "coming": coming.get(sop_id),
        }
    followed = {row["then"] for row in found.values()}
    ordered: dict[str, dict[str, Any]] = {}
    for first in sorted(found.keys() - followed) + sorted(found):
        place: str = first
        while place in found and place not in ordered:
            ordered[place] = found[place]
            place = found[place]["then"]
    return list(ordered.values())


def sop_page(sop_id: str, *, number: int | None, now: datetime) -> dict[str, Any] | None:
    """Return one version of an SOP with all that is known of it, None if there is none.

    Without `number` the version in force, or else the newest.
    """
    versions = list(SopVersion.objects.filter(sop=sop_id).defer("source").order_by("-version"))
    if not versions:
        return None
    current = in_force(now).get(sop_id)
    chosen = next((row for row in versions if row.version == number), None)
    if number is None:
        chosen = next((row for row in versions if row.pk == current), versions[0])
    if chosen is None:
        return None
    sop = sop_of_version(chosen.pk)
    notes = ExecutorConfirmation.objects.filter(version=chosen).select_related("by")
    confirmed = {note.step: note for note in notes}
    who = _actors({row.activated_by for row in versions})
    return {
        "version": chosen,
        "sop": sop,
        "confirmed": confirmed,
        "unconfirmed": sorted(_inferred(sop) - confirmed.keys()),
        "versions": [(row, who.get(row.activated_by, row.activated_by)) for row in versions],
        "is_in_force": chosen.pk == current,
        "is_to_come": chosen.in_force_from > now,
    }


def source_of(sop_id: str, number: int) -> str:
    """Return the file of one version.

    :raises SopVersion.DoesNotExist: if there is none.
    """
    return SopVersion.objects.values_list("source", flat=True).get(sop=sop_id, version=number)


def newest(sop_id: str) -> SopVersion | None:
    """Return the newest version of an SOP, in force or to come; None if there is none."""
    return SopVersion.objects.filter(sop=sop_id).order_by("-version").first()


def open_drafts(sop_id: str = "") -> list[dict[str, Any]]:
    """Return drafts that are written or proposed, those that wait for a decision first."""
    states = [SopDraft.State.WRITING, SopDraft.State.PROPOSED]
    return _drafts(SopDraft.objects.filter(state__in=states).order_by("state", "pk"), sop_id)


def closed_drafts(sop_id: str = "") -> list[dict[str, Any]]:
    """Return the drafts that were last put in force or dropped."""
    states = [SopDraft.State.ACTIVATED, SopDraft.State.DROPPED]
    rows = SopDraft.objects.filter(state__in=states).order_by("-decided_at", "-pk")
    return _drafts(rows, sop_id)[:_CLOSED_SHOWN]


def draft_page(draft_id: int) -> dict[str, Any]:
    """Return one draft with the names of those who worked on it.

    :raises SopDraft.DoesNotExist: if there is none.
    """
    draft = SopDraft.objects.select_related("based_on", "version").get(pk=draft_id)
    who = names(
        {*draft.hands, draft.begun_by_id, draft.proposed_by_id or 0, draft.decided_by_id or 0}
    )
    return {
        "draft": draft,
        "begun_by": who.get(draft.begun_by_id, ""),
        "proposed_by": who.get(draft.proposed_by_id or 0, ""),
        "decided_by": who.get(draft.decided_by_id or 0, ""),
        "hands": [who.get(one, "") for one in draft.hands],
    }


def proposed_count() -> int:
    """Return how many drafts wait for a second person."""
    return SopDraft.objects.filter(state=SopDraft.State.PROPOSED).count()


def unconfirmed_count(*, now: datetime) -> int:
    """Return how many executors of SOPs in force were inferred and not confirmed."""
    current = list(in_force(now).values())
    confirmed = _confirmed(current)
    return sum(len(_inferred(sop_of_version(pk)) - confirmed.get(pk, set())) for pk in current)


def older_runs(sop_id: str, *, now: datetime) -> int:
    """Return how many running cases are at a step of this SOP by an older version."""
    return _older(sop_id, now=now).count()


def cases_on_older(sop_id: str, *, actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """Return those of them that `actor` may know of, oldest first, with step and version."""
    runs = _older(sop_id, now=now).filter(in_visible_case(actor))
    columns = ("case__number", "case__subject", "number", "sop_version__version", "opened_at")
    return list(runs.order_by("opened_at", "pk").values(*columns)[:_CASES_SHOWN])


def _older(sop_id: str, *, now: datetime) -> QuerySet[StepRun]:
    runs = StepRun.objects.filter(
        sop=sop_id, completed_at=None, cancelled_at=None, case__status__in=_RUNNING
    )
    return runs.exclude(sop_version=in_force(now).get(sop_id))


def _inferred(sop: Sop) -> set[int]:
    return {step.no for step in sop.steps if step.executor_inferred}


def _versions(ids: list[int]) -> list[SopVersion]:
    return list(SopVersion.objects.filter(pk__in=ids).defer("source"))


def _confirmed(versions: list[int]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    rows = ExecutorConfirmation.objects.filter(version__in=versions)
    for version, step in rows.values_list("version_id", "step"):
        found.setdefault(version, set()).add(step)
    return found


def _drafts(rows: Any, sop_id: str) -> list[dict[str, Any]]:  # noqa: ANN401 - a queryset
    if sop_id:
        rows = rows.filter(sop=sop_id)
    return [
        {"draft": row, "by": row.begun_by.name}
        for row in rows.select_related("begun_by", "version").defer("source")
    ]


def _actors(ids: set[str]) -> dict[str, str]:
    """Return names by actor id as it stands in the ledger (`user:7`, `system`)."""
    users = {one: int(one.removeprefix("user:")) for one in ids if one.startswith("user:")}
    found = names(set(users.values()))
    return {one: found.get(pk, one) for one, pk in users.items()} | {"system": "Sistem"}
