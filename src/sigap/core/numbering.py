"""Numbers of cases and letters, and the codes that citizens type: format, read, check.

Taking the next number is the database's business (`cases.operations.numbers`); which year a
number belongs to is the calendar's (the local day).
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from string import Formatter

from sigap.core.errors import InvalidInput

# No I, L, O, U (misread, or spell words) and no Z (reads like 2): 31 letters, a prime number,
# so that a weighted sum modulo 31 shows every wrong letter and every swapped pair.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXY"
_MISREAD = str.maketrans("OILZ", "0112")
_GROUP = 4
_TRACKING_LETTERS = 15  # and a check letter; 75 random bits
_VERIFY_LETTERS = 11  # and a check letter; 55 random bits, looked up under a throttle
_CASE = re.compile(r"PGD-([1-9]\d{3})-(\d{5}|[1-9]\d{5,8})", re.ASCII)
_PLACES = ("kode", "nomor", "unit", "tahun", "bulan")
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_LONGEST_NUMBER = 80
_LONGEST_SHOWN = 60


def format_case_number(year: int, sequence: int) -> str:
    """Return `PGD-2026-00123`; more digits from the hundred-thousandth case on."""
    if sequence < 1 or not 1000 <= year <= 9999:
        raise ValueError(f"no case number for {sequence} of {year}")
    return f"PGD-{year}-{sequence:05}"


def parse_case_number(text: str) -> tuple[int, int]:
    """Return (year, sequence) of a case number, tolerant of case and blanks around it.

    :raises InvalidInput: if it is none.
    """
    found = _CASE.fullmatch(text.strip().upper())
    if not found or int(found[2]) == 0:
        raise InvalidInput(f"{_shown(text)} bukan nomor berkas; tulis seperti PGD-2026-00123")
    return int(found[1]), int(found[2])


def check_pattern(pattern: str) -> None:
    """Refuse a letter number pattern that could give two letters of one kind one number.

    Places are `{kode}`, `{nomor}`, `{unit}`, `{tahun}` and `{bulan}` (Roman); what stands
    between them is printed as it is.

    :raises InvalidInput: one line, with the mend.
    """
    shown = f"pola {_shown(pattern)}"
    if not pattern.isprintable() or len(pattern) > _LONGEST_NUMBER:
        raise InvalidInput(f"{shown}: harus satu baris, paling panjang {_LONGEST_NUMBER} huruf")
    try:
        parts = list(Formatter().parse(pattern))
    except ValueError:
        raise InvalidInput(f"{shown}: kurung kurawal tidak berpasangan") from None
    names = [name for _, name, _, _ in parts if name is not None]
    unknown = [name for name in names if name not in _PLACES]
    if unknown:
        places = ", ".join(f"{{{name}}}" for name in _PLACES)
        raise InvalidInput(f"{shown}: {{{_plain(unknown[0])}}} tidak dikenal; pakai {places}")
    if any(spec or conversion for _, _, spec, conversion in parts):
        raise InvalidInput(f"{shown}: isi kurung kurawal hanya nama, tanpa tanda lain")
    for needed in ("nomor", "tahun"):
        if names.count(needed) != 1:
            raise InvalidInput(
                f"{shown}: perlu {{{needed}}} tepat satu kali agar nomor tidak berulang"
            )
    for (_, before, _, _), (between, after, _, _) in pairwise(parts):
        if before is not None and after is not None and not between:
            raise InvalidInput(f"{shown}: beri pemisah di antara bagiannya, misalnya garis miring")


def format_letter_number(
    pattern: str, *, code: str, sequence: int, unit: str, year: int, month: int | None = None
) -> str:
    """Return a letter number, e.g. `500.16.7.2/101/DPMPTSP/2026`; `{bulan}` is Roman.

    :raises InvalidInput: if the pattern or a value is unusable, or the number gets too long.
    """
    check_pattern(pattern)
    for place, value in (("kode", code), ("unit", unit)):
        if f"{{{place}}}" in pattern and not (value.strip() and value.isprintable()):
            raise InvalidInput(f"nomor surat perlu {place}; isi {place} di data kantor")
    if sequence < 1 or not 1000 <= year <= 9999 or ("{bulan}" in pattern and month is None):
        raise ValueError(f"no letter number for {sequence} of {year}, month {month}")
    roman = _ROMAN[month - 1] if month is not None else ""
    number = pattern.format(kode=code, nomor=sequence, unit=unit, tahun=year, bulan=roman)
    if len(number) > _LONGEST_NUMBER:
        raise InvalidInput(
            f"nomor surat lebih panjang dari {_LONGEST_NUMBER} huruf; pendekkan pola"
        )
    return number


def parse_letter_number(pattern: str, number: str) -> dict[str, str]:
    """Return what stands at the places of a letter number that was formed by `pattern`.

    :raises InvalidInput: if the pattern is unusable or the number was not formed by it.
    """
    check_pattern(pattern)
    forms = {"nomor": r"[1-9]\d{0,8}", "tahun": r"\d{4}", "bulan": r"[IVX]{1,4}"}
    expression = ""
    for literal, name, _, _ in Formatter().parse(pattern):
        expression += re.escape(literal)
        if name is not None:
            expression += (
                f"(?P={name})"
                if f"<{name}>" in expression
                else f"(?P<{name}>{forms.get(name, '.+')})"
            )
    fits = len(number) <= 2 * _LONGEST_NUMBER
    found = re.fullmatch(expression, number.strip(), re.ASCII) if fits else None
    if found is None:
        raise InvalidInput(f"{_shown(number)} bukan nomor surat menurut pola {pattern}")
    return found.groupdict()


def tracking_code(random_bytes: bytes) -> str:
    """Return the code that opens a case to its complainant: `K7QM-4T2X-9HWD-3B6N`.

    Fifteen random letters and a check letter; `random_bytes` must hold at least 12 bytes.
    """
    return _grouped(_with_check(_letters(random_bytes, _TRACKING_LETTERS)))


def verify_code(random_bytes: bytes) -> str:
    """Return the code printed on a paper: three groups of four, the last a check letter.

    `random_bytes` must hold at least 9 bytes.
    """
    return _grouped(_with_check(_letters(random_bytes, _VERIFY_LETTERS)))


def normalise_code(text: str) -> str:
    """Return a typed code as it was given: upper case, groups, letters misread for digits.

    O counts as 0, I and L as 1, Z as 2; blanks, dashes, dots and strokes count nothing.

    :raises InvalidInput: if its length or its check letter is wrong, so a typing error is told
        without asking the database.
    """
    letters = re.sub(r"[\s\-.–—_/]+", "", unicodedata.normalize("NFKC", text)).upper()
    letters = letters.translate(_MISREAD)
    known = len(letters) in (_TRACKING_LETTERS + 1, _VERIFY_LETTERS + 1)
    if not known or any(letter not in ALPHABET for letter in letters):
        raise InvalidInput("kode tidak lengkap atau berisi huruf yang tidak dipakai; periksa lagi")
    if _with_check(letters[:-1]) != letters:
        raise InvalidInput("kode salah ketik; periksa lagi huruf demi huruf")
    return _grouped(letters)


def _letters(random_bytes: bytes, count: int) -> str:
    if len(random_bytes) * 8 < count * 5:
        raise ValueError(f"{count} letters need {-(-count * 5 // 8)} random bytes")
    number, letters = int.from_bytes(random_bytes, "big"), []
    for _ in range(count):
        number, place = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[place])
    return "".join(letters)


def _with_check(letters: str) -> str:
    """Append a letter that shows one wrong letter or two letters swapped."""
    total = sum((place + 1) * ALPHABET.index(letter) for place, letter in enumerate(letters))
    return letters + ALPHABET[total % len(ALPHABET)]


def _grouped(letters: str) -> str:
    return "-".join(letters[at : at + _GROUP] for at in range(0, len(letters), _GROUP))


def _plain(text: str) -> str:
    line = "".join(c if c.isprintable() else "�" for c in text)
    return line if len(line) <= _LONGEST_SHOWN else line[: _LONGEST_SHOWN - 1] + "…"


def _shown(text: str) -> str:
    return f'"{_plain(text)}"'
