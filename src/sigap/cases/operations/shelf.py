"""Folders leave the shelf with a slip and come back with one; a shelf is counted by its labels."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction

from sigap.cases.access import visible_cases
from sigap.cases.actor import officer
from sigap.cases.events import record, record_office
from sigap.cases.identity import seal_text, unseal_text
from sigap.cases.models import FolderLoan
from sigap.cases.operations.letter_changes import HANDLERS
from sigap.cases.operations.locking import lock_case
from sigap.cases.operations.papers import order_paper
from sigap.cases.queries.office import OfficeLists, officers
from sigap.cases.queries.officeday import day_of
from sigap.cases.queries.shelf import number_on_label, places_of, shelved
from sigap.cases.steps.facts import case_facts
from sigap.cases.steps.fields import LINE, choice, day, group, text_field, words
from sigap.cases.steps.form import Paper
from sigap.cases.steps.validate import validate
from sigap.core.errors import Refused

if TYPE_CHECKING:
    from datetime import datetime

    from sigap.accounts.queries import Named
    from sigap.cases.actor import Actor
    from sigap.cases.queries.casefile import CaseFile
    from sigap.cases.steps.fields import Data, Schema

_SLIP = "slip-serah-terima"
_MOST_LABELS = 2000


@dataclass
class Count:
    """What counting a shelf found, as case numbers; `elsewhere` with where each belongs."""

    found: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    lent: list[str] = field(default_factory=list)
    elsewhere: list[tuple[str, str]] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


def lending_schema(officers: dict[int, Named]) -> Schema:
    """Return the form of lending a folder."""
    pairs = [(str(user_id), one.name) for user_id, one in officers.items()]
    fields = {
        "case": words("Nomor berkas", longest=40, description="Pindai label map, atau ketik"),
        "borrower": choice(pairs, "Peminjam"),
        "purpose": words("Keperluan", longest=LINE),
        "due_on": day("Kembali paling lambat"),
    }
    return group(fields, required=list(fields))


def counting_schema() -> Schema:
    """Return the form of counting a shelf: where, and the labels that stand there."""
    fields = {
        "cabinet": words("Lemari", longest=40),
        "shelf": text_field("Rak", longest=40, description="Kosong: seluruh lemari"),
        "box": text_field("Boks", longest=40),
        "labels": text_field(
            "Kode label",
            shortest=1,
            longest=60_000,
            description="Pindai satu per satu dengan pembaca kode, atau ketik; satu baris satu map",
        ),
    }
    return group(fields, required=["cabinet", "labels"])


def lend_folder(*, data: Data, schema: Schema, actor: Actor, now: datetime) -> FolderLoan:
    """Lend a folder to an officer, with a slip that both sign.

    :raises Refused: `wrong-role`, `invalid-data`, `unknown-case`, `in-the-past`,
        `not-for-borrower`, `lent-already`.
    """
    _require(actor)
    filled = validate(schema, data)
    due_on = date.fromisoformat(filled["due_on"])
    if due_on < day_of(now):
        raise Refused("in-the-past", "Tanggal ini sudah lewat.", field="data.due_on")
    number = number_on_label(filled["case"], actor=actor)
    case_id = visible_cases(actor).filter(number=number).values_list("pk", flat=True).first()
    if case_id is None:
        raise Refused("unknown-case", "Tidak ada berkas dengan nomor ini.", field="data.case")
    _require_seen(case_id, int(filled["borrower"]), now=now)
    with transaction.atomic():
        file = lock_case(case_id, now=now)
        out = FolderLoan.objects.filter(case=file.case, returned_at=None)
        if holder := out.select_related("borrower").first():
            raise Refused(
                "lent-already",
                f"Map ini sedang dipinjam {holder.borrower.name}; catat pengembaliannya dahulu.",
                field="data.case",
            )
        loan = FolderLoan.objects.create(
            case=file.case,
            borrower_id=int(filled["borrower"]),
            purpose=seal_text(file.key, filled["purpose"].strip()),
            lent_at=now,
            lent_by=actor.id,
            due_on=due_on,
        )
        purpose = f"Peminjaman map: {filled['purpose'].strip()}"
        ends = (actor.user_id, loan.borrower_id)
        _slip(file, purpose, ends, f"Kembali paling lambat {due_on:%d-%m-%Y}", actor=actor, now=now)
        told = {"loan": loan.pk, "borrower": loan.borrower_id, "due_on": due_on.isoformat()}
        record(file.case, "folder.lent", actor=actor, at=now, key=file.key, data=told)
    return loan


def return_folder(*, loan_id: int, actor: Actor, now: datetime) -> FolderLoan:
    """Take a folder back, with a slip that both sign.

    The folder may outlive the case's identity: then there is nothing left to write a slip
    with, and the return alone is recorded.

    :raises FolderLoan.DoesNotExist: if the actor may not know of it.
    :raises Refused: `wrong-role`, `returned-already`.
    """
    _require(actor)
    known = FolderLoan.objects.filter(case__in=visible_cases(actor))
    case_id = known.values_list("case_id", flat=True).get(pk=loan_id)
    with transaction.atomic():
        file = lock_case(case_id, now=now, needs_key=False)
        loan = FolderLoan.objects.get(pk=loan_id)
        if loan.returned_at:
            raise Refused("returned-already", "Pengembalian map ini sudah dicatat.")
        loan.returned_at, loan.returned_to = now, actor.id
        loan.save(update_fields=["returned_at", "returned_to"])
        if file.key:
            said = unseal_text(file.key, bytes(loan.purpose)) if loan.purpose else ""
            purpose = f"Pengembalian map: {said}" if said else "Pengembalian map"
            _slip(file, purpose, (loan.borrower_id, actor.user_id), "", actor=actor, now=now)
        record(
            file.case, "folder.returned", actor=actor, at=now, key=file.key, data={"loan": loan.pk}
        )
    return loan


def count_shelf(*, data: Data, actor: Actor, now: datetime) -> Count:
    """Compare the labels that stand on a shelf with what should; that it was done is recorded.

    :raises Refused: `wrong-role`, `invalid-data`.
    """
    _require(actor)
    filled = validate(counting_schema(), data)
    where = {part: filled.get(part, "").strip() for part in ("cabinet", "shelf", "box")}
    labels = list(dict.fromkeys(line.strip() for line in filled["labels"].splitlines()))
    labels = [label for label in labels if label]
    if len(labels) > _MOST_LABELS:
        raise Refused(
            "invalid-data",
            f"Paling banyak {_MOST_LABELS} label sekaligus; hitung per rak.",
            field="data.labels",
        )
    expected = shelved(actor=actor, **where)
    count = Count()
    seen: list[str] = []
    for label in labels:
        number = number_on_label(label, actor=actor)
        if not number:
            count.unknown.append(label)
        elif number not in seen:
            seen.append(number)
    places = places_of([number for number in seen if number not in expected], actor=actor)
    for number in seen:
        if number in expected:
            count.found.append(number)
        else:
            count.elsewhere.append((number, places.get(number, "")))
    absent = [number for number in expected if number not in seen]
    out = set(
        FolderLoan.objects.filter(returned_at=None, case__number__in=absent).values_list(
            "case__number", flat=True
        )
    )
    count.lent = [number for number in absent if number in out]
    count.missing = [number for number in absent if number not in out]
    told: dict[str, Any] = {part: value for part, value in where.items() if value}
    told |= {"expected": len(expected), "found": len(count.found), "missing": len(count.missing)}
    with transaction.atomic():
        record_office("shelf.counted", actor=actor, at=now, data=told)
    return count


def _require_seen(case_id: int, borrower_id: int, *, now: datetime) -> None:
    """Refuse to lend a folder to an officer who may not know of the case."""
    person = officers(now=now).person(borrower_id)
    borrower = officer(user_id=borrower_id, person=person)
    if not visible_cases(borrower).filter(pk=case_id).exists():
        raise Refused(
            "not-for-borrower",
            "Petugas ini tidak boleh melihat berkas ini; pilih peminjam lain.",
            field="data.borrower",
        )


def _slip(
    file: CaseFile,
    purpose: str,
    ends: tuple[int | None, int | None],
    note: str,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    lists = OfficeLists(now=now)
    case = case_facts(file)
    item = {"description": "Map pengaduan", "number": case["number"], "pieces": 1}
    facts = {
        "purpose": purpose,
        "giver": lists.officer(ends[0]),
        "taker": lists.officer(ends[1]),
        "handed_at": now.isoformat(),
        "items": [{**item, "permit_type": case["permit_type"]}],
        "case": case,
        "note": note,
    }
    order_paper(file, Paper(_SLIP, facts), run=None, actor=actor, now=now)


def _require(actor: Actor) -> None:
    if not actor.roles & HANDLERS:
        raise Refused("wrong-role", "Mengurus map bukan wewenang peran Anda.")
