"""What the officers of the sample office write: plausible Indonesian for each form."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import datetime
    from random import Random

_AGENCIES = {
    "Dinas Cipta Karya dan Tata Ruang": "dinas-cipta-karya",
    "Dinas Lingkungan Hidup": "dinas-lingkungan-hidup",
    "Dinas Kesehatan": "dinas-kesehatan",
    "Bapenda": "bapenda",
    "Satpol PP": "satpol-pp",
    "Disdamkarmat": "disdamkarmat",
    "Dinas Perhubungan": "dinas-perhubungan",
}
_CONCLUSIONS = {"informasi": "tidak-terbukti"}
_FINDINGS = {
    "terbukti": "Riwayat berkas menunjukkan permohonan lengkap sejak diterima, tetapi tahap "
    "verifikasi melewati batas waktu layanan tanpa pemberitahuan kepada pemohon.",
    "sebagian": "Keterlambatan terjadi pada satu tahap; tahap lain sesuai waktu layanan. "
    "Permintaan perbaikan kepada pemohon disampaikan dua kali.",
    "tidak-terbukti": "Berkas diproses sesuai urutan dan waktu layanan; kekurangan persyaratan "
    "sudah diberitahukan kepada pemohon melalui sistem.",
    "bukan-kewenangan": "Pokok pengaduan berada pada tugas dan fungsi instansi lain; DPMPTSP "
    "hanya menerima permohonan awal.",
}
_REASONS = {
    "terbukti": "Penyelenggara wajib melaksanakan pelayanan sesuai standar pelayanan dan "
    "memberitahukan kemajuan permohonan.",
    "sebagian": "Sebagian tahap tidak memenuhi waktu pada standar pelayanan, sedangkan tahap lain "
    "sudah sesuai.",
    "tidak-terbukti": "Pelayanan dilaksanakan sesuai standar pelayanan yang berlaku.",
    "bukan-kewenangan": "Kewenangan atas pokok pengaduan diatur pada instansi teknis terkait.",
}
_ANSWERS = {
    "terbukti": "Berdasarkan telaah, pengaduan Saudara terbukti. Kami menyampaikan permohonan maaf "
    "dan telah meminta tahap yang tertunda diselesaikan.",
    "sebagian": "Berdasarkan telaah, pengaduan Saudara terbukti sebagian. Tahap yang terlambat "
    "sedang kami selesaikan bersama unit terkait.",
    "tidak-terbukti": "Berdasarkan telaah, pelayanan atas permohonan Saudara telah dilaksanakan "
    "sesuai standar pelayanan.",
    "bukan-kewenangan": "Berdasarkan telaah, pokok pengaduan Saudara merupakan kewenangan instansi "
    "lain dan telah kami sampaikan kepada instansi tersebut.",
}
NOTES = {
    "tidak-lengkap": "Bukti setor retribusi belum ada; mohon diminta kepada pemegangnya.",
    "perlu-perbaikan": "Sebutkan dasar hukumnya dan tanggal setiap tahap.",
    "lengkap": "Semua dokumen yang diminta sudah ada.",
    "sesuai": "Isi surat sesuai hasil telaah.",
    "tidak-perlu-perbaikan": "Disetujui.",
}


class Answers:
    """Answers of one officer to one form about one complaint."""

    def __init__(self, complaint: dict[str, Any], form: str, *, rng: Random, now: datetime) -> None:
        self.complaint = complaint
        self.form = form
        self.rng = rng
        self.now = now
        hint = complaint.get("outcome_hint") or "terbukti"
        self.conclusion = _CONCLUSIONS.get(hint, hint)
        self.agency = _AGENCIES.get(complaint.get("agency_hint") or "", "")

    def note(self, outcome: str) -> str:
        """Return the note that goes with an outcome."""
        return NOTES.get(outcome, "")

    def say(self, path: tuple[str, ...], schema: dict[str, Any]) -> Any:  # noqa: ANN401 - any JSON value
        """Return a better value than the schema alone suggests, None for no opinion."""
        key = ".".join(part for part in path if not part.isdecimal())
        name = f"{self.form}.{key}" if key else self.form
        if name == "plan.mode":
            return self._mode(schema)
        if name in ("distribute.analyst", "hand-over.recipient", "order-answer.analyst"):
            return None if "default" in schema else self.rng.choice(schema["enum"])
        found = self._known().get(name)
        if callable(found):
            return found(path, schema)
        if found is not None and "enum" in schema and found not in schema["enum"]:
            return None
        return found

    def _mode(self, schema: dict[str, Any]) -> dict[str, Any] | None:
        marks = {b["properties"]["mode"]["const"]: b for b in schema.get("oneOf", ())}
        if self.agency and "lintas-pd" in marks:
            return {"mode": "lintas-pd", "agencies": [self.agency]}
        if "internal" in marks:
            return {"mode": "internal", "units": ["bidang-pelayanan-perizinan"]}
        return None

    def _known(self) -> dict[str, Any]:
        number = self.complaint.get("registration_number")
        subject = self.complaint["subject"]
        file_of = f"berkas {number}" if number else "permohonan pemohon"
        return {
            "accept.class": self.complaint.get("class"),
            "accept.complaint_class": self.complaint.get("class"),
            "disposition.instructions": [
                "Periksa dan telaah isi pengaduan",
                "Koordinasi/konfirmasikan",
            ],
            "identify.needed": self._needed(file_of),
            "identify.summary": subject,
            "collect.items.item-1.result.place": "Map berkas, lembar 1-4",
            "collect.items.item-2.result.place": "Unduhan sistem perizinan, PDF",
            "plan.questions": [
                f"Bagaimana riwayat {file_of} sejak diterima?",
                "Tahap mana yang melewati waktu layanan, dan mengapa?",
            ],
            "plan.place": "Ruang Rapat DPMPTSP",
            "review.place": "Ruang Rapat DPMPTSP",
            "review.findings.question-1.finding": _FINDINGS[self.conclusion],
            "review.findings.question-2.finding": "Penyebabnya menunggu konfirmasi antarunit; "
            "tidak ditemukan permintaan biaya di luar ketentuan.",
            "review.conclusion": self.conclusion,
            "review.reasons": _REASONS[self.conclusion],
            "review.legal_basis": ["Undang-Undang Nomor 25 Tahun 2009 tentang Pelayanan Publik"],
            "order-answer.points": [
                "Riwayat permohonan dan hasil telaah",
                "Tindak lanjut beserta waktunya",
            ],
            "consult.text": "Dasar hukum sudah tepat; penutup tidak menimbulkan janji baru.",
            "draft.letter.body": self._letter(file_of),
            "signature.signed.on_paper_at": "Sekretariat, map surat keluar",
            "dispatch.delivery.attempts": [self._attempt()],
            "archive.place.cabinet": f"L{self.rng.randint(1, 4)}",
            "archive.place.shelf": f"R{self.rng.randint(1, 6)}",
            "archive.place.box": f"B{self.rng.randint(1, 40):02}",
            "archive.place.folder": f"{self.rng.randint(1, 400):04}",
        }

    def _needed(self, file_of: str) -> Any:  # noqa: ANN401 - filled by the schema
        def needed(_path: tuple[str, ...], schema: dict[str, Any]) -> list[dict[str, Any]]:
            holders = schema["items"]["properties"]["holder"]["enum"]
            other = self.agency if self.agency in holders else "kantor"
            by = f"{self.now + timedelta(days=7):%Y-%m-%d}"
            return [
                {
                    "what": f"Riwayat {file_of}",
                    "holder": "kantor",
                    "why": "memastikan waktu setiap tahap",
                    "asked_by": by,
                },
                {
                    "what": "Keterangan unit atau instansi yang memproses",
                    "holder": other,
                    "why": "mengetahui penyebab keterlambatan",
                    "asked_by": by,
                },
            ]

        return needed

    def _letter(self, file_of: str) -> list[dict[str, Any]]:
        return [
            {
                "type": "paragraph",
                "text": "Menindaklanjuti pengaduan Saudara mengenai "
                f"“{self.complaint['subject']}”, kami telah menelaah {file_of}.",
            },
            {"type": "paragraph", "text": _ANSWERS[self.conclusion]},
            {
                "type": "numbered",
                "items": [
                    _FINDINGS[self.conclusion],
                    "Perkembangan selanjutnya dapat Saudara tanyakan di Loket Pengaduan.",
                ],
            },
        ]

    def _attempt(self) -> dict[str, Any]:
        by_mail = self.rng.random() < 0.3
        return {
            "means": "post" if by_mail else "whatsapp",
            "to": "pelapor",
            "result": "diterima",
            "proof": f"resi pos 17{self.rng.randint(10**8, 10**9)}" if by_mail else "centang biru",
        }
