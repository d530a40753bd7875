"""Parts of the sample facts that several kinds share. Everybody in them is made up."""

from __future__ import annotations

from typing import Any


def case() -> dict[str, Any]:
    """Return a sample `facts.Case`."""
    return {
        "number": "PGD-2026-00123",
        "received_at": "2026-11-24T09:12:00+07:00",
        "channel": "counter",
        "permit_type": "Persetujuan Bangunan Gedung (PBG)",
        "subject": "Retribusi PBG sudah dibayar, belum divalidasi",
        "registration_number": "PBG-321608-21102025-960",
    }


def head() -> dict[str, Any]:
    """Return the head of the office as a sample `facts.Signature`."""
    return {
        "position": "Kepala Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu",
        "name": "Dr. H. Rahmat Subagja, S.E., M.Si.",
        "rank": "Pembina Utama Muda (IV/c)",
        "nip": "19700101 199603 1 001",
    }


def coordinator() -> dict[str, Any]:
    """Return the coordinator as a sample `facts.Signature`."""
    return {
        "position": "Koordinator Bidang Pengendalian",
        "name": "Dewi Kartikasari, S.H., M.H.",
        "rank": "Pembina (IV/a)",
        "nip": "19780412 200312 2 002",
    }


def analyst() -> dict[str, Any]:
    """Return the analyst as a sample `facts.Signature`."""
    return {
        "position": "Analis Pengaduan",
        "name": "Fajar Nugraha, S.A.P.",
        "rank": "Penata (III/c)",
        "nip": "19880923 201403 1 003",
    }


def licensing_officer() -> dict[str, Any]:
    """Return the licensing officer as a sample `facts.Signature`."""
    return {
        "position": "JF Penata Perizinan",
        "name": "Ir. Yayan Mulyana, M.T.",
        "rank": "Penata Tingkat I (III/d)",
        "nip": "19800617 200901 1 004",
    }


def clerk() -> dict[str, Any]:
    """Return the counter officer as a sample `facts.Signature`."""
    return {
        "position": "Petugas Loket Pengaduan",
        "name": "Siti Nurjanah, A.Md.",
        "nip": "19950208 202012 2 005",
    }


def complainant_addressee() -> dict[str, Any]:
    """Return the sample complainant as a `facts.Addressee`."""
    return {
        "name": "Sdr. Suherman Wijaya",
        "address": "Kp. Gardu Sawah RT 003/007, Desa Kalijaya, Kecamatan Cikarang Barat",
        "place": "Bekasi",
    }


def needed() -> list[dict[str, Any]]:
    """Return sample `facts.NeededItem`s."""
    return [
        {
            "what": "Surat Setoran Retribusi Daerah (SSRD) asli",
            "holder": "Pelapor",
            "why": "Memastikan tanggal dan jumlah setoran",
            "asked_by": "2026-11-26",
        },
        {
            "what": "Rekening koran kas daerah Desember 2025",
            "holder": "Badan Pendapatan Daerah",
            "why": "Mencocokkan setoran",
            "asked_by": "2026-11-27",
        },
        {
            "what": "Catatan loket PBG bulan Desember 2025",
            "holder": "Bidang Pelayanan Perizinan",
            "why": "Mengetahui jawaban loket kepada pelapor",
            "asked_by": "2026-11-27",
        },
    ]


def place() -> dict[str, Any]:
    """Return a sample `facts.ArchivePlace`."""
    return {"cabinet": "2", "shelf": "3", "box": "14", "folder": "7"}
