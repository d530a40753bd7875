"""IV.2: the bundle goes to the licensing officer, with a slip."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sigap.cases.steps.facts import case_facts
from sigap.cases.steps.fields import choice, whole
from sigap.cases.steps.form import Effects, Paper, StepForm
from sigap.cases.steps.needed import needed

if TYPE_CHECKING:
    from sigap.cases.steps.fields import Schema
    from sigap.cases.steps.form import Data
    from sigap.cases.steps.work import Work

_MOST_PIECES = 10_000


class HandOver(StepForm):
    """Who takes the bundle examines it."""

    id = "hand-over"
    title = "Sampaikan bahan telaahan"

    def properties(self, work: Work) -> dict[str, Schema]:
        """Return the recipient and the number of items, counted already."""
        received = sum(1 for item in needed(work) if item.state == "received")
        return {
            "recipient": choice(work.next_people(), "Penerima"),
            "pieces": whole("Jumlah dokumen", least=0, most=_MOST_PIECES, default=received),
        }

    def required(self, work: Work) -> list[str]:
        """Return both."""
        return ["recipient", "pieces"]

    def apply(self, work: Work, data: Data, *, outcome: str = "", note: str = "") -> Effects:
        """Return the recipient for the next step, and the slip that both sign."""
        recipient = data.get("recipient", "")
        taker = work.lists.officer(recipient)
        if not recipient:
            taker["position"] = work.role_name(work.next_role())
        case = case_facts(work.file)
        slip = {
            "purpose": "Penyampaian dokumen bahan telaahan",
            "giver": work.signature,
            "taker": taker,
            "handed_at": work.now.isoformat(),
            "items": [
                {
                    "description": "Dokumen Bahan Telaahan",
                    "number": case["number"],
                    "permit_type": case["permit_type"],
                    "pieces": data["pieces"],
                }
            ],
            "case": case,
            "note": work.masked(note),
        }
        event = {"pieces": data["pieces"]}
        if recipient:
            event["recipient"] = int(recipient)
        return Effects(assignee=recipient, papers=[Paper("slip-serah-terima", slip)], event=event)
