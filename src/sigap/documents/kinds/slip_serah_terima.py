"""Slip Serah Terima (III.2, IV.2): folders or a bundle go from one officer to the next."""

from dataclasses import dataclass
from typing import Any

from sigap.documents.facts import Case, Moment, Signature
from sigap.documents.kinds import samples
from sigap.documents.kinds.kind import Kind, Part, Text


@dataclass(frozen=True)
class HandedItem:
    """One thing handed over; `number` is the case it belongs to."""

    description: str
    number: str = ""
    permit_type: str = ""
    pieces: int = 1
    note: str = ""


@dataclass(frozen=True)
class SlipSerahTerima:
    """`case` is absent where the slip covers folders of several cases."""

    purpose: str
    giver: Signature
    taker: Signature
    handed_at: Moment
    items: tuple[HandedItem, ...]
    case: Case | None = None
    note: str = ""


def sample() -> dict[str, Any]:
    """Return sample facts."""
    return {
        "purpose": "Distribusi berkas pengaduan menurut jenis perizinan",
        "giver": samples.clerk(),
        "taker": samples.analyst(),
        "handed_at": "2026-11-24T10:05:00+07:00",
        "items": [
            {
                "number": "PGD-2026-00123",
                "permit_type": "Persetujuan Bangunan Gedung (PBG)",
                "description": "Retribusi PBG sudah dibayar, belum divalidasi",
            },
            {
                "number": "PGD-2026-00124",
                "permit_type": "Persetujuan Bangunan Gedung (PBG)",
                "description": "Gambar teknis diminta ulang tiga kali",
                "note": "Lampiran 2 berkas",
            },
        ],
    }


KIND = Kind(
    id="slip-serah-terima",
    title="Slip Serah Terima",
    facts=SlipSerahTerima,
    sample=sample,
    carries_identity=False,
    signed_by="petugas-loket",
    texts=(
        Text("total", "Di depan jumlah seluruhnya", "Jumlah seluruhnya:"),
        Text("left", "Di atas tanda tangan yang menyerahkan", "Yang menyerahkan,"),
        Text("right", "Di atas tanda tangan yang menerima", "Yang menerima,"),
    ),
    parts=(Part("total", "Jumlah seluruhnya"),),
)
