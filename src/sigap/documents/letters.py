"""Letters from prepared texts: placeholders are checked, filled, and none may stay at issue.

A placeholder is a known name in braces, `{nomor_pengaduan}`. Which texts an office uses is its own
data; `letter_texts.py` holds what a new installation begins with, `letter_purposes.py` which
placeholders each may hold.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sigap.core.errors import InvalidInput, Refused
from sigap.documents import indonesian
from sigap.documents.blocks import printable_blocks
from sigap.documents.marks import with_runs

Block = Mapping[str, object]
Value = str | Sequence[str] | Sequence[Block]

PLACEHOLDERS: Mapping[str, str] = {
    "nomor_pengaduan": "nomor pengaduan, PGD-2026-00123",
    "tanggal_pengaduan": "tanggal pengaduan diterima",
    "pokok_pengaduan": "pokok pengaduan",
    "jenis_perizinan": "jenis perizinan",
    "nomor_berkas": "nomor pendaftaran berkas izin",
    "isi_pengaduan": "isi pengaduan seluruhnya",
    "identitas_pelapor": "siapa pelapornya; tidak disebut bila dirahasiakan",
    "temuan": "temuan telaah, daftar",
    "pertimbangan": "pertimbangan kesimpulan",
    "dasar_hukum": "dasar hukum, daftar",
    "tindak_lanjut": "tindak lanjut, daftar",
    "batas_keberatan": "jangka waktu keberatan, 10 (sepuluh) hari kerja",
    "instansi_berwenang": "instansi yang berwenang",
    "surat_penerusan": "surat penerusan dengan nomornya",
    "dasar_penolakan": "mengapa tidak dapat ditindaklanjuti",
    "alasan": "penjelasan petugas",
    "tanggal_batas": "tanggal terakhir melengkapi",
    "tanggal_selesai": "tanggal penanganan dilanjutkan",
    "pertanyaan": "pertanyaan kepada instansi, daftar",
    "jawaban": "jawaban atas pengaduan yang lebih dahulu",
    "surat_balasan": "Surat Balasan dengan nomornya",
    "waktu_datang": "kapan pelapor dimohon datang",
}
"""Name and meaning of every placeholder, as the editor of texts shows them."""

LETTER_TEXTS = ("about", "salutation", "body", "closing")
_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_IN_BRACES = re.compile(r"\{+[^{}]*\}+|[{}]")


@dataclass(frozen=True, slots=True)
class LetterText:
    """A prepared text. `body` is blocks as they are typed, marks and all, or plain text.

    `purpose` says what it is for, see `letter_purposes.py`.
    """

    id: str
    purpose: str
    title: str
    about: str
    body: str | Sequence[Block]
    salutation: str = "Dengan hormat,"
    closing: str = "Demikian disampaikan, atas perhatiannya diucapkan terima kasih."
    nature: str = "Biasa"


def placeholders(value: object) -> Iterator[str]:
    """Yield the names of the placeholders in a text or in any structure of texts, in order."""
    for text in _texts(value):
        yield from _PLACEHOLDER.findall(text)


def strange_places(value: object, known: Container[str]) -> list[str]:
    """Return what stands in braces and is no known placeholder, each once, as it was typed.

    A brace alone is strange too: it was meant to be a placeholder.
    """
    found = [part for text in _texts(value) for part in _IN_BRACES.findall(text)]
    return [
        part
        for part in dict.fromkeys(found)
        if not ((place := _PLACEHOLDER.fullmatch(part)) and place[1] in known)
    ]


def check_text(text: LetterText, known: Container[str] = frozenset(PLACEHOLDERS)) -> None:
    """Check a prepared text before it ships.

    :raises InvalidInput: names the unknown placeholders, or the block that has another shape.
    """
    strange = strange_places([getattr(text, field) for field in LETTER_TEXTS], known)
    if strange:
        raise InvalidInput(f"{text.id}: isian tidak dikenal: {', '.join(sorted(strange))}")
    printable_blocks(with_runs(typed_body(text.body)), f"{text.id}.body")


def typed_body(body: str | Sequence[Block]) -> list[dict[str, Any]]:
    """Return a prepared body as blocks; plain text is paragraphs parted by empty lines."""
    if not isinstance(body, str):
        return [dict(block) for block in body]
    parts = re.split(r"\n\s*\n", body.strip())
    return [{"type": "paragraph", "text": " ".join(part.split())} for part in parts]


def fill(text: LetterText, values: Mapping[str, Value]) -> dict[str, Any]:
    """Return the letter's texts `about, salutation, body, closing, nature`, filled with `values`.

    A placeholder alone in its paragraph may take a list: texts become a numbered list, blocks
    are set in as they are, and of an empty one neither it nor the line that leads to it with a
    colon stays. What has no value stays, visible, for the drafter.

    :raises InvalidInput: if `values` has a name that is no placeholder.
    """
    unknown = sorted(set(values) - set(PLACEHOLDERS))
    if unknown:
        raise InvalidInput(f"isian tidak dikenal: {', '.join(unknown)}")
    body: list[Block] = []
    for block in typed_body(text.body):
        parts = _filled_block(block, values)
        if not parts and body and str(body[-1].get("text", "")).rstrip().endswith(":"):
            body.pop()
        body += parts
    return {
        "about": _filled(text.about, values),
        "salutation": _filled(text.salutation, values),
        "body": body,
        "closing": _filled(text.closing, values),
        "nature": text.nature,
    }


def unfilled(facts: Mapping[str, object]) -> list[str]:
    """Return the placeholders that still stand in a letter's facts, each once, in order.

    Only known names: what a person writes in braces is no place to fill.
    """
    names = dict.fromkeys(placeholders([facts.get(field, "") for field in LETTER_TEXTS]))
    return [name for name in names if name in PLACEHOLDERS]


def refuse_unfilled(facts: Mapping[str, object]) -> None:
    """Check a letter before a number is taken for it.

    :raises Refused: code `letter-unfilled`, naming what is missing; `letter-empty`.
    """
    refuse_places(facts, where="")
    if not str(facts.get("about", "")).strip() or not facts.get("body"):
        raise Refused("letter-empty", "Hal dan isi surat belum ditulis.", field="body")


def refuse_places(
    facts: Mapping[str, object], *, where: str, later: Container[str] = frozenset()
) -> None:
    """Refuse a letter in which a placeholder still stands, beside the field that holds it.

    `where` is the path of the letter's fields; those in `later` are filled in by the office.

    :raises Refused: code `letter-unfilled`.
    """
    for field in LETTER_TEXTS:
        missing = [name for name in unfilled({field: facts.get(field, "")}) if name not in later]
        if missing:
            names = indonesian.joined([f"{{{name}}}" for name in missing])
            raise Refused(
                "letter-unfilled",
                f"Surat masih memuat isian kosong: {names}. Isi atau hapus dahulu.",
                field=f"{where}.{field}".lstrip("."),
                detail={"placeholders": missing},
            )


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


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, Sequence) and not isinstance(value, bytes):
        for part in value:
            yield from _texts(part)


def _filled(text: str, values: Mapping[str, Value], *, marked: bool = False) -> str:
    """Return a text filled; `marked`: stars in it make it bold, so those of values are stars."""

    def value_of(found: re.Match[str]) -> str:
        value = values.get(found[1], found[0])
        if not isinstance(value, str):
            plain = [part for part in value if isinstance(part, str)]
            if len(plain) != len(value):
                return found[0]
            value = indonesian.joined(plain)
        elif found[1] not in values:
            return found[0]
        return _as_written(value, marked=marked)

    # One pass: a value that itself looks like a placeholder is not filled again.
    return _PLACEHOLDER.sub(value_of, text)


def _as_written(value: str, *, marked: bool = True) -> str:
    """Return what a person wrote so that nothing in it is taken for a placeholder or a mark."""

    def harmless(found: re.Match[str]) -> str:
        return f"({found[1]})" if found[1] in PLACEHOLDERS else found[0]

    value = _PLACEHOLDER.sub(harmless, value)
    return value.replace("*", "\\*") if marked else value


def _filled_block(block: Block, values: Mapping[str, Value]) -> list[Block]:
    alone = _PLACEHOLDER.fullmatch(str(block.get("text", "")).strip())
    if alone and block.get("type") == "paragraph" and alone[1] in values:
        return _as_blocks(values[alone[1]])
    return [{key: _filled_part(part, values) for key, part in block.items()}]


def _filled_part(part: object, values: Mapping[str, Value]) -> object:
    if isinstance(part, str):
        return _filled(part, values, marked=True)
    if isinstance(part, Mapping):
        return {key: _filled_part(inner, values) for key, inner in part.items()}
    if isinstance(part, Sequence):
        return [_filled_part(inner, values) for inner in part]
    return part


def _as_blocks(value: Value) -> list[Block]:
    if isinstance(value, str):
        parts = re.split(r"\n\s*\n", value.replace("\r\n", "\n").strip())
        return [{"type": "paragraph", "text": _as_written(part)} for part in parts if part.strip()]
    items = [_as_written(part) for part in value if isinstance(part, str)]
    if items:
        return [{"type": "numbered", "items": items}]
    return [part for part in value if isinstance(part, Mapping)]
