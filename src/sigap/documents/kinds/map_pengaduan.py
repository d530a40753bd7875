"""Map Pengaduan (III.1): the cover of the folder, filled in and signed by both sides."""

from dataclasses import dataclass
from typing import Any

from sigap.documents.facts import NO_DAY, UNCLASSIFIED, Case, Classification, Day, Signature
from sigap.documents.kinds import samples
from sigap.documents.kinds.kind import Kind, Part, Text


@dataclass(frozen=True)
class Movement:
    """One hand-over of the folder; empty rows are left for ink."""

    on: Day = NO_DAY
    giver: str = ""
    taker: str = ""
    note: str = ""


@dataclass(frozen=True)
class MapPengaduan:
    """`complainant_name` stays empty where the case is confidential or the name hidden."""

    case: Case
    complainant_name: str = ""
    classification: Classification = UNCLASSIFIED
    contents: tuple[str, ...] = ("Form Pengaduan", "Tanda Terima Pengaduan")
    movements: tuple[Movement, ...] = ()
    officer_signature: Signature | None = None
    complainant_signature: Signature | None = None


def sample() -> dict[str, Any]:
    """Return sample facts."""
    return {
        "case": samples.case(),
        "complainant_name": "Suherman Wijaya",
        "contents": [
            "Form Pengaduan",
            "Tanda Terima Pengaduan",
            "Bukti Pendaftaran Berkas",
            "Surat Setoran Retribusi Daerah (SSRD), fotokopi",
        ],
        "movements": [
            {
                "on": "2026-11-24",
                "giver": "Petugas Loket Pengaduan",
                "taker": "Analis Pengaduan",
                "note": "Distribusi",
            },
        ],
        "officer_signature": samples.clerk(),
        "complainant_signature": {"name": "Suherman Wijaya", "position": "Pelapor"},
    }


KIND = Kind(
    id="map-pengaduan",
    title="Map Pengaduan",
    facts=MapPengaduan,
    sample=sample,
    carries_identity=True,
    at_once=True,
    signed_by="petugas-loket",
    texts=(
        Text("no_name", "Bila identitas tidak dicantumkan", "(identitas tersimpan terpisah)"),
        Text("contents", "Judul bagian isi map", "Isi map"),
        Text("movements", "Judul bagian perjalanan map", "Kendali perjalanan map"),
        Text("left", "Di atas tanda tangan petugas", "Petugas,"),
    ),
    parts=(
        Part("contents", "Isi map"),
        Part("movements", "Kendali perjalanan map"),
    ),
)
