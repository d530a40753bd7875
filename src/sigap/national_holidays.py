"""National holidays and cuti bersama of a country, as the `holidays` package knows them.

The only place that uses the package; its answers are written out into calendar versions.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from sigap.core.calendar_version import Holiday, HolidayKind
from sigap.core.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from holidays import HolidayBase

_KINDS = {"public": HolidayKind.PUBLIC, "government": HolidayKind.CUTI_BERSAMA}


def covered_years(country: str) -> range:
    """Return the years whose holidays the package knows or can estimate.

    :raises InvalidInput: if it does not know the country.
    """
    source = _source(country)
    return range(source.start_year, source.end_year + 1)


@lru_cache(maxsize=512)
def national(country: str, year: int) -> Mapping[date, Holiday]:
    """Return the holidays of `year` by date, in Indonesian where the package speaks it.

    Days that are both a public holiday and cuti bersama count as public. Dates that wait for
    a decree (Islamic and lunar feasts of years to come) are marked estimated.

    :raises InvalidInput: if the country or the year is not known.
    """
    years = covered_years(country)
    if year not in years:
        message = (
            f"hari libur {country} tahun {year} tidak diketahui; "
            f"data hari libur memuat {years[0]} sampai {years[-1]}"
        )
        raise InvalidInput(message)
    found: dict[date, Holiday] = {}
    # Public last: it wins where a day is both.
    for category in ("government", "public"):
        source = _source(country, category, year)
        mark = source.tr(getattr(source, "estimated_label", "%s")).replace("%s", "")
        for day, name in source.items():
            if day.year == year:
                plain = name.replace(mark, "") if mark else name
                found[day] = Holiday(plain, bool(mark) and mark in name, _KINDS[category])
    return found


def _source(country: str, category: str = "public", year: int | None = None) -> HolidayBase:
    # Importing the package takes longer than all the rest of a command; only when needed.
    from holidays import country_holidays, list_supported_countries

    if country not in list_supported_countries(include_aliases=False):
        raise InvalidInput(
            f'hari libur negara "{country}" tidak diketahui; pakai "ID" untuk Indonesia, '
            "atau hapus country dan isi holidays.closed"
        )
    source = country_holidays(country)
    if year is None:
        return source
    language = "id" if "id" in source.supported_languages else source.default_language
    if category not in source.supported_categories:
        return country_holidays(country, expand=False)
    return country_holidays(
        country, years=year, categories=category, language=language, expand=False
    )
