"""III.3: the analyst accepts the case, classes it, and reports it to the coordinator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sigap.cases.steps.distribute import CLASSES
from sigap.cases.steps.fields import PASSAGE, choice, text_field
from sigap.cases.steps.form import Effects, StepForm

if TYPE_CHECKING:
    from sigap.cases.steps.fields import Schema
    from sigap.cases.steps.form import Data
    from sigap.cases.steps.work import Work

ORDINARY, INTEGRITY = "biasa", "integritas"
_RISKS = [
    (ORDINARY, "tidak menyentuh integritas"),
    (INTEGRITY, "menyentuh integritas: pungutan, penyalahgunaan wewenang, benturan kepentingan"),
]


class Accept(StepForm):
    """Which kind of complaint it is, and whether it touches the integrity of the office."""

    id = "accept"
    title = "Terima dan laporkan"

    def properties(self, work: Work) -> dict[str, Schema]:
        """Return class and risk mark, the class as it was proposed."""
        proposed = work.file.recorded("distribute").get("class", "")
        return {
            "class": choice(CLASSES, "Klasifikasi", default=proposed),
            "risk": choice(_RISKS, "Tanda risiko", default=ORDINARY),
            "remark": text_field("Keterangan untuk koordinator", longest=PASSAGE),
        }

    def required(self, work: Work) -> list[str]:
        """Return class and risk mark."""
        return ["class", "risk"]

    def apply(self, work: Work, data: Data, *, outcome: str = "", note: str = "") -> Effects:
        """Return class and risk mark on the case, and in the ledger."""
        marks = {"complaint_class": data["class"], "risk": data["risk"]}
        return Effects(case=marks, event={"class": data["class"], "risk": data["risk"]})
