"""Catatan Konsultasi Hukum (V.2): what the legal analyst says of one version of the draft."""

from dataclasses import dataclass
from typing import Any

from sigap.documents.facts import Blocks, Case, Moment, Opinion, Signature
from sigap.documents.kinds import samples
from sigap.documents.kinds.kind import Kind, Text


@dataclass(frozen=True)
class CatatanKonsultasiHukum:
    """`recorder`: the executor, if the office has no user who is a legal analyst."""

    case: Case
    draft_version: int
    opinion: Opinion
    text: Blocks
    consulted_at: Moment
    lawyer: Signature
    asked_by: str = ""
    means: str = ""
    legal_basis: tuple[str, ...] = ()
    recorder: Signature | None = None


def sample() -> dict[str, Any]:
    """Return sample facts."""
    return {
        "case": samples.case(),
        "draft_version": 1,
        "asked_by": "Fajar Nugraha, S.A.P. (Analis Pengaduan)",
        "opinion": "agree-with-changes",
        "text": "Konsep telah sesuai dengan hasil telaah. Hak keberatan pelapor perlu disebutkan "
        "beserta jangka waktunya.",
        "legal_basis": ["Undang-Undang Nomor 25 Tahun 2009 tentang Pelayanan Publik"],
        "means": "melalui aplikasi",
        "consulted_at": "2026-12-07T10:15:00+07:00",
        "lawyer": {
            "position": "Analis Hukum",
            "name": "Nurul Hidayati, S.H.",
            "rank": "Penata Muda Tingkat I (III/b)",
            "nip": "19920514 201902 2 006",
        },
    }


KIND = Kind(
    id="catatan-konsultasi-hukum",
    title="Catatan Konsultasi Hukum",
    facts=CatatanKonsultasiHukum,
    sample=sample,
    carries_identity=True,
    signed_by="analis-hukum",
    texts=(
        Text("opinion", "Judul bagian pendapat", "A. Pendapat"),
        Text("basis", "Judul bagian dasar hukum", "B. Dasar hukum"),
        Text("left", "Di atas tanda tangan pencatat", "Dicatat oleh,"),
    ),
)
