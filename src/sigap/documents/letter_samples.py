"""Made-up values for every placeholder, so that a text can be looked at before it holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sigap.documents.kinds import KINDS
from sigap.documents.letter_purposes import PURPOSES
from sigap.documents.letters import fill
from sigap.documents.marks import with_runs

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sigap.documents.letters import LetterText, Value

SAMPLES: Mapping[str, Value] = {
    "nomor_pengaduan": "PGD-2026-00123",
    "tanggal_pengaduan": "Selasa, 24 November 2026",
    "pokok_pengaduan": "retribusi PBG yang sudah dibayar namun belum divalidasi",
    "jenis_perizinan": "Persetujuan Bangunan Gedung (PBG)",
    "nomor_berkas": "PBG-321608-21102025-960",
    "isi_pengaduan": "Retribusi PBG sudah kami bayar pada 11 Desember 2025, tetapi sampai sekarang "
    "belum divalidasi dan tidak ada yang dapat menjelaskan sebabnya.",
    "identitas_pelapor": "Pengaduan disampaikan oleh Suherman Wijaya.",
    "temuan": [
        "Pembayaran retribusi pada 11 Desember 2025 tercatat pada kas daerah.",
        "Validasi pada SIMBG tertunda karena data setoran belum diteruskan.",
    ],
    "pertimbangan": "Penyelenggara wajib memberitahukan kemajuan permohonan kepada pemohon.",
    "dasar_hukum": ["Undang-Undang Nomor 25 Tahun 2009 tentang Pelayanan Publik"],
    "tindak_lanjut": [
        "Validasi dilakukan paling lambat 4 Desember 2026.",
        "Penerusan data setoran diperiksa setiap hari kerja.",
    ],
    "batas_keberatan": "10 (sepuluh) hari kerja",
    "instansi_berwenang": "Badan Pendapatan Daerah",
    "surat_penerusan": "surat Nomor 500.16.7.2/117/DPMPTSP/2026",
    "dasar_penolakan": "pokok yang sama sudah dijawab dan tidak ada keterangan baru",
    "alasan": "Nomor pendaftaran berkas belum disebutkan.",
    "tanggal_batas": "Kamis, 24 Desember 2026",
    "tanggal_selesai": "Jumat, 18 Desember 2026",
    "pertanyaan": [
        "Kapan setoran retribusi diterima?",
        "Mengapa setoran belum divalidasi?",
    ],
    "jawaban": "Validasi telah dilakukan dan dokumen PBG dapat diunduh melalui SIMBG.",
    "surat_balasan": "Surat Balasan Nomor 500.16.7.2/118/DPMPTSP/2026",
    "waktu_datang": "pada:",
}


def sample_facts(text: LetterText) -> dict[str, Any]:
    """Return a sample letter of the text's kind in its words; what nothing fills stays visible."""
    sample = KINDS[PURPOSES[text.purpose].kind].sample()
    filled = fill(text, SAMPLES)
    return {**sample, **filled, "body": with_runs(filled["body"])}
