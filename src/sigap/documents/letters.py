"""Letters from prepared texts: placeholders are checked, filled, and none may stay at issue.

A placeholder is a known name in braces, `{nomor_pengaduan}`. Which texts an office uses is its own
data; `letter_texts.py` holds what a new installation begins with.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sigap.core.errors import InvalidInput, Refused
from sigap.documents import indonesian
from sigap.documents.blocks import printable_blocks

Block = Mapping[str, object]
Value = str | Sequence[str] | Sequence[Block]

PLACEHOLDERS: Mapping[str, str] = {
    "nomor_pengaduan": "nomor pengaduan, PGD-2026-00123",
    "tanggal_pengaduan": "tanggal pengaduan diterima",
    "pokok_pengaduan": "pokok pengaduan",
    "jenis_perizinan": "jenis perizinan",
    "nomor_berkas": "nomor pendaftaran berkas izin",
    "temuan": "temuan telaah, daftar",
    "pertimbangan": "pertimbangan kesimpulan",
    "dasar_hukum": "dasar hukum, daftar",
    "tindak_lanjut": "tindak lanjut, daftar",
    "batas_keberatan": "jangka waktu keberatan, 10 (sepuluh) hari kerja",
    "instansi_berwenang": "instansi yang berwenang",
    "nomor_surat_penerusan": "nomor surat penerusan",
    "alasan": "alasan",
    "nomor_induk": "nomor pengaduan yang lebih dahulu",
    "tanggal_batas": "tanggal batas",
    "tanggal_selesai": "tanggal selesai atau dilanjutkan",
    "penyelesaian": "penyelesaian di loket",
    "pertanyaan": "pertanyaan kepada instansi, daftar",
}
"""Name and meaning of every placeholder, as the editor of texts shows them."""

_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_LETTER_TEXTS = ("about", "salutation", "body", "closing")


@dataclass(frozen=True, slots=True)
class LetterText:
    """A prepared text for letters of `kind`. `body` is blocks as in `blocks.py`, or plain text."""

    id: str
    kind: str
    title: str
    about: str
    body: str | Sequence[Block]
    salutation: str = "Dengan hormat,"
    closing: str = "Demikian disampaikan, atas perhatiannya diucapkan terima kasih."
    nature: str = "Biasa"


def placeholders(value: object) -> Iterator[str]:
    """Yield the names of the placeholders in a text or in any structure of texts, in order."""
    if isinstance(value, str):
        yield from _PLACEHOLDER.findall(value)
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from placeholders(part)
    elif isinstance(value, Sequence) and not isinstance(value, bytes):
        for part in value:
            yield from placeholders(part)


def check_text(text: LetterText) -> None:
    """Check a prepared text before it is stored.

    :raises InvalidInput: names the unknown placeholders, or the block that has another shape.
    """
    used = [name for field in _LETTER_TEXTS for name in placeholders(getattr(text, field))]
    unknown = sorted(set(used) - set(PLACEHOLDERS))
    if unknown:
        names = ", ".join(f"{{{name}}}" for name in unknown)
        raise InvalidInput(f"{text.id}: isian tidak dikenal: {names}")
    printable_blocks(text.body, f"{text.id}.body")


def fill(text: LetterText, values: Mapping[str, Value]) -> dict[str, Any]:
    """Return the letter's facts `about, salutation, body, closing, nature`, filled with `values`.

    A placeholder alone in its paragraph may take a list: texts become a numbered list, blocks
    are set in as they are. What has no value stays, visible, for the drafter.

    :raises InvalidInput: if `values` has a name that is no placeholder.
    """
    unknown = sorted(set(values) - set(PLACEHOLDERS))
    if unknown:
        raise InvalidInput(f"isian tidak dikenal: {', '.join(unknown)}")
    blocks = text.body
    if isinstance(blocks, str):
        parts = re.split(r"\n\s*\n", blocks.strip())
        blocks = [{"type": "paragraph", "text": " ".join(part.split())} for part in parts]
    return {
        "about": _filled(text.about, values),
        "salutation": _filled(text.salutation, values),
        "body": [part for block in blocks for part in _filled_block(block, values)],
        "closing": _filled(text.closing, values),
        "nature": text.nature,
    }


def unfilled(facts: Mapping[str, object]) -> list[str]:
    """Return the placeholders that still stand in a letter's facts, each once, in order."""
    return list(dict.fromkeys(placeholders([facts.get(field, "") for field in _LETTER_TEXTS])))


def refuse_unfilled(facts: Mapping[str, object]) -> None:
    """Check a letter before a number is taken for it.

    :raises Refused: code `letter-unfilled`, naming what is missing.
    """
    # Only names that texts have: what a complainant writes in braces is no place to fill.
    missing = [name for name in unfilled(facts) if name in PLACEHOLDERS]
    if missing:
        names = indonesian.joined([f"{{{name}}}" for name in missing])
        raise Refused(
            "letter-unfilled",
            f"Surat masih memuat isian kosong: {names}. Isi atau hapus dahulu.",
            field="body",
            detail={"placeholders": missing},
        )
    if not str(facts.get("about", "")).strip() or not facts.get("body"):
        raise Refused("letter-empty", "Hal dan isi surat belum ditulis.", field="body")


def case_values(case: Mapping[str, Any], *, zone: str) -> dict[str, str]:
    """Return the placeholders that the facts of a case fill, dates on the clock of `zone`.

    Facts that are missing or empty fill nothing, so that they show before issue.
    """
    received = datetime.fromisoformat(case["received_at"]).astimezone(ZoneInfo(zone)).date()
    values = {
        "nomor_pengaduan": case["number"],
        "tanggal_pengaduan": indonesian.day_and_date(received),
        "pokok_pengaduan": case.get("subject", ""),
        "jenis_perizinan": case.get("permit_type", ""),
        "nomor_berkas": case.get("registration_number", ""),
    }
    return {name: value for name, value in values.items() if value}


def day_value(day: date) -> str:
    """Return a date as letters say it: `Jumat, 25 Desember 2026`."""
    return indonesian.day_and_date(day)


def days_value(days: int) -> str:
    """Return a period of working days as letters say it: `10 (sepuluh) hari kerja`."""
    return indonesian.counted(days, "hari kerja")


def _filled(text: str, values: Mapping[str, Value]) -> str:
    def value_of(found: re.Match[str]) -> str:
        value = values.get(found[1], found[0])
        if isinstance(value, str):
            return value
        plain = [part for part in value if isinstance(part, str)]
        return indonesian.joined(plain) if len(plain) == len(value) else found[0]

    # One pass: a value that itself looks like a placeholder is not filled again.
    return _PLACEHOLDER.sub(value_of, text)


def _filled_block(block: Block, values: Mapping[str, Value]) -> list[Block]:
    alone = _PLACEHOLDER.fullmatch(str(block.get("text", "")).strip())
    if alone and block.get("type") == "paragraph":
        value = values.get(alone[1])
        if value is not None and not isinstance(value, str):
            return _as_blocks(value)
    return [{key: _filled_part(part, values) for key, part in block.items()}]


def _filled_part(part: object, values: Mapping[str, Value]) -> object:
    if isinstance(part, str):
        return _filled(part, values)
    if isinstance(part, Mapping):
        return {key: _filled_part(inner, values) for key, inner in part.items()}
    if isinstance(part, Sequence):
        return [_filled_part(inner, values) for inner in part]
    return part


def _as_blocks(value: Sequence[str] | Sequence[Block]) -> list[Block]:
    items = [part for part in value if isinstance(part, str)]
    if items:
        return [{"type": "numbered", "items": items}]
    return [part for part in value if isinstance(part, Mapping)]
