"""Informasi Pemanggilan (V.5): asks the complainant to come, or to collect the answer."""

from dataclasses import dataclass
from typing import Any

from sigap.documents.facts import Appointment, Letter
from sigap.documents.kinds import samples
from sigap.documents.kinds.kind import LETTER, Kind, Numbering


@dataclass(frozen=True)
class InformasiPemanggilan(Letter):
    """A letter with day, time, place, whom to meet, what for and what to bring."""

    appointment: Appointment | None = None


def sample() -> dict[str, Any]:
    """Return sample facts."""
    return {
        "case": samples.case(),
        "number": "500.16.7.2/119/DPMPTSP/2026",
        "dated_on": "2026-12-09",
        "about": "Pemanggilan untuk Menerima Jawaban Pengaduan",
        "to": samples.complainant_addressee(),
        "body": [
            {
                "type": "paragraph",
                "text": "Sehubungan dengan pengaduan Saudara Nomor PGD-2026-00123, dimohon "
                "Saudara hadir pada:",
            },
        ],
        "appointment": {
            "held_on": "2026-12-11",
            "start": "09:00",
            "end": "15:00",
            "place": "Loket Pengaduan DPMPTSP Kabupaten Bekasi",
            "meet": "Petugas Loket Pengaduan",
            "purpose": "Menerima Surat Balasan Pengaduan",
            "bring": ["Tanda Terima Pengaduan", "Tanda pengenal"],
        },
        "signatory": samples.coordinator(),
    }


KIND = Kind(
    id="informasi-pemanggilan",
    title="Informasi Pemanggilan",
    facts=InformasiPemanggilan,
    sample=sample,
    carries_identity=True,
    numbered=Numbering(),
    signed_by="koordinator",
    frame=LETTER,
)
