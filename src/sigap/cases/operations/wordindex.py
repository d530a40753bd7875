"""What a case is found by, kept up: written with what is written, made anew on demand.

Everything is masked by the complainant's own identity before it is taken apart, so no sealed
word comes in, whoever wrote it down.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Min

from sigap.cases.identity import KeyUnusable, findable, unseal_json, unseal_text, unwrap
from sigap.cases.models import (
    AttachmentText,
    Case,
    CaseKey,
    CaseWords,
    Complainant,
    Complaint,
    Document,
)
from sigap.cases.stems import stems
from sigap.core.masking import Identity, mask
from sigap.core.numbering import parse_case_number
from sigap.documents.kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from sigap.cases.models import Attachment
    from sigap.cases.queries.casefile import CaseFile

PAPER, LETTER, ATTACHMENT = _BESIDE = ("p_", "l_", "a_")
# These only repeat what the complaint says, or lead to the folder.
_NOT_SEARCHED = frozenset(
    "form-pengaduan map-pengaduan tanda-terima label-arsip arsip-index slip-serah-terima "
    "bukti-pengiriman".split()
)
_NOT_WORDS = frozenset(("case", "office", "signature", "signatures", "receiver", "complainant"))
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d(T.*)?")
_ID_BITS = 24
_BATCH = 200
_LONGEST_WORD = 200


def index_complaint(case: Case, complaint: Complaint) -> None:
    """Make a new case found by its numbers and by what was complained."""
    CaseWords.objects.create(
        place=place_of(case), case=case, stems=_joined(_of_complaint(case, complaint))
    )


def index_changed(file: CaseFile) -> None:
    """Make a case found by what its complaint says now, and mask the rest by who is known now."""
    known_by = findable(file.identity(), file.case.complainant_kind)
    attached = AttachmentText.objects.filter(attachment__case=file.case).values_list(
        "sealed", flat=True
    )
    papers = _papers([file.case.pk]) if file.papers.keys() - _NOT_SEARCHED else []
    found = _of_complaint(file.case, file.case.complaint)
    for sealed in attached:
        found |= _of_attachment(unseal_text(file.key, sealed), known_by)
    for kind, sealed, _ in papers:
        found |= _of_paper(kind, unseal_json(file.key, sealed), known_by)
    CaseWords.objects.filter(case=file.case).update(stems=_joined(found))


def index_paper(document: Document, facts: Mapping[str, Any], key: bytes) -> None:
    """Make a case found by what one of its papers says, too."""
    if document.kind not in _NOT_SEARCHED:
        known_by = _known_by(document.case, key)
        _add(document.case, _of_paper(document.kind, facts, known_by))


def index_attachment(attachment: Attachment, text: str, key: bytes) -> None:
    """Make a case found by the words of a file that was handed in, too."""
    if text:
        _add(attachment.case, _of_attachment(text, _known_by(attachment.case, key)))


def index_missing(*, now: datetime) -> int:
    """Take in some cases that have no words yet, newest first; returns how many."""
    del now
    # A new case comes with its words and `_add` makes no row, so what has none is older than
    # all that have some.
    oldest = CaseWords.objects.aggregate(oldest=Min("case"))["oldest"]
    older = Case.objects.filter(pk__lt=oldest) if oldest else Case.objects.all()
    ids = list(older.order_by("-pk").values_list("pk", flat=True)[:_BATCH])
    with transaction.atomic():
        # Whoever ends a paper meanwhile waits, and then adds its words.
        list(Case.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk"))
        CaseWords.objects.bulk_create(_whole(ids), ignore_conflicts=True)
    return len(ids)


def index_copies(originals: Mapping[int, int], beside: Mapping[int, set[str]]) -> None:
    """Make copies found by their own complaints, and by the papers of what they were made from.

    `originals` names for each copy the case it was made from; `beside` is `stems_beside` of
    those.
    """
    cases = Case.objects.in_bulk(originals)
    complaints = Complaint.objects.defer("original").in_bulk(originals)
    CaseWords.objects.bulk_create(
        CaseWords(
            place=place_of(case),
            case=case,
            stems=_joined(_of_complaint(case, complaints[pk]) | beside[originals[pk]]),
        )
        for pk, case in cases.items()
    )


def stems_beside(case_id: int) -> set[str]:
    """Return what a case is found by beside its complaint: papers, letters, attachments."""
    return {
        stem
        for words in _whole([case_id])
        for stem in words.stems.split()
        if stem.startswith(_BESIDE)
    }


def index_all() -> Iterator[int]:
    """Make the words of every case anew, a batch a transaction; yields how many are done."""
    done, last = 0, 0
    while True:
        ids = list(
            Case.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:_BATCH]
        )
        if not ids:
            return
        with transaction.atomic():
            # Whoever adds to them meanwhile waits, and then adds to the new ones.
            list(CaseWords.objects.select_for_update().filter(case__in=ids).values_list("pk"))
            CaseWords.objects.bulk_create(
                _whole(ids),
                update_conflicts=True,
                unique_fields=["place"],
                update_fields=["stems"],
            )
        done, last = done + len(ids), ids[-1]
        yield done


def place_of(case: Case) -> int:
    """Return what sorts a case among the others: the second of reception, then the case."""
    seconds = int(case.received_at.timestamp())
    return (seconds << _ID_BITS) | (case.pk & ((1 << _ID_BITS) - 1))


def _add(case: Case, found: set[str]) -> None:
    row = CaseWords.objects.select_for_update().filter(case=case).first()
    # A case without words gets them all at once, from `index_missing`.
    if row is not None and found - set(row.stems.split()):
        row.stems = _joined(found | set(row.stems.split()))
        row.save(update_fields=["stems"])


def _whole(ids: list[int]) -> list[CaseWords]:
    """Return the words of cases from all that is stored of them."""
    cases = Case.objects.in_bulk(ids)
    complaints = Complaint.objects.defer("original").in_bulk(ids)
    wrapped = dict(CaseKey.objects.filter(pk__in=ids).values_list("pk", "wrapped"))
    people = dict(Complainant.objects.filter(pk__in=ids).values_list("pk", "sealed"))
    found = {pk: _of_complaint(cases[pk], complaints[pk]) for pk in complaints}
    keys, known_by = {}, {}
    for pk in found:
        try:
            keys[pk] = unwrap(bytes(wrapped.get(pk, b"")))
            identity = Identity(**(unseal_json(keys[pk], people[pk]) or {"name": ""}))
        except (KeyUnusable, KeyError):
            continue  # what was erased is found by its complaint alone
        known_by[pk] = findable(identity, cases[pk].complainant_kind)
    attached = AttachmentText.objects.filter(attachment__case__in=list(known_by))
    for sealed, pk in attached.values_list("sealed", "attachment__case"):
        found[pk] |= _of_attachment(unseal_text(keys[pk], sealed), known_by[pk])
    for kind, sealed, pk in _papers(list(known_by)):
        found[pk] |= _of_paper(kind, unseal_json(keys[pk], sealed), known_by[pk])
    return [
        CaseWords(place=place_of(cases[pk]), case=cases[pk], stems=_joined(found[pk]))
        for pk in found
    ]


def _papers(ids: list[int]) -> list[tuple[str, bytes, int]]:
    issued = Document.objects.filter(case__in=ids, state=Document.State.DONE)
    rows = issued.exclude(kind__in=_NOT_SEARCHED).order_by("pk")
    return [
        (kind, bytes(facts), case)
        for kind, facts, case in rows.values_list("kind", "facts", "case")
    ]


def _known_by(case: Case, key: bytes) -> Identity:
    sealed = Complainant.objects.values_list("sealed", flat=True).get(pk=case.pk)
    identity = Identity(**(unseal_json(key, sealed) or {"name": ""}))
    return findable(identity, case.complainant_kind)


def _of_complaint(case: Case, complaint: Complaint) -> set[str]:
    texts = (
        case.number,
        case.subject,
        case.registration_number,
        case.outside_number,
        complaint.text,
        complaint.wanted,
        complaint.loss,
        complaint.place,
    )
    _, sequence = parse_case_number(case.number)
    return stems("\n".join(texts)) | {str(sequence)}


def _of_attachment(text: str, known_by: Identity) -> set[str]:
    return {ATTACHMENT + stem for stem in stems(mask(text, known_by))}


def _of_paper(kind: str, facts: Mapping[str, Any], known_by: Identity) -> set[str]:
    source = LETTER if KINDS[kind].carries_identity else PAPER
    text = "\n".join(_texts(facts))
    return {source + stem for stem in stems(mask(text, known_by))}


def _texts(value: object) -> Iterator[str]:
    """Yield what the facts of a paper say in words; pictures and moments are none."""
    if isinstance(value, str):
        is_picture = len(value) > _LONGEST_WORD and " " not in value[:_LONGEST_WORD]
        if not is_picture and not _MOMENT.fullmatch(value):
            yield value
    elif isinstance(value, dict):
        for name, part in value.items():
            if name not in _NOT_WORDS:
                yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)


def _joined(found: set[str]) -> str:
    return " ".join(sorted(found))
