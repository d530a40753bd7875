"""Label Arsip (V.6): the shelf label, with bar code and QR code, 105 × 74 mm."""

from dataclasses import dataclass
from typing import Any

from sigap.documents.facts import ArchivePlace, Barcode, Case
from sigap.documents.kinds import samples
from sigap.documents.kinds.kind import Kind


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
)
