"""The words that a paper says of itself, and which of its parts are printed: office data.

What ships stands with each kind. An office's own wording is what differs from it, `{"texts": {id:
words}, "hidden": [part]}`; a paper keeps the wording it was ordered with.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sigap.documents.kinds.kind import Kind, Text
from sigap.documents.letters import strange_places
from sigap.documents.text import clean

if TYPE_CHECKING:
    from collections.abc import Mapping

# Every kind may hold these; what the paper knows nothing of is printed as a dash.
PLACES: Mapping[str, str] = {
    "nomor_pengaduan": "nomor pengaduan, PGD-2026-00123",
    "tanggal_pengaduan": "hari dan tanggal pengaduan diterima",
    "jenis_perizinan": "jenis perizinan",
    "nama_kantor": "nama dinas pada kop surat",
    "singkatan_kantor": "singkatan dinas",
    "alamat_kantor": "alamat pada kop surat",
    "telepon": "telepon kantor",
    "laman": "laman kantor",
    "surel": "surel kantor",
}

FRAME: Mapping[str, Text] = {
    text.id: text
    for text in (
        Text("heading", "Judul naskah", longest=100, is_needed=True),
        Text("opening", "Kata pengantar, di bawah judul", longest=600),
        Text("closing", "Penutup, di atas tanda tangan", longest=600),
        Text("note", "Catatan di akhir naskah", longest=600),
        Text("footer", "Keterangan di kaki setiap halaman", longest=90),
        Text("copies", "Di atas daftar tembusan", "Tembusan:", longest=60),
    )
}

_PLACE = re.compile(r"\{([a-z_]+)\}")


def texts_of(kind: Kind) -> tuple[Text, ...]:
    """Return the texts of a kind in the order in which its paper prints them, as shipped."""
    own = {text.id for text in kind.texts}
    around = [FRAME[name] for name in kind.frame if name not in own]
    first = [
        Text("heading", text.label, kind.title, longest=text.longest, is_needed=True)
        if text.id == "heading"
        else text
        for text in around
        if text.id in ("heading", "opening")
    ]
    return (*first, *kind.texts, *(one for one in around if one.id not in ("heading", "opening")))


def worded(
    kind: Kind, wording: Mapping[str, Any], facts: Mapping[str, Any], office: Mapping[str, Any]
) -> dict[str, Any]:
    """Return `texts` and `shows` as the template reads them, shipped where nothing was changed.

    `facts` and `office` are the printed ones; texts and parts the kind no longer has are ignored.
    """
    changed, hidden = wording.get("texts", {}), wording.get("hidden", ())
    values = _values(facts, office)
    texts = {
        text.id: _filled(clean(changed.get(text.id, text.shipped)), values)
        for text in texts_of(kind)
    }
    return {"texts": texts, "shows": {part.id: part.id not in hidden for part in kind.parts}}


def text_fault(text: Text, value: str) -> str:
    """Return what is wrong with an office's words for a text, in words; "" if nothing is."""
    if text.is_needed and not value.strip():
        return "Bagian ini harus berisi kata-kata."
    known = (*PLACES, *text.places)
    strange = strange_places(value, known)
    if strange:
        allowed = " ".join(f"{{{name}}}" for name in known)
        return f"Isian tidak dikenal di sini: {', '.join(strange)}. Yang boleh: {allowed}."
    missing = [f"{{{name}}}" for name in text.places if f"{{{name}}}" not in value]
    if value.strip() and missing:
        return f"Bagian ini harus memuat {', '.join(missing)}."
    return ""


def _values(facts: Mapping[str, Any], office: Mapping[str, Any]) -> dict[str, str]:
    case = facts.get("case") or {}
    received = case.get("received_at") or {}
    return {
        "nomor_pengaduan": case.get("number", ""),
        "tanggal_pengaduan": received.get("day_date", ""),
        "jenis_perizinan": case.get("permit_type", ""),
        "nama_kantor": office["name"],
        "singkatan_kantor": office["unit"],
        "alamat_kantor": office["address"],
        "telepon": office["phone"],
        "laman": office["website"],
        "surel": office["email"],
    }


def _filled(words: str, values: Mapping[str, str]) -> str:
    # The template fills the text's own places: they are drawn, not only written.
    return _PLACE.sub(
        lambda found: (values[found[1]] or "–") if found[1] in values else found[0], words
    )
