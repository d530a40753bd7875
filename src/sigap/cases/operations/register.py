"""A complaint comes in: the case, its key, the sealed identity, the first step, the receipt."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from sigap.accounts.kept import kept
from sigap.cases.events import record
from sigap.cases.identity import findable, new_key, seal_json, seal_text, tracking_digest, wrap
from sigap.cases.models import (
    Case,
    CaseKey,
    Complainant,
    Complaint,
    PermitType,
)
from sigap.cases.operations.effects import exclude, index_identity, reachable
from sigap.cases.operations.notices import notify
from sigap.cases.operations.numbers import take
from sigap.cases.operations.papers import order_paper
from sigap.cases.operations.progress import SIGNING_LIMIT, advance, begin_work
from sigap.cases.operations.wordindex import index_complaint
from sigap.cases.queries.casefile import new_file
from sigap.cases.queries.evidence import canonical
from sigap.cases.queries.office import OfficeLists
from sigap.cases.queries.once import asked_once
from sigap.cases.queries.sops import (
    calendar_of_version,
    current_calendar_id,
    in_force,
    limit_for,
    office_profile,
    sop_of_version,
    waiting_limits,
)
from sigap.cases.steps.facts import receipt
from sigap.core import deadlines, numbering
from sigap.core.errors import Refused
from sigap.core.masking import masker
from sigap.core.sop import run as runner
from sigap.core.sop.definition import Duration, Unit

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from django.db.models import QuerySet

    from sigap.cases.actor import Actor
    from sigap.cases.models import Attachment
    from sigap.cases.queries.casefile import CaseFile
    from sigap.core.masking import Identity

CHANNELS = (
    "counter",
    "web",
    "letter",
    "telephone",
    "whatsapp",
    "email",
    "lapor",
    "lapor-aa",
    "social-media",
    "ombudsman",
    "other",
)
COUNTER_ROLE = "petugas-loket"
_LONGEST_SUBJECT = 200
# Approval sends the letter to signature, outside the lanes; the promise counts it.
_SIGNED_FORM = "approve"


@dataclass(frozen=True, slots=True)
class Filing:
    """What a complainant, or an officer for one, hands in."""

    channel: str
    permit_type: str
    subject: str
    text: str
    identity: Identity
    complainant_kind: str
    registration_number: str = ""
    outside_number: str = ""
    wanted: str = ""
    loss: str = ""
    anonymous: bool = False
    confidential: bool = False
    language: str = "id"  # in which the complainant is written to
    received_at: datetime | None = None
    attachments: tuple[Attachment, ...] = ()  # unsaved, their files already in the store
    key: bytes = field(default_factory=new_key)  # with which the attachments are sealed
    objection_to: int | None = None
    first_sop: str = ""  # an objection begins at the review, not at the counter
    barred: tuple[tuple[str, int, int], ...] = ()  # (SOP, step, user id)


@dataclass(frozen=True, slots=True)
class Registered:
    """The case that a filing became, and the code that only its complainant gets."""

    case: Case
    tracking_code: str


def register_complaint(*, filing: Filing, actor: Actor, now: datetime) -> Registered:
    """Open a case for a complaint: number, promise, first step, receipt and ledger together.

    Filed by a counter officer, III.1 is that officer's until the form is signed, and its
    working time has begun.

    :raises Refused: `not-initialised`, `unknown-permit-type`, `in-the-future`.
    """
    received_at = filing.received_at or now
    if received_at > now:
        raise Refused(
            "in-the-future", "Waktu terima tidak boleh di masa depan.", field="received_at"
        )
    with transaction.atomic(), asked_once():
        case, code = _make_case(filing, received_at=received_at, now=now)
        # Nobody else knows of the case before the commit, so there is nothing to lock or to read.
        file = new_file(case, filing.key, now=now)
        for attachment in filing.attachments:
            attachment.case = case
            attachment.save()
        record(
            case,
            "case.registered",
            actor=actor,
            at=now,
            key=filing.key,
            data={
                "number": case.number,
                "channel": case.channel,
                "permit_type": filing.permit_type,
                "received_at": received_at.isoformat(),
                "due_at": case.due_at.isoformat(),
                "anonymous": case.anonymous,
                "confidential": case.confidential,
                **_objected(case),
            },
            rows=_evidence(filing),
            files={f"attachment:{a.pk}": a.sha256 for a in filing.attachments},
        )
        for sop, step, user_id in filing.barred:
            reason = "Menyusun jawaban yang dikeberatkan."
            exclude(file, user_id, reason=reason, by=actor.id, now=now, place=(sop, step))
        _open_first_step(file, filing.first_sop, actor=actor, now=now)
        officer = None
        if actor.is_staff and COUNTER_ROLE in actor.roles:
            _hand_to(file, actor, now=now)
            officer = OfficeLists(now=now).officer(actor.user_id)
        order_paper(file, receipt(file, officer), run=file.open_run, actor=actor, now=now)
        notify(file.case, "received", now=now)
    return Registered(case=file.case, tracking_code=code)


def promised_end(
    received_at: datetime, versions: dict[str, int], calendar_id: int, first_sop: str = ""
) -> datetime:
    """Return the promise: SOP times and waiting limits one after another, signature included."""
    chain = promise_chain(versions, first_sop)
    return deadlines.promise(calendar_of_version(calendar_id), received_at, chain)


def promise_chain(
    versions: Mapping[str, int], first_sop: str = ""
) -> list[tuple[Duration, Duration]]:
    """Return the (waiting limit, time) pairs of the whole way of a case, signature included."""
    limits = waiting_limits()
    chain: list[tuple[Duration, Duration]] = []
    sop_id = first_sop or office_profile().data["first_sop"]
    seen: set[str] = set()
    while sop_id in versions and sop_id not in seen:
        seen.add(sop_id)
        sop = sop_of_version(versions[sop_id])
        for step in sop.steps:
            chain.append((limit_for(limits, sop_id, step.no), step.time))
            if step.form == _SIGNED_FORM:
                signing = limits.get(("signature", 0), SIGNING_LIMIT)
                chain.append((Duration(0, Unit.MINUTES), signing))
        sop_id = sop.then
    return chain


def _make_case(filing: Filing, *, received_at: datetime, now: datetime) -> tuple[Case, str]:
    found: list[PermitType] = _permit_type(slug=filing.permit_type)
    if not found:
        raise Refused(
            "unknown-permit-type", _("Jenis perizinan tidak dikenal."), field="permit_type"
        )
    identity, key = filing.identity, filing.key
    masked = masker(findable(identity, filing.complainant_kind))
    calendar_id = current_calendar_id()
    due_at = promised_end(received_at, in_force(now), calendar_id, filing.first_sop)
    code = numbering.tracking_code(secrets.token_bytes(16))
    year = calendar_of_version(calendar_id).local_day(now).year
    case = Case.objects.create(
        number=numbering.format_case_number(year, take("PGD", year)),
        received_at=received_at,
        registered_at=now,
        due_at=due_at,
        first_due_at=due_at,
        calendar_id=calendar_id,
        channel=filing.channel,
        permit_type=found[0],
        subject=masked(filing.subject)[:_LONGEST_SUBJECT],
        registration_number=masked(filing.registration_number),
        outside_number=masked(filing.outside_number),
        complainant_kind=filing.complainant_kind,
        anonymous=filing.anonymous,
        confidential=filing.confidential,
        tracking_digest=tracking_digest(numbering.normalise_code(code)),
        objection_to_id=filing.objection_to,
    )
    CaseKey.objects.create(case=case, wrapped=wrap(key))
    original = {name: getattr(filing, name) for name in ("subject", "text", "wanted", "loss")}
    complaint = Complaint.objects.create(
        case=case,
        text=masked(filing.text),
        wanted=masked(filing.wanted),
        loss=masked(filing.loss),
        original=seal_json(key, original),
    )
    Complainant.objects.create(
        case=case,
        sealed=seal_json(key, identity.as_dict()),
        tracking_code=seal_text(key, code),
        reachable=reachable(identity),
        language=filing.language,
    )
    index_identity(case, identity)
    index_complaint(case, complaint)
    return case, code


@kept
def _permit_type(*, slug: str) -> QuerySet[PermitType]:
    return PermitType.objects.filter(slug=slug, is_active=True)


def _evidence(filing: Filing) -> list[tuple[str, bytes]]:
    texts = {name: getattr(filing, name) for name in ("subject", "text", "wanted", "loss")}
    return [
        ("complaint", canonical(texts)),
        ("complainant", canonical(filing.identity.as_dict())),
    ]


def _objected(case: Case) -> dict[str, str]:
    return {"objection_to": case.objection_to.number} if case.objection_to else {}


def _open_first_step(file: CaseFile, sop_id: str, *, actor: Actor, now: datetime) -> None:
    first = sop_id or office_profile().data["first_sop"]
    if first not in file.sops:
        raise Refused("not-initialised", f"SOP {first} belum berlaku. Jalankan `sigap init`.")
    # A review that an officer notes for an objector begins with somebody else's step.
    is_at_counter = not sop_id and actor.is_staff and COUNTER_ROLE in actor.roles
    assignee = str(actor.user_id) if is_at_counter else ""
    decision = runner.begin(file.sops[first], file.history(), file.people, assignee=assignee)
    advance(file, decision, now=now, assignee=assignee)


def _hand_to(file: CaseFile, actor: Actor, *, now: datetime) -> None:
    """Start III.1 for the officer at whose counter the complainant stands."""
    for task in file.open_tasks:
        if task.assignee_id == actor.user_id and task.started_at is None:
            begin_work(file, task, actor=actor, now=now)
