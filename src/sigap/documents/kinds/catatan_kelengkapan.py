"""Catatan Kelengkapan Dokumen (IV.3): whether the bundle is enough for the review."""

from dataclasses import dataclass
from typing import Any

from sigap.documents.facts import Case, Moment, Signature
from sigap.documents.kinds import samples
from sigap.documents.kinds.kind import Kind, Text


@dataclass(frozen=True)
class CheckedItem:
    """One item of the bundle."""

    what: str
    complete: bool
    note: str = ""


@dataclass(frozen=True)
class CatatanKelengkapan:
    """`complete` is the decision: lengkap goes on to IV.4, tidak lengkap back to IV.1."""

    case: Case
    items: tuple[CheckedItem, ...]
    complete: bool
    checked_at: Moment
    officer: Signature
    missing: str = ""


def sample() -> dict[str, Any]:
    """Return sample facts."""
    return {
        "case": samples.case(),
        "items": [
            {"what": "Surat Setoran Retribusi Daerah (SSRD) asli", "complete": True},
            {"what": "Rekening koran kas daerah Desember 2025", "complete": True},
            {
                "what": "Catatan loket PBG bulan Desember 2025",
                "complete": False,
                "note": "Tidak ada; cukup keterangan tertulis kepala loket",
            },
        ],
        "complete": False,
        "missing": "Keterangan tertulis kepala loket PBG, dari Bidang Pelayanan Perizinan.",
        "checked_at": "2026-11-30T09:00:00+07:00",
        "officer": samples.licensing_officer(),
    }


KIND = Kind(
    id="catatan-kelengkapan",
    title="Catatan Kelengkapan Dokumen",
    facts=CatatanKelengkapan,
    sample=sample,
    carries_identity=False,
    signed_by="penata-perizinan",
    texts=(
        Text("conclusion", "Judul bagian kesimpulan", "Kesimpulan"),
        Text("complete", "Bila lengkap", "LENGKAP", is_needed=True),
        Text("incomplete", "Bila tidak lengkap", "TIDAK LENGKAP", is_needed=True),
        Text(
            "go_on",
            "Tindak lanjut bila lengkap",
            "Dilanjutkan ke rencana telaah",
            is_needed=True,
        ),
        Text(
            "go_back",
            "Tindak lanjut bila tidak lengkap",
            "Dikembalikan untuk dilengkapi",
            is_needed=True,
        ),
    ),
)
