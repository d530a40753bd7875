"""SOP files of other offices, and the smallest one that can be written."""

from pathlib import Path

_FOLDER = Path(__file__).parents[2] / "data" / "sops"

GOOD = {
    name: (_FOLDER / f"{name}.toml").read_text("utf-8")
    for name in ("izin-reklame", "pengarsipan-izin", "peminjaman-arsip")
}

MINIMAL = """
format = 1
id = "minimal"
title = "Contoh"
[decree]
number = "1/2025"
annex = "I"
date = 2025-01-02
about = "SOP"
institution = "PEMERINTAH KOTA"
created = 2025-01-01
revised = 2025-01-01
effective = 2025-01-02
approver = "WALI KOTA"
approver_name = "ANI"
legal_basis = []
qualifications = []
related = []
equipment = []
warning = ""
recording = ""
[[lanes]]
role = "petugas"
title = "Petugas"
[[steps]]
no = 1
activity = "Bekerja"
executors = ["petugas"]
requirements = []
time = "30 menit"
outputs = []
"""
