"""Label Arsip (V.6): the shelf label, with bar code and QR code, 105 × 74 mm."""

from dataclasses import dataclass
from typing import Any

from sigap.documents.facts import ArchivePlace, Barcode, Case
from sigap.documents.kinds import samples
from sigap.documents.kinds.kind import Kind, Part, Text


@dataclass(frozen=True)
class LabelArsip:
    """No name stands on the label: shelves are seen by everybody. `barcode`: the case number."""

    case: Case
    barcode: Barcode
    classification_code: str
    place: ArchivePlace
    archive_number: str = ""
    year: int = 0
    retention: str = ""


def sample() -> dict[str, Any]:
    """Return sample facts."""
    return {
        "case": samples.case(),
        "barcode": "PGD-2026-00123",
        "archive_number": "ARS-2026-0098",
        "classification_code": "500.16.7.2",
        "year": 2026,
        "retention": "Aktif s.d. 2029, inaktif s.d. 2036, permanen",
        "place": samples.place(),
    }


KIND = Kind(
    id="label-arsip",
    title="Label Arsip",
    facts=LabelArsip,
    sample=sample,
    carries_identity=False,
    texts=(
        Text(
            "archive_number",
            "Nama baris nomor arsip",
            "Nomor arsip",
            longest=14,
            is_needed=True,
        ),
        Text(
            "classification",
            "Nama baris klasifikasi",
            "Klasifikasi",
            longest=14,
            is_needed=True,
        ),
        Text("year", "Nama baris tahun", "Tahun", longest=14, is_needed=True),
        Text("retention", "Nama baris retensi", "Retensi", longest=14, is_needed=True),
        Text("place", "Nama baris letak", "Letak", longest=14, is_needed=True),
    ),
    parts=(
        Part("permit", "Jenis perizinan"),
        Part("retention", "Retensi"),
        Part("qr", "Kode QR"),
    ),
    frame=(),
)
