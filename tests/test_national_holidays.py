"""National holidays come from the package with their kind and their certainty."""

from datetime import date

import pytest

from sigap.core.calendar_version import Holiday, HolidayKind
from sigap.core.errors import InvalidInput
from sigap.national_holidays import covered_years, national


def test_decreed_holidays_and_cuti_bersama_of_a_year():
    holidays = national("ID", 2026)
    assert holidays[date(2026, 8, 17)] == Holiday("Hari Kemerdekaan Republik Indonesia")
    christmas = Holiday("Cuti Bersama Hari Raya Natal", kind=HolidayKind.CUTI_BERSAMA)
    assert holidays[date(2026, 12, 24)] == christmas
    assert holidays[date(2026, 12, 25)] == Holiday("Hari Raya Natal")
    assert {day.year for day in holidays} == {2026}
    assert not any(holiday.estimated for holiday in holidays.values())


def test_dates_that_wait_for_a_decree_are_marked_and_named_plainly():
    holidays = national("ID", 2030)
    feast = [h for h in holidays.values() if h.name.startswith("Hari Raya Idul Fitri")]
    assert feast == [Holiday("Hari Raya Idul Fitri", estimated=True)]
    assert holidays[date(2030, 8, 17)] == Holiday("Hari Kemerdekaan Republik Indonesia")


def test_years_beyond_the_data_and_unknown_countries_are_refused():
    years = covered_years("ID")
    assert 2026 in years
    with pytest.raises(InvalidInput, match=f"tahun {years.stop} tidak diketahui; data hari libur"):
        national("ID", years.stop)
    with pytest.raises(InvalidInput, match='negara "ZZ" tidak diketahui; pakai "ID"'):
        national("ZZ", 2026)


def test_a_country_whose_government_days_the_package_does_not_list_has_its_public_ones():
    assert date(2026, 12, 25) in national("DE", 2026)
