"""What a flowchart shows, said in words: for those who do not see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sigap.core.sop.chart import Shape
from sigap.core.sop.print_layout import clean

if TYPE_CHECKING:
    from sigap.core.sop.definition import Sop

SYMBOL_NAMES = {
    Shape.CAPSULE: "Kapsul (mulai atau selesai)",
    Shape.BOX: "Kotak (kegiatan)",
    Shape.DIAMOND: "Belah ketupat (keputusan)",
    Shape.CONNECTOR: "Segilima (penghubung halaman)",
}


def executor_words(sop: Sop, no: int) -> str:
    """Return who does a step, by the names of screens; the lead first."""
    lanes = (sop.lane(role) for role in sop.step(no).executors)
    return " bersama ".join(clean(lane.name) for lane in lanes if lane is not None)


def following_words(sop: Sop, no: int) -> str:
    """Return where the arrows of a step lead: "lalu langkah 2", or each answer with its step."""
    step = sop.step(no)
    if not step.outcomes:
        return f"lalu {_place(sop.following(no))}"
    answers = (f"{clean(outcome.label)}: {_place(outcome.next)}" for outcome in step.outcomes)
    return "; ".join(answers)


def _place(no: int | None) -> str:
    return "selesai" if no is None else f"langkah {no}"
