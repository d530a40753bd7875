"""What prepared texts are for: of which letter, and what each may leave to be filled in.

A letter that nobody writes by hand goes out as its text says, so such a text may only hold what
the system always knows at that moment. In a letter that an officer writes, what is not known stays
visible until it is filled in.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_CASE = (
    "nomor_pengaduan",
    "tanggal_pengaduan",
    "pokok_pengaduan",
    "jenis_perizinan",
    "nomor_berkas",
)
_REVIEW = (
    *_CASE,
    "temuan",
    "pertimbangan",
    "dasar_hukum",
    "tindak_lanjut",
    "batas_keberatan",
    "instansi_berwenang",
)
_AGENCY = (*_CASE, "pertanyaan", "identitas_pelapor")


@dataclass(frozen=True, slots=True)
class Purpose:
    """One use of prepared texts. `is_automatic`: the letter goes out without being edited.

    `places` are the placeholders it may hold; `later` those filled in when the letter is ordered,
    because they tell who complained.
    """

    id: str
    kind: str
    title: str
    when: str
    places: tuple[str, ...] = _CASE
    later: frozenset[str] = frozenset()
    is_automatic: bool = False


def _automatic(purpose: str, kind: str, title: str, when: str, *more: str) -> Purpose:
    return Purpose(purpose, kind, title, when, (*_CASE, *more), is_automatic=True)


_SECRET = frozenset({"identitas_pelapor"})
_NOTICE, _WITHDRAWAL = "surat-pemberitahuan", "surat-pencabutan"
_ALL = (
    Purpose(
        "balasan-terbukti",
        "surat-balasan",
        "Jawaban: terbukti",
        "ditawarkan pada V.2 bila kesimpulan telaah terbukti",
        _REVIEW,
    ),
    Purpose(
        "balasan-sebagian",
        "surat-balasan",
        "Jawaban: terbukti sebagian",
        "ditawarkan pada V.2 bila kesimpulan telaah terbukti sebagian",
        _REVIEW,
    ),
    Purpose(
        "balasan-tidak-terbukti",
        "surat-balasan",
        "Jawaban: tidak terbukti",
        "ditawarkan pada V.2 bila kesimpulan telaah tidak terbukti",
        _REVIEW,
    ),
    Purpose(
        "balasan-bukan-kewenangan",
        "surat-balasan",
        "Jawaban: bukan kewenangan",
        "ditawarkan pada V.2 bila kesimpulan telaah bukan kewenangan",
        _REVIEW,
    ),
    Purpose("balasan", "surat-balasan", "Jawaban lain", "dipilih penyusun pada V.2", _REVIEW),
    Purpose(
        "permintaan-investigasi",
        "surat-dinas",
        "Permintaan investigasi dan undangan",
        "mengisi Surat Dinas kepada perangkat daerah pada IV.5",
        _AGENCY,
        _SECRET,
    ),
    Purpose(
        "surat-dinas",
        "surat-dinas",
        "Surat Dinas lain",
        "dipilih analis pada IV.5",
        _AGENCY,
        _SECRET,
    ),
    _automatic(
        "penerusan",
        "surat-penerusan",
        "Pelimpahan kepada instansi berwenang",
        "dikirim ke instansi ketika pengaduan diteruskan",
        "isi_pengaduan",
        "identitas_pelapor",
        "instansi_berwenang",
    ),
    _automatic(
        "pemberitahuan-diteruskan",
        _NOTICE,
        "Pemberitahuan: diteruskan",
        "dikirim ke pelapor ketika pengaduan diteruskan",
        "instansi_berwenang",
        "surat_penerusan",
    ),
    _automatic(
        "pemberitahuan-ditolak",
        _NOTICE,
        "Pemberitahuan: tidak ditindaklanjuti",
        "dikirim ketika pengaduan tidak ditindaklanjuti; alasannya tercetak di bawahnya",
        "dasar_penolakan",
    ),
    _automatic(
        "pemberitahuan-digabung",
        _NOTICE,
        "Pemberitahuan: digabung",
        "dikirim ketika berkas digabungkan dengan berkas lain",
    ),
    _automatic(
        "pemberitahuan-dijawab-bersama",
        _NOTICE,
        "Jawaban atas berkas yang digabung",
        "dikirim ketika berkas utama dijawab",
        "jawaban",
    ),
    _automatic(
        "pemberitahuan-ditunda",
        _NOTICE,
        "Pemberitahuan: ditunda",
        "dikirim ketika penanganan ditunda; alasannya tercetak di bawahnya",
        "tanggal_selesai",
    ),
    _automatic(
        "permintaan-kelengkapan",
        "surat-permintaan-kelengkapan",
        "Permintaan kelengkapan",
        "dikirim ketika pelapor diminta melengkapi; daftarnya tercetak di bawahnya",
        "alasan",
        "tanggal_batas",
    ),
    _automatic(
        "pencabutan-oleh-pelapor",
        _WITHDRAWAL,
        "Pencabutan oleh pelapor",
        "dikirim ketika pelapor mencabut; tanggal dan dasarnya tercetak di bawahnya",
    ),
    _automatic(
        "pencabutan-tidak-dilengkapi",
        _WITHDRAWAL,
        "Pencabutan: tidak dilengkapi",
        "dikirim ketika koordinator menyatakan dicabut; tanggal dan dasarnya tercetak di bawahnya",
    ),
    _automatic(
        "pemanggilan",
        "informasi-pemanggilan",
        "Informasi Pemanggilan",
        "dibuat pada V.5 bila pelapor diminta datang",
        "surat_balasan",
        "waktu_datang",
    ),
)

PURPOSES: Mapping[str, Purpose] = {one.id: one for one in _ALL}

REPLIES: Mapping[str, str] = {
    "terbukti": "balasan-terbukti",
    "sebagian": "balasan-sebagian",
    "tidak-terbukti": "balasan-tidak-terbukti",
    "bukan-kewenangan": "balasan-bukan-kewenangan",
}
"""The purpose of the reply for each conclusion of a review."""
