"""Catatan Undangan (IV.5): units called by telephone or SMS, and letters sent to other agencies."""

from dataclasses import dataclass
from typing import Any

from sigap.documents.facts import (
    NO_DAY,
    NO_MOMENT,
    Appointment,
    Case,
    Day,
    Means,
    Moment,
    Signature,
)
from sigap.documents.kinds import samples
from sigap.documents.kinds.kind import Kind, Text


@dataclass(frozen=True)
class Call:
    """One unit of the office, called. `result`: what was said."""

    unit: str
    means: Means
    person: str = ""
    called_at: Moment = NO_MOMENT
    result: str = ""


@dataclass(frozen=True)
class InvitingLetter:
    """One other agency, invited by Surat Dinas."""

    agency: str
    number: str = ""
    dated_on: Day = NO_DAY
    state: str = ""


@dataclass(frozen=True)
class CatatanUndangan:
    """What step IV.5 records."""

    case: Case
    schedule: Appointment
    analyst: Signature
    calls: tuple[Call, ...] = ()
    letters: tuple[InvitingLetter, ...] = ()
    recorded_at: Moment = NO_MOMENT
    note: str = ""


def sample() -> dict[str, Any]:
    """Return sample facts."""
    return {
        "case": samples.case(),
        "schedule": {
            "held_on": "2026-12-03",
            "start": "09:00",
            "end": "11:30",
            "place": "Ruang Rapat DPMPTSP Lantai 2",
        },
        "calls": [
            {
                "unit": "Bidang Pelayanan Perizinan DPMPTSP",
                "means": "telephone",
                "person": "Rina Marlina, S.T.",
                "called_at": "2026-11-30T13:20:00+07:00",
                "result": "Bersedia hadir",
            },
        ],
        "letters": [
            {
                "agency": "Badan Pendapatan Daerah",
                "number": "500.16.7.2/112/DPMPTSP/2026",
                "dated_on": "2026-12-01",
                "state": "Ditandatangani",
            },
        ],
        "recorded_at": "2026-11-30T13:40:00+07:00",
        "analyst": samples.analyst(),
    }


KIND = Kind(
    id="catatan-undangan",
    title="Catatan Undangan Telaah",
    facts=CatatanUndangan,
    sample=sample,
    carries_identity=False,
    signed_by="analis-pengaduan",
    texts=(
        Text("schedule", "Judul bagian acara", "A. Acara"),
        Text("calls", "Judul bagian yang dihubungi", "B. Dihubungi melalui telepon atau pesan"),
        Text("letters", "Judul bagian yang disurati", "C. Diundang dengan Surat Dinas"),
        Text("remarks", "Judul bagian catatan", "D. Catatan"),
    ),
)
