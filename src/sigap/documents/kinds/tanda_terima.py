"""Tanda Terima Pengaduan (III.1): what the complainant takes home."""

from dataclasses import dataclass
from typing import Any

from sigap.documents.facts import NO_LINK, NO_MOMENT, Case, Link, Moment, Signature
from sigap.documents.kinds import samples
from sigap.documents.kinds.kind import Kind, Part, Text


@dataclass(frozen=True)
class TandaTerima:
    """`due_at` is the promised end; `track_url` is drawn as a QR code beside the code."""

    case: Case
    complainant_name: str
    tracking_code: str
    due_at: Moment = NO_MOMENT
    track_url: Link = NO_LINK
    received: tuple[str, ...] = ()
    officer_signature: Signature | None = None


def sample() -> dict[str, Any]:
    """Return sample facts."""
    return {
        "case": samples.case(),
        "complainant_name": "Suherman Wijaya",
        "tracking_code": "K7QM-4T2X-9HWD",
        "due_at": "2026-12-11T16:30:00+07:00",
        "track_url": "https://sigap.example.id/lacak/K7QM-4T2X-9HWD",
        "received": [
            "Surat Setoran Retribusi Daerah (SSRD), fotokopi, 1 lembar",
            "Tangkapan layar SIMBG",
        ],
        "officer_signature": samples.clerk(),
    }


KIND = Kind(
    id="tanda-terima",
    title="Tanda Terima Pengaduan",
    facts=TandaTerima,
    sample=sample,
    carries_identity=True,
    at_once=True,
    signed_by="petugas-loket",
    texts=(
        Text("track_hint", "Di bawah kode QR", "Pindai untuk melacak"),
        Text(
            "code_hint",
            "Di atas kode pelacakan",
            "Kode pelacakan (simpan, jangan diberitahukan kepada orang lain)",
        ),
        Text("due_hint", "Di atas tanggal janji", "Jawaban dijanjikan paling lambat"),
        Text("address_hint", "Di depan alamat pelacakan", "Lacak di"),
        Text("received", "Judul bagian yang diterima", "Yang diterima bersama pengaduan"),
        Text("next", "Judul bagian langkah berikutnya", "Yang terjadi selanjutnya"),
        Text(
            "steps",
            "Langkah berikutnya, satu per baris",
            "Pengaduan dikelompokkan, diperiksa, dan ditelaah oleh petugas yang "
            "ditunjuk.\nJawaban disampaikan secara tertulis paling lambat pada tanggal "
            "di atas.\nBila ada keterangan yang kurang, Anda akan dihubungi.",
            longest=1_500,
        ),
    ),
    parts=(
        Part("track", "Kode QR dan alamat pelacakan"),
        Part("received", "Daftar yang diterima"),
        Part("next", "Langkah berikutnya"),
    ),
)
