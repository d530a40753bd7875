"""Memo Perintah Penyiapan Dokumen: the coordinator's order that step IV.1 requires."""

from dataclasses import dataclass
from typing import Any

from sigap.documents.facts import NO_DAY, Case, Day, NeededItem, Signature
from sigap.documents.kinds import samples
from sigap.documents.kinds.kind import Kind, Numbering, Text


@dataclass(frozen=True)
class MemoPenyiapanDokumen:
    """`to` are posts, `sender` the post of the coordinator."""

    case: Case
    to: tuple[str, ...]
    sender: str
    needed: tuple[NeededItem, ...]
    signatory: Signature
    number: str = ""
    dated_on: Day = NO_DAY
    nature: str = "Segera"
    attachment: str = "-"
    copies: tuple[str, ...] = ()


def sample() -> dict[str, Any]:
    """Return sample facts."""
    return {
        "case": samples.case(),
        "to": ["Analis Pengaduan"],
        "sender": "Koordinator Bidang Pengendalian",
        "number": "500.16.7.2/M-41/DPMPTSP/2026",
        "dated_on": "2026-11-25",
        "needed": samples.needed(),
        "copies": ["JF Penata Perizinan"],
        "signatory": samples.coordinator(),
    }


KIND = Kind(
    id="memo-penyiapan-dokumen",
    title="Memo",
    facts=MemoPenyiapanDokumen,
    sample=sample,
    carries_identity=False,
    numbered=Numbering(),
    signed_by="koordinator",
    texts=(
        Text("about", "Hal", "Perintah Penyiapan Dokumen", is_needed=True),
        Text(
            "opening",
            "Pembuka, di atas daftar dokumen",
            "Untuk penelaahan pengaduan di bawah ini, agar disiapkan dokumen dan/atau "
            "informasi sebagai berikut:",
            longest=600,
        ),
        Text(
            "closing",
            "Penutup, di atas tanda tangan",
            "Demikian untuk dilaksanakan.",
            longest=600,
        ),
    ),
)
