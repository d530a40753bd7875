"""Destroying cases whose retention is over: proposed by one person, decided by another.

What is destroyed is the case's own key, and with it all that was sealed under it wherever a copy
lies, the sealed files, and the working copies of what was written. What stays is the record
without identity: number, subject, steps, moments, books, and the ledger, which still verifies.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import transaction

from sigap.accounts.directory import names
from sigap.cases import filestore
from sigap.cases.events import record, record_office
from sigap.cases.identity import DESTROYED, office_key
from sigap.cases.models import (
    Attachment,
    AttachmentText,
    Case,
    CaseKey,
    CaseWords,
    Complaint,
    Destruction,
    DestructionItem,
    Document,
    EvidencePackage,
    IdentityIndex,
    SignedCopy,
)
from sigap.cases.operations.authority import OFFICE, require
from sigap.cases.operations.numbers import take
from sigap.cases.queries.destruction import MOST, due_cases, sees_all
from sigap.cases.queries.officeday import day_of, office_zone
from sigap.cases.queries.sops import office_profile
from sigap.core.errors import Refused
from sigap.documents.failures import RenderFailed
from sigap.documents.indonesian import day_and_date, long_date
from sigap.documents.register_book import Book, book_pdf

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from sigap.cases.actor import Actor

_SERIES = "berita-acara-pemusnahan"
_COLUMNS = (
    ("No.", 10),
    ("Nomor pengaduan", 34),
    ("Pokok", -3),
    ("Ditutup", 34),
    ("Kode klasifikasi", 32),
    ("Disimpan sampai", 34),
)
_LEAST, _LONGEST = 5, 1000
_WHAT_GOES = (
    "Yang dimusnahkan: kunci tiap berkas, sehingga identitas, surat, dan isi yang tersegel tidak "
    "dapat dibuka lagi; berkas tersimpan; dan salinan kerja isi pengaduan. Yang tetap: nomor, "
    "pokok, waktu, dan jejak tanpa identitas."
)
_SIGNED = f"Tanda tangan pengusul: {'.' * 40}   Tanda tangan penyetuju: {'.' * 40}"


def propose_destruction(
    *, case_ids: Sequence[int], reason: str, actor: Actor, now: datetime
) -> Destruction:
    """Propose cases whose retention is over; nothing is destroyed yet.

    :raises Refused: `wrong-role`, `invalid-data`, `already-proposed`, `not-due` if one of them is
        not over, or held.
    """
    user_id = require(actor, OFFICE, "Mengusulkan pemusnahan")
    words = _reason(reason)
    with transaction.atomic():
        if Destruction.objects.filter(state=Destruction.State.PROPOSED).exists():
            raise Refused("already-proposed", "Masih ada usulan yang menunggu keputusan.")
        due = {one.case_id: one for one in due_cases(now=now, actor=actor) if not one.held}
        chosen = sorted(set(case_ids))
        if not chosen or len(chosen) > MOST:
            raise Refused("invalid-data", f"Pilih 1 sampai {MOST} berkas.", field="cases")
        if not due.keys() >= set(chosen):
            raise Refused("not-due", "Daftarnya berubah: ada berkas yang belum boleh dimusnahkan.")
        made = Destruction.objects.create(reason=words, proposed_by_id=user_id, proposed_at=now)
        DestructionItem.objects.bulk_create(
            DestructionItem(
                destruction=made, case_id=pk, code=due[pk].code, kept_until=due[pk].kept_until
            )
            for pk in chosen
        )
        told = {"list": made.pk, "cases": [due[pk].number for pk in chosen]}
        record_office("office.destruction-proposed", actor=actor, at=now, data=told)
    return made


def drop_destruction(
    *, destruction_id: int, reason: str, actor: Actor, now: datetime
) -> Destruction:
    """Drop a proposal; its cases stay as they are.

    :raises Refused: `wrong-role`, `invalid-data`, `already-decided`.
    """
    user_id = require(actor, OFFICE, "Menolak pemusnahan")
    words = _reason(reason)
    with transaction.atomic():
        row = _proposed(destruction_id)
        row.state, row.decision = Destruction.State.DROPPED, words
        row.decided_by_id, row.decided_at = user_id, now
        row.save()
        told = {"list": row.pk}
        record_office("office.destruction-dropped", actor=actor, at=now, data=told)
    return row


def destroy(*, destruction_id: int, actor: Actor, now: datetime) -> Destruction:
    """Destroy the cases of a list for good, and write the certificate; another person's act.

    :raises Destruction.DoesNotExist: if there is none, or one with cases unknown to this actor.
    :raises Refused: `wrong-role`, `same-person`, `already-decided`, `not-due` if a case is held
        or reopened since, `paper-failed`.
    """
    user_id = require(actor, OFFICE, "Menyetujui pemusnahan")
    if not sees_all(destruction_id, actor):
        raise Destruction.DoesNotExist
    with transaction.atomic():
        row = _proposed(destruction_id)
        if row.proposed_by_id == user_id:
            raise Refused("same-person", "Pemusnahan disetujui orang lain daripada pengusulnya.")
        items = list(row.items.select_related("case").order_by("case"))
        ids = [one.case_id for one in items]
        list(Case.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk"))
        due = {one.case_id for one in due_cases(now=now, actor=actor) if not one.held}
        late = [one.case.number for one in items if one.case_id not in due]
        if late:
            words = f"Tidak jadi: {', '.join(late)} kini tertahan. Tolak usulan ini, usulkan lagi."
            raise Refused("not-due", words)
        year = day_of(now).year
        unit = office_profile().data["letterhead"]["unit"]
        row.number = f"BA/{take(_SERIES, year)}/{unit}/{year}"
        row.state, row.decided_by_id, row.decided_at = Destruction.State.DONE, user_id, now
        paper = filestore.put([_certificate(row, items, now=now)], office_key())
        row.file, row.sha256 = paper.file, paper.sha256
        row.save()
        files = [file for one in items for file in _destroy(one, row, actor=actor, now=now)]
        told = {"list": row.pk, "number": row.number, "sha256": row.sha256, "cases": len(items)}
        record_office("office.destruction-done", actor=actor, at=now, data=told)
        # Only once the rows are gone for good; what a crash leaves behind the sweep takes away.
        transaction.on_commit(partial(_remove, files))
    return row


def read_certificate(*, destruction_id: int, actor: Actor) -> tuple[str, bytes]:
    """Return the name and the PDF of the certificate.

    :raises Destruction.DoesNotExist: if there is none, or one with cases unknown to this actor.
    :raises Refused: `wrong-role`.
    """
    require(actor, OFFICE, "Membaca berita acara")
    row = Destruction.objects.get(pk=destruction_id, state=Destruction.State.DONE)
    if not sees_all(row.pk, actor):
        raise Destruction.DoesNotExist
    name = f"berita-acara-pemusnahan-{row.number.replace('/', '-')}.pdf"
    return name, filestore.read_whole(row.file, office_key())


def _remove(files: list[str]) -> None:
    for file in files:
        filestore.remove(file)


def _proposed(destruction_id: int) -> Destruction:
    row = Destruction.objects.select_for_update().get(pk=destruction_id)
    if row.state != Destruction.State.PROPOSED:
        raise Refused("already-decided", "Usulan ini sudah diputuskan.")
    return row


def _reason(reason: str) -> str:
    words = " ".join(reason.split())
    if not _LEAST <= len(words) <= _LONGEST:
        raise Refused("invalid-data", "Tulis alasan atau dasar keputusannya.", field="reason")
    return words


def _destroy(item: DestructionItem, row: Destruction, *, actor: Actor, now: datetime) -> list[str]:
    """Destroy one case; return the stored files that no row names any more."""
    case = item.case
    CaseKey.objects.filter(pk=case.pk).update(wrapped=DESTROYED, destroyed_at=now)
    IdentityIndex.objects.filter(case=case).delete()
    AttachmentText.objects.filter(attachment__case=case).delete()
    # Emptied, not deleted: a case without its row counts as one that is yet to be indexed.
    CaseWords.objects.filter(case=case).update(stems="")
    Complaint.objects.filter(pk=case.pk).update(text="", wanted="", loss="", place="", original=b"")
    files: list[str] = []
    for rows, column in _sealed_files(case):
        files += rows.exclude(**{column: ""}).values_list(column, flat=True)
        rows.update(**{column: ""})
    told = {"list": row.pk, "certificate": row.number, "code": item.code, "files": len(files)}
    record(case, "case.destroyed", actor=actor, at=now, key=b"", data=told)
    return files


def _sealed_files(case: Case) -> list[tuple[QuerySet[Any], str]]:
    """Return every column that names a file sealed under the case's key."""
    return [
        (Document.objects.filter(case=case), "file"),
        (SignedCopy.objects.filter(document__case=case), "file"),
        (Attachment.objects.filter(case=case), "file"),
        (Attachment.objects.filter(case=case), "view_file"),
        (EvidencePackage.objects.filter(case=case), "file"),
    ]


def _certificate(row: Destruction, items: Sequence[DestructionItem], *, now: datetime) -> bytes:
    zone = office_zone()
    who = names({row.proposed_by_id, row.decided_by_id or 0})
    lines = [
        (
            str(no),
            one.case.number,
            one.case.subject,
            long_date(one.case.closed_at.astimezone(zone).date()) if one.case.closed_at else "",
            one.code,
            long_date(one.kept_until),
        )
        for no, one in enumerate(items, start=1)
    ]
    proposed, decided = who[row.proposed_by_id], who[row.decided_by_id or 0]
    what = (
        f"Pada {day_and_date(day_of(now))} dimusnahkan {len(items)} berkas pengaduan menurut "
        f"jadwal retensi arsip. Alasan: {row.reason}"
    )
    by = (
        f"Diusulkan oleh {proposed}, {day_and_date(day_of(row.proposed_at))}. "
        f"Disetujui oleh {decided}, {day_and_date(day_of(now))}."
    )
    notes = [what, by, _WHAT_GOES, _SIGNED]
    try:
        return book_pdf(
            [Book("Berita Acara Pemusnahan Arsip", _COLUMNS, lines)],
            period=f"nomor {row.number}",
            letterhead=office_profile().data["letterhead"],
            foot="",
            notes=notes,
            made_at=now.astimezone(zone),
        )
    except RenderFailed as failed:
        raise Refused("paper-failed", f"Berita acara gagal dicetak: {failed.reason}") from None
