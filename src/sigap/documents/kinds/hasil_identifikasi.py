"""Hasil Identifikasi Kebutuhan Dokumen (III.5): what the review needs."""

from dataclasses import dataclass
from typing import Any

from sigap.documents.facts import Case, Moment, NeededItem, Signature
from sigap.documents.kinds import samples
from sigap.documents.kinds.kind import Kind, Part, Text


@dataclass(frozen=True)
class RelatedCase:
    """An earlier case that was looked at; `verdict` says whether it bears on this one."""

    number: str
    subject: str = ""
    verdict: str = ""


@dataclass(frozen=True)
class HasilIdentifikasi:
    """What step III.5 records."""

    case: Case
    needed: tuple[NeededItem, ...]
    rules: tuple[str, ...]
    identified_at: Moment
    analyst: Signature
    summary: str = ""
    related: tuple[RelatedCase, ...] = ()
    note: str = ""


def sample() -> dict[str, Any]:
    """Return sample facts."""
    return {
        "case": samples.case(),
        "summary": "Pelapor menyatakan retribusi PBG telah dibayar pada 11 Desember 2025 tetapi "
        "status SIMBG belum berubah.",
        "needed": samples.needed(),
        "rules": [
            "Peraturan Pemerintah Nomor 16 Tahun 2021 tentang Bangunan Gedung",
            "SOP Penerbitan Persetujuan Bangunan Gedung",
        ],
        "related": [
            {
                "number": "PGD-2026-00087",
                "subject": "Status retribusi PBG tidak berubah",
                "verdict": "Terkait, penyebab serupa",
            },
            {
                "number": "PGD-2026-00031",
                "subject": "Salah nama pada SSRD",
                "verdict": "Tidak terkait",
            },
        ],
        "identified_at": "2026-11-25T09:30:00+07:00",
        "analyst": samples.analyst(),
    }


KIND = Kind(
    id="hasil-identifikasi",
    title="Hasil Identifikasi Kebutuhan Dokumen",
    facts=HasilIdentifikasi,
    sample=sample,
    carries_identity=False,
    signed_by="analis-pengaduan",
    texts=(
        Text("needed", "Judul bagian dokumen", "A. Dokumen dan informasi yang dibutuhkan"),
        Text(
            "rules",
            "Judul bagian peraturan",
            "B. Standar Pelayanan, SOP, dan peraturan yang relevan",
        ),
        Text(
            "related",
            "Judul bagian pengaduan terdahulu",
            "C. Pengaduan terdahulu yang diperiksa",
        ),
        Text("remarks", "Judul bagian catatan", "D. Catatan"),
    ),
    parts=(Part("related", "Pengaduan terdahulu yang diperiksa"),),
)
