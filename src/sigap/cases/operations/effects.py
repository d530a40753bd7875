"""Writing what a form brought about beside the SOP's own course."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sigap.cases.identity import blind_indexes, seal_json, seal_text, unseal_json
from sigap.cases.models import Case, Exclusion, IdentityIndex, NamedReader
from sigap.cases.operations.numbers import enter_register
from sigap.cases.operations.papers import give_number, order_paper
from sigap.cases.operations.pauses import end_pause
from sigap.cases.operations.progress import end_case, note_deviation
from sigap.core.masking import Identity, mask

if TYPE_CHECKING:
    from datetime import datetime

    from sigap.cases.models import Document
    from sigap.cases.queries.casefile import CaseFile
    from sigap.cases.steps.form import Effects, Work

_COMPLAINT_TEXTS = ("subject", "text", "wanted", "loss")


def apply_effects(work: Work, effects: Effects, *, now: datetime) -> dict[str, Document]:
    """Write `effects`; return the papers that got a label, for the tasks that sign them."""
    file, case = work.file, work.file.case
    if effects.identity:
        change_identity(file, effects.identity)
    if effects.complaint:
        change_complaint(file, effects.complaint)
    if effects.case:
        for name, value in effects.case.items():
            setattr(case, name, value)
        case.save(update_fields=list(effects.case))
    for user_id, reason in effects.excluded.items():
        exclude(file, int(user_id), reason=reason, by=work.actor.id, now=now)
    run = file.runs[-1] if file.runs else None
    for line in effects.registers:
        enter_register(file, line.book, line.facts, run=run, now=now)
    if effects.signed and work.task.document:
        _sign(work, work.task.document, effects.signed, now=now)
    papers = {
        paper.label: order_paper(file, paper, run=run, actor=work.actor, now=now)
        for paper in effects.papers
    }
    for code, text in effects.deviations:
        note_deviation(file, code, text, now=now, place=(work.task.sop, work.task.number))
    if effects.reader:
        NamedReader.objects.update_or_create(
            case=case,
            user_id=effects.reader["user_id"],
            defaults={**effects.reader, "second": work.actor.id, "at": now},
        )
    if effects.resume:
        end_pause(file, now=now)
    if effects.status:
        reason = effects.event.get("reason", effects.status)
        end_case(file, status=effects.status, reason=reason, now=now)
    return papers


def change_identity(file: CaseFile, parts: dict[str, str]) -> None:
    """Add or correct parts of the sealed identity, and find the person by them from now on."""
    person = file.case.complainant
    known = unseal_json(file.key, person.sealed)
    identity = Identity(**{**known, **{k: v for k, v in parts.items() if v}})
    person.sealed = seal_json(file.key, identity.as_dict())
    person.reachable = reachable(identity)
    person.save(update_fields=["sealed", "reachable"])
    IdentityIndex.objects.filter(case=file.case).delete()
    index_identity(file.case, identity)


def index_identity(case: Case, identity: Identity) -> None:
    """Write the blind indexes by which this person's cases are found."""
    IdentityIndex.objects.bulk_create(
        IdentityIndex(case=case, kind=kind, digest=digest)
        for kind, digest in sorted(blind_indexes(identity))
    )


def reachable(identity: Identity) -> str:
    """Return by which ways the complainant can be reached, comma-separated."""
    return ",".join(way for way in ("phone", "email", "address") if getattr(identity, way))


def change_complaint(file: CaseFile, parts: dict[str, object]) -> None:
    """Correct the complaint: working copies masked, the original kept sealed beside."""
    complaint, identity = file.case.complaint, file.identity()
    original = unseal_json(file.key, complaint.original)
    for name, value in parts.items():
        if name in _COMPLAINT_TEXTS:
            original[name] = value
            masked = mask(str(value), identity)
            if name == "subject":
                file.case.subject = masked[:200]
            else:
                setattr(complaint, name, masked)
        else:
            setattr(complaint, name, value)
    complaint.original = seal_json(file.key, original)
    complaint.save()
    file.case.save(update_fields=["subject"])


def exclude(  # noqa: PLR0913 - one row has this many parts
    file: CaseFile,
    user_id: int,
    *,
    reason: str,
    by: str,
    now: datetime,
    place: tuple[str, int] = ("", 0),
) -> None:
    """Keep a person out of the case, or of one step of it."""
    exclusion, made = Exclusion.objects.get_or_create(
        case=file.case,
        user_id=user_id,
        sop=place[0],
        step=place[1],
        defaults={"reason": seal_text(file.key, reason), "by": by, "at": now},
    )
    if made:
        file.exclusions.append(exclusion)


def _sign(work: Work, document: Document, signed: dict[str, object], *, now: datetime) -> None:
    number = str(signed.pop("number", ""))
    if number:
        give_number(work.file, document, number, now=now)
    place = str(signed.pop("on_paper_at", ""))
    document.on_paper_at = seal_text(work.file.key, place)
    for name, value in signed.items():
        setattr(document, name, value)
    document.save(update_fields=["on_paper_at", *signed])
