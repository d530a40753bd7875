"""Putting a draft in force: one proposes, another who wrote nothing in it decides."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction

from sigap.cases.events import record_office
from sigap.cases.models import ExecutorConfirmation, SopDraft, SopVersion
from sigap.cases.operations.authority import OFFICE, require
from sigap.cases.operations.office import activate_sop
from sigap.cases.operations.sop_drafts import writable
from sigap.cases.operations.sop_findings import draft_findings
from sigap.cases.queries.officeday import day_begins, day_of
from sigap.cases.queries.sops import sop_of_version
from sigap.cases.steps.fields import day, group, words
from sigap.cases.steps.validate import validate
from sigap.core.errors import Refused
from sigap.core.sop.findings import has_errors

if TYPE_CHECKING:
    from datetime import datetime

    from sigap.cases.actor import Actor
    from sigap.cases.steps.fields import Data, Schema

_REASON = 1_000


def propose_schema() -> Schema:
    """Return the form of a proposal."""
    parts = {
        "reason": words("Mengapa diubah", longest=_REASON),
        "effective_on": day("Berlaku sejak", "Kosong: sejak disetujui"),
    }
    return group(parts, required=["reason"])


def decision_schema() -> Schema:
    """Return the form of why a draft is sent back or dropped."""
    return group({"reason": words("Alasan", longest=_REASON)}, required=["reason"])


def propose_draft(
    *, draft_id: int, edition: int, data: Data, actor: Actor, now: datetime
) -> SopDraft:
    """Hand a draft without errors over to a second person; it cannot be changed meanwhile.

    :raises Refused: `wrong-role`, `invalid-data`, `not-a-draft`, `stale`, `has-errors`,
        `unchanged` (says what the version in force says), `dates`.
    """
    require(actor, OFFICE, "Mengusulkan SOP")
    filled = validate(propose_schema(), data)
    effective_on = _effective(filled, now)
    with transaction.atomic():
        draft = writable(draft_id, edition)
        _check(draft, now=now)
        draft.state = SopDraft.State.PROPOSED
        draft.reason, draft.effective_on = filled["reason"].strip(), effective_on
        draft.proposed_by_id, draft.proposed_at = actor.user_id, now
        draft.decided_by, draft.decided_at, draft.decision = None, None, ""
        if actor.user_id not in draft.hands:
            draft.hands = [*draft.hands, actor.user_id]
        draft.save()
        _record("sop.draft-proposed", draft, actor=actor, now=now)
    return draft


def approve_draft(*, draft_id: int, actor: Actor, now: datetime) -> SopVersion:
    """Put a proposed draft in force, from its day on, for cases that begin that SOP then.

    What was confirmed about executors holds on where step and executors stayed the same.

    :raises Refused: `wrong-role`, `not-proposed`, `same-person` (wrote in it or proposed it),
        `has-errors` (judged again beside the SOPs in force now).
    """
    require(actor, OFFICE, "Menyetujui SOP")
    with transaction.atomic():
        draft = _proposed(draft_id)
        if actor.user_id in draft.hands or actor.user_id == draft.proposed_by_id:
            raise Refused(
                "same-person",
                "Anda ikut menulis atau mengusulkan konsep ini; orang lain yang menyetujuinya.",
            )
        _check(draft, now=now)
        before = SopVersion.objects.filter(sop=draft.sop).order_by("-version").first()
        starts = day_begins(draft.effective_on) if draft.effective_on else now
        version = activate_sop(
            source=draft.source,
            name=f"{draft.sop}.toml",
            actor=actor,
            now=now,
            in_force_from=max(starts, now),
        )
        _carry_confirmations(before, version)
        draft.state, draft.version = SopDraft.State.ACTIVATED, version
        draft.decided_by_id, draft.decided_at = actor.user_id, now
        draft.save(update_fields=["state", "version", "decided_by", "decided_at"])
        _record("sop.draft-approved", draft, actor=actor, now=now)
    return version


def return_draft(*, draft_id: int, data: Data, actor: Actor, now: datetime) -> SopDraft:
    """Send a proposed draft back to be written on, saying why.

    :raises Refused: `wrong-role`, `invalid-data`, `not-proposed`.
    """
    require(actor, OFFICE, "Mengembalikan konsep SOP")
    reason = validate(decision_schema(), data)["reason"].strip()
    with transaction.atomic():
        draft = _proposed(draft_id)
        draft.state, draft.decision = SopDraft.State.WRITING, reason
        draft.decided_by_id, draft.decided_at = actor.user_id, now
        draft.save(update_fields=["state", "decision", "decided_by", "decided_at"])
        _record("sop.draft-returned", draft, actor=actor, now=now)
    return draft


def drop_draft(*, draft_id: int, data: Data, actor: Actor, now: datetime) -> SopDraft:
    """Put a draft away that will not be proposed; it stays readable.

    :raises Refused: `wrong-role`, `invalid-data`, `not-a-draft`.
    """
    require(actor, OFFICE, "Membuang konsep SOP")
    reason = validate(decision_schema(), data)["reason"].strip()
    with transaction.atomic():
        draft = SopDraft.objects.select_for_update().get(pk=draft_id)
        if draft.state != SopDraft.State.WRITING:
            raise Refused("not-a-draft", "Konsep ini sudah diusulkan atau selesai.")
        draft.state, draft.decision = SopDraft.State.DROPPED, reason
        draft.decided_by_id, draft.decided_at = actor.user_id, now
        draft.save(update_fields=["state", "decision", "decided_by", "decided_at"])
        _record("sop.draft-dropped", draft, actor=actor, now=now)
    return draft


def confirm_executors(
    *, version_id: int, steps: list[int], actor: Actor, now: datetime
) -> list[int]:
    """Note that the inferred executors of steps are right; return the steps newly confirmed.

    :raises Refused: `wrong-role`, `nothing-chosen`, `not-inferred`.
    """
    me = require(actor, OFFICE, "Mengonfirmasi pelaksana")
    version = SopVersion.objects.get(pk=version_id)
    inferred = {step.no for step in sop_of_version(version.pk).steps if step.executor_inferred}
    if not steps:
        raise Refused("nothing-chosen", "Tandai langkah yang pelaksananya benar.", field="steps")
    if not set(steps) <= inferred:
        raise Refused("not-inferred", "Pelaksana langkah itu tidak perlu dikonfirmasi.")
    with transaction.atomic():
        SopVersion.objects.select_for_update().get(pk=version.pk)
        known = set(version.confirmations.values_list("step", flat=True))
        fresh = sorted(set(steps) - known)
        ExecutorConfirmation.objects.bulk_create(
            ExecutorConfirmation(version=version, step=no, by_id=me, at=now) for no in fresh
        )
        if fresh:
            data = {"sop": version.sop, "version": version.version, "steps": fresh}
            record_office("sop.executors-confirmed", actor=actor, at=now, data=data)
    return fresh


def _check(draft: SopDraft, *, now: datetime) -> None:
    """Refuse a draft that cannot run, or that changes nothing.

    :raises Refused: `has-errors`, `unchanged`.
    """
    sop, findings = draft_findings(draft.source, now=now)
    if sop is None or has_errors(findings):
        raise Refused("has-errors", "Konsep masih berisi kesalahan; betulkan dahulu.")
    last = SopVersion.objects.filter(sop=sop.id).order_by("-version").first()
    if last is not None and sop_of_version(last.pk) == sop:
        raise Refused("unchanged", "Konsep ini sama dengan versi terakhirnya.")


def _effective(filled: Data, now: datetime) -> date | None:
    if "effective_on" not in filled:
        return None
    chosen = date.fromisoformat(filled["effective_on"])
    if chosen < day_of(now):
        raise Refused(
            "dates",
            "Hari itu sudah lewat; versi baru tidak berlaku surut.",
            field="data.effective_on",
        )
    return chosen


def _proposed(draft_id: int) -> SopDraft:
    draft = SopDraft.objects.select_for_update().get(pk=draft_id)
    if draft.state != SopDraft.State.PROPOSED:
        raise Refused("not-proposed", "Konsep ini tidak sedang menunggu persetujuan.")
    return draft


def _carry_confirmations(before: SopVersion | None, after: SopVersion) -> None:
    """Keep what a person confirmed about executors where nothing about it has changed."""
    if before is None:
        return
    old = {(step.activity, step.executors): step.no for step in sop_of_version(before.pk).steps}
    known = {one.step: one for one in before.confirmations.all()}
    kept = []
    for step in sop_of_version(after.pk).steps:
        one = known.get(old.get((step.activity, step.executors), 0))
        if one is not None and step.executor_inferred:
            kept.append(
                ExecutorConfirmation(version=after, step=step.no, by_id=one.by_id, at=one.at)
            )
    ExecutorConfirmation.objects.bulk_create(kept)


def _record(event: str, draft: SopDraft, *, actor: Actor, now: datetime) -> None:
    data = {
        "draft": draft.pk,
        "sop": draft.sop,
        "edition": draft.edition,
        "effective_on": draft.effective_on.isoformat() if draft.effective_on else "",
        "version": draft.version.version if draft.version else 0,
    }
    record_office(event, actor=actor, at=now, data=data)
