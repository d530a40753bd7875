"""Risalah Rapat (IV.6): attendance, findings for each question, conclusion and follow-up."""

from dataclasses import dataclass
from typing import Any

from sigap.documents.facts import (
    INTERNAL_REVIEW,
    NO_BLOCKS,
    NO_CLOCK,
    NO_DAY,
    Blocks,
    Case,
    Clock,
    Conclusion,
    Day,
    ReviewMode,
    Signature,
)
from sigap.documents.kinds import samples
from sigap.documents.kinds.kind import Kind, Part, Text


@dataclass(frozen=True)
class Attendee:
    """One person who was there; the signature column is left for ink."""

    name: str
    position: str = ""
    office: str = ""
    means: str = ""


@dataclass(frozen=True)
class Finding:
    """The answer to one question of the plan. `source`: the paper or statement it rests on."""

    question: str
    finding: Blocks
    source: str = ""


@dataclass(frozen=True)
class Statement:
    """What an invited party said."""

    party: str
    text: str


@dataclass(frozen=True)
class FollowUp:
    """What is to be done, by whom, until when."""

    what: str
    by: str = ""
    until: Day = NO_DAY


@dataclass(frozen=True)
class RisalahRapat:
    """What step IV.6 records. Blocks may be given as plain text."""

    case: Case
    held_on: Day
    place: str
    leader: Signature
    findings: tuple[Finding, ...]
    conclusion: Conclusion
    reasons: Blocks
    title: str = "Telaah Laporan Pengaduan"
    mode: ReviewMode = INTERNAL_REVIEW
    start: Clock = NO_CLOCK
    end: Clock = NO_CLOCK
    agenda: str = ""
    note_taker: Signature | None = None
    attendance: tuple[Attendee, ...] = ()
    opening: Blocks = NO_BLOCKS
    statements: tuple[Statement, ...] = ()
    legal_basis: tuple[str, ...] = ()
    follow_up: tuple[FollowUp, ...] = ()
    dissent: str = ""


def sample() -> dict[str, Any]:
    """Return sample facts."""
    return {
        "case": samples.case(),
        "mode": "lintas-pd",
        "held_on": "2026-12-03",
        "start": "09:00",
        "end": "11:10",
        "place": "Ruang Rapat DPMPTSP Lantai 2",
        "agenda": "Telaah laporan pengaduan Nomor PGD-2026-00123",
        "leader": samples.coordinator(),
        "note_taker": samples.analyst(),
        "attendance": [
            {
                "name": "Dewi Kartikasari, S.H., M.H.",
                "position": "Koordinator Bidang Pengendalian",
                "office": "DPMPTSP",
            },
            {
                "name": "Ir. Yayan Mulyana, M.T.",
                "position": "JF Penata Perizinan",
                "office": "DPMPTSP",
            },
            {
                "name": "Asep Saepudin, S.E.",
                "position": "Kepala Subbidang Penagihan",
                "office": "Badan Pendapatan Daerah",
            },
        ],
        "opening": "Rapat dibuka oleh pimpinan rapat dengan membacakan pokok pengaduan dan "
        "daftar pertanyaan telaah.",
        "findings": [
            {
                "question": "Kapan pembayaran retribusi diterima kas daerah?",
                "finding": "Setoran Rp14.250.000,00 diterima pada 11 Desember 2025.",
                "source": "Rekening koran kas daerah Desember 2025",
            },
            {
                "question": "Mengapa data setoran tidak diteruskan ke SIMBG?",
                "finding": "Berkas penerusan harian tanggal 12 Desember 2025 tidak terkirim dan "
                "tidak ada pemeriksaan ulang.",
                "source": "Keterangan Badan Pendapatan Daerah",
            },
        ],
        "statements": [
            {
                "party": "Badan Pendapatan Daerah",
                "text": "Penerusan ulang akan dilakukan selambatnya 4 Desember 2026.",
            },
        ],
        "conclusion": "terbukti",
        "reasons": "Retribusi telah dibayar dan diterima, sedangkan validasi tertunda bukan "
        "karena kesalahan pemohon.",
        "legal_basis": [
            "Undang-Undang Nomor 25 Tahun 2009 tentang Pelayanan Publik",
            "Peraturan Pemerintah Nomor 6 Tahun 2021 tentang Perizinan Berusaha di Daerah",
        ],
        "follow_up": [
            {
                "what": "Meneruskan ulang data setoran ke SIMBG",
                "by": "Badan Pendapatan Daerah",
                "until": "2026-12-04",
            },
            {
                "what": "Memvalidasi dan menerbitkan dokumen PBG",
                "by": "Bidang Pelayanan Perizinan",
                "until": "2026-12-07",
            },
        ],
    }


KIND = Kind(
    id="risalah-rapat",
    title="Risalah Rapat",
    facts=RisalahRapat,
    sample=sample,
    carries_identity=True,
    signed_by="koordinator",
    texts=(
        Text("attendance", "Judul bagian peserta", "A. Peserta"),
        Text("opened", "Judul bagian pembukaan", "B. Pembukaan"),
        Text("no_opening", "Bila pembukaan tidak dicatat", "Tidak dicatat."),
        Text("findings", "Judul bagian pembahasan", "C. Pembahasan"),
        Text("statements", "Di atas keterangan pihak", "Keterangan pihak yang diundang"),
        Text("conclusion", "Judul bagian kesimpulan", "D. Kesimpulan"),
        Text(
            "verdict",
            "Kalimat kesimpulan",
            "Pengaduan dinyatakan {kesimpulan}, dengan pertimbangan:",
            is_needed=True,
            places=("kesimpulan",),
        ),
        Text("basis", "Di atas dasar hukum", "Dasar hukum:"),
        Text("dissent", "Di depan pendapat berbeda", "Pendapat berbeda:"),
        Text("follow_up", "Judul bagian tindak lanjut", "E. Tindak lanjut"),
        Text("left", "Di atas tanda tangan pencatat", "Pencatat,"),
        Text("right", "Di atas tanda tangan pimpinan", "Pimpinan rapat,"),
    ),
    parts=(Part("basis", "Dasar hukum pada kesimpulan"),),
)
