"""Dokumen Bahan Telaahan (IV.1): the index that lies on top of the collected bundle."""

from dataclasses import dataclass
from typing import Any

from sigap.documents.facts import NO_DAY, Case, Day, ItemState, Moment, Signature
from sigap.documents.kinds import samples
from sigap.documents.kinds.kind import Kind, Part, Text


@dataclass(frozen=True)
class CollectedItem:
    """One needed item and what became of it. `place`: the file, or the shelf of the paper."""

    what: str
    state: ItemState
    holder: str = ""
    received_on: Day = NO_DAY
    pages: int = 0
    place: str = ""
    reason: str = ""


@dataclass(frozen=True)
class BahanTelaahan:
    """What step IV.1 records, one row for each needed item."""

    case: Case
    items: tuple[CollectedItem, ...]
    collected_at: Moment
    analyst: Signature
    note: str = ""


def sample() -> dict[str, Any]:
    """Return sample facts."""
    return {
        "case": samples.case(),
        "items": [
            {
                "what": "Surat Setoran Retribusi Daerah (SSRD) asli",
                "state": "received",
                "holder": "Pelapor",
                "received_on": "2026-11-26",
                "pages": 1,
                "place": "dalam map",
            },
            {
                "what": "Rekening koran kas daerah Desember 2025",
                "state": "received",
                "holder": "Bapenda",
                "received_on": "2026-11-27",
                "pages": 3,
                "place": "rekening-koran-12-2025.pdf",
            },
            {
                "what": "Catatan loket PBG bulan Desember 2025",
                "state": "missing",
                "holder": "Bidang Pelayanan Perizinan",
                "reason": "Loket tidak membuat catatan pada bulan itu",
            },
        ],
        "collected_at": "2026-11-27T15:10:00+07:00",
        "analyst": samples.analyst(),
    }


KIND = Kind(
    id="bahan-telaahan",
    title="Dokumen Bahan Telaahan",
    facts=BahanTelaahan,
    sample=sample,
    carries_identity=False,
    signed_by="analis-pengaduan",
    texts=(
        Text("under", "Di bawah judul", "Daftar isi"),
        Text(
            "total",
            "Kalimat jumlah",
            "Diterima {diterima} dari {seluruhnya} dokumen; jumlah lembar {lembar}.",
            places=("diterima", "seluruhnya", "lembar"),
        ),
        Text("remarks", "Di depan catatan", "Catatan:"),
    ),
    parts=(Part("total", "Kalimat jumlah"),),
)
