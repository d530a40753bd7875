"""Writing what a form brought about beside the SOP's own course."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sigap.cases.identity import blind_indexes, findable, seal_json, seal_text, unseal_json
from sigap.cases.models import Case, Exclusion, IdentityIndex, NamedReader
from sigap.cases.operations.exit import tell
from sigap.cases.operations.joined import answer_joined, carry_on
from sigap.cases.operations.numbers import enter_register
from sigap.cases.operations.papers import order_paper
from sigap.cases.operations.pauses import end_pause
from sigap.cases.operations.progress import end_case, note_deviation
from sigap.cases.operations.signing import sign_document
from sigap.cases.operations.wordindex import index_changed
from sigap.cases.queries.evidence import complainant_row, complaint_row
from sigap.cases.steps.books import line_facts, line_number
from sigap.core.masking import Identity, mask
from sigap.core.sop.run import NOBODY_MAY_ANSWER, TaskType

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sigap.cases.models import Attachment, Document, RegisterEntry
    from sigap.cases.queries.casefile import CaseFile
    from sigap.cases.steps.form import Effects, Paper
    from sigap.cases.steps.work import Work

_COMPLAINT_TEXTS = ("subject", "text", "wanted", "loss")


def apply_effects(
    work: Work, effects: Effects, *, now: datetime, attachments: Sequence[Attachment] = ()
) -> dict[str, Document]:
    """Write `effects`; return the papers that got a label, for the tasks that sign them.

    `attachments` came with the task: of one that signs, the signed file or its scan.
    """
    file = work.file
    if effects.signed and work.task.document:
        sign_document(work, work.task.document, effects.signed, attachments, now=now)
    papers = _write_papers(work, effects, now=now)
    for kind, text in effects.tells:
        tell(file, kind, text, actor=work.actor, now=now)
    for code, text in effects.deviations:
        note_deviation(file, code, text, now=now, place=(work.task.sop, work.task.number))
    if effects.stand_in:
        _hand_over(work, effects.stand_in)
    if effects.reader:
        NamedReader.objects.update_or_create(
            case=file.case,
            user_id=effects.reader["user_id"],
            defaults={**effects.reader, "second": work.actor.id, "at": now},
        )
    if effects.waits_until:
        _wait_on(file, effects.waits_until)
    if effects.resume:
        end_pause(file, now=now)
    if effects.status:
        reason = effects.event.get("reason", effects.status)
        end_case(file, status=effects.status, reason=reason, now=now)
        carry_on(file, actor=work.actor, now=now)
    if "answered_at" in effects.case:
        answer_joined(file, actor=work.actor, now=now)
    return papers


def change_case(work: Work, effects: Effects, *, now: datetime) -> list[tuple[str, bytes]]:
    """Change what the case says of itself; return the rows that the ledger has to commit to."""
    file, case = work.file, work.file.case
    if effects.case:
        for name, value in effects.case.items():
            setattr(case, name, value)
        case.save(update_fields=list(effects.case))
    if effects.identity:
        change_identity(file, effects.identity)
    if effects.complaint:
        change_complaint(file, effects.complaint)
    for user_id, reason in effects.excluded.items():
        exclude(file, int(user_id), reason=reason, by=work.actor.id, now=now)
    if not (effects.identity or effects.complaint):
        return []
    return [complaint_row(case.complaint, file.key), complainant_row(case.complainant, file.key)]


def _write_papers(work: Work, effects: Effects, *, now: datetime) -> dict[str, Document]:
    """Write the lines in the books, then the papers, since papers cite the lines."""
    file = work.file
    run = file.runs[-1] if file.runs else None
    lines = {}
    for line in effects.registers:
        facts = {**line_facts(work, line.book), **line.facts}
        lines[line.book] = enter_register(file, line.book, facts, run=run, now=now)
    return {
        paper.label: order_paper(file, _with_line(paper, lines), run=run, actor=work.actor, now=now)
        for paper in effects.papers
    }


def _with_line(paper: Paper, lines: dict[str, RegisterEntry]) -> Paper:
    """Return a paper with the number of its line in the book that this act wrote."""
    fact, book = paper.line
    if book not in lines:
        return paper
    number = line_number(lines[book].sequence, lines[book].year)
    return replace(paper, facts={**paper.facts, fact: number})


def _hand_over(work: Work, user_id: str) -> None:
    """Give the open work of this place to the one named to stand in."""
    place = (work.task.sop, work.task.number)
    answers = work.task.reason == NOBODY_MAY_ANSWER
    types = (TaskType.CONSULT,) if answers else (TaskType.STEP, TaskType.CONFIRM)
    for task in work.file.open_tasks:
        if task.type in types and (task.sop, task.number) == place:
            task.assignee_id = int(user_id)
            task.save(update_fields=["assignee"])


def _wait_on(file: CaseFile, until: datetime) -> None:
    """Let the open pause last longer; it is looked at again when it is over."""
    for pause in file.pauses:
        if pause.ended_at is None:
            pause.until, pause.looked_at, pause.reminded_at = until, None, None
            pause.save(update_fields=["until", "looked_at", "reminded_at"])


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
    # What the person is now known by may stand in the clear in the words written before.
    change_complaint(file, {})


def index_identity(case: Case, identity: Identity) -> None:
    """Write the blind indexes by which this person's cases are found."""
    known_by = findable(identity, case.complainant_kind)
    IdentityIndex.objects.bulk_create(
        IdentityIndex(case=case, kind=kind, digest=digest)
        for kind, digest in sorted(blind_indexes(known_by))
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
            if original.get(name):
                original.setdefault("earlier", []).append({name: original[name]})
            original[name] = value
        else:
            setattr(complaint, name, value)
    known_by = findable(identity, file.case.complainant_kind)
    for name in _COMPLAINT_TEXTS:
        masked = mask(str(original.get(name) or ""), known_by)
        if name == "subject":
            file.case.subject = masked[:200]
        else:
            setattr(complaint, name, masked)
    complaint.original = seal_json(file.key, original)
    complaint.save()
    file.case.save(update_fields=["subject"])
    index_changed(file)


def exclude(
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
