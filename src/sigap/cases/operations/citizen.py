"""What the holder of a tracking code may do: write, complete, rate, object, withdraw."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from sigap.cases.actor import COMPLAINANT
from sigap.cases.events import record
from sigap.cases.identity import seal_text, unseal_json
from sigap.cases.models import Case, Message
from sigap.cases.operations.exit import Exit, keep, tell
from sigap.cases.operations.exits_course import end_withdrawn
from sigap.cases.operations.locking import lock_case, require_open
from sigap.cases.operations.notices import no_longer_wanted
from sigap.cases.operations.pauses import end_pause
from sigap.cases.operations.progress import note_deviation
from sigap.cases.operations.register import Filing, Registered, register_complaint
from sigap.cases.queries.casefile import load
from sigap.cases.queries.evidence import message_row
from sigap.cases.queries.office import OfficeLists
from sigap.cases.queries.sops import in_force, office_profile, sop_of_version
from sigap.cases.queries.tracking import case_behind
from sigap.core.errors import Refused
from sigap.core.masking import Identity
from sigap.core.plain_text import plain_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sigap.cases.models import Attachment
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
        case = file.case
        answered_at = _require_answer(file)
        days = int(office_profile().data["objection_working_days"])
        last = file.calendar.add_working_days(file.calendar.local_day(answered_at), days)
        if file.calendar.local_day(now) > last:
            raise Refused(
                "objection-late",
                _("Keberatan diajukan paling lambat %(days)d hari kerja setelah jawaban.")
                % {"days": days},
                detail={"until": last.isoformat()},
            )
        if Case.objects.filter(objection_to=case).exists():
            raise Refused("objected-already", _("Keberatan atas jawaban ini sudah diajukan."))
        text = _checked(reason)
        identity = Identity(**unseal_json(file.key, case.complainant.sealed))
        filing = Filing(
            channel="web",
            permit_type=case.permit_type.slug,
            subject=f"Keberatan atas jawaban {case.number}",
            text=text,
            identity=identity,
            complainant_kind=case.complainant_kind,
            registration_number=case.registration_number,
            outside_number=case.outside_number,
            anonymous=case.anonymous,
            confidential=case.confidential,
            language=case.complainant.language,
            objection_to=case.pk,
            first_sop=office_profile().data["objection_sop"],
            barred=_first_drafters(file, now=now),
        )
        made = register_complaint(filing=filing, actor=COMPLAINANT, now=now)
        note_deviation(file, "objection", f"Keberatan: {made.case.number}.", now=now)
        _record(file, "case.objected", {"review": made.case.number}, None, (), now=now)
        tell(
            file,
            "objection",
            f"Keberatan Anda dicatat sebagai {made.case.number}.",
            actor=COMPLAINANT,
            now=now,
        )
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


def _first_drafters(file: CaseFile, *, now: datetime) -> tuple[tuple[str, int, int], ...]:
    """Return (SOP, step, user) that the linked review bars: who drafted does not draft again.

    Where another officer holds the role, the drafter is barred from all its steps. A joined
    case was answered by the draft of its leading case.
    """
    leading = file.case.merged_into
    answered = load(leading, now=now) if leading else file
    drafted = [
        run for run in answered.runs if answered.sops[run.sop].step(run.number).form == "draft"
    ]
    drafters = {user for run in drafted for user in run.completed_by}
    roles = {
        run.role
        for run in drafted
        if any(run.role in one.roles and one.id not in drafters for one in file.people)
    }
    # The review runs on the versions now in force, which may number their steps otherwise.
    sops = [sop_of_version(version) for version in in_force(now).values()]
    return tuple(
        sorted(
            (sop.id, step.no, int(user))
            for sop in sops
            for step in sop.steps
            if step.form == "draft" or roles & set(step.executors)
            for user in drafters
        )
    )
