"""Which notices there are, and what one says: the office's words with the facts of the case."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from sigap import reference
from sigap.cases.identity import unseal_text
from sigap.cases.models import CasePause, NoticeText
from sigap.cases.queries.sops import calendar_of_version, office_profile
from sigap.core.placeholders import fill
from sigap.documents import indonesian

if TYPE_CHECKING:
    from sigap.cases.models import Notice


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """How one kind of notice is treated.

    `at_once`: it answers what the person has just done, so it goes out at any hour; all others
    wait for the office to be open. `is_worth_a_call`: where no machine carries it, an officer
    is asked to.
    """

    text: str
    at_once: bool = False
    is_worth_a_call: bool = False


# By the kind of the notice, or of the message that it announces.
KINDS = {
    "received": NoticeKind("received", at_once=True),
    "stage": NoticeKind("stage"),
    "soon": NoticeKind("soon"),
    "late": NoticeKind("late", is_worth_a_call=True),
    "completion-requested": NoticeKind("completion-requested", is_worth_a_call=True),
    "completion-reminder": NoticeKind("completion-reminder", is_worth_a_call=True),
    "answered": NoticeKind("answered"),
    "message": NoticeKind("news", is_worth_a_call=True),
    **dict.fromkeys(
        ("declined", "forwarded", "held", "merged", "resumed", "settled", "withdrawn"),
        NoticeKind("news"),
    ),
}
# To officers, in Indonesian: e-mails about their own work, sent in office hours.
STAFF_TEXTS = ("staff-digest", "staff-reminder", "staff-escalation")
STAFF_PLACES = (
    "daftar",
    "dieskalasi",
    "hari_ini",
    "jumlah",
    "kantor",
    "nama",
    "tautan",
    "terlambat",
)
TEXTS = tuple(dict.fromkeys(kind.text for kind in KINDS.values()))
LANGUAGES = ("id", "en")
_ALL_TEXTS = [(kind, language) for kind in TEXTS for language in LANGUAGES]
_ALL_TEXTS += [(kind, "id") for kind in STAFF_TEXTS]

# What may stand in a text. A tracking code lets in whoever has it, so only an e-mail has it.
PLACES = (
    "alasan",
    "batas",
    "janji",
    "kantor",
    "nomor",
    "tahap",
    "tanggal_baru",
    "tanggal_terima",
    "tautan",
    "telepon",
)
MAIL_PLACES = (*PLACES, "kode", "tautan_kode")
LONGEST_SHORT = 320  # letters of a filled SMS or WhatsApp message

_ENGLISH_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_ENGLISH_MONTHS = (
    "January February March April May June July August September October November December"
).split()


@dataclass(frozen=True, slots=True)
class Words:
    """A notice as it is sent: an e-mail's subject and body, and the short form."""

    subject: str
    body: str
    short: str


def words_of(notice: Notice, *, key: bytes, on: date) -> Words:
    """Return what a notice says in the complainant's language, by the texts in force `on`.

    `key` is the case's: an e-mail holds the tracking code, unless the case is *rahasia*.
    """
    case = notice.case
    language = case.complainant.language
    text = _text(KINDS[notice.kind].text, language, on)
    with translation.override(language):
        plain = _values(notice, language)
        code = "" if case.confidential else unseal_text(key, case.complainant.tracking_code)
        mail = {
            **plain,
            "kode": code or _("tercetak pada tanda terima"),
            "tautan_kode": f"{plain['tautan']}{code}/" if code else plain["tautan"],
        }
    short = " ".join(fill(text.short, plain).split())[:LONGEST_SHORT]
    return Words(fill(text.subject, plain), fill(text.body.strip() + "\n", mail), short)


def staff_words(kind: str, values: dict[str, str], *, on: date) -> tuple[str, str]:
    """Return subject and body of an e-mail to an officer by the text in force `on`."""
    text = _text(kind, "id", on)
    return fill(text.subject, values), fill(text.body.strip() + "\n", values)


@dataclass(frozen=True, slots=True)
class Sample:
    """A text filled with made-up facts; `short_whole` is not cut off."""

    subject: str
    body: str
    short_whole: str


# Long ones, so that what fits them fits any.
_SAMPLE = {
    "id": {
        "alasan": "penelaahan bersama pihak yang terkait belum selesai",
        "tahap": "Jawaban disiapkan",
    },
    "en": {
        "alasan": "the review together with those concerned is not finished",
        "tahap": "Answer being prepared",
    },
}
_STAFF_SAMPLE = {
    "daftar": "- PGD-2026-00123 · IV.3 Memeriksa kelengkapan dokumen · terlambat sejak Selasa, "
    "29 September 2026 pukul 10.40",
    "dieskalasi": "2",
    "hari_ini": "3",
    "jumlah": "7",
    "nama": "Rina Maulida, S.Sos.",
    "terlambat": "1",
}
_SAMPLE_CODE = "K7QM-4T2X-9HWD-3B6N"


def sample_words(language: str, text: dict[str, str]) -> Sample:
    """Return how a text reads with made-up facts; nothing of any case."""
    office = office_profile().data
    day = day_words(date(2026, 9, 30), language)
    tracking = f"{settings.SIGAP_BASE_URL}/lacak/"
    plain = {
        **_SAMPLE[language],
        "batas": day,
        "janji": day,
        "kantor": office["short"],
        "nomor": "PGD-2026-00123",
        "tanggal_baru": day,
        "tanggal_terima": day,
        "tautan": tracking,
        "telepon": office["letterhead"].get("phone", ""),
    }
    mail = {**plain, "kode": _SAMPLE_CODE, "tautan_kode": f"{tracking}{_SAMPLE_CODE}/"}
    if text.get("kind") in STAFF_TEXTS:
        plain = mail = {**_STAFF_SAMPLE, "kantor": office["short"], "tautan": _desk()}
    short = " ".join(fill(text.get("short", ""), plain).split())
    return Sample(fill(text.get("subject", ""), plain), fill(text.get("body", ""), mail), short)


def _desk() -> str:
    return f"{settings.SIGAP_BASE_URL}/meja/"


def text_in_force(kind: str, language: str, on: date) -> dict[str, str] | None:
    """Return a text as a form shows it, None for a kind or language that there is not."""
    if (kind, language) not in _ALL_TEXTS:
        return None
    row = _text(kind, language, on)
    return {"subject": row.subject, "short": row.short, "body": row.body}


def texts_in_force(on: date) -> list[dict[str, Any]]:
    """Return every text in the order of a case's life: one query."""
    rows = NoticeText.objects.filter(kind__in=(*TEXTS, *STAFF_TEXTS)).order_by("valid_from")
    held = {(row.kind, row.language): row for row in rows if row.valid_from <= on}
    to_come = {(row.kind, row.language): row for row in rows if row.valid_from > on}
    return [
        {
            "kind": kind,
            "language": language,
            "row": held.get((kind, language)),
            "next": to_come.get((kind, language)),
        }
        for kind, language in _ALL_TEXTS
    ]


def day_words(day: date, language: str) -> str:
    """Return `Selasa, 24 November 2026` or `Tuesday, 24 November 2026`."""
    if language == "id":
        return indonesian.day_and_date(day)
    month = _ENGLISH_MONTHS[day.month - 1]
    return f"{_ENGLISH_DAYS[day.weekday()]}, {day.day} {month} {day.year}"


def stage_words(sop_id: str, title: str) -> str:
    """Return what a stage is called towards citizens, in the language that is active."""
    known = {
        "penerimaan-pengaduan": _("Diterima dan diperiksa"),
        "penelaahan-substansi": _("Ditelaah"),
        "penyampaian-jawaban": _("Jawaban disiapkan"),
    }
    return known.get(sop_id, title)


def reason_words(reason: str, facts: dict[str, Any]) -> str:
    """Return why a promise is not kept, after "karena", in the language that is active."""
    known = {
        "penerimaan-pengaduan": _("pemeriksaan awal memerlukan waktu lebih lama"),
        "penelaahan-substansi": _("penelaahan bersama pihak yang terkait belum selesai"),
        "penyampaian-jawaban": _("jawabannya masih disusun, ditinjau dan disetujui"),
        "waits-for": _("kami masih menunggu keterangan dari %(agency)s"),
    }
    other = _("tahap “%(title)s” belum selesai")
    return known.get(reason, other) % {
        "agency": facts.get("agency", ""),
        "title": facts.get("title", ""),
    }


def _text(kind: str, language: str, on: date) -> NoticeText:
    """Return the newest text in force; Indonesian where the office has no other."""
    texts = NoticeText.objects.filter(kind=kind, valid_from__lte=on).order_by("-valid_from")
    found = {text.language: text for text in reversed(texts)}
    return found.get(language) or found.get("id") or _shipped(kind)


def _shipped(kind: str) -> NoticeText:
    """Return the text that an office begins with, for one that began before there was any."""
    rows = tomllib.loads(reference.text("notices.toml"))["texts"]
    row = next(one for one in rows if (one["kind"], one["language"]) == (kind, "id"))
    return NoticeText(valid_from=date.min, **row)


def _values(notice: Notice, language: str) -> dict[str, str]:
    case, facts = notice.case, notice.facts
    calendar = calendar_of_version(case.calendar_id)
    office = office_profile().data

    def day(moment: datetime | str | None) -> str:
        if not moment:
            return ""
        at = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
        return day_words(calendar.local_day(at), language)

    pause = CasePause.objects.filter(case=case, ended_at=None).first()
    return {
        "nomor": case.number,
        "kantor": office["short"],
        "telepon": office["letterhead"].get("phone", ""),
        "tautan": f"{settings.SIGAP_BASE_URL}/lacak/",
        "tanggal_terima": day(case.received_at),
        "janji": day(facts.get("promised") or case.due_at),
        "tanggal_baru": day(facts.get("expected")),
        "batas": day(pause.until) if pause else "",
        "tahap": stage_words(facts.get("sop", ""), facts.get("title", "")),
        "alasan": reason_words(facts.get("reason", ""), facts),
    }
