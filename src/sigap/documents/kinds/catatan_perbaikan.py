"""Catatan Tindak Lanjut Perbaikan (V.4): the approval, or what must be mended before it."""

from dataclasses import dataclass
from typing import Any

from sigap.documents.facts import NO_DAY, Case, Day, Moment, Signature
from sigap.documents.kinds import samples
from sigap.documents.kinds.kind import Kind, Text


@dataclass(frozen=True)
class Mend:
    """One thing to mend; `done` is what the drafter did about it, if known already."""

    what: str
    done: str = ""


@dataclass(frozen=True)
class CatatanPerbaikan:
    """`approved`: tidak perlu perbaikan, otherwise the draft goes back with a compulsory note."""

    case: Case
    draft_version: int
    approved: bool
    decided_at: Moment
    approver: Signature
    note: str = ""
    mends: tuple[Mend, ...] = ()
    wished_by: Day = NO_DAY


def sample() -> dict[str, Any]:
    """Return sample facts."""
    return {
        "case": samples.case(),
        "draft_version": 2,
        "approved": False,
        "note": "Jawaban belum menyebut siapa yang menindaklanjuti.",
        "mends": [
            {
                "what": "Sebutkan tindak lanjut Badan Pendapatan Daerah",
                "done": "Ditambahkan pada angka 3",
            },
            {"what": "Cantumkan tembusan kepada Inspektur"},
        ],
        "wished_by": "2026-12-09",
        "decided_at": "2026-12-08T09:05:00+07:00",
        "approver": samples.coordinator(),
    }


KIND = Kind(
    id="catatan-perbaikan",
    title="Catatan Tindak Lanjut Perbaikan",
    facts=CatatanPerbaikan,
    sample=sample,
    carries_identity=True,
    signed_by="koordinator",
    texts=(
        Text("decision", "Judul bagian keputusan", "A. Keputusan"),
        Text("approved", "Bila disetujui", "TIDAK PERLU PERBAIKAN (DISETUJUI)", is_needed=True),
        Text("to_mend", "Bila perlu perbaikan", "PERLU PERBAIKAN", is_needed=True),
        Text("mends", "Judul bagian perbaikan", "B. Perbaikan dan tindak lanjutnya"),
    ),
)
