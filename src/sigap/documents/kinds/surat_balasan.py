"""Surat Balasan (V.3 to V.5): the answer to the complainant."""

from typing import Any

from sigap.documents.facts import Letter
from sigap.documents.kinds import samples
from sigap.documents.kinds.kind import LETTER, Kind, Numbering


def sample() -> dict[str, Any]:
    """Return sample facts."""
    return {
        "case": samples.case(),
        "number": "500.16.7.2/118/DPMPTSP/2026",
        "dated_on": "2026-12-09",
        "about": "Jawaban atas Pengaduan Nomor PGD-2026-00123",
        "to": samples.complainant_addressee(),
        "body": [
            {
                "type": "paragraph",
                "text": "Menindaklanjuti pengaduan Saudara yang kami terima pada Selasa, "
                "24 November 2026 mengenai retribusi Persetujuan Bangunan Gedung (PBG) yang "
                "sudah dibayar namun belum divalidasi, bersama ini kami sampaikan hasil "
                "penelaahan sebagai berikut.",
            },
            {
                "type": "numbered",
                "items": [
                    {
                        "text": "Pembayaran retribusi sebesar Rp14.250.000,00 pada "
                        "11 Desember 2025 telah tercatat pada kas daerah."
                    },
                    {
                        "text": "Validasi pada SIMBG tertunda karena data setoran belum "
                        "diteruskan, dengan rincian:",
                        "items": [
                            "data setoran diterima bendahara pada 12 Desember 2025;",
                            "penerusan ke SIMBG baru dilakukan pada 3 Desember 2026.",
                        ],
                    },
                    {
                        "runs": [
                            {"text": "Dengan demikian pengaduan Saudara dinyatakan "},
                            {"text": "terbukti", "bold": True},
                            {"text": "."},
                        ]
                    },
                ],
            },
            {
                "type": "paragraph",
                "text": "Validasi telah dilakukan pada 4 Desember 2026 dan dokumen PBG dapat "
                "Saudara unduh melalui SIMBG. Atas keterlambatan tersebut kami menyampaikan "
                "permohonan maaf.",
            },
            {
                "type": "paragraph",
                "text": "Apabila Saudara berkeberatan atas jawaban ini, keberatan dapat "
                "disampaikan paling lambat 10 (sepuluh) hari kerja sejak surat ini diterima.",
            },
        ],
        "signatory": samples.head(),
        "copies": ["Bupati Bekasi (sebagai laporan)", "Inspektur Kabupaten Bekasi"],
    }


KIND = Kind(
    id="surat-balasan",
    title="Surat Balasan",
    facts=Letter,
    sample=sample,
    carries_identity=True,
    numbered=Numbering(),
    signed_by="kepala-dinas",
    frame=LETTER,
)
