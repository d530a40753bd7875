"""III.2: the case is grouped by permit type and handed to an analyst."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sigap.cases.steps.facts import case_facts
from sigap.cases.steps.fields import choice
from sigap.cases.steps.form import Effects, Paper, StepForm
from sigap.documents.facts import Classification
from sigap.documents.labels import LABELS

if TYPE_CHECKING:
    from sigap.cases.steps.fields import Schema
    from sigap.cases.steps.form import Data
    from sigap.cases.steps.work import Work

CLASSES = [(key, label) for key, label in LABELS[Classification].items()]


class Distribute(StepForm):
    """One analyst; without any the case waits in the pool of the role."""

    id = "distribute"
    title = "Kelompokkan dan bagikan"

    def properties(self, work: Work) -> dict[str, Schema]:
        """Return the analysts, the usual one for this permit type first proposed."""
        people = work.next_people()
        group = work.file.case.permit_type.name
        return {
            "analyst": choice(
                people,
                "Analis",
                f"Kelompok {group}",
                default=str(work.file.case.permit_type.analyst_id or ""),
            ),
            "class": choice(CLASSES, "Usul klasifikasi"),
        }

    def required(self, work: Work) -> list[str]:
        """Return the analyst."""
        return ["analyst"]

    def apply(self, work: Work, data: Data, *, outcome: str = "", note: str = "") -> Effects:
        """Return the analyst for the next step, and the slip that both sign."""
        analyst = data.get("analyst", "")
        taker = work.lists.officer(analyst)
        if not analyst:
            taker["position"] = work.role_name(work.next_role())
        case = case_facts(work.file)
        slip = {
            "purpose": "Distribusi berkas pengaduan menurut jenis perizinan",
            "giver": work.signature,
            "taker": taker,
            "handed_at": work.now.isoformat(),
            "items": [
                {
                    "description": case["subject"],
                    "number": case["number"],
                    "permit_type": case["permit_type"],
                }
            ],
            "case": case,
        }
        event = {"analyst": int(analyst)} if analyst else {}
        return Effects(assignee=analyst, papers=[Paper("slip-serah-terima", slip)], event=event)
