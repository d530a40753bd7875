"""The written notice of a failure to protect personal data, as Article 46 of UU 27/2022 wants it.

It belongs to no case and names nobody, so it is no kind of paper of a case: a letter in the
office's form with the elements of the law, in one text for each of those who are told.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sigap.documents import indonesian
from sigap.documents.facts import Addressee, Blocks, Day, Signature  # noqa: TC001 - read at run time
from sigap.documents.failures import RenderFailed
from sigap.documents.kinds.kind import LETTER, Kind
from sigap.documents.office import Office
from sigap.documents.paper_texts import worded
from sigap.documents.reading import FactsInvalid, moment_forms, printable
from sigap.documents.render import STANDARDS, compiled

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

_TEMPLATE = "breach/notice.typ"
_TITLE = "Pemberitahuan Kegagalan Pelindungan Data Pribadi"
_ADDRESSEES = {
    "persons": {"name": "Saudara yang data pribadinya terdampak", "place": "tempat"},
    "authority": {"name": "Lembaga Pelindungan Data Pribadi", "place": "tempat"},
    "public": {"name": "Masyarakat", "place": "tempat"},
}


@dataclass(frozen=True)
class Letter:
    """What an official letter says, without a case."""

    about: str
    to: Addressee
    body: Blocks
    signatory: Signature
    number: str
    dated_on: Day
    nature: str = "Segera"
    attachment: str = "-"
    salutation: str = "Dengan hormat,"
    closing: str = (
        "Demikian pemberitahuan ini disampaikan. Kami memohon maaf atas kejadian tersebut."
    )
    copies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """What the letter tells: the elements of the law, and how many are affected."""

    data: str
    found_at: datetime
    happened_at: datetime | None
    what: str
    done: str
    planned: str
    people: int
    cases: int


def breach_letter(
    audience: str,
    told: Told,
    *,
    number: str,
    signatory: Mapping[str, Any],
    office: Mapping[str, Any],
    issued_at: datetime,
) -> bytes:
    """Return the letter as PDF/A-2a; `audience` is persons, authority or public.

    :raises RenderFailed: with a one-line reason.
    """
    zone = ZoneInfo(office.get("time_zone") or "Asia/Jakarta")
    local = issued_at.astimezone(zone)
    facts = {
        "about": _TITLE,
        "to": _ADDRESSEES[audience],
        "body": _body(audience, told, office, zone),
        "signatory": signatory,
        "number": number,
        "dated_on": local.date().isoformat(),
    }
    try:
        body = printable(Letter, facts, zone=zone.key)
        letterhead = printable(Office, office, zone=zone.key, where="office")
    except FactsInvalid as wrong:
        raise RenderFailed("facts", f"pemberitahuan: {wrong}") from None
    meta = {
        "kind": "pemberitahuan-kegagalan",
        "title": _TITLE,
        "draft": False,
        "version": 1,
        "code": "",
        "verify_url": "",
        "entry": "",
        "qr": "",
        "zone": indonesian.zone_name(local, zone.key),
        "issued": moment_forms(issued_at, zone),
    }
    # Only for the texts that stand around every letter.
    kind = Kind(
        "pemberitahuan-kegagalan", _TITLE, Letter, dict, carries_identity=False, frame=LETTER
    )
    data = {"facts": body, "office": letterhead, "meta": meta, **worded(kind, {}, body, letterhead)}
    pdf, _ = compiled(
        _TEMPLATE,
        json.dumps(data, ensure_ascii=False, sort_keys=True),
        format="pdf",
        pdf_standards=STANDARDS,
        timestamp=local.replace(microsecond=0),
    )
    return pdf


def _body(
    audience: str, told: Told, office: Mapping[str, Any], zone: ZoneInfo
) -> list[dict[str, Any]]:
    found = moment_forms(told.found_at, zone)["full"]
    when = f"Kami mengetahuinya pada {found}. "
    if told.happened_at:
        when += f"Kejadiannya pada {moment_forms(told.happened_at, zone)['full']}."
    else:
        when += "Waktu kejadiannya masih kami telusuri."
    scale = f"Yang terdampak: {indonesian.counted(told.people, 'orang')}"
    if told.cases:
        scale += f", dalam {indonesian.counted(told.cases, 'berkas pengaduan')}"
    parts = [
        _text(
            "Menurut Pasal 46 Undang-Undang Nomor 27 Tahun 2022 tentang Pelindungan Data Pribadi, "
            "kami memberitahukan terjadinya kegagalan pelindungan data pribadi dalam pengelolaan "
            "pengaduan di kantor kami."
        ),
        _heading("Data pribadi yang terungkap"),
        *_typed(told.data),
        *([] if audience == "persons" else [_text(f"{scale}.")]),
        _heading("Kapan dan bagaimana data terungkap"),
        _text(when),
        *_typed(told.what),
        _heading("Upaya penanganan dan pemulihan"),
        *_typed(told.done),
        *_typed(told.planned),
    ]
    ways = [f"telepon {office['phone']}"] if office.get("phone") else []
    ways += [f"surel {office['email']}"] if office.get("email") else []
    if audience != "authority" and ways:
        parts.append(_text(f"Pertanyaan dapat disampaikan melalui {' atau '.join(ways)}."))
    return parts


def _heading(text: str) -> dict[str, Any]:
    return {"type": "heading", "runs": [{"text": text, "bold": True}], "level": 1}


def _text(text: str) -> dict[str, Any]:
    return {"type": "paragraph", "text": text}


def _typed(text: str) -> list[dict[str, Any]]:
    return [_text(part) for part in text.split("\n") if part.strip()]
