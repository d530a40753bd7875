"""Lembar Disposisi (III.4, V.1): the coordinator's instruction, on half a folio."""

from dataclasses import dataclass
from typing import Any

from sigap.documents.facts import NO_DAY, Case, Day, Moment, Signature, Urgency
from sigap.documents.kinds import samples
from sigap.documents.kinds.kind import Kind, Text


@dataclass(frozen=True)
class LembarDisposisi:
    """`options` is the office's list, printed with boxes; `instructions` are the ticked ones.

    An instruction outside the list is printed below it, ticked. `points`: what the answer must
    say (V.1).
    """

    case: Case
    urgency: Urgency
    addressees: tuple[str, ...]
    instructions: tuple[str, ...]
    disposed_at: Moment
    signatory: Signature
    options: tuple[str, ...] = (
        "Tanggapan dan saran",
        "Proses lebih lanjut",
        "Koordinasi/konfirmasikan",
        "Periksa dan telaah",
        "Siapkan jawaban",
    )
    letter_from: str = ""
    letter_number: str = ""
    letter_date: Day = NO_DAY
    agenda_number: str = ""
    points: tuple[str, ...] = ()
    wished_by: Day = NO_DAY
    note: str = ""


def sample() -> dict[str, Any]:
    """Return sample facts."""
    return {
        "case": samples.case(),
        "urgency": "segera",
        "agenda_number": "AG-2026-0456",
        "addressees": ["Analis Pengaduan (Fajar Nugraha, S.A.P.)"],
        "instructions": ["Periksa dan telaah", "Cocokkan dengan data kas daerah di Bapenda"],
        "wished_by": "2026-11-27",
        "note": "Pelapor sudah tiga kali datang. Laporkan perkembangan sebelum akhir pekan.",
        "disposed_at": "2026-11-24T13:40:00+07:00",
        "signatory": samples.coordinator(),
    }


KIND = Kind(
    id="lembar-disposisi",
    title="Lembar Disposisi",
    facts=LembarDisposisi,
    sample=sample,
    carries_identity=False,
    signed_by="koordinator",
    texts=(
        Text("sender", "Surat dari, bila bukan surat", "Pelapor (identitas pada berkas)"),
        Text("forwarded", "Di atas nama yang dituju", "Diteruskan kepada Sdr.:"),
        Text("hoped", "Di atas pilihan instruksi", "Dengan hormat harap:"),
        Text("points", "Di atas hal yang harus dijawab", "Hal yang harus dijawab:"),
        Text("remarks", "Di atas catatan", "Catatan:"),
        Text("wished", "Di depan tanggal yang diharapkan", "Diharapkan selesai:"),
    ),
    frame=("heading", "footer"),
)
