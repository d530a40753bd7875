"""What the ledger commits to: the content of each evidential row, and the stored files.

An entry holds a salted digest of each row it wrote, under the row's name. Here is the one place
that says what a row's content is, for whoever records it and for whoever checks it later.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sigap.cases.identity import DESTROYED, unseal_json, unseal_text, unwrap
from sigap.cases.models import (
    Attachment,
    Case,
    Document,
    Message,
    SideExit,
    SignedCopy,
    StepRun,
    Task,
)
from sigap.ledger.models import Entry

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sigap.cases.models import Complainant, Complaint

    Row = tuple[str, bytes]  # name, content

_CASES_AT_ONCE = 100


def canonical(value: object) -> bytes:
    """Return a JSON value as the bytes a commitment is made over."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def complaint_row(complaint: Complaint, key: bytes) -> Row:
    """Return what was complained of, as it was written."""
    return "complaint", canonical(unseal_json(key, complaint.original))


def complainant_row(person: Complainant, key: bytes) -> Row:
    """Return who complained."""
    return "complainant", canonical(unseal_json(key, person.sealed))


def task_row(task: Task, key: bytes) -> Row:
    """Return what was filled in for a task."""
    filled = {"data": unseal_json(key, task.data) or {}, "note": unseal_text(key, task.note)}
    return f"task:{task.pk}:data", canonical(filled)


def facts_row(document: Document, key: bytes) -> Row:
    """Return the facts from which a paper is drawn."""
    return f"document:{document.pk}:facts", canonical(unseal_json(key, document.facts))


def revocation_row(document: Document, key: bytes) -> Row:
    """Return why a paper was revoked."""
    reason = unseal_text(key, document.revoked_reason)
    return f"document:{document.pk}:revocation", canonical({"reason": reason})


def message_row(message: Message, key: bytes) -> Row:
    """Return a message as it was written."""
    return f"message:{message.pk}:body", canonical(unseal_text(key, message.body))


def side_exit_row(taken: SideExit, key: bytes) -> Row:
    """Return what was filled in for a side exit."""
    return f"side-exit:{taken.pk}", canonical(unseal_json(key, taken.data))


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that an entry names by its hash; `sha256` is what the row says of it."""

    name: str
    file: str
    sha256: str


@dataclass
class Evidence:
    """One case as it is kept: its entries, and the rows and files they speak of."""

    case: Case
    key: bytes
    entries: list[Entry] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    runs: list[StepRun] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    copies: list[SignedCopy] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    side_exits: list[SideExit] = field(default_factory=list)

    @property
    def is_destroyed(self) -> bool:
        """Whether the key is gone: what was sealed can't be held against anything any more."""
        return self.key == DESTROYED

    def committed(self) -> dict[str, tuple[int, str]]:
        """Return for each name in the entries the last entry that has it, and the digest."""
        found: dict[str, tuple[int, str]] = {}
        for entry in self.entries:
            for name, digest in json.loads(entry.digests).items():
                found[name] = (entry.seq, digest)
        return found

    def rows(self) -> Iterator[Row]:
        """Yield name and content of each evidential row.

        :raises KeyUnusable: at one that does not open.
        """
        key = self.key
        yield complaint_row(self.case.complaint, key)
        yield complainant_row(self.case.complainant, key)
        for task in self.tasks:
            if task.state == Task.State.DONE:
                yield task_row(task, key)
        for document in self.documents:
            yield facts_row(document, key)
            if document.revoked_at:
                yield revocation_row(document, key)
        for message in self.messages:
            if is_recorded(message):
                yield message_row(message, key)
        for taken in self.side_exits:
            yield side_exit_row(taken, key)

    def files(self) -> Iterator[StoredFile]:
        """Yield each stored file that an entry has to name."""
        for document in self.documents:
            if document.file:
                yield StoredFile(f"document:{document.pk}", document.file, document.sha256)
        for copy in self.copies:
            yield StoredFile(f"signed-copy:{copy.pk}", copy.file, copy.sha256)
        for one in self.attachments:
            yield StoredFile(f"attachment:{one.pk}", one.file, one.sha256)
            if one.view_file:
                yield StoredFile(f"attachment:{one.pk}:view", one.view_file, one.view_sha256)


def is_recorded(message: Message) -> bool:
    """Whether a message has an entry of its own: what a person wrote, not what Sigap tells."""
    return message.direction == "in" or message.kind == "message"


def evidence_of(case_ids: Sequence[int]) -> list[Evidence]:
    """Return several cases as they are kept; the number of queries does not depend on theirs."""
    related = ("complaint", "complainant", "key", "permit_type")
    cases = Case.objects.select_related(*related).filter(pk__in=case_ids).order_by("pk")
    found = {one.pk: Evidence(one, unwrap(bytes(one.key.wrapped))) for one in cases}
    by_number = {one.case.number: one for one in found.values()}
    for entry in Entry.objects.filter(stream__in=by_number).order_by("stream", "seq"):
        by_number[entry.stream].entries.append(entry)
    children: dict[str, Any] = {
        "tasks": Task.objects,
        "runs": StepRun.objects,
        "documents": Document.objects,
        "attachments": Attachment.objects,
        "messages": Message.objects,
        "side_exits": SideExit.objects,
    }
    for name, rows in children.items():
        for row in rows.filter(case__in=found).order_by("pk"):
            getattr(found[row.case_id], name).append(row)
    copies = SignedCopy.objects.filter(document__case__in=found).select_related("document")
    for copy in copies.order_by("pk"):
        found[copy.document.case_id].copies.append(copy)
    return list(found.values())


def all_evidence() -> Iterator[Evidence]:
    """Yield every case as it is kept, some at a time."""
    ids = list(Case.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), _CASES_AT_ONCE):
        yield from evidence_of(ids[start : start + _CASES_AT_ONCE])
