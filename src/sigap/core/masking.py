"""Find a person's own name, phone, e-mail, NIK and address in what they wrote, and mask them.

Used at intake (architecture: Identity) for the working copies of subject, text, wanted and
loss. Only the complainant's own identity is masked: other people's names, and the company
whose permit it is, are what the complaint is about. How names are told is in `own_name`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from sigap.core.own_name import TITLES, OwnName

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

MASK = "[pelapor]"
_BETWEEN_DIGITS = r"[\s.()/\-\u2010-\u2013]{0,3}"
_EXTENSION = re.compile(
    r"[\s,;]*\b(?:e?xt|ekst|pes|pesawat|extension)\b[\s.:]*\d{1,5}\W*$", re.IGNORECASE
)
_RUN = re.compile(r"[+(]{0,2}\d[\d\s().\-\u2010-\u2013]*")
_SHORT_AREAS = frozenset({"21", "22", "24", "31", "61"})
_SEVERAL = re.compile(r"[/,;&|]|\b(?:atau|dan|or)\b", re.IGNORECASE)
_OWN = r"(?:saya|sya|sy|aku|ak|gue|gua|gw|ane)"
_NUMBER = r"(?:\+|\(0|0)?\d(?:[\s.()/-]?\d){8,15}(?!\d)"
# What somebody calls his own, though it is not the one we know him by.
_SAID_TO_BE_OWN = re.compile(
    rf"(?:\b(?:nik|ktp|hp|wa|whatsapp|telp|telpon|telepon|nomor|nomer|no|e-?mail|surel) {_OWN}\b"
    rf"|\b(?:hubungi|kontak|telp|telpon|telepon|wa|chat|sms) {_OWN}\b)"
    rf"[^\n\d+(@]{{0,12}}?({_NUMBER}|[\w.+-]{{1,64}}@[\w.-]{{1,190}}\w)",
    re.IGNORECASE,
)
# Between these nothing is lost: "[pelapor], [pelapor]" is one person told twice.
_TOGETHER = re.compile(rf"{re.escape(MASK)}(?:[\s,.;:/-]*{re.escape(MASK)})+")
# How the parts of an address are spelled; any one may stand for any other of its row.
_ALIKE = (
    ("jl", "jln", "jalan"),
    ("kp", "kampung"),
    ("perum", "perumahan", "prm"),
    ("no", "nomor", "nmr"),
    ("ds", "desa"),
    ("kec", "kecamatan"),
    ("kab", "kabupaten"),
    ("gg", "gang"),
    ("blok", "blk"),
)


@dataclass(frozen=True, slots=True)
class Identity:
    """Who complains. Any part but the name may be empty."""

    name: str
    company: str = ""
    phone: str = ""
    email: str = ""
    nik: str = ""
    address: str = ""
    on_behalf_of: str = ""

    def as_dict(self) -> dict[str, str]:
        """Return the parts that are not empty, by name."""
        return {f.name: getattr(self, f.name) for f in fields(self) if getattr(self, f.name)}


def normal_phone(text: str) -> str:
    """Return a phone number as +62…, digits only otherwise; "" if it is none.

    0812-0000-0117, +62 812 0000 0117, 62812…, (0812) 0000 0117 and 812… are all the same.
    What was written around it, and an extension behind it, does not count.
    """
    text = _EXTENSION.sub("", unicodedata.normalize("NFKC", text)).strip()
    if any(sign.isalpha() for sign in text):
        found = {normal_phone(run) for run in _RUN.findall(text)} - {""}
        return found.pop() if len(found) == 1 else ""
    digits = "".join(str(unicodedata.decimal(sign)) for sign in text if sign.isdecimal())
    if text.startswith(("+", "(+", "00")):
        digits = digits.removeprefix("00")
        if not digits.startswith("62"):
            return "+" + digits if _is_abroad(digits) else ""
    # 62 is a country's number, unless so little follows that it is an area's.
    for known in ("620", "62", "0", ""):
        if digits.startswith(known) and _is_inland(digits.removeprefix(known)):
            return "+62" + digits.removeprefix(known)
    return ""


def normal_phones(text: str) -> tuple[str, ...]:
    """Return every number in a field for one, since people write down two."""
    parts = [text, *_SEVERAL.split(text)] if _SEVERAL.search(text) else [text]
    return tuple(dict.fromkeys(filter(None, map(normal_phone, parts))))


def spelled_phones(text: str) -> str:
    """Return the numbers in a field as Indonesians read them: 0812-0000-0117, (021) 8900-1234.

    One with an extension stays as it was written.
    """
    if _EXTENSION.search(text):
        return " ".join(text.split())
    return " / ".join(map(_spelled, normal_phones(text)))


def is_mobile(phone: str) -> bool:
    """Return whether a normal number may be one that takes messages."""
    return phone.startswith("+628") or not phone.startswith("+62")


def _is_inland(digits: str) -> bool:
    """Return whether these are digits of the national plan, without the 0 before them."""
    if digits.startswith("8"):
        return 9 <= len(digits) <= 12
    return digits[:1] in {*"2345679"} and 7 <= len(digits) <= 11


def _is_abroad(digits: str) -> bool:
    return 8 <= len(digits) <= 15 and not digits.startswith("0")  # E.164


def _spelled(phone: str) -> str:
    if not phone.startswith("+62"):
        return phone
    digits = phone.removeprefix("+62")
    if digits.startswith("8"):
        return "-".join(filter(None, ("0" + digits[:3], digits[3:7], digits[7:])))
    area = 2 if digits[:2] in _SHORT_AREAS else 3
    return f"(0{digits[:area]}) " + "-".join(filter(None, (digits[area:-4], digits[-4:])))


def normal_email(text: str) -> str:
    """Return the address in lower case without blanks around it."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


def normal_nik(text: str) -> str:
    """Return the sixteen digits of a NIK; "" if it has another number of digits."""
    digits = re.sub(r"\D", "", text)
    return digits if len(digits) == 16 else ""


def name_tokens(name: str) -> tuple[str, ...]:
    """Return the words of a name that may identify, folded, without titles and degrees."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    words = re.findall(r"[^\W\d_]+", plain.replace("'", "").replace("\u2019", ""))
    return tuple(dict.fromkeys(w for w in words if len(w) > 1 and w not in TITLES))


def mask(text: str, person: Identity) -> str:
    """Return `text` with every piece of the person's own identity replaced by `[pelapor]`.

    Phones and NIK are found in any spelling, the address with any blanks, punctuation and
    usual abbreviations, names as `OwnName` tells. What is masked stays as it is:
    masking again changes nothing.
    """
    return masker(person)(text)


def masker(person: Identity) -> Callable[[str], str]:
    """Return what masks one person's identity in many texts, as `mask` does in one."""
    patterns = list(_patterns(person))
    names = [OwnName(name) for name in (person.name, person.on_behalf_of) if name]

    def masked_in(text: str) -> str:
        text = unicodedata.normalize("NFC", text)
        while text:
            masked = MASK.join(_mask_part(part, patterns, names) for part in text.split(MASK))
            masked = _TOGETHER.sub(MASK, masked)
            if masked == text:
                return text
            # What stood beside a mask may be told by it now; each round leaves less to tell.
            text = masked
        return text

    return masked_in


def _mask_part(part: str, patterns: list[re.Pattern[str]], names: list[OwnName]) -> str:
    spans = [found.span() for pattern in patterns for found in pattern.finditer(part)]
    spans += [found.span(1) for found in _SAID_TO_BE_OWN.finditer(part)]
    for name in names:
        spans += name.spans(part)
    kept, at = [], 0
    for start, end in _joined(spans):
        kept += [part[at:start], MASK]
        at = end
    return "".join([*kept, part[at:]])


def _joined(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the spans in order, overlapping ones as one."""
    last: tuple[int, int] | None = None
    for start, end in sorted(spans):
        if last and start < last[1]:
            last = (last[0], max(last[1], end))
            continue
        if last:
            yield last
        last = (start, end)
    if last:
        yield last


def _patterns(person: Identity) -> Iterator[re.Pattern[str]]:
    """Yield what to look for besides names."""
    for phone in normal_phones(person.phone):
        yield re.compile(_phone_pattern(phone))
    if normal_nik(person.nik):
        yield re.compile(rf"(?<!\d){_BETWEEN_DIGITS.join(normal_nik(person.nik))}(?!\d)")
    email = unicodedata.normalize("NFC", person.email).strip()
    if email:
        yield re.compile(rf"(?<![\w.+-]){re.escape(email)}(?![\w-]|\.\w)", re.IGNORECASE)
    for words in _address_parts(unicodedata.normalize("NFC", person.address)):
        yield re.compile(_address_pattern(words), re.IGNORECASE)


def _phone_pattern(phone: str) -> str:
    if not phone.startswith("+62"):
        return rf"(?<!\d)(?:\+|00)?{_BETWEEN_DIGITS.join(phone[1:])}(?!\d)"
    bracket = r"(?:\((?=\+?[\d\s]{1,6}\)))?"
    abroad = rf"(?:\+|00)?62{_BETWEEN_DIGITS}(?:0{_BETWEEN_DIGITS})?"
    inland = rf"0{_BETWEEN_DIGITS}"
    digits = _BETWEEN_DIGITS.join(phone[3:])
    return rf"{bracket}(?<!\d)(?:{abroad}|{inland})?{digits}(?!\d)"


def _address_parts(address: str) -> Iterator[list[str]]:
    """Yield the words of the whole address, and of its first part if that tells the house."""
    words = re.findall(r"\w+", address)
    if len(words) > 1:
        yield words
    first = re.findall(r"\w+", address.split(",", maxsplit=1)[0])
    if 1 < len(first) < len(words) and any(word.isdigit() for word in first):
        yield first


def _address_pattern(words: list[str]) -> str:
    return r"\b" + r"[\W_]+".join(map(_spellings, words)) + r"\b"


def _spellings(word: str) -> str:
    """Return a pattern for one word of an address: RT 003/007 is RT 3 RW 7 as well."""
    if word.isascii() and word.isdigit():
        return rf"(?:rw[\W_]+)?0*{word.lstrip('0') or '0'}"
    alike = next((row for row in _ALIKE if word.casefold() in row), (word,))
    return "(?:" + "|".join(map(re.escape, alike)) + ")"
