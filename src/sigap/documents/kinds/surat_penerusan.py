"""Surat Penerusan: the complaint goes to the agency that is competent for it."""

from dataclasses import dataclass
from typing import Any

from sigap.documents.facts import Letter
from sigap.documents.kinds import samples
from sigap.documents.kinds.kind import LETTER, Kind, Numbering, Text


@dataclass(frozen=True)
class SuratPenerusan(Letter):
    """A letter to the agency; `enclosed` lists what goes with it."""

    enclosed: tuple[str, ...] = ()


def sample() -> dict[str, Any]:
    """Return sample facts."""
    return {
        "case": samples.case(),
        "number": "500.16.7.2/101/DPMPTSP/2026",
        "dated_on": "2026-11-25",
        "attachment": "1 (satu) berkas",
        "about": "Penerusan Pengaduan Masyarakat",
        "to": {
            "name": "Kepala Dinas Cipta Karya dan Tata Ruang",
            "organisation": "Kabupaten Bekasi",
            "place": "Cikarang Pusat",
        },
        "body": "Bersama ini kami teruskan pengaduan masyarakat Nomor PGD-2026-00123 yang kami "
        "terima pada Selasa, 24 November 2026, karena pokok pengaduan berada pada kewenangan "
        "Saudara.\n\nMohon Saudara menindaklanjuti dan menyampaikan hasilnya kepada pelapor "
        "dengan tembusan kepada kami.",
        "enclosed": ["Salinan Form Pengaduan", "Salinan bukti yang diserahkan pelapor"],
        "signatory": samples.head(),
    }


KIND = Kind(
    id="surat-penerusan",
    title="Surat Penerusan",
    facts=SuratPenerusan,
    sample=sample,
    carries_identity=True,
    numbered=Numbering(),
    signed_by="kepala-dinas",
    texts=(Text("enclosed", "Di atas daftar lampiran", "Terlampir kami sampaikan:"),),
    frame=LETTER,
)
