"""What the holder of a tracking code is told: progress in plain language, no officer named."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from sigap.accounts.kept import kept
from sigap.cases.identity import DESTROYED, tracking_digest, unseal_json, unwrap
from sigap.cases.models import (
    Case,
    CasePause,
    DeadlineRule,
    Document,
    Message,
    SignedCopy,
    StepRun,
    SurveyTaken,
)
from sigap.cases.queries.legal_limits import legal_limits
from sigap.cases.queries.notices import day_words, reason_words, stage_words
from sigap.cases.queries.once import once
from sigap.cases.queries.papers import awaits_signature, signed_file_of
from sigap.cases.queries.promises import last_check
from sigap.cases.queries.sops import (
    calendar_of_version,
    in_force,
    office_profile,
    sop_of_version,
)
from sigap.cases.queries.trackeddetails import appointment, messages, under_way, units
from sigap.core.errors import InvalidInput
from sigap.core.numbering import normalise_code

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from django.db.models import QuerySet

    from sigap.core.sop.definition import Sop

# Plain words for the SOPs that ship; any other shows its own title.
_PROGRESS = {
    "penerimaan-pengaduan": _(
        "Pengaduan Anda sedang dicatat dan diperiksa petugas (langkah %(step)d dari %(steps)d)."
    ),
    "penelaahan-substansi": _(
        "Pengaduan Anda sedang ditelaah bersama pihak yang terkait "
        "(langkah %(step)d dari %(steps)d)."
    ),
    "penyampaian-jawaban": _(
        "Pengaduan Anda sudah ditelaah; jawabannya sedang disiapkan "
        "(langkah %(step)d dari %(steps)d)."
    ),
}
_ANYWHERE = _("Pengaduan Anda berada pada tahap “%(title)s” (langkah %(step)d dari %(steps)d).")
_ENDINGS = {
    "closed": _("Pengaduan Anda sudah selesai."),
    "forwarded": _("Pengaduan Anda diteruskan kepada instansi yang berwenang."),
    "withdrawn": _("Pengaduan Anda dicabut."),
    "merged": _(
        "Pengaduan Anda digabungkan dengan pengaduan lain tentang pokok yang sama dan dijawab "
        "bersama."
    ),
}
_PAUSES = {
    "waiting-complainant": _("Kami menunggu kelengkapan dari Anda."),
    "held": _("Pengaduan ditunda untuk sementara."),
}
ANSWERS = ("surat-balasan", "surat-pemberitahuan")


@once
def case_behind(code: str) -> int:
    """Return the id of the case behind a tracking code.

    One indexed look-up of a keyed digest, whatever the code, so the time tells nothing.

    :raises Case.DoesNotExist: for any wrong code.
    """
    try:
        digest = tracking_digest(normalise_code(code))
    except InvalidInput:
        digest = tracking_digest("")
    return Case.objects.values_list("pk", flat=True).get(tracking_digest=digest)


def tracked(code: str, *, now: datetime) -> dict[str, Any]:
    """Return how the complaint behind a code stands; always the same number of queries.

    :raises Case.DoesNotExist: for any wrong code.
    """
    (case,) = _cases(case=case_behind(code))
    key = unwrap(bytes(case.key.wrapped))
    # A complaint that was joined goes the way of the leading one.
    followed = case.merged_into or case
    runs = _runs(case=followed.pk)
    chain = list(_chain(runs, now=now))
    pauses = _pauses(case=case.pk)
    pause = next((one for one in pauses if one.ended_at is None), None)
    said = [] if key == DESTROYED else messages(case, key)
    delay = _delay(followed)
    objection = next(iter(_objections(case=case.pk)), None)
    return {
        "number": case.number,
        "status": case.status,
        "progress": _progress(case, followed, chain, is_told=delay is not None, now=now),
        "received_at": case.received_at,
        "due_at": case.due_at,
        "first_due_at": case.first_due_at,
        "closed_at": case.closed_at,
        "identity_destroyed_at": case.key.destroyed_at,
        "delay": delay,
        "limits": _limits(case, runs, chain, pauses, now=now),
        "stages": _stages(followed, runs, chain),
        "under_way": under_way(followed, runs, chain, now=now),
        "paused": _paused(case, pause),
        "messages": said,
        "appointment": None if key == DESTROYED else appointment(case, key),
        "answer": _answer(case, key, said),
        "rating": case.rating or None,
        "objection": objection,
        "may": _may(case, objection=objection, is_over=key == DESTROYED, now=now),
    }


@kept
def _cases(*, case: int) -> QuerySet[Case]:
    related = Case.objects.select_related("merged_into__waits_for", "waits_for", "key")
    return related.filter(pk=case)


@kept
def _runs(*, case: int) -> QuerySet[StepRun]:
    return StepRun.objects.filter(case=case).order_by("pk")


@kept
def _pauses(*, case: int) -> QuerySet[CasePause]:
    return CasePause.objects.filter(case=case).order_by("pk")


@kept
def _objections(*, case: int) -> QuerySet[Case, str]:
    found = Case.objects.filter(objection_to=case).order_by("pk")
    return found.values_list("number", flat=True)[:1]


@kept
def _first_words(*, case: int) -> QuerySet[Message, datetime]:
    words = Message.objects.filter(case=case, audience="complainant", direction="out")
    return words.order_by("at", "pk").values_list("at", flat=True)[:1]


@kept
def _rules() -> QuerySet[DeadlineRule]:
    return DeadlineRule.objects.order_by("pk")


@kept
def _answers(*, case: int) -> QuerySet[Document]:
    letters = Document.objects.filter(case=case, kind__in=ANSWERS, revoked_at=None)
    return letters.order_by("-pk")[:1]


@kept
def _surveys(*, case: int) -> QuerySet[SurveyTaken, int]:
    return SurveyTaken.objects.filter(case=case).values_list("pk", flat=True)[:1]


def may_survey(code: str) -> bool:
    """Return whether the holder of a code has been served and not answered the survey yet.

    :raises Case.DoesNotExist: for any wrong code.
    """
    case = Case.objects.select_related("key").get(pk=case_behind(code))
    return bool(case.key.wrapped) and _survey(case)


def standing(case_id: int) -> dict[str, Any]:
    """Return the few facts that confirm to a complainant that something has arrived."""
    case = Case.objects.get(pk=case_id)
    return {
        "number": case.number,
        "status": case.status,
        "received_at": case.received_at,
        "due_at": case.due_at,
    }


def _chain(runs: list[StepRun], *, now: datetime) -> Iterator[Sop]:
    """Yield the SOPs of a case in their order, those to come in the version in force."""
    versions = {**in_force(now), **{run.sop: run.sop_version_id for run in runs}}
    name, seen = (runs[0].sop if runs else ""), set()
    while name in versions and name not in seen:
        seen.add(name)
        sop = sop_of_version(versions[name])
        yield sop
        name = sop.then


def _progress(case: Case, followed: Case, chain: list[Sop], *, is_told: bool, now: datetime) -> str:
    """Return where it stands; that a promise is past is said unless its delay `is_told` apart."""
    if followed.is_ended:
        return str(_ENDINGS[case.status if case.is_ended else followed.status])
    if case.status in _PAUSES:
        return str(_PAUSES[case.status])
    sop = next((one for one in chain if one.id == followed.sop), None)
    if sop is None:
        return gettext("Pengaduan Anda sudah kami terima.")
    facts = {"title": sop.title, "step": followed.step, "steps": len(sop.steps)}
    text = str(_PROGRESS.get(sop.id, _ANYWHERE)) % facts
    if case.due_at < now and not is_told:
        sorry = gettext("Waktu yang dijanjikan sudah terlampaui; kami mohon maaf.")
        text += f" {sorry}"
    return text


def _stages(case: Case, runs: list[StepRun], chain: list[Sop]) -> list[dict[str, Any]]:
    reached = {run.sop: run.opened_at for run in reversed(runs)}
    had_by = units(runs, chain)
    stages = [
        {
            "id": sop.id,
            "title": stage_words(sop.id, sop.title),
            "reached_at": reached.get(sop.id),
            "unit": had_by.get(sop.id, ""),
        }
        for sop in chain
    ]
    stages += [
        {"id": name, "title": title, "reached_at": at, "unit": ""}
        for name, title, at in (
            ("dijawab", gettext("Jawaban dikirim"), case.answered_at),
            ("selesai", gettext("Selesai"), case.closed_at),
        )
    ]
    last = max((n for n, stage in enumerate(stages) if stage["reached_at"]), default=-1)
    for place, stage in enumerate(stages):
        if place > last:
            stage["state"] = "ahead"
        elif place == last and not case.is_ended:
            stage["state"] = "now"
        else:
            stage["state"] = "done" if stage["reached_at"] else "skipped"
    return stages


def _paused(case: Case, pause: CasePause | None) -> dict[str, Any] | None:
    if pause is None:
        return None
    calendar = calendar_of_version(case.calendar_id)
    text = str(_PAUSES.get(pause.kind, ""))
    if pause.until:
        day = day_words(calendar.local_day(pause.until), get_language() or "id")
        latest = gettext("Paling lambat %(day)s.") % {"day": day}
        text += f" {latest}"
    return {"kind": pause.kind, "since": pause.started_at, "until": pause.until, "text": text}


def _delay(case: Case) -> dict[str, Any] | None:
    """Return what was told about a promise that is not kept: the new date, and why."""
    told = last_check(case.pk) if case.status == Case.Status.OPEN else None
    if told is None or case.answered_at or told.promised_at != case.due_at:
        return None
    return {
        "is_late": told.verdict == "late",
        "expected_at": told.expected_at,
        "reason": reason_words(told.reason, told.facts),
    }


def _limits(
    case: Case, runs: list[StepRun], chain: list[Sop], pauses: list[CasePause], *, now: datetime
) -> list[dict[str, Any]]:
    """Return the public limits that hold for the case; none whose text nobody has seen."""
    found = legal_limits(
        case,
        runs=runs,
        pauses=pauses,
        sops={sop.id: sop for sop in chain},
        first_word_at=next(iter(_first_words(case=case.pk)), None),
        calendar=calendar_of_version(case.calendar_id),
        rules=_rules(),
    )
    return [
        {
            "name": one.rule.name,
            "amount": one.rule.amount,
            "unit": str(one.rule.unit),
            "source": one.rule.source,
            "due_at": one.due_at,
            "met_at": one.met_at,
            "is_late": one.is_missed or one.is_over(now),
        }
        for one in found
        if one.rule.may_be_printed_as_law
    ]


def _answer(case: Case, key: bytes, said: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Return the answer once it was sent: the letter's words, else the office's last message."""
    letter: Document | None = next(iter(_answers(case=case.pk)), None)
    signed, is_awaited = signed_file_of(letter), awaits_signature(letter)
    if case.answered_at is None:
        return None
    facts = (unseal_json(key, bytes(letter.facts)) if letter else None) or {}
    last = next((one["text"] for one in reversed(said) if one["sender"] == "kantor"), "")
    return {
        "number": letter.number if letter else "",
        "sent_at": case.answered_at,
        "text": _plain(facts.get("body", "")) or last,
        "file": _answer_file(letter, signed) if letter and facts and not is_awaited else None,
        "awaits_signature": is_awaited,
    }


def _answer_file(letter: Document, signed: SignedCopy | None) -> dict[str, Any] | None:
    """Return what is handed out as the letter: the signed file as it is kept, else the issued."""
    kept = signed or letter
    if not kept.sha256:
        return None
    return {
        "media_type": signed.media_type if signed else "application/pdf",
        "size_bytes": kept.size_bytes,
        "sha256": kept.sha256,
        "signed_how": letter.signed_how,
        "is_signed_file": signed is not None,
        "verify_code": letter.code,
    }


def _plain(value: Any) -> str:  # noqa: ANN401 - blocks of a letter, see documents.blocks
    """Return the words of a letter's blocks, a paragraph each."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return "\n\n".join(text for text in map(_plain, value) if text)
    if not isinstance(value, dict):
        return ""
    if "columns" in value:
        lines = [value["columns"], *value.get("rows", ())]
        return "\n".join(" | ".join(map(_plain, line)) for line in lines)
    own = value.get("text") or "".join(_plain(run) for run in value.get("runs", ()))
    inner = _plain(value.get("items") or [])
    return "\n\n".join(text for text in (own, inner) if text)


def _may(case: Case, *, objection: str | None, is_over: bool, now: datetime) -> dict[str, Any]:
    """Return what the holder of the code may do; nothing any more once it is all over."""
    if is_over:
        acts = ("message", "completion", "rating", "objection", "withdraw", "survey")
        return {**dict.fromkeys(acts, False), "objection_until": None}
    until = _objection_until(case)
    is_early = until is not None and calendar_of_version(case.calendar_id).local_day(now) <= until
    return {
        "message": True,
        "completion": case.status == Case.Status.WAITING_COMPLAINANT,
        "rating": case.answered_at is not None,
        "objection": is_early and objection is None,
        "objection_until": until,
        "withdraw": not case.is_ended,
        "survey": _survey(case),
    }


def _survey(case: Case) -> bool:
    is_served = case.answered_at is not None or case.is_ended
    return is_served and not _surveys(case=case.pk)


def _objection_until(case: Case) -> date | None:
    days = int(office_profile().data["objection_working_days"])
    if case.answered_at is None:
        return None
    calendar = calendar_of_version(case.calendar_id)
    return calendar.add_working_days(calendar.local_day(case.answered_at), days)
