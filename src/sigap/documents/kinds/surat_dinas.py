"""Surat Dinas (IV.5): asks the head of another agency to investigate or to join the review."""

from dataclasses import dataclass
from typing import Any

from sigap.documents.facts import Appointment, Letter
from sigap.documents.kinds import samples
from sigap.documents.kinds.kind import LETTER, Kind, Numbering


@dataclass(frozen=True)
class SuratDinas(Letter):
    """A letter, with the time and place of the review if the agency is invited to it."""

    schedule: Appointment | None = None


def sample() -> dict[str, Any]:
    """Return sample facts."""
    return {
        "case": samples.case(),
        "number": "500.16.7.2/112/DPMPTSP/2026",
        "dated_on": "2026-12-01",
        "nature": "Segera",
        "attachment": "1 (satu) berkas",
        "about": "Permintaan Investigasi dan Undangan Telaah Bersama",
        "to": {
            "name": "Kepala Badan Pendapatan Daerah",
            "organisation": "Kabupaten Bekasi",
            "place": "Cikarang Pusat",
        },
        "body": [
            {
                "type": "paragraph",
                "text": "Sehubungan dengan pengaduan masyarakat Nomor PGD-2026-00123 mengenai "
                "retribusi Persetujuan Bangunan Gedung (PBG) yang telah dibayar namun belum "
                "divalidasi, kami mohon bantuan Saudara untuk memeriksa:",
            },
            {
                "type": "numbered",
                "items": [
                    "tanggal penerimaan setoran pada kas daerah;",
                    "tanggal dan cara penerusan data setoran ke SIMBG.",
                ],
            },
            {
                "type": "paragraph",
                "text": "Untuk penelaahan bersama, kami mengundang Saudara atau pejabat yang "
                "ditunjuk pada:",
            },
        ],
        "schedule": {
            "held_on": "2026-12-03",
            "start": "09:00",
            "end": "11:30",
            "place": "Ruang Rapat DPMPTSP Lantai 2",
            "purpose": "Telaah bersama laporan pengaduan",
            "bring": ["Data setoran retribusi Desember 2025"],
        },
        "signatory": samples.head(),
        "copies": ["Bupati Bekasi (sebagai laporan)"],
    }


KIND = Kind(
    id="surat-dinas",
    title="Surat Dinas",
    facts=SuratDinas,
    sample=sample,
    carries_identity=True,
    numbered=Numbering(),
    signed_by="kepala-dinas",
    frame=LETTER,
)
