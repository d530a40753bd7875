"""What the ledger commits to: the content of each evidential row, and the stored files.

An entry holds a salted digest of each row it wrote, under the row's name. Here is the one place
that says what a row's content is, for whoever records it and for whoever checks it later.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ObjectDoesNotExist

from sigap.cases.identity import DESTROYED, KeyUnusable, unseal_json, unseal_text, unwrap
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
    from collections.abc import Callable, Iterator, Sequence

    from sigap.cases.models import Complainant, Complaint

    Row = tuple[str, bytes]  # name, content

_CASES_AT_ONCE = 100
# What a driver or a field makes of a value that has no business in its column.
_UNREADABLE = (KeyUnusable, ValueError, TypeError, AttributeError, ObjectDoesNotExist)


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

    @property
    def is_older(self) -> bool:
        """Whether release 0.1.0 wrote in it, whose entries named fewer rows.

        It kept no digest of messages and of numbers, reasons and corrections that came later. Its
        entries say themselves which they are, and they can't be changed either.
        """
        return any(
            "text" in json.loads(entry.digests)
            or (entry.event.endswith(".completed") and "step_ended" not in entry.facts)
            for entry in self.entries
        )

    def committed(self) -> dict[str, tuple[int, str]]:
        """Return for each name in the entries the last entry that has it, and the digest."""
        found: dict[str, tuple[int, str]] = {}
        for entry in self.entries:
            for name, digest in json.loads(entry.digests).items():
                found[name] = (entry.seq, digest)
        return found

    def rows(self) -> Iterator[tuple[str, Callable[[], bytes]]]:
        """Yield each evidential row: its name, and what reads its content.

        Reading raises `KeyUnusable`, `ValueError` or `ObjectDoesNotExist` for one that is broken.
        """
        key, case = self.key, self.case
        yield "complaint", lambda: complaint_row(case.complaint, key)[1]
        yield "complainant", lambda: complainant_row(case.complainant, key)[1]
        named: list[tuple[str, Any, Callable[[Any, bytes], Row]]] = [
            *(
                (f"task:{one.pk}:data", one, task_row)
                for one in self.tasks
                if one.state == Task.State.DONE
            ),
            *((f"document:{one.pk}:facts", one, facts_row) for one in self.documents),
            *(
                (f"document:{one.pk}:revocation", one, revocation_row)
                for one in self.documents
                if one.revoked_at
            ),
            *(
                (f"message:{one.pk}:body", one, message_row)
                for one in self.messages
                if is_recorded(one)
            ),
            *((f"side-exit:{one.pk}", one, side_exit_row) for one in self.side_exits),
        ]
        for name, row, read in named:
            yield name, partial(_content, read, row, key)

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


def _content(read: Callable[[Any, bytes], Row], row: object, key: bytes) -> bytes:
    return read(row, key)[1]


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


def all_evidence() -> Iterator[Evidence | str]:
    """Yield every case as it is kept, some at a time; of one that can't be read its number."""
    numbers = dict(Case.objects.order_by("pk").values_list("pk", "number"))
    ids = list(numbers)
    for start in range(0, len(ids), _CASES_AT_ONCE):
        some = ids[start : start + _CASES_AT_ONCE]
        try:
            yield from evidence_of(some)
        except _UNREADABLE:
            for one in some:
                try:
                    found = evidence_of([one])
                except _UNREADABLE:
                    yield numbers[one]
                else:
                    yield from found
