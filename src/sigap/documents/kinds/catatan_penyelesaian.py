"""Catatan Penyelesaian: a complaint answered on the spot, signed by both sides."""

from dataclasses import dataclass
from typing import Any

from sigap.documents.facts import Blocks, Case, Moment, Signature
from sigap.documents.kinds import samples
from sigap.documents.kinds.kind import Kind, Text


@dataclass(frozen=True)
class CatatanPenyelesaian:
    """`accepted`: the complainant is content and asks for no letter."""

    case: Case
    settlement: Blocks
    settled_at: Moment
    officer_signature: Signature
    complainant_signature: Signature
    problem: str = ""
    accepted: bool = True
    remark: str = ""


def sample() -> dict[str, Any]:
    """Return sample facts."""
    return {
        "case": samples.case(),
        "problem": "Pelapor tidak menemukan dokumen PBG pada akun SIMBG.",
        "settlement": "Petugas menunjukkan letak dokumen pada menu Unduhan dan mencetak satu "
        "salinan untuk pelapor.",
        "settled_at": "2026-11-24T09:35:00+07:00",
        "officer_signature": samples.clerk(),
        "complainant_signature": {"name": "Suherman Wijaya", "position": "Pelapor"},
    }


KIND = Kind(
    id="catatan-penyelesaian",
    title="Catatan Penyelesaian di Loket",
    facts=CatatanPenyelesaian,
    sample=sample,
    carries_identity=True,
    signed_by="petugas-loket",
    texts=(
        Text("problem", "Judul bagian permasalahan", "A. Permasalahan"),
        Text("settlement", "Judul bagian penyelesaian", "B. Penyelesaian"),
        Text("statement", "Judul bagian pernyataan", "C. Pernyataan pelapor"),
        Text(
            "accepted",
            "Bila pelapor menerima",
            "Pelapor menerima penyelesaian di atas dan tidak memerlukan jawaban tertulis "
            "lebih lanjut.",
            longest=400,
            is_needed=True,
        ),
        Text(
            "not_accepted",
            "Bila pelapor belum menerima",
            "Pelapor belum menerima penyelesaian di atas.",
            longest=400,
            is_needed=True,
        ),
        Text("left", "Di atas tanda tangan petugas", "Petugas,"),
    ),
)
