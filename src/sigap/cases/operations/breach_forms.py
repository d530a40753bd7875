"""Forms of the register of failures to protect personal data."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sigap.cases.queries.breaches import texts_of
from sigap.cases.steps.fields import PASSAGE, choice, group, moment, text_field, whole, words
from sigap.cases.steps.validate import validate
from sigap.core.errors import Refused
from sigap.core.plain_text import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sigap.cases.models import Breach
    from sigap.cases.steps.fields import Data, Schema

AUDIENCES = {
    "persons": "Orang yang terdampak",
    "authority": "Lembaga pelindungan data pribadi",
    "public": "Masyarakat",
}
WAYS = {
    "langsung": "Diserahkan langsung",
    "pos": "Pos atau kurir",
    "surel": "Surel",
    "sistem": "Sistem elektronik lembaga penerima",
    "laman": "Pengumuman di laman atau kantor",
}
OUTCOMES = {
    "handled": "Sudah ditangani dan diberitahukan",
    "unfounded": "Bukan kegagalan: tidak ada data yang terungkap",
}
MOST_CASES = 1_000
_MOST_PEOPLE = 10_000_000


def breach_schema() -> Schema:
    """Return the form of a failure."""
    parts = {
        "found_at": moment("Diketahui", "Batas 3 × 24 jam dihitung dari waktu ini"),
        "happened_at": moment("Terjadi", "Kosongkan bila belum diketahui"),
        "what": words(
            "Apa yang terjadi, dan bagaimana",
            longest=PASSAGE,
            description="Dicetak di surat pemberitahuan; jangan menyebut nama orang",
        ),
        "data": words(
            "Data pribadi yang terungkap",
            longest=PASSAGE,
            description="Jenisnya, misalnya: nama, nomor telepon, alamat",
        ),
        "people": whole("Jumlah orang yang terdampak", least=0, most=_MOST_PEOPLE),
        "cases": text_field(
            "Nomor berkas yang terdampak",
            longest=20 * MOST_CASES,
            description="Pisahkan dengan koma atau baris baru; kosong bila tidak menyangkut berkas",
        ),
        "done": words("Penanganan yang sudah dilakukan", longest=PASSAGE),
        "planned": text_field("Rencana pemulihan", longest=PASSAGE),
    }
    return group(parts, required=["found_at", "what", "data", "people", "done"])


def sent_schema() -> Schema:
    """Return the form that says how a letter was sent."""
    parts = {
        "sent_at": moment("Terkirim"),
        "way": choice(list(WAYS.items()), "Cara"),
        "proof": text_field("Bukti", longest=300, description="Nomor resi atau tanda terima"),
    }
    return group(parts, required=["sent_at", "way"])


def closing_schema() -> Schema:
    """Return the form that ends a failure."""
    parts = {
        "outcome": choice(list(OUTCOMES.items()), "Hasil"),
        "conclusion": words(
            "Kesimpulan", longest=PASSAGE, description="Sebabnya, dan yang mencegahnya terulang"
        ),
    }
    return group(parts, required=list(parts))


def breach_form(row: Breach, numbers: Iterable[str]) -> Data:
    """Return a failure as its form takes it."""
    happened = {"happened_at": row.happened_at.isoformat()} if row.happened_at else {}
    return {
        **texts_of(row),
        **happened,
        "found_at": row.found_at.isoformat(),
        "people": row.people,
        "cases": "\n".join(numbers),
    }


def checked(data: Data, *, now: datetime) -> Data:
    """Return what was filled in of a failure.

    :raises Refused: `invalid-data`.
    """
    filled = validate(breach_schema(), data)
    found = datetime.fromisoformat(filled["found_at"])
    if found > now:
        raise Refused("invalid-data", "Waktunya belum tiba.", field="data.found_at")
    happened = filled.get("happened_at")
    if happened and datetime.fromisoformat(happened) > found:
        words = "Kejadian tidak mungkin sesudah diketahui."
        raise Refused("invalid-data", words, field="data.happened_at")
    for name in ("what", "data", "done"):
        filled[name] = said(filled, name)
    return filled


def said(filled: Data, name: str) -> str:
    """Return a text that must say something.

    :raises Refused: `invalid-data`.
    """
    text = plain_text(filled[name])
    if not text:
        raise Refused("invalid-data", "Belum diisi.", field=f"data.{name}")
    return text
