"""Surat Pemberitahuan: tells the complainant what became of the case aside from an answer."""

from dataclasses import dataclass
from typing import Any

from sigap.documents.facts import Letter
from sigap.documents.kinds import samples
from sigap.documents.kinds.kind import LETTER, Kind, Numbering


@dataclass(frozen=True)
class SuratPemberitahuan(Letter):
    """`event`: forwarded, declined, duplicate, settled or held; `reason` prints as its own line."""

    event: str = ""
    reason: str = ""


def sample() -> dict[str, Any]:
    """Return sample facts."""
    return {
        "case": samples.case(),
        "number": "500.16.7.2/102/DPMPTSP/2026",
        "dated_on": "2026-11-25",
        "about": "Pemberitahuan Penerusan Pengaduan",
        "to": samples.complainant_addressee(),
        "event": "forwarded",
        "body": "Pengaduan Saudara Nomor PGD-2026-00123 telah kami terima pada Selasa, "
        "24 November 2026.\n\nPokok pengaduan tersebut berada pada kewenangan Dinas Cipta Karya "
        "dan Tata Ruang Kabupaten Bekasi, sehingga pengaduan kami teruskan kepada dinas tersebut "
        "dengan surat Nomor 500.16.7.2/101/DPMPTSP/2026. Perkembangannya tetap dapat Saudara "
        "lacak dengan kode pelacakan pada Tanda Terima.",
        "reason": "Urusan tata ruang bukan kewenangan dinas kami.",
        "signatory": samples.head(),
    }


KIND = Kind(
    id="surat-pemberitahuan",
    title="Surat Pemberitahuan",
    facts=SuratPemberitahuan,
    sample=sample,
    carries_identity=True,
    numbered=Numbering(),
    signed_by="kepala-dinas",
    frame=LETTER,
)
