"""Catatan Tinjauan (V.3): the reviewer's remarks and changes on one version of the draft."""

from dataclasses import dataclass
from typing import Any

from sigap.documents.facts import Case, Moment, Signature
from sigap.documents.kinds import samples
from sigap.documents.kinds.kind import Kind, Part, Text


@dataclass(frozen=True)
class Remark:
    """A comment on a place of the draft."""

    comment: str
    place: str = ""


@dataclass(frozen=True)
class Change:
    """A passage before and after the reviewer's edit."""

    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class CatatanTinjauan:
    """`fit`: sesuai goes on to approval, otherwise perlu perbaikan goes back to the drafter."""

    case: Case
    draft_version: int
    fit: bool
    reviewed_at: Moment
    reviewer: Signature
    note: str = ""
    remarks: tuple[Remark, ...] = ()
    changes: tuple[Change, ...] = ()


def sample() -> dict[str, Any]:
    """Return sample facts."""
    return {
        "case": samples.case(),
        "draft_version": 1,
        "fit": False,
        "note": "Lengkapi tanggal validasi dan perbaiki kalimat permohonan maaf.",
        "remarks": [
            {"place": "Angka 2", "comment": "Sebutkan tanggal penerusan data ke SIMBG."},
            {"place": "Paragraf penutup", "comment": "Sebutkan jangka waktu keberatan."},
        ],
        "changes": [
            {
                "before": "Kami mohon maaf apabila ada keterlambatan.",
                "after": "Atas keterlambatan tersebut kami menyampaikan permohonan maaf.",
            },
        ],
        "reviewed_at": "2026-12-07T14:20:00+07:00",
        "reviewer": samples.licensing_officer(),
    }


KIND = Kind(
    id="catatan-tinjauan",
    title="Catatan Tinjauan",
    facts=CatatanTinjauan,
    sample=sample,
    carries_identity=True,
    signed_by="penata-perizinan",
    texts=(
        Text("result", "Judul bagian hasil", "A. Hasil tinjauan"),
        Text("fit", "Bila sesuai", "SESUAI", is_needed=True),
        Text("unfit", "Bila perlu perbaikan", "PERLU PERBAIKAN", is_needed=True),
        Text("remarks", "Judul bagian komentar", "B. Komentar pada naskah"),
        Text("changes", "Judul bagian perubahan", "C. Perubahan naskah"),
    ),
    parts=(Part("changes", "Perubahan naskah"),),
)
