"""What the data subject may ask: to see what is held of them, or to have it corrected.

The limit is that of the law (`pdp-akses`): calendar hours, counted at night and on holidays too.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from sigap.cases.access import may_read_who, visible_cases
from sigap.cases.actor import COMPLAINANT
from sigap.cases.events import record
from sigap.cases.identity import case_key, seal_text
from sigap.cases.models import Case, DataRequest, Message
from sigap.cases.operations.authority import OFFICE
from sigap.cases.operations.correspondence import LONGEST, WRITERS
from sigap.cases.operations.effects import change_identity
from sigap.cases.operations.exit import tell
from sigap.cases.operations.locking import lock_case
from sigap.cases.queries.evidence import complainant_row, complaint_row, message_row
from sigap.cases.queries.pdp_requests import access_hours, held_of
from sigap.cases.queries.tracking import case_behind
from sigap.core.errors import Refused
from sigap.core.masking import normal_email, normal_nik, normal_phone
from sigap.core.plain_text import plain_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sigap.cases.actor import Actor
    from sigap.cases.queries.casefile import CaseFile
    from sigap.cases.queries.pdp_requests import Held

KINDS = (DataRequest.Kind.ACCESS, DataRequest.Kind.CORRECTION)
# What of an identity may be corrected; how it is called on the page is the page's.
PARTS = ("name", "company", "phone", "email", "nik", "address")
SHOWN_FOR = timedelta(days=30)
_LEAST_REASON = 10
_GIVEN = (
    "Permintaan Anda untuk melihat data pribadi sudah dijawab. Daftar datanya dapat dibuka dan "
    "dicetak dari halaman pelacakan ini selama 30 hari."
)
_CORRECTED = "Data pribadi Anda sudah dibetulkan. Yang dibetulkan: {parts}."
_LABELS = {
    "name": "nama",
    "company": "badan usaha",
    "phone": "telepon",
    "email": "surel",
    "nik": "NIK",
    "address": "alamat",
}


def ask_by_code(*, code: str, kind: str, text: str, now: datetime) -> DataRequest:
    """Take the request of whoever holds the tracking code; the clock runs from this moment.

    :raises Case.DoesNotExist: for a wrong code.
    :raises Refused: `invalid-data`, `asked-already`, `identity-destroyed`.
    """
    with transaction.atomic():
        file = lock_case(case_behind(code), now=now)
        return _ask(file, kind, text, actor=COMPLAINANT, now=now)


def ask_at_desk(*, number: str, kind: str, text: str, actor: Actor, now: datetime) -> DataRequest:
    """Take the request of a person who came or wrote, by an officer who saw who it is.

    :raises Case.DoesNotExist: if there is no such case, or none that this actor may know of.
    :raises Refused: `wrong-role`, `invalid-data`, `asked-already`, `identity-destroyed`.
    """
    if not actor.roles & WRITERS:
        raise Refused("wrong-role", "Menerima permintaan data bukan wewenang peran Anda.")
    with transaction.atomic():
        case_id = visible_cases(actor).values_list("pk", flat=True).get(number=number)
        return _ask(lock_case(case_id, now=now), kind, text, actor=actor, now=now)


def give_access(*, number: str, request_id: int, actor: Actor, now: datetime) -> DataRequest:
    """Let the complainant see what is held: by the tracking code for some time, or on paper.

    :raises Case.DoesNotExist: if the request is not there for this actor.
    :raises Refused: `wrong-role`, `identity-closed`, `answered-already`, `wrong-kind`.
    """
    with transaction.atomic():
        file, row = _to_answer(number, request_id, actor=actor, now=now)
        if row.kind != DataRequest.Kind.ACCESS:
            raise Refused("wrong-kind", "Yang diminta pembetulan: betulkan, atau tolak.")
        return _answer(file, row, DataRequest.Outcome.GIVEN, _GIVEN, actor=actor, now=now)


def correct(
    *, number: str, request_id: int, parts: Mapping[str, str], actor: Actor, now: datetime
) -> DataRequest:
    """Correct what is held of the complainant; what stood there before is not kept.

    Empty parts stay as they are. Papers that were issued keep what they said.

    :raises Case.DoesNotExist: if the request is not there for this actor.
    :raises Refused: `wrong-role`, `identity-closed`, `answered-already`, `wrong-kind`,
        `invalid-data`.
    """
    changed = _checked_parts(parts)
    with transaction.atomic():
        file, row = _to_answer(number, request_id, actor=actor, now=now)
        if row.kind != DataRequest.Kind.CORRECTION:
            raise Refused("wrong-kind", "Yang diminta melihat data, bukan membetulkannya.")
        change_identity(file, changed)
        words = _CORRECTED.format(parts=", ".join(_LABELS[name] for name in changed))
        rows = [complaint_row(file.case.complaint, file.key)]
        rows.append(complainant_row(file.case.complainant, file.key))
        outcome = DataRequest.Outcome.CORRECTED
        more = {"parts": sorted(changed)}
        return _answer(file, row, outcome, words, actor=actor, now=now, rows=rows, more=more)


def refuse(
    *, number: str, request_id: int, reason: str, actor: Actor, now: datetime
) -> DataRequest:
    """Refuse a request, telling the complainant which rule forbids it; a superior's act.

    :raises Case.DoesNotExist: if the request is not there for this actor.
    :raises Refused: `wrong-role`, `identity-closed`, `answered-already`, `invalid-data`.
    """
    if not actor.roles & OFFICE:
        raise Refused("wrong-role", "Menolak permintaan data: wewenang koordinator atau kepala.")
    words = plain_text(reason)
    if not _LEAST_REASON <= len(words) <= LONGEST:
        raise Refused(
            "invalid-data", "Tulis alasan dan peraturan yang mendasarinya.", field="reason"
        )
    with transaction.atomic():
        file, row = _to_answer(number, request_id, actor=actor, now=now)
        text = f"Permintaan Anda tentang data pribadi tidak dapat kami penuhi. {words}"
        return _answer(file, row, DataRequest.Outcome.REFUSED, text, actor=actor, now=now)


def read_held(*, number: str, request_id: int, actor: Actor, now: datetime) -> Held:
    """Return what is held of the complainant, for printing; a logged reading.

    :raises Case.DoesNotExist: if the request is not there for this actor.
    :raises Refused: `wrong-role`, `identity-closed`, `identity-destroyed`.
    """
    case = _case(number, actor)
    row = DataRequest.objects.filter(case=case, pk=request_id).first()
    if row is None:
        raise Case.DoesNotExist
    return _read(case, row, actor=actor, now=now)


def read_own(*, code: str, now: datetime) -> Held:
    """Return what is held of the holder of a code, while an answered request lets them see it.

    :raises Case.DoesNotExist: for a wrong code.
    :raises Refused: `not-answered`, `identity-destroyed`.
    """
    case = Case.objects.get(pk=case_behind(code))
    rows = DataRequest.objects.filter(case=case, outcome=DataRequest.Outcome.GIVEN)
    row = rows.filter(answered_at__gt=now - SHOWN_FOR).order_by("-pk").first()
    if row is None:
        raise Refused("not-answered", _("Ajukan dulu permintaan untuk melihat data Anda."))
    return _read(case, row, actor=COMPLAINANT, now=now)


def _read(case: Case, row: DataRequest, *, actor: Actor, now: datetime) -> Held:
    with transaction.atomic():
        key = case_key(case.pk)
        held = held_of(case, key)
        told = {"data_request": row.pk}
        record(case, "identity.read", actor=actor, at=now, key=key, data=told)
    return held


def _ask(file: CaseFile, kind: str, text: str, *, actor: Actor, now: datetime) -> DataRequest:
    if kind not in KINDS:
        raise Refused("invalid-data", _("Pilih melihat atau membetulkan data."), field="kind")
    words = plain_text(text)
    if not words and kind == DataRequest.Kind.ACCESS:
        words = _("Saya minta melihat data pribadi saya.")
    if not words or len(words) > LONGEST:
        error = _("Tulis apa yang salah dan apa yang benar.")
        raise Refused("invalid-data", error, field="text")
    if DataRequest.objects.filter(case=file.case, kind=kind, answered_at=None).exists():
        raise Refused("asked-already", _("Permintaan seperti ini masih kami kerjakan."))
    message = Message.objects.create(
        case=file.case,
        direction="in",
        kind=f"data-{kind}",
        body=seal_text(file.key, words),
        at=now,
        author=actor.id,
        state=Message.State.DONE,
    )
    row = DataRequest.objects.create(
        case=file.case,
        kind=kind,
        asked_at=now,
        due_at=now + timedelta(hours=access_hours(now=now)),
        asked=message,
        recorded_by=actor.id,
    )
    record(
        file.case,
        "data.asked",
        actor=actor,
        at=now,
        key=file.key,
        data={"request": row.pk, "kind": kind, "due_at": row.due_at.isoformat()},
        rows=[message_row(message, file.key)],
    )
    return row


def _case(number: str, actor: Actor) -> Case:
    case: Case = visible_cases(actor).get(number=number)
    if not actor.roles & WRITERS:
        raise Refused("wrong-role", "Menjawab permintaan data bukan wewenang peran Anda.")
    if not may_read_who(actor, case):
        raise Refused("identity-closed", "Identitas pelapor berkas ini tertutup bagi Anda.")
    return case


def _to_answer(
    number: str, request_id: int, *, actor: Actor, now: datetime
) -> tuple[CaseFile, DataRequest]:
    file = lock_case(_case(number, actor).pk, now=now)
    row = DataRequest.objects.filter(case=file.case, pk=request_id).first()
    if row is None:
        raise Case.DoesNotExist
    if row.answered_at:
        raise Refused("answered-already", "Permintaan ini sudah dijawab.")
    return file, row


def _answer(
    file: CaseFile,
    row: DataRequest,
    outcome: DataRequest.Outcome,
    words: str,
    *,
    actor: Actor,
    now: datetime,
    rows: list[tuple[str, bytes]] | None = None,
    more: Mapping[str, object] | None = None,
) -> DataRequest:
    message = tell(file, "message", words, actor=actor, now=now)
    row.outcome, row.answered_at, row.answered_by = outcome, now, actor.id
    row.answer = message
    row.save(update_fields=["outcome", "answered_at", "answered_by", "answer"])
    record(
        file.case,
        "data.answered",
        actor=actor,
        at=now,
        key=file.key,
        data={"request": row.pk, "outcome": outcome.value, **(more or {})},
        rows=[*(rows or []), message_row(message, file.key)],
    )
    return row


def _checked_parts(parts: Mapping[str, str]) -> dict[str, str]:
    filled = {name: plain_text(parts.get(name, "")) for name in PARTS}
    changed = {name: value for name, value in filled.items() if value}
    if not changed:
        raise Refused("invalid-data", "Isi yang dibetulkan.", field="name")
    for name, value in changed.items():
        if len(value) > (300 if name == "address" else 160):
            raise Refused("invalid-data", "Terlalu panjang.", field=name)
    if "\u2022" in "".join(changed.values()) or "[pelapor]" in changed.values():
        # What is shown veiled must never be written back as if it were the value.
        raise Refused("invalid-data", "Tulis nilai yang benar, bukan samarannya.", field="name")
    if changed.get("phone") and not normal_phone(changed["phone"]):
        raise Refused("invalid-data", "Nomor telepon belum benar.", field="phone")
    if changed.get("nik") and not normal_nik(changed["nik"]):
        raise Refused("invalid-data", "NIK terdiri atas 16 angka.", field="nik")
    if changed.get("email") and "@" not in normal_email(changed["email"]):
        raise Refused("invalid-data", "Alamat surel belum benar.", field="email")
    return changed
