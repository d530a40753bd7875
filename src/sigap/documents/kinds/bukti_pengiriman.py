"""Bukti Pengiriman (V.5): every attempt to bring the answer to the complainant, with its proof."""

from dataclasses import dataclass
from typing import Any

from sigap.documents.facts import NO_DAY, NO_MOMENT, Case, Day, Means, Moment, Signature
from sigap.documents.kinds import samples
from sigap.documents.kinds.kind import Kind, Text


@dataclass(frozen=True)
class Attempt:
    """One attempt. `to`: number, address or person; `proof`: receipt number or where it lies."""

    means: Means
    at: Moment = NO_MOMENT
    to: str = ""
    result: str = ""
    proof: str = ""


@dataclass(frozen=True)
class BuktiPengiriman:
    """What step V.5 records. `recipient_signature`: if the letter was collected."""

    case: Case
    letter_number: str
    attempts: tuple[Attempt, ...]
    final_result: str
    officer: Signature
    letter_date: Day = NO_DAY
    recipient: str = ""
    address: str = ""
    recipient_signature: Signature | None = None
    recorded_at: Moment = NO_MOMENT
    note: str = ""


def sample() -> dict[str, Any]:
    """Return sample facts."""
    return {
        "case": samples.case(),
        "letter_number": "500.16.7.2/118/DPMPTSP/2026",
        "letter_date": "2026-12-09",
        "recipient": "Suherman Wijaya",
        "address": "Kp. Gardu Sawah RT 003/007, Desa Kalijaya, Kecamatan Cikarang Barat",
        "attempts": [
            {
                "means": "telephone",
                "at": "2026-12-09T10:10:00+07:00",
                "to": "0812-0000-0100",
                "result": "Tidak diangkat",
            },
            {
                "means": "whatsapp",
                "at": "2026-12-09T10:25:00+07:00",
                "to": "0812-0000-0100",
                "result": "Dibaca; akan mengambil di loket",
                "proof": "Tangkapan layar",
            },
            {
                "means": "counter",
                "at": "2026-12-11T09:20:00+07:00",
                "to": "Suherman Wijaya",
                "result": "Diterima",
                "proof": "Tanda tangan penerima",
            },
        ],
        "final_result": "Diterima oleh pelapor",
        "recorded_at": "2026-12-11T09:25:00+07:00",
        "officer": samples.analyst(),
        "recipient_signature": {"name": "Suherman Wijaya", "position": "Penerima"},
    }


KIND = Kind(
    id="bukti-pengiriman",
    title="Bukti Pengiriman Jawaban",
    facts=BuktiPengiriman,
    sample=sample,
    carries_identity=True,
    signed_by="analis-pengaduan",
    texts=(
        Text("attempts", "Judul bagian upaya", "A. Upaya penyampaian"),
        Text("result", "Judul bagian hasil akhir", "B. Hasil akhir"),
        Text("left", "Di atas tanda tangan penerima", "Yang menerima,"),
    ),
)
