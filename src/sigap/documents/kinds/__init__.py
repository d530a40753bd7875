"""The registry of document kinds: one file each, and nothing else decides what can be issued."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sigap.documents.kinds import (
    arsip_index,
    bahan_telaahan,
    bukti_pengiriman,
    catatan_kelengkapan,
    catatan_konsultasi_hukum,
    catatan_penyelesaian,
    catatan_perbaikan,
    catatan_tinjauan,
    catatan_undangan,
    form_pengaduan,
    hasil_identifikasi,
    informasi_pemanggilan,
    konsep_surat_balasan,
    label_arsip,
    lembar_disposisi,
    map_pengaduan,
    memo_penyiapan_dokumen,
    rencana_telaah,
    risalah_rapat,
    slip_serah_terima,
    surat_balasan,
    surat_dinas,
    surat_pemberitahuan,
    surat_pencabutan,
    surat_penerusan,
    surat_permintaan_kelengkapan,
    tanda_terima,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sigap.documents.kinds.kind import Kind

# In the order in which a case makes them, the side exits last.
KINDS: Mapping[str, Kind] = {
    module.KIND.id: module.KIND
    for module in (
        form_pengaduan,
        tanda_terima,
        map_pengaduan,
        slip_serah_terima,
        lembar_disposisi,
        hasil_identifikasi,
        memo_penyiapan_dokumen,
        bahan_telaahan,
        catatan_kelengkapan,
        rencana_telaah,
        catatan_undangan,
        surat_dinas,
        risalah_rapat,
        catatan_konsultasi_hukum,
        konsep_surat_balasan,
        catatan_tinjauan,
        surat_balasan,
        catatan_perbaikan,
        informasi_pemanggilan,
        bukti_pengiriman,
        arsip_index,
        label_arsip,
        surat_penerusan,
        surat_pemberitahuan,
        surat_permintaan_kelengkapan,
        surat_pencabutan,
        catatan_penyelesaian,
    )
}
