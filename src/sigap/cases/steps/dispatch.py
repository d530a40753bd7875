"""V.5: the answer is brought to the complainant; every attempt is written down with its proof."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sigap.cases.models import Document
from sigap.cases.steps.facts import addressee, case_facts, letter
from sigap.cases.steps.fields import (
    LINE,
    Schema,
    choice,
    group,
    moment,
    one_of,
    rows,
    text_field,
    way,
    words,
)
from sigap.cases.steps.form import Effects, Paper, StepForm
from sigap.cases.steps.wording import worded

if TYPE_CHECKING:
    from sigap.cases.steps.form import Data
    from sigap.cases.steps.work import Work

RECEIVED, POSTED, UNREACHED = "diterima", "pos-tercatat", "tidak-terhubungi"
_LABELS = {
    RECEIVED: "Diterima oleh pelapor",
    POSTED: "Dikirim dengan pos tercatat",
    UNREACHED: "Tidak dapat dihubungi setelah tiga upaya",
}
_TOLD = {
    RECEIVED: "Jawaban atas pengaduan Anda telah Anda terima.",
    POSTED: "Jawaban atas pengaduan Anda telah dikirim dengan pos tercatat.",
    UNREACHED: "Jawaban atas pengaduan Anda telah selesai dan dapat diambil di Loket Pengaduan.",
}
_LEAST_ATTEMPTS = {RECEIVED: 1, POSTED: 1, UNREACHED: 3}
_MEANS = [
    ("telephone", "Telepon"),
    ("sms", "SMS"),
    ("whatsapp", "WhatsApp"),
    ("post", "Pos tercatat"),
    ("email", "Surel"),
    ("counter", "Diambil di loket"),
    ("courier", "Diantar petugas"),
]
# By these somebody is asked to come.
_CALLS = {"telephone", "sms", "whatsapp"}


class Dispatch(StepForm):
    """How it ended decides how many attempts there must be."""

    id = "dispatch"
    title = "Kirim jawaban"

    def properties(self, work: Work) -> dict[str, Schema]:
        """Return how it ended with the attempts, and an appointment to collect the letter."""
        attempts = [_ending(result) for result in (RECEIVED, POSTED, UNREACHED)]
        appointment = group(
            {
                "at": moment("Waktu"),
                "place": words("Tempat", longest=LINE, suggestions=[_counter(work)]),
                "bring": rows(words("Dibawa", longest=LINE), "Dibawa"),
            },
            required=["at", "place"],
            title="Janji datang",
            description="Bila pelapor diminta datang pada waktu tertentu",
        )
        return {"delivery": one_of(attempts), "appointment": appointment}

    def required(self, work: Work) -> list[str]:
        """Return how it ended."""
        return ["delivery"]

    def apply(self, work: Work, data: Data, *, outcome: str = "", note: str = "") -> Effects:
        """Return the proof, and the summons if somebody was asked to come.

        :raises Refused: `in-the-future` for an attempt later than now, `in-the-past` for an
            appointment on a day that is over.
        """
        delivery = data["delivery"]
        attempts = delivery["attempts"]
        for index, row in enumerate(attempts):
            work.not_future(row, "at", where=f"data.delivery.attempts.{index}")
        work.not_past(data.get("appointment", {}), "at", where="data.appointment")
        sent = _letter(work)
        papers = [Paper("bukti-pengiriman", _proof(work, delivery, sent, note))]
        called = any(row["means"] in _CALLS for row in attempts)
        if called or data.get("appointment") or delivery["result"] == UNREACHED:
            papers.insert(0, Paper("informasi-pemanggilan", _summons(work, data, sent)))
        moments = [datetime.fromisoformat(row["at"]) for row in attempts if row.get("at")]
        return Effects(
            case={"answered_at": max(moments, default=work.now)},
            papers=papers,
            tells=[("answered", _TOLD[delivery["result"]])],
            event={
                "result": delivery["result"],
                "means": [row["means"] for row in attempts],
            },
        )


def _ending(result: str) -> Schema:
    attempt = group(
        {
            "means": choice(_MEANS, "Cara"),
            "at": moment("Waktu", "Kosongkan bila baru saja"),
            "to": words("Kepada", longest=LINE, description="Nomor, alamat, atau orang"),
            "result": words("Hasil", longest=LINE),
            "proof": words(
                "Bukti",
                longest=LINE,
                description="Nomor resi, nama berkas yang diunggah, atau tempat kertasnya",
            ),
        },
        required=["means", "to", "result", "proof"],
    )
    fields = {"attempts": rows(attempt, "Upaya", at_least=_LEAST_ATTEMPTS[result])}
    if result == RECEIVED:
        fields["recipient"] = text_field("Penerima, bila bukan pelapor", longest=LINE)
    return way("result", result, _LABELS[result], fields, ["attempts"])


def _counter(work: Work) -> str:
    return f"Loket Pengaduan {work.lists.profile.data['letterhead']['unit']}"


def _letter(work: Work) -> Document | None:
    letters = Document.objects.filter(case=work.file.case, kind="surat-balasan")
    return letters.filter(revoked_at=None).order_by("-version").first()


def _named(work: Work, sent: Document | None) -> dict[str, str]:
    """Return number and date of the letter, as proofs cite it."""
    if sent is None:
        return {"letter_number": ""}
    day = work.file.calendar.local_day(sent.signed_at or sent.issued_at)
    return {"letter_number": sent.number, "letter_date": day.isoformat()}


def _proof(work: Work, delivery: Data, sent: Document | None, note: str) -> dict[str, Any]:
    identity = work.file.identity()
    recipient = delivery.get("recipient") or identity.name
    collected = any(row["means"] == "counter" for row in delivery["attempts"])
    facts = {
        "case": case_facts(work.file),
        **_named(work, sent),
        "recipient": identity.name,
        "address": identity.address,
        "attempts": [
            {**row, "at": row.get("at") or work.now.isoformat()} for row in delivery["attempts"]
        ],
        "final_result": _LABELS[delivery["result"]],
        "recorded_at": work.now.isoformat(),
        "officer": work.signature,
        "note": note,
    }
    if collected and delivery["result"] == RECEIVED:
        facts["recipient_signature"] = {"name": recipient, "position": "Penerima"}
    return facts


def _summons(work: Work, data: Data, sent: Document | None) -> dict[str, Any]:
    given = data.get("appointment")
    number = f" Nomor {sent.number}" if sent and sent.number else ""
    values = {
        "surat_balasan": f"Surat Balasan{number}",
        "waktu_datang": "pada:" if given else f"pada jam kerja di {_counter(work)}.",
    }
    signatory = work.lists.holder(work.role_of("approve", "koordinator"))
    facts = letter(
        work.file,
        to=addressee(work.file),
        signatory=signatory if signatory["name"] else work.signature,
        **worded(work.file, "pemanggilan", values),
    )
    if given:
        facts["appointment"] = {
            "held_on": work.day_of(given["at"]).isoformat(),
            "start": work.clock_of(given["at"]),
            "place": given["place"],
            "meet": "Petugas Loket Pengaduan",
            "purpose": "Menerima Surat Balasan Pengaduan",
            "bring": given.get("bring") or ["Tanda Terima Pengaduan", "Tanda pengenal"],
        }
    return facts
