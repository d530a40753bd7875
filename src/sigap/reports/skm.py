"""The satisfaction index (SKM, PermenPANRB 14/2017) of a period, with what its sample is worth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sigap.cases.queries.survey import served, survey_answers
from sigap.core.skm import ELEMENTS, index_of, sample_needed
from sigap.reports import REPORTS
from sigap.reports.table import Column, Kind, Report, Table

if TYPE_CHECKING:
    from datetime import datetime

    from sigap.reports.audience import Audience
    from sigap.reports.period import Period
    from sigap.reports.table import Value

_C, _N = Kind.COUNT, Kind.NUMBER


def build(audience: Audience, period: Period, now: datetime) -> Report:  # noqa: ARG001 - all alike
    """Return the index; answers keep only their month, so the period counts by whole months."""
    period = period.whole_months()
    found = index_of(survey_answers(period.first, period.last))
    population = served(period.span.begins, period.span.ends)
    needed, respondents = sample_needed(population), found.respondents if found else 0
    columns = [
        Column("period", "Masa laporan"),
        Column("value", "Indeks", _N),
        Column("grade", "Mutu"),
        Column("quality", "Kinerja"),
        Column("respondents", "Responden", _C),
        Column("population", "Pelapor yang dilayani", _C),
        Column("sample_needed", "Sampel yang diperlukan", _C),
        Column("sample", "Sampel"),
    ]
    enough = "memenuhi" if respondents and respondents >= needed else "belum memenuhi"
    row: list[Value] = [
        period.words,
        float(found.value) if found else None,
        found.grade if found else None,
        found.quality if found else None,
        respondents,
        population,
        needed,
        enough,
    ]
    parts: list[list[Value]] = [
        [one.element.upper(), ELEMENTS[one.element], float(one.mean), float(one.index), one.grade]
        for one in (found.elements if found else ())
    ]
    part_columns = [
        Column("element", "Unsur"),
        Column("name", "Nama unsur"),
        Column("mean", "Nilai rata-rata", _N),
        Column("index", "Indeks", _N),
        Column("grade", "Mutu"),
    ]
    tables = [
        Table("index", "Indeks", columns, [row], is_record=True),
        Table("elements", "Unsur pelayanan", part_columns, parts),
    ]
    notes = ["Jawaban survei hanya disimpan dengan bulannya; masa laporan selalu bulan penuh."]
    if enough != "memenuhi":
        notes.insert(0, "Sampel belum memenuhi: indeks ini belum mewakili seluruh pelapor.")
    return Report("skm", REPORTS["skm"].title, period, now, tables, "elements", notes)
