"""Konsep Surat Balasan (V.2): a version of the draft, marked as such on every page."""

from dataclasses import dataclass
from typing import Any

from sigap.documents.facts import Letter
from sigap.documents.kinds import samples, surat_balasan
from sigap.documents.kinds.kind import LETTER, Kind, Text


@dataclass(frozen=True)
class KonsepSuratBalasan(Letter):
    """The letter as drafted; number and date are still open. `drafter`: name and post."""

    drafter: str = ""
    draft_version: int = 1


def sample() -> dict[str, Any]:
    """Return sample facts."""
    draft = surat_balasan.sample()
    del draft["number"], draft["dated_on"]
    analyst = samples.analyst()
    return {**draft, "drafter": f"{analyst['name']} ({analyst['position']})"}


KIND = Kind(
    id="konsep-surat-balasan",
    title="Konsep Surat Balasan",
    facts=KonsepSuratBalasan,
    sample=sample,
    carries_identity=True,
    draft=True,
    texts=(
        Text("mark", "Tanda konsep", "KONSEP", is_needed=True),
        Text(
            "standing",
            "Keterangan versi",
            "ke-{versi}, belum berlaku sebagai surat.",
            is_needed=True,
            places=("versi",),
        ),
        Text("drafted", "Di depan nama penyusun", "Disusun oleh"),
    ),
    frame=LETTER,
)
