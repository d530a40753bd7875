"""The roles that exist whatever SOPs are loaded; a lane of an SOP is a role too."""

from __future__ import annotations

ROLES = {
    "petugas-loket": "Petugas Loket Pengaduan",
    "analis-pengaduan": "Analis Pengaduan",
    "penata-perizinan": "JF Penata Perizinan",
    "koordinator": "Koordinator Bidang Pengendalian",
    "analis-hukum": "Analis Hukum",
    "kepala-dinas": "Kepala Dinas",
    "auditor": "Auditor (APIP/Inspektorat)",
    "admin": "Admin sistem",
}
