"""The steps of the SOPs in force as lists and filters name them: “V.2 Konsep surat balasan”."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sigap.cases.queries.sops import in_force, sop_of_version
from sigap.desk.rail import short_title

if TYPE_CHECKING:
    from datetime import datetime

    from sigap.core.sop.definition import Sop


@dataclass(frozen=True, slots=True)
class StepPlace:
    """One step of one SOP in force."""

    sop: str
    no: int
    code: str
    title: str
    form: str

    @property
    def key(self) -> str:
        """Return the place as it stands in addresses."""
        return f"{self.sop}.{self.no}"


def places(*, now: datetime) -> list[tuple[str, list[StepPlace]]]:
    """Return the SOPs in force by title, each with its steps, in the order of the chain."""
    sops = {name: sop_of_version(version) for name, version in in_force(now).items()}
    return [
        (
            sop.title,
            [
                StepPlace(
                    sop.id, one.no, f"{sop.decree.annex}.{one.no}", short_title(one), one.form
                )
                for one in sop.steps
            ],
        )
        for sop in _chained(sops)
    ]


def find_place(text: str, known: list[tuple[str, list[StepPlace]]]) -> StepPlace | None:
    """Return the place with this key; None for any other text."""
    return next((one for _, steps in known for one in steps if one.key == text), None)


def _chained(sops: dict[str, Sop]) -> list[Sop]:
    """Return SOPs so that each stands before the one that follows it."""
    followers = {sop.then for sop in sops.values()}
    ordered: list[Sop] = []
    heads = [name for name in sorted(sops) if name not in followers]
    for head in [*heads, *sorted(sops)]:
        name = head
        while name in sops and sops[name] not in ordered:
            ordered.append(sops[name])
            name = sops[name].then
    return ordered
