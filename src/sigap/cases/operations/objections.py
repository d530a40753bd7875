"""An objection to an answer: a linked review by another person than the first drafter.

The complainant files it by tracking code, or an officer notes it for who came, called or wrote.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from sigap.cases.identity import unseal_json
from sigap.cases.models import Case
from sigap.cases.operations.exit import Exit, tell
from sigap.cases.operations.exits_course import reason_field
from sigap.cases.operations.progress import note_deviation
from sigap.cases.operations.register import Filing, Registered, register_complaint
from sigap.cases.queries.casefile import load
from sigap.cases.queries.sops import in_force, office_profile, sop_of_version
from sigap.cases.steps.fields import choice, text_field
from sigap.core.errors import Refused
from sigap.core.masking import Identity

if TYPE_CHECKING:
    from datetime import datetime

    from sigap.cases.actor import Actor
    from sigap.cases.queries.casefile import CaseFile
    from sigap.cases.queries.office import OfficeLists

_WAYS = [
    ("counter", "datang ke loket"),
    ("telephone", "telepon"),
    ("letter", "surat"),
    ("whatsapp", "pesan tertulis"),
]


def require_objectable(file: CaseFile, *, now: datetime) -> None:
    """Refuse an objection where there is nothing to object to, or no longer.

    :raises Refused: `not-answered`, `objection-late` after the office's limit in working days,
        `objected-already`.
    """
    case = file.case
    if case.answered_at is None:
        raise Refused("not-answered", _("Pengaduan ini belum dijawab."))
    days = int(office_profile().data["objection_working_days"])
    last = file.calendar.add_working_days(file.calendar.local_day(case.answered_at), days)
    if file.calendar.local_day(now) > last:
        raise Refused(
            "objection-late",
            _("Keberatan diajukan paling lambat %(days)d hari kerja setelah jawaban.")
            % {"days": days},
            detail={"until": last.isoformat()},
        )
    if Case.objects.filter(objection_to=case).exists():
        raise Refused("objected-already", _("Keberatan atas jawaban ini sudah diajukan."))


def open_review(
    file: CaseFile, text: str, *, channel: str, actor: Actor, now: datetime
) -> Registered:
    """Register the review that `text` asks for, linked to the answered case, and say so."""
    case = file.case
    filing = Filing(
        channel=channel,
        permit_type=case.permit_type.slug,
        subject=f"Keberatan atas jawaban {case.number}",
        text=text,
        identity=Identity(**unseal_json(file.key, case.complainant.sealed)),
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
    made = register_complaint(filing=filing, actor=actor, now=now)
    note_deviation(file, "objection", f"Keberatan: {made.case.number}.", now=now)
    tell(
        file,
        "objection",
        f"Keberatan Anda dicatat sebagai {made.case.number}.",
        actor=actor,
        now=now,
    )
    return made


def object_schema(file: CaseFile, lists: OfficeLists) -> dict[str, Any]:  # noqa: ARG001 - one shape for all
    """Return the fields of an objection that the complainant declared to an officer."""
    return {
        "type": "object",
        "title": "Catat keberatan pelapor",
        "properties": {
            "how": choice(_WAYS, "Cara pelapor menyatakannya"),
            "reason": reason_field("Keberatan menurut pelapor"),
            "on_paper_at": text_field("Tempat surat keberatan", longest=200),
        },
        "required": ["how", "reason"],
    }


def note_objection(step: Exit) -> dict[str, Any]:
    """Open the review that the complainant asked an officer for.

    :raises Refused: as `require_objectable`.
    """
    file, how = step.file, step.data["how"]
    require_objectable(file, now=step.now)
    made = open_review(file, step.reason, channel=how, actor=step.actor, now=step.now)
    return {"review": made.case.number, "how": how}


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
