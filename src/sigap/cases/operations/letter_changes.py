"""What happens to a letter after it was ordered: its number comes, it is revoked or replaced."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from sigap.cases.access import in_visible_case
from sigap.cases.events import record
from sigap.cases.identity import unseal_json
from sigap.cases.models import Document
from sigap.cases.operations.locking import lock_case
from sigap.cases.operations.papers import give_number, order_paper, revoke
from sigap.cases.operations.progress import order_task
from sigap.cases.queries.casefile import load
from sigap.cases.queries.office import OfficeLists
from sigap.cases.steps.drafting import block_shapes
from sigap.cases.steps.fields import LINE, group, one_of, rows, text_field, way, words
from sigap.cases.steps.form import Order, Paper
from sigap.cases.steps.signatory import signing
from sigap.cases.steps.validate import validate
from sigap.core.errors import Refused
from sigap.core.sop.run import TaskType
from sigap.documents.kinds import KINDS
from sigap.documents.marks import with_marks, with_runs

if TYPE_CHECKING:
    from datetime import datetime

    from sigap.cases.actor import Actor
    from sigap.cases.queries.casefile import CaseFile
    from sigap.cases.steps.fields import Data, Schema

HANDLERS = frozenset(
    {"petugas-loket", "analis-pengaduan", "penata-perizinan", "koordinator", "kepala-dinas"}
)
SUPERIORS = frozenset({"koordinator", "kepala-dinas"})
_REPLACE = "replace"
_TYPED = ("paragraph", "heading", "list", "numbered", "table")
_LONGEST_NUMBER = 80


def number_schema() -> Schema:
    """Return the field of the number that the records unit gave."""
    field = words("Nomor surat", longest=_LONGEST_NUMBER, description="Dari bagian tata usaha")
    return group({"number": field}, required=["number"])


def revocation_schema(known: Data) -> Schema:
    """Return the fields of revoking a paper; `known` is the letter's text if it can be mended."""
    mended: dict[str, Schema] = {}
    if known:
        mended = {
            "about": text_field("Hal", longest=LINE, default=known["about"]),
            "body": rows(
                one_of(block_shapes()), "Isi surat pengganti", at_least=1, default=known["body"]
            ),
        }
    ways = [
        way("do", _REPLACE, "Ganti dengan surat baru (nomor baru, ditandatangani lagi)", mended),
        way("do", "revoke", "Cabut tanpa pengganti"),
    ]
    reason = text_field(
        "Alasan",
        shortest=5,
        longest=300,
        description="Tercatat pada nomor surat; tanpa data pribadi",
    )
    return group({"reason": reason, "then": one_of(ways)}, required=["reason", "then"])


def revocation_schema_of(document_id: int, *, actor: Actor, now: datetime) -> Schema:
    """Return the form of revoking one paper, its text filled in.

    :raises Document.DoesNotExist: if the actor may not know of it.
    """
    document = Document.objects.select_related("case").get(in_visible_case(actor), pk=document_id)
    return revocation_schema(mendable_text(load(document.case, now=now), document))


def mendable_text(file: CaseFile, document: Document) -> Data:
    """Return subject and text of a letter as the form takes them; {} if it has another shape."""
    if not KINDS[document.kind].numbered:
        return {}
    facts = unseal_json(file.key, bytes(document.facts))
    body = facts.get("body")
    if isinstance(body, str):
        parts = [part.strip() for part in body.split("\n\n") if part.strip()]
        body = [{"type": "paragraph", "text": part} for part in parts]
    if not body or not isinstance(body, list) or not all(_is_typed(block) for block in body):
        return {}
    return {"about": facts.get("about", ""), "body": with_marks(body)}


def enter_number(*, document_id: int, data: Data, actor: Actor, now: datetime) -> Document:
    """Enter the records unit's number of a letter that waits for it; it is then drawn.

    :raises Document.DoesNotExist: if the actor may not know of it.
    :raises Refused: `wrong-role`, `not-waiting-for-number`, `invalid-data`, `number-taken`.
    """
    _require(actor, HANDLERS)
    number = validate(number_schema(), data)["number"].strip()
    with transaction.atomic():
        file, document = _locked(document_id, actor=actor, now=now)
        if document.state != Document.State.HELD or document.revoked_at:
            raise Refused("not-waiting-for-number", "Surat ini tidak sedang menunggu nomor.")
        give_number(file, document, number, actor=actor, now=now)
    return document


def revoke_paper(
    *, document_id: int, data: Data, actor: Actor, now: datetime
) -> tuple[Document, Document | None]:
    """Revoke a paper with a reason; return it and what replaces it, a new letter to be signed.

    Its number stays taken, its check page says that it no longer counts and what does.

    :raises Document.DoesNotExist: if the actor may not know of it.
    :raises Refused: `wrong-role`, `revoked`, `not-rendered` for a draft on its way,
        `replacement-needed` while its signature is awaited, `no-signatory`, `invalid-data`.
    """
    _require(actor, SUPERIORS)
    with transaction.atomic():
        file, document = _locked(document_id, actor=actor, now=now)
        if document.revoked_at:
            raise Refused("revoked", "Dokumen ini sudah dicabut.")
        known = mendable_text(file, document)
        filled = validate(revocation_schema(known), data)
        chosen, reason = filled["then"], filled["reason"].strip()
        waiting = next((t for t in file.open_tasks if t.document_id == document.pk), None)
        if waiting is not None and chosen["do"] != _REPLACE:
            raise Refused(
                "replacement-needed",
                "Tanda tangan surat ini masih ditunggu; pilih penggantinya.",
                field="data.then",
            )
        revoke(file, document, reason=reason, actor=actor, now=now)
        made = None
        if chosen["do"] == _REPLACE:
            made = _replace(file, document, chosen, waiting, actor=actor, now=now)
        record(
            file.case,
            "document.replaced" if made else "document.withdrawn",
            actor=actor,
            at=now,
            key=file.key,
            data={"kind": document.kind, "version": document.version, "number": document.number},
        )
    return document, made


def _replace(
    file: CaseFile,
    document: Document,
    chosen: Data,
    waiting: Any,  # noqa: ANN401 - a task or None
    *,
    actor: Actor,
    now: datetime,
) -> Document:
    facts = unseal_json(file.key, bytes(document.facts))
    texts = {"about": chosen["about"]} if chosen.get("about") else {}
    if chosen.get("body"):
        texts["body"] = with_runs(chosen["body"])
    kind = KINDS[document.kind]
    label, role = "", ""
    if kind.signed_by and "signatory" in facts:
        role, signatory = signing(file, OfficeLists(now=now), kind.signed_by)
        facts["signatory"] = signatory
        label = document.kind
    numbered = {"number": ""} if kind.numbered else {}
    paper = Paper(document.kind, {**facts, **texts, **numbered}, label)
    made = order_paper(file, paper, run=document.run, actor=actor, now=now, replaces=document)
    if waiting is not None:
        waiting.document, waiting.role = made, role or waiting.role
        waiting.save(update_fields=["document", "role"])
    elif role:
        order = Order(type=TaskType.SIGNATURE, role=role, form="signature", reason=kind.title)
        order_task(file, order, now=now, document=made)
    return made


def _locked(document_id: int, *, actor: Actor, now: datetime) -> tuple[CaseFile, Document]:
    found = Document.objects.filter(in_visible_case(actor))
    file = lock_case(found.values_list("case_id", flat=True).get(pk=document_id), now=now)
    # Read after the lock: it may just have been numbered or revoked.
    return file, Document.objects.select_related("run").get(pk=document_id)


def _require(actor: Actor, roles: frozenset[str]) -> None:
    if not actor.roles & roles:
        raise Refused("wrong-role", "Tindakan ini bukan wewenang peran Anda.")


def _is_typed(block: object) -> bool:
    return isinstance(block, dict) and block.get("type") in _TYPED
