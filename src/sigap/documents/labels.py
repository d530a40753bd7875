"""Printed words for the codes that facts carry. A code without a word here prints as it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sigap.documents import facts

if TYPE_CHECKING:
    from collections.abc import Mapping

LABELS: Mapping[object, Mapping[str, str]] = {
    facts.Channel: {
        "counter": "Tatap muka di loket",
        "web": "Situs web",
        "letter": "Surat",
        "telephone": "Telepon",
        "whatsapp": "WhatsApp",
        "email": "Surel",
        "lapor": "SP4N-LAPOR!",
        "lapor-aa": "Lapor AA",
        "social-media": "Media sosial",
        "ombudsman": "Ombudsman",
        "other": "Lainnya",
    },
    facts.ComplainantKind: {
        "perorangan": "Perorangan",
        "badan-usaha": "Badan usaha",
        "kuasa": "Kuasa",
        "tanpa-identitas": "Tanpa identitas",
    },
    facts.Urgency: {
        "sangat-segera": "Sangat Segera",
        "segera": "Segera",
        "rahasia": "Rahasia",
        "biasa": "Biasa",
    },
    facts.Classification: {
        "berkadar-pengawasan": "Pengaduan berkadar pengawasan",
        "tidak-berkadar-pengawasan": "Pengaduan tidak berkadar pengawasan",
        "aspirasi": "Aspirasi",
        "permintaan-informasi": "Permintaan informasi",
    },
    facts.ReviewMode: {
        "mandiri": "Telaah mandiri",
        "internal": "Bersama bidang terkait (internal)",
        "lintas-pd": "Bersama Perangkat Daerah lain",
        "apip": "Bersama APIP (Inspektorat)",
    },
    facts.Conclusion: {
        "terbukti": "Terbukti",
        "sebagian": "Terbukti sebagian",
        "tidak-terbukti": "Tidak terbukti",
        "bukan-kewenangan": "Bukan kewenangan",
    },
    facts.Means: {
        "telephone": "Telepon",
        "sms": "SMS",
        "whatsapp": "WhatsApp",
        "post": "Pos tercatat",
        "email": "Surel",
        "counter": "Diambil di loket",
        "courier": "Diantar petugas",
        "letter": "Surat Dinas",
        "web": "Situs web",
    },
    facts.ItemState: {
        "received": "Diterima",
        "refused": "Ditolak pemegang",
        "missing": "Tidak ada",
        "waiting": "Belum diterima",
    },
    facts.Opinion: {
        "agree": "Setuju",
        "agree-with-changes": "Setuju dengan perubahan",
        "disagree": "Tidak setuju",
    },
    facts.SigningWay: {
        "ink": "Ditandatangani basah",
        "drawn": "Ditandatangani di layar",
        "declaration": "Dinyatakan secara daring",
        "paper": "Ditandatangani pada naskah kertas",
        "file": "Ditandatangani pada berkas elektronik",
        "certificate": "Ditandatangani secara elektronik dengan sertifikat kantor",
    },
}
