"""Find a person's own name, phone, e-mail, NIK and address in what they wrote, and mask them.

Used at intake (architecture: Identity) for the working copies of subject, text, wanted and
loss. Only the complainant's own identity is masked: other people's names are what the
complaint is about.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, fields

MASK = "[pelapor]"
# Titles and degrees say nothing about who somebody is, and stand in other people's names too.
_TITLES = frozenset(
    "h hj haji hajah dr drs dra ir prof ns apt bidan bd ustadz ustad kh tb rr rd raden nyai neng "
    "bapak bpk pak ibu bu sdr sdri tn ny nn se sh st st. mm mt mh msi mkes skep skm spd sag sip "
    "skom ssi sfarm amd amdkeb amdkep str keb kep farm si pd ag mpd".split()
)
_PHONE = re.compile(r"(?<![\w/])(?:\+|00)?\(?\d(?:[\s.\-()/]{0,2}\d){7,15}(?![\w/])")
_NIK = re.compile(r"(?<!\d)\d(?:[\s.\-]?\d){15}(?!\d)")
_MINIMAL_NAME_PART = 4


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
    """Return an Indonesian phone number as +62…, digits only otherwise; "" if it is none.

    0812-0000-0117, +62 812 0000 0117, 62812…, (0812) 0000 0117 and 812… are all the same.
    """
    digits = re.sub(r"\D", "", text)
    plus = text.strip().startswith(("+", "00"))
    digits = digits.removeprefix("00") if plus and text.strip().startswith("00") else digits
    if digits.startswith("62"):
        digits = digits[2:].removeprefix("0")
    elif digits.startswith("0"):
        digits = digits[1:]
    elif plus:
        return "+" + digits if 8 <= len(digits) <= 15 else ""  # noqa: PLR2004 - E.164
    return "+62" + digits if 7 <= len(digits) <= 13 else ""  # noqa: PLR2004 - national plan


def normal_email(text: str) -> str:
    """Return the address in lower case without blanks around it."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


def normal_nik(text: str) -> str:
    """Return the sixteen digits of a NIK; "" if it has another number of digits."""
    digits = re.sub(r"\D", "", text)
    return digits if len(digits) == 16 else ""  # noqa: PLR2004 - a NIK has 16 digits


def name_tokens(name: str) -> tuple[str, ...]:
    """Return the words of a name that may identify, folded, without titles and degrees."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    words = re.findall(r"[^\W\d_]+", plain.replace("'", "").replace("\u2019", ""))
    return tuple(dict.fromkeys(w for w in words if len(w) > 1 and w not in _TITLES))


def mask(text: str, person: Identity) -> str:
    """Return `text` with every piece of the person's own identity replaced by `[pelapor]`.

    Phones and NIK are found in any spelling, the address with any blanks and punctuation,
    the name as a whole, without titles, in any two of its words that stand together, and as
    a single word where it is written like a name (capital first) and is long enough.
    """
    if not text:
        return text
    text = _mask_numbers(text, person)
    if person.email:
        text = re.sub(re.escape(person.email.strip()), MASK, text, flags=re.IGNORECASE)
    for phrase in (person.address,):
        pattern = _loose(phrase)
        if pattern:
            text = re.sub(pattern, MASK, text, flags=re.IGNORECASE)
    for name in (person.name, person.on_behalf_of):
        text = _mask_name(text, name)
    return re.sub(rf"(?:{re.escape(MASK)}[\s,.;:/-]*){{2,}}(?<=\])", MASK, text)


def _mask_numbers(text: str, person: Identity) -> str:
    phone, nik = normal_phone(person.phone), normal_nik(person.nik)

    def of_person(found: re.Match[str]) -> str:
        return MASK if phone and normal_phone(found[0]) == phone else found[0]

    if nik:
        text = _NIK.sub(lambda found: MASK if normal_nik(found[0]) == nik else found[0], text)
    return _PHONE.sub(of_person, text) if phone else text


def _loose(phrase: str) -> str:
    """Return a pattern for `phrase` whatever blanks and punctuation stand between its words."""
    words = re.findall(r"\w+", phrase)
    return r"\b" + r"[\W_]+".join(map(re.escape, words)) + r"\b" if len(words) > 1 else ""


def _mask_name(text: str, name: str) -> str:
    words = [w for w in re.findall(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*", name)]
    whole = _loose(name)
    if whole:
        text = re.sub(whole, MASK, text, flags=re.IGNORECASE)
    own = [w for w in words if w.casefold() not in _TITLES and len(w) > 1]
    for first in range(len(own)):
        for last in range(len(own), first + 1, -1):
            pattern = r"\b" + r"[\s.]+".join(map(re.escape, own[first:last])) + r"\b"
            text = re.sub(pattern, MASK, text, flags=re.IGNORECASE)
    for word in own:
        if len(word) >= _MINIMAL_NAME_PART or len(own) == 1:
            spelled = rf"\b(?:{re.escape(word.capitalize())}|{re.escape(word.upper())})\b"
            text = re.sub(spelled, MASK, text)
    return text
