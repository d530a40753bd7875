"""What the codes of reports are called."""

from __future__ import annotations

from sigap.accounts.roles import ROLES
from sigap.reports.stepping import OUTSIDE

DEPARTURES = {
    "skipped": "Langkah dilewati",
    "unexpected": "Dikerjakan di luar urutan",
    "other-way": "Keputusan dan jalan yang ditempuh berbeda",
}
NOTED = {
    "exit-forward": "Diteruskan ke instansi berwenang",
    "exit-settle": "Diselesaikan di loket",
    "exit-decline": "Tidak ditindaklanjuti",
    "exit-withdraw": "Dicabut",
    "exit-duplicate": "Digabung ke berkas utama",
    "exit-hold": "Ditunda",
    "exit-request-completion": "Kelengkapan diminta kepada pelapor",
    "exit-reassign": "Tugas dialihkan",
    "exit-exclude": "Petugas dikecualikan",
    "declared-withdrawn": "Dinyatakan dicabut",
    "not-taken-up": "Surat tanpa identitas tidak ditindaklanjuti",
    "nobody-may-act": "Tidak ada yang boleh mengerjakan",
    "nobody-may-answer": "Tidak ada yang dapat dimintai pendapat",
    "stand-in": "Dikerjakan pengganti",
    "objection": "Keberatan diajukan",
    "move-sop": "Dipindahkan ke versi SOP lain",
    "carried-on": "Dilanjutkan dari berkas yang berakhir",
}


def role_name(role: str) -> str:
    """Return what a role, or who stands outside the lanes, is called."""
    if role == OUTSIDE:
        return "Penanda tangan"
    return ROLES.get(role, role.replace("-", " ").title()) if role else "Pelapor"
