"""Ordering papers in an operation's own transaction, and rendering them afterwards.

The row is the truth: ordered with its facts frozen, rendered by the worker or by who opens it
before, whichever comes first, and only once.
"""

from __future__ import annotations

import secrets
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction

from sigap.cases import filestore
from sigap.cases.actor import SYSTEM
from sigap.cases.events import record
from sigap.cases.identity import case_key, findable, seal_json, seal_text, unseal_json
from sigap.cases.models import Document, LetterNumber
from sigap.cases.operations.leases import wake_workers
from sigap.cases.operations.locking import hold_case
from sigap.cases.operations.numbers import number_letter
from sigap.cases.operations.wordindex import index_paper
from sigap.cases.queries.evidence import facts_row, revocation_row
from sigap.cases.queries.paper_texts import wording_of
from sigap.cases.queries.papers import ordering_entry
from sigap.cases.queries.sops import calendar_of_version, office_profile
from sigap.core import numbering
from sigap.core.errors import Refused
from sigap.core.masking import mask
from sigap.documents.contained import DEFAULT_SECONDS
from sigap.documents.failures import RenderFailed
from sigap.documents.kinds import KINDS
from sigap.documents.letters import refuse_unfilled
from sigap.documents.render import render

if TYPE_CHECKING:
    from datetime import datetime

    from sigap.cases.actor import Actor
    from sigap.cases.models import Case, StepRun
    from sigap.cases.queries.casefile import CaseFile
    from sigap.cases.steps.form import Paper
    from sigap.documents.render import Rendered

_LONGEST_REASON = 300
# Among the frozen facts of a paper: what the office says otherwise than shipped.
WORDING = "wording"
_READER_SECONDS = 5.0  # a paper that takes longer is the worker's


def order_paper(
    file: CaseFile,
    paper: Paper,
    *,
    run: StepRun | None,
    actor: Actor,
    now: datetime,
    replaces: Document | None = None,
) -> Document:
    """Order one paper: number it if its kind is numbered, freeze its facts, leave the rest.

    The office's own words for the kind are frozen with them, as `wording`.

    Where the records unit gives the numbers (office data), a paper that is to be signed (it
    has a label) waits without one until its signature brings it; any other leaves the line
    open for a pen.

    :raises Refused: `letter-unfilled`, `letter-empty`, before any number is taken.
    """
    kind = KINDS[paper.kind]
    profile = office_profile()
    day, facts = file.calendar.local_day(now), dict(paper.facts)
    # Facts taken over from an earlier paper bring that paper's words along.
    facts.pop(WORDING, None)
    if wording := wording_of(kind.id):
        facts[WORDING] = wording
    if kind.numbered:
        if "body" in facts:
            refuse_unfilled(facts)
        facts["dated_on"] = day.isoformat()
    is_ours = number_is_ours(profile.data, kind.id)
    waits = bool(kind.numbered and paper.label and not is_ours)
    file.papers[kind.id] = file.papers.get(kind.id, 0) + 1
    document = Document.objects.create(
        case=file.case,
        run=run,
        kind=kind.id,
        version=file.papers[kind.id],
        facts=seal_json(file.key, facts),
        office=profile,
        issued_at=now,
        code=numbering.verify_code(secrets.token_bytes(10)),
        replaces=replaces,
        state=Document.State.HELD if waits else Document.State.WAITING,
        next_try_at=now,
    )
    wake_workers()
    if kind.numbered and is_ours:
        facts["number"] = number_letter(
            document,
            kind=kind.id,
            code=kind.numbered.code,
            office=profile.data,
            now=now,
            year=day.year,
            month=day.month,
        )
        document.facts = seal_json(file.key, facts)
        document.save(update_fields=["facts"])
    record(
        file.case,
        "document.ordered",
        actor=actor,
        at=now,
        key=file.key,
        data={"kind": kind.id, "version": document.version, "number": document.number},
        rows=[facts_row(document, file.key)],
    )
    return document


def number_is_ours(office: dict[str, Any], kind: str) -> bool:
    """Whether Sigap numbers this kind itself; else the records unit does (TU, SRIKANDI)."""
    return kind not in office.get("numbered_by_records_unit", ())


def give_number(
    file: CaseFile, document: Document, number: str, *, actor: Actor, now: datetime
) -> None:
    """Enter the number that the records unit gave; the paper can then be rendered.

    :raises Refused: `number-taken` if another letter bears it.
    """
    if Document.objects.filter(number=number).exclude(pk=document.pk).exists():
        raise Refused(
            "number-taken", f"Nomor {number} sudah dipakai surat lain.", field="data.number"
        )
    facts = unseal_json(file.key, document.facts)
    facts["number"] = number
    facts["dated_on"] = file.calendar.local_day(now).isoformat()
    document.number = number
    document.facts = seal_json(file.key, facts)
    document.state, document.next_try_at = Document.State.WAITING, now
    document.save(update_fields=["number", "facts", "state", "next_try_at"])
    record(
        file.case,
        "document.numbered",
        actor=actor,
        at=now,
        key=file.key,
        data={"kind": document.kind, "version": document.version, "number": number},
        rows=[facts_row(document, file.key)],
    )
    wake_workers()


def render_document(
    document_id: int, *, now: datetime, seconds: float = DEFAULT_SECONDS
) -> Document:
    """Render a paper that was ordered and store it sealed; safe to repeat, done once.

    :raises RenderFailed: if the facts cannot be set; the caller notes it and tries again.
    """
    document = Document.objects.select_related("case", "office").get(pk=document_id)
    if document.state != Document.State.WAITING:
        return document
    key = case_key(document.case_id)
    facts = unseal_json(key, document.facts)
    paper = draw(document, facts, seconds=seconds)
    stored = filestore.put([paper.pdf], key)
    with transaction.atomic():
        hold_case(document.case_id)
        won = Document.objects.filter(pk=document.pk, state=Document.State.WAITING).update(
            state=Document.State.DONE,
            file=stored.file,
            sha256=stored.sha256,
            size_bytes=stored.size_bytes,
            pages=paper.pages,
            template_version=paper.template_version,
            rendered_at=now,
            lease_until=None,
            last_error="",
        )
        if won:
            record(
                document.case,
                "document.issued",
                actor=SYSTEM,
                at=now,
                key=key,
                data={"kind": document.kind, "version": document.version, "pages": paper.pages},
                files={f"document:{document.pk}": stored.sha256},
            )
            index_paper(document, facts, key)
    if not won:
        filestore.path_of(stored.file).unlink(missing_ok=True)
    document.refresh_from_db()
    return document


def draw(
    document: Document, facts: dict[str, Any], *, seconds: float = DEFAULT_SECONDS
) -> Rendered:
    """Return a paper drawn from `facts`, as it was ordered otherwise; stores nothing.

    :raises RenderFailed: if the facts cannot be set.
    """
    return render(
        document.kind,
        {name: fact for name, fact in facts.items() if name != WORDING},
        document.office.data["letterhead"],
        issued_at=document.issued_at,
        wording=facts.get(WORDING),
        version=document.version,
        code=document.code,
        entry=ordering_entry(document),
        verify_url=f"{settings.SIGAP_BASE_URL}/verifikasi/{document.code}",
        seconds=seconds,
    )


def draw_for_reader(document: Document, *, now: datetime) -> None:
    """Draw a paper that somebody at the counter opens before the worker has come to it.

    One that can't be drawn now stays the worker's.
    """
    if document.state != Document.State.WAITING or not KINDS[document.kind].at_once:
        return
    with suppress(RenderFailed, OSError):
        render_document(document.pk, now=now, seconds=_READER_SECONDS)
    document.refresh_from_db(fields=["state", "file", "sha256"])


def pdf_of(document: Document) -> bytes:
    """Return the paper's bytes.

    :raises Refused: `not-rendered` while it is on its way, `paper-failed` if it never came.
    """
    if document.state == Document.State.FAILED:
        raise Refused("paper-failed", f"Dokumen gagal dibuat: {document.last_error}")
    if document.state == Document.State.HELD:
        raise Refused("not-rendered", "Dokumen menunggu nomor surat dari bagian tata usaha.")
    if document.state != Document.State.DONE:
        raise Refused("not-rendered", "Dokumen sedang dibuat. Coba lagi sebentar.")
    return filestore.read_whole(document.file, case_key(document.case_id))


def revoke(file: CaseFile, document: Document, *, reason: str, actor: Actor, now: datetime) -> None:
    """Mark a paper as no longer valid; it stays, and its check page says so.

    So does its number with the reason, which no other letter gets.
    """
    document.revoked_at = now
    document.revoked_reason = seal_text(file.key, reason)
    document.save(update_fields=["revoked_at", "revoked_reason"])
    told = mask(reason, findable(file.identity(), file.case.complainant_kind))
    LetterNumber.objects.filter(document=document).update(
        cancelled_at=now, cancel_reason=told[:_LONGEST_REASON]
    )
    data = {"kind": document.kind, "version": document.version}
    rows = [revocation_row(document, file.key)]
    record(file.case, "document.revoked", actor=actor, at=now, key=file.key, data=data, rows=rows)


def local_year(case: Case, now: datetime) -> int:
    """Return the office's year at `now`: a case at 23.30 UTC on 31 December is next year's."""
    return calendar_of_version(case.calendar_id).local_day(now).year
