"""The satisfaction index of PermenPANRB 14/2017, in exact arithmetic, and the sample it needs."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ELEMENTS = {
    "u1": "Persyaratan",
    "u2": "Sistem, Mekanisme, dan Prosedur",
    "u3": "Waktu Penyelesaian",
    "u4": "Biaya/Tarif",
    "u5": "Produk Spesifikasi Jenis Pelayanan",
    "u6": "Kompetensi Pelaksana",
    "u7": "Perilaku Pelaksana",
    "u8": "Penanganan Pengaduan, Saran dan Masukan",
    "u9": "Sarana dan Prasarana",
}
LOWEST, HIGHEST = 1, 4
_SCALE = 25
# From the best to the worst: the least index, the mark, and what it is called.
_GRADES = (
    (Decimal("88.31"), "A", "Sangat baik"),
    (Decimal("76.61"), "B", "Baik"),
    (Decimal("65.00"), "C", "Kurang baik"),
    (Decimal("25.00"), "D", "Tidak baik"),
)
# Krejcie & Morgan (1970): chi square of one degree at 95 %, and the margin of five per cent.
_CHI_SQUARE, _MARGIN, _PART = Fraction(3841, 1000), Fraction(5, 100), Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class ElementIndex:
    """One element: the mean of its answers (1 to 4), the same on the scale to 100, its grade."""

    element: str
    mean: Decimal  # two decimals
    index: Decimal
    grade: str


@dataclass(frozen=True, slots=True)
class Index:
    """The index of a service: `value` has two decimals and is graded after rounding."""

    value: Decimal
    grade: str
    quality: str
    respondents: int
    elements: tuple[ElementIndex, ...]


def index_of(answers: Iterable[Mapping[str, int]]) -> Index | None:
    """Return the index of all answers, each with all nine elements; None without any.

    Every element weighs a ninth, exactly: the 0,111 of many spreadsheets loses a tenth of a
    point.

    :raises ValueError: if an element is missing, or an answer is not 1, 2, 3 or 4.
    """
    sums, count = dict.fromkeys(ELEMENTS, 0), 0
    for one in answers:
        if one.keys() != ELEMENTS.keys():
            raise ValueError(f"nine elements are wanted, got {sorted(one)}")
        for element, value in one.items():
            if not LOWEST <= value <= HIGHEST:
                raise ValueError(f"{element} must be 1 to 4, got {value}")
            sums[element] += value
        count += 1
    if not count:
        return None
    means = {element: Fraction(total, count) for element, total in sums.items()}
    whole = rounded(sum(means.values(), Fraction()) / len(ELEMENTS) * _SCALE)
    grade, quality = grade_of(whole)
    parts = []
    for element, mean in means.items():
        index = rounded(mean * _SCALE)
        parts.append(ElementIndex(element, rounded(mean), index, grade_of(index)[0]))
    return Index(whole, grade, quality, count, tuple(parts))


def grade_of(value: Decimal) -> tuple[str, str]:
    """Return the mark of a rounded index and what it is called.

    :raises ValueError: below 25, which no answers give.
    """
    for least, mark, quality in _GRADES:
        if value >= least:
            return mark, quality
    raise ValueError(f"no grade for {value}")


def sample_needed(population: int) -> int:
    """Return how many respondents a population needs (Krejcie & Morgan): 1 000 → 278.

    :raises ValueError: for a negative number.
    """
    if population < 0:
        raise ValueError(f"a population is 0 or more, got {population}")
    spread = _CHI_SQUARE * _PART * (1 - _PART)
    wanted = spread * population / (_MARGIN**2 * (population - 1) + spread)
    return min(population, int(wanted + Fraction(1, 2)))


def rounded(value: Fraction) -> Decimal:
    """Return a number with two decimals, half away from zero, as the regulation's examples are."""
    hundredths = int(value * 100 + Fraction(1, 2))
    return (Decimal(hundredths) / 100).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
