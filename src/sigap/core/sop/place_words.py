"""What the places of an SOP file are called by those who do not read files."""

from __future__ import annotations

import re

DECREE_WORDS = {
    "instrument": "Naskah",
    "number": "Nomor keputusan",
    "sop_number": "Nomor SOP",
    "annex": "Lampiran",
    "date": "Tanggal",
    "about": "Tentang",
    "institution": "Lembaga",
    "created": "Tanggal pembuatan",
    "revised": "Tanggal revisi",
    "effective": "Tanggal efektif",
    "approver": "Disahkan oleh",
    "approver_name": "Nama yang mengesahkan",
    "legal_basis": "Dasar hukum",
    "qualifications": "Kualifikasi pelaksana",
    "related": "Keterkaitan",
    "equipment": "Peralatan",
    "warning": "Peringatan",
    "recording": "Pencatatan",
}
STEP_WORDS = {
    "activity": "Kegiatan",
    "executors": "Pelaksana",
    "requirements": "Kelengkapan",
    "gates": "Syarat selesai",
    "time": "Waktu",
    "outputs": "Output",
    "note": "Keterangan",
    "lane_text": "Tulisan dalam lajur",
    "form": "Layar",
    "produces": "Dokumen yang dibuat",
    "consults": "Dimintai pendapat",
    "separate_from": "Orang lain daripada langkah",
    "outcomes": "Hasil",
    "executor_inferred": "Pelaksana disimpulkan",
}
_LANE = {"role": "peran", "title": "judul", "name": "nama di layar"}
_OUTCOME = {"id": "id", "label": "tulisan", "next": "tujuan", "note_required": "wajib catatan"}
_ROOT = {"id": "Id", "title": "Judul", "then": "Dilanjutkan oleh", "format": "Format"}
_PLACE = re.compile(r"(steps|lanes)\[(\d+)\](?:\.(\w+)(?:\[(\d+)\](?:\.(\w+))?)?)?")


def place_in_words(where: str) -> str:
    """Return a place such as `steps[4].outcomes[1].next` in words, or as it is if unknown."""
    if where in _ROOT:
        return _ROOT[where]
    if where.startswith("decree."):
        key = where.removeprefix("decree.")
        return f"Kepala, {DECREE_WORDS.get(key, key)}"
    found = _PLACE.fullmatch(where)
    if found is None:
        return where
    table, row, key, inner, inner_key = found.groups()
    if table == "lanes":
        return ", ".join([f"Lajur {row}", *([_LANE.get(key, key)] if key else [])])
    parts = [f"Langkah {row}"]
    if key:
        parts.append(STEP_WORDS.get(key, "Nomor" if key == "no" else key))
    if inner:
        parts[-1] += f" {inner}"
    if inner_key:
        parts.append(_OUTCOME.get(inner_key, inner_key))
    return ", ".join(parts)
