"""What the holder of a tracking code may do: write, complete, rate, object, withdraw."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from sigap.cases.actor import COMPLAINANT
from sigap.cases.events import record
from sigap.cases.identity import seal_text
from sigap.cases.models import Case, Message
from sigap.cases.operations.exit import Exit, keep
from sigap.cases.operations.exits_course import end_withdrawn
from sigap.cases.operations.locking import lock_case, require_open
from sigap.cases.operations.notices import no_longer_wanted
from sigap.cases.operations.objections import open_review, require_objectable
from sigap.cases.operations.pauses import end_pause
from sigap.cases.operations.progress import note_deviation
from sigap.cases.queries.evidence import message_row
from sigap.cases.queries.office import OfficeLists
from sigap.cases.queries.tracking import case_behind
from sigap.core.errors import Refused
from sigap.core.plain_text import plain_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sigap.cases.models import Attachment
    from sigap.cases.operations.register import Registered
    from sigap.cases.queries.casefile import CaseFile

RATINGS = ("puas", "tidak-puas")
_LONGEST = 5000


def add_message(
    *, code: str, text: str, attachments: tuple[Attachment, ...] = (), now: datetime
) -> Message:
    """Keep a word from the complainant; those who work on the case see it.

    :raises Case.DoesNotExist: for a wrong code.
    """
    with transaction.atomic():
        file = _lock(code, now=now)
        message = _keep(file, "message", text, attachments, now=now)
        data = {"message": message.pk, "attachments": len(attachments)}
        _record(file, "message.received", data, message, attachments, now=now)
    return message


def answer_completion(
    *, code: str, text: str, attachments: tuple[Attachment, ...] = (), now: datetime
) -> Message:
    """Take what was asked for; the clocks run again from this moment.

    :raises Refused: `not-waiting` if nothing was asked for.
    """
    with transaction.atomic():
        file = _lock(code, now=now)
        require_open(file)
        if file.case.status != Case.Status.WAITING_COMPLAINANT:
            raise Refused("not-waiting", _("Saat ini tidak ada kelengkapan yang diminta."))
        message = _keep(file, "completion", text, attachments, now=now)
        end_pause(file, now=now)
        no_longer_wanted(file.case, ("completion-requested", "completion-reminder"), now=now)
        data = {"attachments": len(attachments), "due_at": file.case.due_at.isoformat()}
        _record(file, "case.completed-by-complainant", data, message, attachments, now=now)
    return message


def rate(*, code: str, rating: str, comment: str = "", now: datetime) -> Case:
    """Keep whether the complainant is content; the last word counts.

    :raises Refused: `not-answered`, `unknown-rating`.
    """
    with transaction.atomic():
        file = _lock(code, now=now)
        if rating not in RATINGS:
            raise Refused("unknown-rating", _("Pilih puas atau tidak puas."), field="rating")
        _require_answer(file)
        file.case.rating = rating
        file.case.save(update_fields=["rating"])
        message = _keep(file, "rating", comment, (), now=now) if comment else None
        _record(file, "case.rated", {"rating": rating}, message, (), now=now)
    return file.case


def object_to_answer(*, code: str, reason: str, now: datetime) -> Registered:
    """Open a linked review of the answer, by another person than the first drafter.

    :raises Refused: `not-answered`, `objection-late` after the office's limit in working days,
        `objected-already`.
    """
    with transaction.atomic():
        file = _lock(code, now=now)
        require_objectable(file, now=now)
        made = open_review(file, _checked(reason), channel="web", actor=COMPLAINANT, now=now)
        _record(file, "case.object", {"review": made.case.number}, None, (), now=now)
    return made


def withdraw(*, code: str, reason: str, now: datetime) -> Case:
    """End the case on the complainant's own wish, confirmed by letter.

    :raises Refused: `closed`.
    """
    with transaction.atomic():
        file = _lock(code, now=now)
        require_open(file)
        text = _checked(reason)
        step = Exit(
            file=file, data={"reason": text}, actor=COMPLAINANT, now=now, lists=OfficeLists(now=now)
        )
        note_deviation(file, "exit-withdraw", "Dicabut oleh pelapor.", now=now)
        kept = keep(step, "withdraw")
        end_withdrawn(step, ground=f"Atas permintaan pelapor. {text}")
        record(
            file.case,
            "case.withdraw",
            actor=COMPLAINANT,
            at=now,
            key=file.key,
            data={"status": file.case.status},
            rows=[kept],
        )
    return file.case


def _lock(code: str, *, now: datetime) -> CaseFile:
    return lock_case(case_behind(code), now=now)


def _require_answer(file: CaseFile) -> datetime:
    if file.case.answered_at is None:
        raise Refused("not-answered", _("Pengaduan ini belum dijawab."))
    return file.case.answered_at


def _checked(text: str, *, may_be_empty: bool = False) -> str:
    text = plain_text(text)
    if not (text or may_be_empty):
        raise Refused("invalid-data", _("Belum ada yang ditulis."), field="text")
    if len(text) > _LONGEST:
        words = _("Terlalu panjang; paling banyak %(most)d huruf.") % {"most": _LONGEST}
        raise Refused("invalid-data", words, field="text")
    return text


def _keep(
    file: CaseFile, kind: str, text: str, attachments: tuple[Attachment, ...], *, now: datetime
) -> Message:
    message = Message.objects.create(
        case=file.case,
        direction="in",
        kind=kind,
        body=seal_text(file.key, _checked(text, may_be_empty=bool(attachments))),
        at=now,
        author=COMPLAINANT.id,
        state=Message.State.DONE,
    )
    for attachment in attachments:
        attachment.case, attachment.message = file.case, message
        attachment.save()
    return message


def _record(
    file: CaseFile,
    event: str,
    data: Mapping[str, object],
    message: Message | None,
    attachments: tuple[Attachment, ...],
    *,
    now: datetime,
) -> None:
    record(
        file.case,
        event,
        actor=COMPLAINANT,
        at=now,
        key=file.key,
        data=data,
        rows=[message_row(message, file.key)] if message else [],
        files={f"attachment:{a.pk}": a.sha256 for a in attachments},
    )
