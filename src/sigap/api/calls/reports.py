"""Reports: the summary for everybody, the others for those whose work they are about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from django.http import HttpResponse, StreamingHttpResponse
from ninja import Path, Query, Router
from ninja.errors import AuthenticationError
from pydantic import BeforeValidator, Field

from sigap.api.callers import ANYBODY, caller_of
from sigap.api.listing import Blank, Parameters, Words
from sigap.api.outputs.reports import ReportOut
from sigap.api.takes import takes
from sigap.api.texts import Day
from sigap.cases.access import handles_cases
from sigap.cases.queries.sops import calendar_of_version, current_calendar_id
from sigap.core.errors import Refused
from sigap.reports import REPORTS
from sigap.reports.audience import PUBLIC, audience_of
from sigap.reports.period import period_of
from sigap.reports.writers import WRITERS, file_name, write

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest

    from sigap.api.callers import Caller

router = Router(tags=["Laporan"], auth=ANYBODY)

Name = Literal["conformance", "summary", "registers", "skm"]
Form = Literal["json", "csv", "xlsx", "pdf", "xes"]


def _blank_is_json(value: Any) -> Any:  # noqa: ANN401 - from outside
    return "json" if value == "" else value


class ReportQuery(Parameters):
    """Which days, in which form, and which of its tables alone."""

    from_: Annotated[Day | None, Blank] = Field(
        default=None, alias="from", description="Hari pertama; bawaan: dua belas bulan terakhir."
    )
    to: Annotated[Day | None, Blank] = Field(
        default=None, description="Hari terakhir, termasuk; bawaan: hari ini."
    )
    as_: Annotated[Form, BeforeValidator(_blank_is_json)] = Field(default="json", alias="as")
    table: Words = Field(
        default=None, description="Hanya tabel ini. CSV tanpa `table` memuat tabel utama."
    )
    volume: Annotated[int | None, Blank] = Field(
        default=None, ge=1, le=9999, description="Jilid dari buku yang terlalu tebal untuk PDF."
    )


@router.get(
    "/reports/{name}",
    response=ReportOut,
    by_alias=True,
    summary="Satu laporan",
    openapi_extra=takes(
        errors=(403, 409),
        content={
            one.media_type: f"Laporan sebagai {form}."
            for form, one in WRITERS.items()
            if form != "json"
        },
    ),
)
def get_report(
    request: HttpRequest, name: Path[Name], query: Query[ReportQuery]
) -> HttpResponse | StreamingHttpResponse:
    """`summary` terbuka bagi umum, per tahun kalender tanpa angka kecil; lainnya bagi petugas."""
    caller = caller_of(request)
    # Who handles no case reads what the public reads.
    audience = audience_of(caller.actor) if handles_cases(caller.actor) else PUBLIC
    _refuse_strangers(caller, name)
    calendar = calendar_of_version(current_calendar_id())
    today = calendar.local_day(caller.now)
    period = period_of(query.from_, query.to, today=today, zone=calendar.zone)
    report = REPORTS[name].build(audience, period, now=caller.now)
    table = query.table or ""
    pieces = write(report, query.as_, table=table, volume=query.volume)
    if query.as_ == "json":
        return _whole(pieces)
    response = StreamingHttpResponse(pieces, content_type=WRITERS[query.as_].media_type)
    name_of_file = file_name(report, query.as_, table=table, volume=query.volume)
    response["Content-Disposition"] = f'attachment; filename="{name_of_file}"'
    response["Cache-Control"] = "no-store"
    return response


def _whole(pieces: Iterator[bytes]) -> HttpResponse:
    response = HttpResponse(b"".join(pieces), content_type=WRITERS["json"].media_type)
    response["Cache-Control"] = "no-store"
    return response


def _refuse_strangers(caller: Caller, name: str) -> None:
    """Refuse who may not read a report.

    :raises AuthenticationError: the public, for all but the summary.
    :raises Refused: `wrong-role`.
    """
    kind = REPORTS[name]
    if kind.is_public:
        return
    if not caller.actor.is_staff:
        raise AuthenticationError
    if not handles_cases(caller.actor) or not kind.may_be_read_by(caller.actor.roles):
        raise Refused("wrong-role", f"Laporan {kind.title} bukan untuk peran Anda.")
