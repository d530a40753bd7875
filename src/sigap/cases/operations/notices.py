"""Notices to the complainant: ordered with the act they tell of, carried later by a worker.

What is to be sent waits as a row in the operation's own transaction, so that nothing is lost.
What was handed to a carrier that cannot be asked again is never handed over twice: if the
answer never came, a person decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction

from sigap.cases.actor import SYSTEM
from sigap.cases.events import record
from sigap.cases.identity import blind, case_key, unseal_json
from sigap.cases.models import Notice
from sigap.cases.operations import leases
from sigap.cases.operations.leases import wake_workers
from sigap.cases.operations.locking import hold_case
from sigap.cases.queries.notices import KINDS, words_of
from sigap.cases.queries.sops import calendar_of_version, office_profile
from sigap.core.errors import InvalidInput
from sigap.core.masking import Identity, is_mobile, normal_phones

if TYPE_CHECKING:
    from datetime import datetime

    from sigap.cases.models import Case, Message

EMAIL, GATEWAY, PERSON = "email", "gateway", "person"
_NEEDS = {EMAIL: "email", GATEWAY: "phone"}


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A notice ready to be handed over. `key` is the same at every try."""

    id: int
    carrier: str
    key: str
    to: str
    subject: str
    text: str


def carriers() -> list[str]:
    """Return the carriers that are set up, in the order in which the office tries them."""
    known = {EMAIL: settings.SIGAP_SMTP_HOST, GATEWAY: settings.SIGAP_GATEWAY_URL}
    order = office_profile().data.get("notice_order", [EMAIL, GATEWAY])
    return [one for one in order if known.get(one)]


def notify(
    case: Case,
    kind: str,
    *,
    now: datetime,
    facts: dict[str, Any] | None = None,
    message: Message | None = None,
) -> Notice | None:
    """Order a notice in the caller's transaction; None for a kind that is told elsewhere.

    `facts` hold no personal data.
    """
    if kind not in KINDS:
        return None
    notice = Notice(case=case, kind=kind, message=message, facts=facts or {}, at=now)
    reachable = set(case.complainant.reachable.split(","))
    by_machine = reachable & set(_NEEDS.values())
    ways = [one for one in carriers() if _NEEDS[one] in reachable] if by_machine else []
    if by_machine and not settings.SIGAP_OUTBOUND_DELIVERY:
        _rest(notice, Notice.Fate.WITHHELD, now=now)
    elif ways:
        notice.next_try_at = now if KINDS[kind].at_once else _opening(case, now)
        wake_workers()
    else:
        is_worth = KINDS[kind].is_worth_a_call and case.complainant.reachable
        _rest(notice, Notice.Fate.CALL if is_worth else Notice.Fate.NO_WAY, now=now)
    notice.save()
    return notice


def outgoing(notice_id: int, *, now: datetime) -> Outgoing | None:
    """Return what to hand to which carrier now; None if it rests, waits, or has gone already."""
    notice = Notice.objects.select_related("case__complainant").get(pk=notice_id)
    if notice.state != Notice.State.WAITING:
        return None
    if notice.begun_at:
        # Whoever handed it over died before the answer came.
        _end(notice, Notice.Fate.UNSURE, now=now)
        return None
    if not settings.SIGAP_OUTBOUND_DELIVERY:
        _end(notice, Notice.Fate.WITHHELD, now=now)
        return None
    opening = _opening(notice.case, now)
    if not KINDS[notice.kind].at_once and opening > now:
        postpone(notice_id, until=opening)
        return None
    key = case_key(notice.case_id)
    person = Identity(**unseal_json(key, notice.case.complainant.sealed))
    mobile = next(filter(is_mobile, normal_phones(person.phone)), "")
    addresses = {EMAIL: person.email.strip(), GATEWAY: mobile}
    refused = {one["carrier"] for one in notice.refused_by}
    ways = [one for one in carriers() if addresses[one] and one not in refused]
    if not ways:
        fate = Notice.Fate.BOUNCED if refused else Notice.Fate.CALL
        if fate == Notice.Fate.CALL and not KINDS[notice.kind].is_worth_a_call:
            fate = Notice.Fate.NO_WAY
        _end(notice, fate, now=now)
        return None
    on = calendar_of_version(notice.case.calendar_id).local_day(now)
    words = words_of(notice, key=key, on=on)
    carrier = ways[0]
    return Outgoing(
        id=notice.pk,
        carrier=carrier,
        key=blind("notice", f"{notice.pk}:{carrier}").hex(),
        to=addresses[carrier],
        subject=words.subject,
        text=words.body if carrier == EMAIL else words.short,
    )


def begin(notice_id: int, *, carrier: str, now: datetime) -> None:
    """Note that a notice is being handed over where it could not be taken back or asked for."""
    Notice.objects.filter(pk=notice_id).update(begun_at=now, carrier=carrier)


def not_begun(notice_id: int) -> None:
    """Note that the handing over surely did not happen after all."""
    Notice.objects.filter(pk=notice_id).update(begun_at=None, carrier="")


def sent(notice_id: int, *, carrier: str, reference: str, now: datetime) -> None:
    """Note that the carrier has taken a notice over."""
    notice = Notice.objects.select_related("case").get(pk=notice_id)
    notice.carrier, notice.reference = carrier, reference[:120]
    _end(notice, Notice.Fate.SENT, now=now)


def unsure(notice_id: int, *, carrier: str, now: datetime) -> None:
    """Note that nobody knows whether the carrier took a notice over; it is not sent again."""
    notice = Notice.objects.select_related("case").get(pk=notice_id)
    notice.carrier = carrier
    _end(notice, Notice.Fate.UNSURE, now=now)


def refused_for_good(notice_id: int, *, carrier: str, code: str, now: datetime) -> None:
    """Note that a carrier will never take a notice to this address; the next way is tried."""
    with transaction.atomic():
        notice = Notice.objects.select_for_update().get(pk=notice_id)
        refusal = {"carrier": carrier, "code": code[:40], "at": now.isoformat()}
        notice.refused_by = [*notice.refused_by, refusal]
        notice.begun_at, notice.carrier = None, ""
        notice.attempts, notice.next_try_at = 0, now
        notice.lease_until, notice.lease_owner = None, ""
        notice.save()
        wake_workers()


def no_longer_wanted(case: Case, kinds: tuple[str, ...], *, now: datetime) -> None:
    """Let notices rest that ask for what the complainant has done meanwhile."""
    waiting = (Notice.State.WAITING, Notice.State.HELD, Notice.State.FAILED)
    Notice.objects.filter(case=case, kind__in=kinds, state__in=waiting).update(
        state=Notice.State.DONE, fate=Notice.Fate.NO_WAY, next_try_at=None, ended_at=now
    )


def postpone(notice_id: int, *, until: datetime) -> None:
    """Let a notice that a worker has taken wait until a moment; this was no try."""
    leases.postpone(Notice(pk=notice_id), until=until)


def _rest(notice: Notice, fate: str, *, now: datetime) -> None:
    """Let a notice end without a carrier: with a person if it is worth it, else for good."""
    is_for_person = KINDS[notice.kind].is_worth_a_call or fate in (
        Notice.Fate.BOUNCED,
        Notice.Fate.UNSURE,
    )
    ended = fate in (Notice.Fate.SENT, Notice.Fate.NO_WAY) or not is_for_person
    notice.state = Notice.State.DONE if ended else Notice.State.HELD
    notice.fate, notice.next_try_at, notice.ended_at = fate, None, now


def _end(notice: Notice, fate: str, *, now: datetime) -> None:
    """End the waiting of a notice, once, with what became of it on the record."""
    _rest(notice, fate, now=now)
    with transaction.atomic():
        hold_case(notice.case_id)
        won = Notice.objects.filter(pk=notice.pk, state=Notice.State.WAITING).update(
            state=notice.state,
            fate=notice.fate,
            carrier=notice.carrier,
            reference=notice.reference,
            next_try_at=None,
            ended_at=now,
            lease_until=None,
            lease_owner="",
            last_error="",
        )
        if won:
            data = {"notice": notice.pk, "kind": notice.kind, "carrier": notice.carrier}
            key = case_key(notice.case_id)
            record(notice.case, f"notice.{fate}", actor=SYSTEM, at=now, key=key, data=data)


def _opening(case: Case, now: datetime) -> datetime:
    """Return when the office is next open; at once where its calendar does not reach."""
    try:
        return calendar_of_version(case.calendar_id).next_opening(now)
    except InvalidInput:
        return now
