"""Daftar Isi Arsip (V.6): what the archived file holds, its code, its retention, its place."""

from dataclasses import dataclass
from typing import Any

from sigap.documents.facts import NO_DAY, ArchivePlace, Case, Day, Moment, Signature
from sigap.documents.kinds import samples
from sigap.documents.kinds.kind import Kind, Part, Text


@dataclass(frozen=True)
class ArchivedItem:
    """One paper of the file. `form`: kertas, elektronik, or both."""

    what: str
    number: str = ""
    dated_on: Day = NO_DAY
    pages: int = 0
    form: str = ""
    note: str = ""


@dataclass(frozen=True)
class ArsipIndex:
    """What step V.6 records. `differences`: where paper and file do not agree."""

    case: Case
    classification_code: str
    items: tuple[ArchivedItem, ...]
    place: ArchivePlace
    archived_at: Moment
    archivist: Signature
    classification_name: str = ""
    archive_number: str = ""
    closed_on: Day = NO_DAY
    active_retention: str = ""
    inactive_retention: str = ""
    final_fate: str = ""
    active_until: Day = NO_DAY
    inactive_until: Day = NO_DAY
    agrees: bool = True
    differences: str = ""


def sample() -> dict[str, Any]:
    """Return sample facts."""
    return {
        "case": samples.case(),
        "archive_number": "ARS-2026-0098",
        "classification_code": "500.16.7.2",
        "classification_name": "Pelayanan Perizinan",
        "closed_on": "2026-12-11",
        "active_retention": "3 tahun",
        "inactive_retention": "7 tahun",
        "final_fate": "Permanen",
        "active_until": "2029-12-31",
        "inactive_until": "2036-12-31",
        "place": samples.place(),
        "items": [
            {
                "what": "Form Pengaduan",
                "number": "PGD-2026-00123",
                "dated_on": "2026-11-24",
                "pages": 1,
                "form": "kertas dan elektronik",
            },
            {
                "what": "Lembar Disposisi",
                "number": "AG-2026-0456",
                "dated_on": "2026-11-24",
                "pages": 1,
                "form": "elektronik",
            },
            {
                "what": "Risalah Rapat",
                "dated_on": "2026-12-03",
                "pages": 2,
                "form": "kertas dan elektronik",
            },
            {
                "what": "Surat Balasan",
                "number": "500.16.7.2/118/DPMPTSP/2026",
                "dated_on": "2026-12-09",
                "pages": 1,
                "form": "kertas dan elektronik",
            },
        ],
        "archived_at": "2026-12-11T10:00:00+07:00",
        "archivist": samples.analyst(),
    }


KIND = Kind(
    id="arsip-index",
    title="Daftar Isi Arsip",
    facts=ArsipIndex,
    sample=sample,
    carries_identity=False,
    signed_by="analis-pengaduan",
    texts=(
        Text("under", "Di bawah judul", "Arsip Dokumen Laporan Pengaduan"),
        Text("match", "Judul bagian pencocokan", "Pencocokan naskah kertas dan berkas elektronik"),
        Text("agrees", "Bila cocok", "Sesuai.", is_needed=True),
        Text("differs", "Bila tidak cocok", "Tidak sesuai.", is_needed=True),
    ),
    parts=(Part("match", "Pencocokan naskah kertas dan berkas elektronik"),),
)
