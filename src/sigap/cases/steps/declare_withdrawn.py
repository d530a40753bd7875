"""The complainant did not complete in time: the coordinator decides what becomes of the case."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from sigap.cases.models import Case
from sigap.cases.steps.facts import addressee, letter
from sigap.cases.steps.fields import day
from sigap.cases.steps.form import Effects, Order, Paper, StepForm
from sigap.cases.steps.wording import worded
from sigap.core.sop.run import TaskType
from sigap.documents.kinds import KINDS

if TYPE_CHECKING:
    from sigap.cases.steps.fields import Schema
    from sigap.cases.steps.form import Data
    from sigap.cases.steps.work import Work

WITHDRAWN, WAIT, GO_ON = "dicabut", "tunggu-lagi", "lanjutkan"
_LETTER = "surat-pencabutan"


class DeclareWithdrawn(StepForm):
    """No case is declared withdrawn by itself."""

    id = "declare-withdrawn"
    title = "Kelengkapan tidak diterima"

    def properties(self, work: Work) -> dict[str, Schema]:
        """Return until when to wait, if one waits on."""
        days = work.lists.profile.data["completion_days"]
        return {"until": day("Tunggu sampai", f"Kosong: {days} hari lagi")}

    def outcomes(self, work: Work) -> list[dict[str, Any]]:
        """Return the three ways on; ending the case needs a reason."""
        return [
            {"id": WAIT, "label": "Tunggu lagi", "note_required": False},
            {"id": GO_ON, "label": "Lanjutkan dengan yang ada", "note_required": False},
            {"id": WITHDRAWN, "label": "Nyatakan dicabut", "note_required": True},
        ]

    def apply(self, work: Work, data: Data, *, outcome: str = "", note: str = "") -> Effects:
        """Return the end with its letter, a longer wait, or the clocks running again.

        :raises Refused: `in-the-past` for a wait that is over already; `no-signatory`.
        """
        if outcome == GO_ON:
            told = [("resumed", "Penanganan pengaduan Anda dilanjutkan.")]
            return Effects(resume=True, tells=told)
        if outcome == WAIT:
            return self._wait(work, data)
        ground = f"Kelengkapan yang diminta tidak diterima sampai batas waktu. {note}".strip()
        role, signatory = work.signing()
        facts = letter(
            work.file,
            to=addressee(work.file),
            signatory=signatory,
            **worded(work.file, "pencabutan-tidak-dilengkapi", {}),
            withdrawn_on=work.today.isoformat(),
            ground=ground,
        )
        order = Order(
            type=TaskType.SIGNATURE,
            role=role,
            form="signature",
            reason=KINDS[_LETTER].title,
            signs="letter",
        )
        return Effects(
            status=Case.Status.WITHDRAWN,
            papers=[Paper(_LETTER, facts, label="letter")],
            orders=[order],
            tells=[("withdrawn", f"Pengaduan dinyatakan dicabut. {ground}")],
            deviations=[("declared-withdrawn", "Dinyatakan dicabut: kelengkapan tidak diterima.")],
            event={"reason": "dicabut-lewat-waktu"},
        )

    def _wait(self, work: Work, data: Data) -> Effects:
        work.not_past(data, "until")
        days = int(work.lists.profile.data["completion_days"])
        last = (
            work.day_of(data["until"]) if data.get("until") else (work.today + timedelta(days=days))
        )
        midnight = datetime.combine(last + timedelta(days=1), time(), work.file.calendar.zone)
        text = "Kelengkapan yang kami minta belum kami terima. Mohon segera dilengkapi."
        return Effects(
            waits_until=midnight,
            tells=[("completion-reminder", text)],
            event={"until": last.isoformat()},
        )
