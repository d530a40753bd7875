"""Surat Permintaan Kelengkapan: asks the complainant for what is missing, within 30 days."""

from dataclasses import dataclass
from typing import Any

from sigap.documents.facts import NO_DAY, Day, Letter
from sigap.documents.kinds import samples
from sigap.documents.kinds.kind import LETTER, Kind, Numbering, Part, Text


@dataclass(frozen=True)
class MissingItem:
    """One thing that is missing, and what it is needed for."""

    what: str
    why: str = ""


@dataclass(frozen=True)
class SuratPermintaanKelengkapan(Letter):
    """A letter with the list of what is missing and the last day to bring it."""

    missing: tuple[MissingItem, ...] = ()
    due_on: Day = NO_DAY
    ways: tuple[str, ...] = ()


def sample() -> dict[str, Any]:
    """Return sample facts."""
    return {
        "case": samples.case(),
        "number": "500.16.7.2/103/DPMPTSP/2026",
        "dated_on": "2026-11-25",
        "about": "Permintaan Kelengkapan Pengaduan",
        "to": samples.complainant_addressee(),
        "body": "Pengaduan Saudara Nomor PGD-2026-00123 telah kami terima. Agar dapat ditelaah, "
        "kami mohon Saudara melengkapi:",
        "missing": [
            {
                "what": "Bukti pendaftaran berkas PBG",
                "why": "untuk mencocokkan data pada SIMBG",
            },
            {"what": "Surat kuasa bermeterai", "why": "karena permohonan atas nama orang lain"},
        ],
        "due_on": "2026-12-25",
        "ways": [
            "halaman pelacakan, dengan kode pada Tanda Terima",
            "Loket Pengaduan pada jam kerja",
        ],
        "signatory": samples.coordinator(),
    }


KIND = Kind(
    id="surat-permintaan-kelengkapan",
    title="Surat Permintaan Kelengkapan",
    facts=SuratPermintaanKelengkapan,
    sample=sample,
    carries_identity=True,
    numbered=Numbering(),
    signed_by="koordinator",
    texts=(
        Text(
            "due",
            "Batas waktu melengkapi",
            "Kelengkapan tersebut kami tunggu paling lambat {tanggal_batas}. Bila sampai "
            "dengan tanggal itu belum kami terima, pengaduan dapat dinyatakan dicabut; "
            "Saudara akan kami beri tahu terlebih dahulu.",
            longest=600,
            is_needed=True,
            places=("tanggal_batas",),
        ),
        Text("ways", "Di atas cara melengkapi", "Kelengkapan dapat disampaikan melalui:"),
    ),
    parts=(Part("ways", "Cara melengkapi"),),
    frame=LETTER,
)
