"""What the officers of the sample office write: plausible Indonesian for each form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from random import Random


class Answers:
    """Answers of one officer to one form about one complaint."""

    def __init__(self, complaint: dict[str, Any], form: str, *, rng: Random) -> None:
        self.complaint = complaint
        self.form = form
        self.rng = rng

    def note(self, outcome: str) -> str:
        """Return the note that goes with an outcome."""
        return NOTES.get(outcome, "")

    def say(self, path: tuple[str, ...], schema: dict[str, Any]) -> Any:  # noqa: ANN401 - any JSON value
        """Return a better value than the schema alone suggests, None for no opinion."""
        return None


NOTES = {
    "tidak-lengkap": "Bukti setor retribusi belum ada; mohon diminta kepada Bapenda.",
    "perlu-perbaikan": "Sebutkan dasar hukumnya dan tanggal validasi pembayaran.",
    "lengkap": "Semua dokumen yang diminta sudah ada.",
    "sesuai": "Isi surat sesuai hasil telaah.",
    "tidak-perlu-perbaikan": "Disetujui.",
}
