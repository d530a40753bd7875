"""How the office does, for everybody: figures of a year, the SOP beside what it took, open data."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from sigap.cases.queries.soplist import sops
from sigap.cases.queries.sops import in_force, office_profile, sop_of_version
from sigap.core.sop.chart import NotDrawable
from sigap.core.sop.svg import to_svg
from sigap.portal.charts import bars
from sigap.portal.words import (
    CHANNELS,
    CONCLUSIONS,
    ELEMENTS,
    GRADES,
    OTHERS,
    RATINGS,
    TABLES,
    duration_words,
    office_time,
)
from sigap.ui.typed_values import whole_number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest

    from sigap.core.sop.definition import Sop
    from sigap.reports.openness import Published
    from sigap.reports.table import Table

_MEDIA_TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json"}
_TYPES = {
    "count": "integer",
    "days": "integer",
    "minutes": "number",
    "share": "number",
    "number": "number",
    "text": "string",
    "moment": "datetime",
}


@gzip_page  # safe: the page repeats nothing of the visitor's and holds no secret
@require_safe
def openness(request: HttpRequest) -> HttpResponse:
    """Show a year, this one unless another is asked for."""
    now = datetime.now(tz=UTC)
    asked = request.GET.get("tahun", "")
    year = whole_number(asked)
    if year is None and asked.isdecimal():
        raise Http404
    found, known = _published(year, now=now)
    data = found.data["tables"]
    context = {
        "year": found.year,
        "years": known,
        "is_running": found.year == known[0],
        "whole": data["summary"],
        "months": _months(data["months"]),
        "chart": _chart(data["months"]),
        "permit_types": _named(data["permit_types"], {}),
        "channels": _named(data["channels"], CHANNELS),
        "counts": [
            (_("Hasil telaah"), _named(data["conclusions"], CONCLUSIONS)),
            (_("Penilaian pelapor"), _named(data["ratings"], RATINGS)),
        ],
        "sops": _sops(data["steps"], now=now),
        "satisfaction": _graded(data["satisfaction"]),
        "elements": [
            {**row, "name": ELEMENTS[row["element"]]} for row in data["satisfaction_elements"]
        ],
        "tables": [(table.id, TABLES[table.id]) for table in found.report.tables],
        "office": office_profile().data["short"],
    }
    return _never_stale(render(request, "portal/openness.html", context))


@require_safe
def open_data(request: HttpRequest, year: str, name: str, form: str) -> HttpResponse:
    """Hand out a table of a year as CSV or JSON, or all of it as JSON."""
    found, _known = _published(int(year), now=datetime.now(tz=UTC))
    tables = {table.id: table for table in found.report.tables}
    if form == "json" and name == "transparansi":
        return _file(request, found, json.dumps(found.data, ensure_ascii=False, indent=1), form)
    if name not in tables:
        raise Http404
    if form == "json":
        text = json.dumps(found.data["tables"][name], ensure_ascii=False, indent=1)
        return _file(request, found, text, form)
    return _file(request, found, _csv(tables[name]), form)


@require_safe
def data_package(request: HttpRequest, year: int | None = None) -> HttpResponse:
    """Describe the tables of a year as a Frictionless Data Package."""
    now = datetime.now(tz=UTC)
    found, _known = _published(year, now=now)
    folder = "" if year else f"data/{found.year}/"
    description = {
        "profile": "tabular-data-package",
        "name": f"pengaduan-perizinan-{found.year}",
        "title": f"{found.report.title} {found.year}",
        "description": " ".join(found.report.notes),
        "version": found.digest,
        "created": found.report.made_at.astimezone(found.report.period.zone).isoformat(
            timespec="seconds"
        ),
        "contributors": [{"title": office_profile().data["short"], "role": "publisher"}],
        "resources": [_resource(table, folder) for table in found.report.tables],
    }
    text = json.dumps(description, ensure_ascii=False, indent=1)
    return _file(request, found, text, "json")


def _published(year: int | None, *, now: datetime) -> tuple[Published, list[int]]:
    # Late, because it brings NumPy along.
    from sigap.reports.openness import published, years

    known = years(now=now)
    if year is not None and year not in known:
        raise Http404
    return published(year or known[0], now=now), known


def _never_stale(response: HttpResponse) -> HttpResponse:
    """Let nobody show an older answer without having asked whether it is still so."""
    response["Cache-Control"] = "no-cache"
    return response


def _file(request: HttpRequest, found: Published, text: str, form: str) -> HttpResponse:
    etag = f'"{found.digest}"'
    if request.headers.get("If-None-Match") == etag:
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = HttpResponse(text, content_type=_MEDIA_TYPES[form])
    response["ETag"] = etag
    response["Access-Control-Allow-Origin"] = "*"  # open data, for anybody's page
    return _never_stale(response)


def _csv(table: Table) -> str:
    held = io.StringIO()
    writer = csv.writer(held)
    writer.writerow([column.key for column in table.columns])
    writer.writerows(table.rows)
    return held.getvalue()


def _resource(table: Table, folder: str) -> dict[str, Any]:
    fields = [
        {"name": one.key, "title": one.title, "type": _TYPES[one.kind]} for one in table.columns
    ]
    for field, column in zip(fields, table.columns, strict=True):
        if column.key == "month":
            field["type"] = "yearmonth"
    return {
        "profile": "tabular-data-resource",
        "name": table.id.replace("_", "-"),
        "title": table.title,
        "path": f"{folder}{table.id}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {"fields": fields, "missingValues": [""]},
    }


def _months(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**row, "on": date.fromisoformat(f"{row['month']}-01")} for row in rows]


def _chart(rows: list[dict[str, Any]]) -> Any:  # noqa: ANN401 - for the template
    labels = [date_format(row["on"], "M") for row in _months(rows)]
    series = [(name, [row[name] for row in rows]) for name in ("received", "answered")]
    return bars(labels, series)


def _named(rows: list[dict[str, Any]], names: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return rows with the name that the page's language has for them."""
    found = []
    for row in rows:
        code = row["permit_type"] if "permit_type" in row else row["code"]
        name = names.get(code, "" if code else OTHERS)
        found.append({**row, "name": name or row["name"], "is_official": not name})
    return found


def _graded(row: dict[str, Any]) -> dict[str, Any]:
    quality = row["quality"]
    return {**row, "quality": GRADES.get(quality, quality)}


def _sops(rows: list[dict[str, Any]], *, now: datetime) -> list[dict[str, Any]]:
    versions = in_force(now)
    found = []
    for one in sops(now=now):
        sop = sop_of_version(versions[one["id"]])
        steps = [row for row in rows if row["sop"] == sop.id]
        found.append(
            {
                "title": f"{sop.decree.annex} {sop.title}".strip(),
                "drawing": _drawing(sop, {row["step"]: row["activity"] for row in steps}),
                "steps": [_step(row, sop) for row in steps],
            }
        )
    return found


def _step(row: dict[str, Any], sop: Sop) -> dict[str, Any]:
    worked = row["worked_median_minutes"]
    return {
        **row,
        "standard": duration_words(sop.step(row["step"]).time),
        "waited": office_time(row["waited_median_minutes"]),
        "worked": office_time(worked),
        "is_over": worked is not None and worked > row["time_minutes"],
    }


def _drawing(sop: Sop, names: dict[int, str]) -> SafeString:
    try:
        drawn = to_svg(sop, names=names, title=f"{sop.decree.annex} {sop.title}".strip())
    except NotDrawable:
        return SafeString()
    return mark_safe(drawn)  # noqa: S308 - drawn by us, its words escaped
