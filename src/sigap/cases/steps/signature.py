"""A letter is signed: in ink as a rule, or by the ways that the office has set up.

The file that was signed elsewhere comes with the task; whether it is the issued one and its
signature holds is looked at before anything is written (`operations.signing`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings

from sigap.cases.models import Document, SignedCopy
from sigap.cases.steps.fields import LINE, day, one_of, text_field, way, words
from sigap.cases.steps.form import Effects, StepForm

if TYPE_CHECKING:
    from sigap.cases.steps.fields import Schema
    from sigap.cases.steps.form import Data
    from sigap.cases.steps.work import Work

INK, FILE, CERTIFICATE = SignedCopy.Way.values
_LONGEST_NUMBER = 80


class Signature(StepForm):
    """What was signed, how, and where the signed paper lies."""

    id = "signature"
    title = "Tanda tangani surat"

    def properties(self, work: Work) -> dict[str, Schema]:
        """Return the ways to sign, the number if the records unit gives it, and the day."""
        fields: dict[str, Schema] = {"signed": one_of(_ways(work))}
        if self._waits_for_number(work):
            fields["number"] = words(
                "Nomor surat", longest=_LONGEST_NUMBER, description="Dari bagian tata usaha"
            )
        fields["signed_on"] = day("Tanggal", "Kosongkan bila hari ini")
        return fields

    def required(self, work: Work) -> list[str]:
        """Return how it was signed, and the number if the letter waits for it."""
        return ["signed", *(["number"] if self._waits_for_number(work) else [])]

    def apply(self, work: Work, data: Data, *, outcome: str = "", note: str = "") -> Effects:
        """Return the signature for the paper's row.

        :raises Refused: `in-the-future` for a day to come.
        """
        work.not_future(data, "signed_on")
        how = data["signed"]
        signed: dict[str, Any] = {
            "signed_at": work.at_office(data["signed_on"]) if data.get("signed_on") else work.now,
            "signed_how": how["way"],
            "signed_by": work.actor.id,
            "on_paper_at": how.get("on_paper_at", ""),
        }
        if data.get("number"):
            signed["number"] = work.masked(data["number"])
        return Effects(signed=signed, event={"how": how["way"]})

    def _waits_for_number(self, work: Work) -> bool:
        document = work.task.document
        return (
            document is not None and document.state == Document.State.HELD and not document.number
        )


def _ways(work: Work) -> list[Schema]:
    """Return ink, and what the office has set up beside it."""
    branches = [
        way(
            "way",
            INK,
            "Tanda tangan basah (pindaiannya boleh dilampirkan)",
            {"on_paper_at": words("Tempat naskah yang ditandatangani", longest=LINE)},
            ["on_paper_at"],
        )
    ]
    if FILE in work.lists.profile.data.get("signing_ways", ()):
        branches.append(
            way(
                "way",
                FILE,
                "Berkas bertanda tangan elektronik (BSrE): lampirkan PDF-nya",
                {"remark": text_field("Keterangan", longest=LINE)},
            )
        )
    if settings.SIGAP_CERTIFICATE:
        branches.append(way("way", CERTIFICATE, "Sertifikat elektronik kantor"))
    return branches
