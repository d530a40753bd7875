"""The register of failures to protect personal data: recorded, told in writing, closed.

The limit is that of the law (`pdp-kegagalan`): calendar hours from when the failure was found.
What is written of a failure is sealed by the office's key; the ledger holds its hash, never words.
"""

from __future__ import annotations

import hashlib
import re
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from django.db import transaction

from sigap.cases import filestore
from sigap.cases.access import visible_cases
from sigap.cases.events import record_office
from sigap.cases.identity import office_key, seal_json, seal_text
from sigap.cases.models import Breach, BreachCase, BreachLetter
from sigap.cases.operations.authority import OFFICE, require
from sigap.cases.operations.breach_forms import (
    AUDIENCES,
    MOST_CASES,
    checked,
    closing_schema,
    said,
    sent_schema,
)
from sigap.cases.operations.numbers import take
from sigap.cases.queries.breaches import letter_of, texts_of, untold
from sigap.cases.queries.office import OfficeLists
from sigap.cases.queries.officeday import day_of
from sigap.cases.queries.pdp_requests import hours_of
from sigap.cases.queries.sops import office_profile
from sigap.cases.steps.validate import validate
from sigap.core.errors import InvalidInput, Refused
from sigap.core.numbering import format_case_number, parse_case_number
from sigap.core.plain_text import plain_text
from sigap.documents.breach_letter import Told, breach_letter
from sigap.documents.failures import RenderFailed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sigap.cases.actor import Actor
    from sigap.cases.steps.fields import Data

_RULE, _SERIES = "pdp-kegagalan", "pemberitahuan-kegagalan"
_TEXTS = ("what", "data", "done", "planned")
_PARTED = re.compile(r"[\s,;]+")


def record_breach(*, data: Data, actor: Actor, now: datetime) -> Breach:
    """Enter a failure; the clock runs from when it was found.

    :raises Refused: `wrong-role`, `invalid-data`, also for a case that this actor can't see.
    """
    user_id = require(actor, OFFICE, "Mencatat kegagalan pelindungan data")
    filled = checked(data, now=now)
    with transaction.atomic():
        cases = _cases(filled, actor)
        row = Breach(recorded_by_id=user_id, recorded_at=now)
        _fill(row, filled)
        row.save()
        _list(row, cases)
        _record("recorded", row, actor=actor, now=now)
    return row


def change_breach(
    *, breach_id: int, edition: int, data: Data, actor: Actor, now: datetime
) -> Breach:
    """Correct or complete what is known of a failure; letters that were made stay as they are.

    Cases that this actor can't see stay on its list.

    :raises Breach.DoesNotExist: if there is none.
    :raises Refused: `wrong-role`, `invalid-data`, `closed-already`, `stale` if somebody else
        changed it since the form was opened.
    """
    require(actor, OFFICE, "Mengubah catatan kegagalan")
    filled = checked(data, now=now)
    with transaction.atomic():
        row = _open(breach_id)
        if row.edition != edition:
            raise Refused(
                "stale",
                "Catatan ini sudah diubah orang lain sementara Anda mengisi. Buka lagi, lalu "
                "ulangi perubahan Anda.",
            )
        cases = _cases(filled, actor)
        seen = visible_cases(actor).values("pk")
        row.items.filter(case__in=seen).exclude(case__in=cases).delete()
        _fill(row, filled)
        row.edition += 1
        row.save()
        _list(row, cases)
        _record("changed", row, actor=actor, now=now)
    return row


def make_letter(*, breach_id: int, audience: str, actor: Actor, now: datetime) -> BreachLetter:
    """Draw the notice for an audience from what is known now; one not sent keeps its number.

    :raises Breach.DoesNotExist: if there is none.
    :raises Refused: `wrong-role`, `invalid-data`, `closed-already`, `no-signatory`,
        `paper-failed`.
    """
    user_id = require(actor, OFFICE, "Membuat surat pemberitahuan")
    if audience not in AUDIENCES:
        raise Refused("invalid-data", "Pilih kepada siapa suratnya.", field="audience")
    with transaction.atomic():
        row = _open(breach_id)
        letters = BreachLetter.objects.select_for_update()
        letter = letters.filter(breach=row, audience=audience, sent_at=None).first()
        before = letter.file if letter else ""
        signatory = OfficeLists(now=now).signatory()
        office = office_profile().data["letterhead"]
        if letter is None:
            year = day_of(now).year
            number = f"PKPDP/{take(_SERIES, year)}/{office['unit']}/{year}"
            letter = BreachLetter(breach=row, audience=audience, number=number)
        told = Told(
            **texts_of(row),
            found_at=row.found_at,
            happened_at=row.happened_at,
            people=row.people,
            cases=row.items.count(),
        )
        try:
            pdf = breach_letter(
                audience,
                told,
                number=letter.number,
                signatory=signatory,
                office=office,
                issued_at=now,
            )
        except RenderFailed as failed:
            raise Refused("paper-failed", f"Surat gagal dicetak: {failed.reason}") from None
        paper = filestore.put([pdf], office_key())
        letter.file, letter.sha256 = paper.file, paper.sha256
        letter.issued_by_id, letter.issued_at = user_id, now
        letter.save()
        _record_letter("letter", letter, actor=actor, now=now)
        if before:
            transaction.on_commit(partial(filestore.remove, before))
    return letter


def mark_sent(
    *, breach_id: int, letter_id: int, data: Data, actor: Actor, now: datetime
) -> BreachLetter:
    """Note when and how a notice was sent.

    :raises BreachLetter.DoesNotExist: if there is none.
    :raises Refused: `wrong-role`, `invalid-data`, `closed-already`, `sent-already`.
    """
    user_id = require(actor, OFFICE, "Mencatat pengiriman")
    filled = validate(sent_schema(), data)
    sent_at = datetime.fromisoformat(filled["sent_at"])
    with transaction.atomic():
        _open(breach_id)
        letter = letter_of(breach_id, letter_id)
        if letter.sent_at:
            raise Refused("sent-already", "Surat ini sudah dicatat terkirim.")
        if sent_at > now:
            raise Refused("invalid-data", "Waktunya belum tiba.", field="data.sent_at")
        # The field of a form has no seconds.
        if sent_at < letter.issued_at.replace(second=0, microsecond=0):
            words = "Surat ini dibuat sesudah waktu itu; periksa lagi."
            raise Refused("invalid-data", words, field="data.sent_at")
        letter.sent_at, letter.way, letter.sent_by_id = sent_at, filled["way"], user_id
        proof = plain_text(filled.get("proof", ""))
        letter.proof = seal_text(office_key(), proof) if proof else b""
        letter.save()
        more = {"sent_at": sent_at.isoformat(), "way": letter.way}
        _record_letter("sent", letter, actor=actor, now=now, more=more)
    return letter


def close_breach(*, breach_id: int, data: Data, actor: Actor, now: datetime) -> Breach:
    """End a failure with a conclusion, once everybody was told who must be.

    :raises Breach.DoesNotExist: if there is none.
    :raises Refused: `wrong-role`, `invalid-data`, `closed-already`, `not-told`.
    """
    user_id = require(actor, OFFICE, "Menutup catatan kegagalan")
    filled = validate(closing_schema(), data)
    conclusion = said(filled, "conclusion")
    with transaction.atomic():
        row = _open(breach_id)
        missing = [AUDIENCES[one].lower() for one in AUDIENCES if one in untold(row)]
        if filled["outcome"] == Breach.Outcome.HANDLED and missing:
            who = " dan ".join(missing)
            raise Refused(
                "not-told",
                f"Surat kepada {who} belum dicatat terkirim. Catat pengirimannya dulu.",
                field="data.outcome",
            )
        row.outcome, row.closed_by_id, row.closed_at = filled["outcome"], user_id, now
        row.conclusion = seal_text(office_key(), conclusion)
        row.save()
        told = {
            "breach": row.pk,
            "outcome": row.outcome,
            "sha256": hashlib.sha256(row.conclusion).hexdigest(),
        }
        record_office("office.breach-closed", actor=actor, at=now, data=told)
    return row


def read_letter(*, breach_id: int, letter_id: int, actor: Actor) -> tuple[str, bytes]:
    """Return the name and the PDF of a notice.

    :raises BreachLetter.DoesNotExist: if there is none.
    :raises Refused: `wrong-role`.
    """
    require(actor, OFFICE, "Membaca surat pemberitahuan")
    letter = letter_of(breach_id, letter_id)
    name = f"pemberitahuan-{letter.number.replace('/', '-')}.pdf"
    return name, filestore.read_whole(letter.file, office_key())


def _open(breach_id: int) -> Breach:
    row = Breach.objects.select_for_update().get(pk=breach_id)
    if row.closed_at:
        raise Refused("closed-already", "Catatan ini sudah ditutup.")
    return row


def _cases(filled: Data, actor: Actor) -> dict[int, str]:
    """Return the ids and numbers of the cases that were typed."""
    typed = list(dict.fromkeys(filter(None, _PARTED.split(filled.get("cases", "")))))
    if len(typed) > MOST_CASES:
        words = f"Paling banyak {MOST_CASES} berkas dalam satu catatan."
        raise Refused("invalid-data", words, field="data.cases")
    numbers = [_number(one) for one in typed]
    found = dict(visible_cases(actor).filter(number__in=numbers).values_list("pk", "number"))
    known = set(found.values())
    lost = [one for one, number in zip(typed, numbers, strict=True) if number not in known]
    if lost:
        shown = ", ".join(lost[:5]) + (" …" if len(lost) > 5 else "")
        words = f"Tidak ada berkas bernomor {shown}. Periksa nomornya."
        raise Refused("invalid-data", words, field="data.cases")
    return found


def _number(typed: str) -> str:
    try:
        return format_case_number(*parse_case_number(typed))
    except InvalidInput:
        return typed


def _fill(row: Breach, filled: Data) -> None:
    happened = filled.get("happened_at")
    row.found_at = datetime.fromisoformat(filled["found_at"])
    row.happened_at = datetime.fromisoformat(happened) if happened else None
    row.due_at = row.found_at + timedelta(hours=hours_of(_RULE, now=row.found_at))
    row.people = filled["people"]
    texts = {name: plain_text(filled.get(name, "")) for name in _TEXTS}
    row.sealed = seal_json(office_key(), texts)


def _list(row: Breach, cases: Iterable[int]) -> None:
    known = set(row.items.values_list("case", flat=True))
    new = [BreachCase(breach=row, case_id=pk) for pk in sorted(set(cases) - known)]
    BreachCase.objects.bulk_create(new)


def _record(event: str, row: Breach, *, actor: Actor, now: datetime) -> None:
    told = {
        "breach": row.pk,
        "found_at": row.found_at.isoformat(),
        "happened_at": row.happened_at.isoformat() if row.happened_at else "",
        "due_at": row.due_at.isoformat(),
        "people": row.people,
        "cases": sorted(row.items.values_list("case__number", flat=True)),
        "sha256": hashlib.sha256(row.sealed).hexdigest(),
    }
    record_office(f"office.breach-{event}", actor=actor, at=now, data=told)


def _record_letter(
    event: str,
    letter: BreachLetter,
    *,
    actor: Actor,
    now: datetime,
    more: dict[str, str] | None = None,
) -> None:
    told = {
        "breach": letter.breach_id,
        "letter": letter.pk,
        "audience": letter.audience,
        "number": letter.number,
        "sha256": letter.sha256,
    }
    record_office(f"office.breach-{event}", actor=actor, at=now, data=told | (more or {}))
