"""Surat Pencabutan: tells that the case ended as withdrawn, by the complainant or by lapse."""

from dataclasses import dataclass
from typing import Any

from sigap.documents.facts import NO_DAY, Day, Letter
from sigap.documents.kinds import samples
from sigap.documents.kinds.kind import LETTER, Kind, Numbering, Text


@dataclass(frozen=True)
class SuratPencabutan(Letter):
    """`ground`: the complainant's own wish, or what was not completed in time."""

    withdrawn_on: Day = NO_DAY
    ground: str = ""


def sample() -> dict[str, Any]:
    """Return sample facts."""
    return {
        "case": samples.case(),
        "number": "500.16.7.2/131/DPMPTSP/2026",
        "dated_on": "2026-12-28",
        "about": "Pencabutan Pengaduan",
        "to": samples.complainant_addressee(),
        "withdrawn_on": "2026-12-28",
        "ground": "Kelengkapan yang diminta dengan surat Nomor 500.16.7.2/103/DPMPTSP/2026 tidak "
        "diterima sampai dengan 25 Desember 2026.",
        "body": "Dengan ini kami beritahukan bahwa pengaduan Saudara Nomor PGD-2026-00123 "
        "dinyatakan dicabut.\n\nSaudara dapat mengajukan pengaduan kembali kapan saja.",
        "signatory": samples.head(),
    }


KIND = Kind(
    id="surat-pencabutan",
    title="Surat Pencabutan",
    facts=SuratPencabutan,
    sample=sample,
    carries_identity=True,
    numbered=Numbering(),
    signed_by="kepala-dinas",
    texts=(
        Text("withdrawn", "Nama baris tanggal", "Dicabut tanggal", is_needed=True, longest=40),
        Text("ground", "Nama baris dasar", "Dasar", is_needed=True, longest=40),
    ),
    frame=LETTER,
)
