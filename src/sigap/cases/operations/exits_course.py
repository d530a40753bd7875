"""Exits that end a case otherwise than by its answer. None is ever a bare closing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sigap.cases.access import visible_cases
from sigap.cases.events import record
from sigap.cases.identity import seal_text
from sigap.cases.models import Case
from sigap.cases.operations.exit import Exit, send_letter, tell_complainant
from sigap.cases.operations.joined import (
    answer_as,
    answer_joined,
    carry_on,
    joined_to,
    move_joined,
)
from sigap.cases.operations.locking import lock_case
from sigap.cases.operations.papers import order_paper
from sigap.cases.operations.progress import end_case
from sigap.cases.steps.facts import addressee, agency_addressee, case_facts
from sigap.cases.steps.fields import choice, text_field
from sigap.cases.steps.form import Paper
from sigap.cases.steps.wording import may_be_known
from sigap.core.errors import Refused

if TYPE_CHECKING:
    from sigap.cases.queries.casefile import CaseFile
    from sigap.cases.queries.office import OfficeLists

_OTHER = "lainnya"
DECLINE_REASONS = [
    ("bukan-pengaduan", "bukan pengaduan pelayanan perizinan"),
    ("tanpa-identitas", "pelapor tidak dapat dikenali dan keterangannya tidak dapat ditelusuri"),
    ("perkara-pengadilan", "pokoknya sedang diperiksa pengadilan"),
    ("sudah-dijawab", "pokok yang sama sudah dijawab dan tidak ada keterangan baru"),
]


def reason_field(title: str = "Alasan") -> dict[str, Any]:
    """Return the reason that every exit needs."""
    return text_field(title, shortest=5, longest=2000)


def forward_schema(file: CaseFile, lists: OfficeLists) -> dict[str, Any]:  # noqa: ARG001 - one shape for all
    """Return the fields of forwarding: to whom, and why it is not ours."""
    agencies = [(a.slug, a.name) for a in lists.agencies if a.kind != "internal"]
    return {
        "type": "object",
        "title": "Teruskan ke instansi berwenang",
        "properties": {
            "agency": choice([*agencies, (_OTHER, "instansi lain, tulis namanya")], "Instansi"),
            "agency_name": text_field("Nama instansi lain", longest=160),
            "reason": reason_field("Mengapa bukan kewenangan kantor ini"),
        },
        "required": ["agency", "reason"],
    }


def forward(step: Exit) -> dict[str, Any]:
    """Send the case on: a letter to the competent agency and one to the complainant."""
    file, chosen = step.file, step.data["agency"]
    agency = next((a for a in step.lists.agencies if a.slug == chosen), None)
    name = agency.name if agency else step.data.get("agency_name", "").strip()
    if not name:
        raise Refused("invalid-data", "Tulis nama instansi lain itu.", field="data.agency_name")
    to = agency_addressee(agency) if agency else {"name": f"Pimpinan {name}", "place": "Tempat"}
    # What was open falls away first; the signing of the letters below stays open.
    end_case(file, status=Case.Status.FORWARDED, reason="bukan-kewenangan", now=step.now)
    values = {
        "identitas_pelapor": _shared_identity(file),
        "isi_pengaduan": file.case.complaint.text,
        "instansi_berwenang": name,
    }
    sent = send_letter(step, "penerusan", to, values)
    _tell_forwarded(step, name, sent.number)
    for other in joined_to(file, now=step.now):
        beside = replace(step, file=other)
        _tell_forwarded(beside, name, sent.number)
        data = {"leading": file.case.number, "agency": chosen}
        event = "case.forwarded-with-leading"
        record(other.case, event, actor=step.actor, at=step.now, key=other.key, data=data)
    return {"agency": chosen}


def _tell_forwarded(step: Exit, agency: str, number: str) -> None:
    values = {"instansi_berwenang": agency, "surat_penerusan": _by_letter(number)}
    _notify(step, "pemberitahuan-diteruskan", values, event="forwarded")
    text = f"Pengaduan Anda kami teruskan kepada {agency}, yang berwenang atas pokoknya."
    tell_complainant(step, "forwarded", text)


def settle_schema(file: CaseFile, lists: OfficeLists) -> dict[str, Any]:  # noqa: ARG001
    """Return the fields of settling on the spot: the answer, and that the person is content."""
    return {
        "type": "object",
        "title": "Selesaikan di loket",
        "properties": {
            "answer": text_field("Jawaban yang diberikan", shortest=5, longest=5000),
            "accepted": {
                "type": "boolean",
                "title": "Pelapor menerima penyelesaian ini",
                "const": True,
            },
            "reason": reason_field("Mengapa cukup dijawab di tempat"),
            "on_paper_at": text_field("Tempat catatan yang ditandatangani", longest=200),
        },
        "required": ["answer", "accepted", "reason"],
    }


def settle(step: Exit) -> dict[str, Any]:
    """Answer on the spot; the note that both sign is the proof."""
    file = step.file
    facts = {
        "case": case_facts(file),
        "problem": file.case.complaint.text,
        "settlement": step.data["answer"],
        "settled_at": step.now.isoformat(),
        "officer_signature": step.lists.officer(step.actor.user_id),
        "complainant_signature": {"name": file.identity().name, "position": "Pelapor"},
        "remark": step.reason,
    }
    run = file.runs[-1] if file.runs else None
    paper = Paper(kind="catatan-penyelesaian", facts=facts)
    note = order_paper(file, paper, run=run, actor=step.actor, now=step.now)
    note.on_paper_at = seal_text(file.key, step.data.get("on_paper_at", ""))
    note.save(update_fields=["on_paper_at"])
    tell_complainant(step, "settled", step.data["answer"])
    end_case(file, status=Case.Status.CLOSED, reason="selesai-di-loket", now=step.now)
    return _answered(step)


def decline_schema(file: CaseFile, lists: OfficeLists) -> dict[str, Any]:  # noqa: ARG001
    """Return the fields of declining: a reason code and its explanation."""
    return {
        "type": "object",
        "title": "Tidak ditindaklanjuti",
        "properties": {
            "ground": choice(DECLINE_REASONS, "Dasar"),
            "reason": reason_field("Penjelasan untuk pelapor"),
        },
        "required": ["ground", "reason"],
    }


def decline(step: Exit) -> dict[str, Any]:
    """Close without review, with a letter that says why and what the person can still do."""
    ground = step.data["ground"]
    label = dict(DECLINE_REASONS)[ground]
    end_case(step.file, status=Case.Status.CLOSED, reason=f"tolak-{ground}"[:30], now=step.now)
    _notify(step, "pemberitahuan-ditolak", {"dasar_penolakan": label}, event="declined")
    tell_complainant(step, "declined", f"Pengaduan tidak ditindaklanjuti: {label}. {step.reason}")
    return {"ground": ground, **_answered(step)}


def _answered(step: Exit) -> dict[str, Any]:
    """Note that the complainant has an answer, and give it to those who were joined."""
    case = step.file.case
    case.answered_at = step.now
    case.save(update_fields=["answered_at"])
    others = answer_joined(step.file, actor=step.actor, now=step.now)
    return {"joined_answered": others} if others else {}


def withdraw_schema(file: CaseFile, lists: OfficeLists) -> dict[str, Any]:  # noqa: ARG001
    """Return the fields of a withdrawal that the complainant declared."""
    ways = [
        ("loket", "datang ke loket"),
        ("telepon", "telepon"),
        ("surat", "surat"),
        ("pesan", "pesan tertulis"),
    ]
    return {
        "type": "object",
        "title": "Catat pencabutan oleh pelapor",
        "properties": {
            "how": choice(ways, "Cara pelapor menyatakannya"),
            "reason": reason_field("Alasan yang dikemukakan pelapor"),
            "on_paper_at": text_field("Tempat surat pernyataan", longest=200),
        },
        "required": ["how", "reason"],
    }


def withdraw(step: Exit) -> dict[str, Any]:
    """End the case on the complainant's own wish, confirmed by letter."""
    end_withdrawn(step, ground=f"Atas permintaan pelapor. {step.reason}")
    return {"how": step.data.get("how", "")}


def end_withdrawn(step: Exit, *, ground: str) -> None:
    """End a case on its complainant's wish, with the letter that says so."""
    file = step.file
    end_case(file, status=Case.Status.WITHDRAWN, reason="dicabut-pelapor", now=step.now)
    send_letter(
        step,
        "pencabutan-oleh-pelapor",
        addressee(file),
        withdrawn_on=file.calendar.local_day(step.now).isoformat(),
        ground=ground,
    )
    tell_complainant(step, "withdrawn", f"Pengaduan dinyatakan dicabut. {ground}")
    carry_on(file, actor=step.actor, now=step.now)


def duplicate_schema(file: CaseFile, lists: OfficeLists) -> dict[str, Any]:  # noqa: ARG001
    """Return the fields of joining a case to the one that leads."""
    return {
        "type": "object",
        "title": "Gabungkan ke berkas utama",
        "properties": {
            "leading": text_field("Nomor berkas utama", shortest=5, longest=20),
            "reason": reason_field("Mengapa pokoknya sama"),
        },
        "required": ["leading", "reason"],
    }


def duplicate(step: Exit) -> dict[str, Any]:
    """Join the case to a leading one; its complainant keeps tracking and is answered too.

    :raises Refused: `unknown-case`; `leading-ended` for one that ended without an answer.
    """
    file, now = step.file, step.now
    case, leading = file.case, _leading(step)
    case.merged_into = leading.case
    # Whoever may see this one shall not learn by it what a secret case is about.
    case.confidential = case.confidential or leading.case.confidential
    case.save(update_fields=["merged_into", "confidential"])
    end_case(file, status=Case.Status.MERGED, reason="duplikat", now=now)
    move_joined(file, leading, actor=step.actor, now=now)
    _notify(step, "pemberitahuan-digabung", {}, event="duplicate")
    text = "Pengaduan Anda ditangani bersama pengaduan lain tentang pokok yang sama."
    tell_complainant(step, "merged", text)
    if leading.case.answered_at:
        answer_as(leading, file, actor=step.actor, now=now)
        answer_joined(leading, actor=step.actor, now=now)
    data = {"joined": case.number}
    event = "case.joined"
    record(leading.case, event, actor=step.actor, at=now, key=leading.key, data=data)
    return {"leading": leading.case.number}


def _leading(step: Exit) -> CaseFile:
    """Return the case that leads, locked: the one named, or that which it was joined to."""
    number = str(step.data["leading"]).strip().upper()
    named = visible_cases(step.actor).filter(number=number).first()
    if named is None or step.file.case.pk in (named.pk, named.merged_into_id):
        raise Refused(
            "unknown-case",
            "Berkas utama tidak ditemukan, atau berkas ini sendiri.",
            field="data.leading",
        )
    leading = lock_case(named.merged_into_id or named.pk, now=step.now)
    if leading.case.is_ended and not leading.case.answered_at:
        raise Refused(
            "leading-ended",
            f"Berkas {leading.case.number} sudah berakhir tanpa jawaban; tangani berkas ini "
            "tersendiri.",
            field="data.leading",
        )
    return leading


def _notify(step: Exit, purpose: str, values: dict[str, str], *, event: str) -> None:
    send_letter(step, purpose, addressee(step.file), values, event=event, reason=step.reason)


def _shared_identity(file: CaseFile) -> str:
    """Return who complained and how to reach them, for the agency that is to answer now."""
    if not may_be_known(file):
        return "Identitas pelapor dirahasiakan; jawaban mohon disampaikan melalui kami."
    identity = file.identity()
    parts = [identity.name, identity.address, identity.phone, identity.email]
    return "Pelapor: " + ", ".join(part for part in parts if part) + "."


def _by_letter(number: str) -> str:
    return f"surat Nomor {number}" if number else "surat tersendiri"
