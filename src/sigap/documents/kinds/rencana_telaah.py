"""Rencana Telaah Laporan Pengaduan (IV.4): who reviews what, when and where."""

from dataclasses import dataclass
from typing import Any

from sigap.documents.facts import NO_DAY, Appointment, Case, Day, ReviewMode, Signature
from sigap.documents.kinds import samples
from sigap.documents.kinds.kind import Kind, Text


@dataclass(frozen=True)
class RencanaTelaah:
    """What step IV.4 records; the licensing officer and the analyst confirm it together."""

    case: Case
    mode: ReviewMode
    questions: tuple[str, ...]
    schedule: Appointment
    leader: str
    planners: tuple[Signature, ...]
    units: tuple[str, ...] = ()
    note_taker: str = ""
    planned_on: Day = NO_DAY
    note: str = ""


def sample() -> dict[str, Any]:
    """Return sample facts."""
    return {
        "case": samples.case(),
        "mode": "lintas-pd",
        "units": [
            "Bidang Pelayanan Perizinan DPMPTSP",
            "Badan Pendapatan Daerah",
            "Dinas Cipta Karya dan Tata Ruang",
        ],
        "questions": [
            "Kapan pembayaran retribusi diterima kas daerah?",
            "Mengapa data setoran tidak diteruskan ke SIMBG?",
            "Siapa yang bertanggung jawab atas validasi?",
        ],
        "schedule": {
            "held_on": "2026-12-03",
            "start": "09:00",
            "end": "11:30",
            "place": "Ruang Rapat DPMPTSP Lantai 2",
        },
        "leader": "Koordinator Bidang Pengendalian",
        "note_taker": "Analis Pengaduan",
        "planned_on": "2026-11-30",
        "planners": [samples.licensing_officer(), samples.analyst()],
    }


KIND = Kind(
    id="rencana-telaah",
    title="Rencana Telaah Laporan Pengaduan",
    facts=RencanaTelaah,
    sample=sample,
    carries_identity=False,
    signed_by="penata-perizinan",
    texts=(
        Text("mode", "Judul bagian cara telaah", "A. Cara telaah dan bidang terkait"),
        Text("questions", "Judul bagian pertanyaan", "B. Pertanyaan yang harus dijawab"),
        Text("schedule", "Judul bagian jadwal", "C. Jadwal"),
        Text("people", "Judul bagian pelaksana", "D. Pelaksana"),
    ),
)
