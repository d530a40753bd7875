"""The head's view: how the office does, where work is stuck, and reports as files."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import Http404, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sigap.cases.operations.authority import OFFICE
from sigap.cases.queries.breaches import untold_breaches
from sigap.cases.queries.caseview import visible_file
from sigap.cases.queries.pdp_requests import waiting_requests
from sigap.cases.queries.sops import calendar_of_version, current_calendar_id
from sigap.core.errors import InvalidInput, Refused
from sigap.desk.session import staff
from sigap.reports import REPORTS
from sigap.reports.audience import WATCHERS, audience_of
from sigap.reports.period import Period, period_of
from sigap.reports.writers import WRITERS, file_name, write
from sigap.ui.typed_values import whole_number

if TYPE_CHECKING:
    from django.http import HttpResponse

    from sigap.desk.session import StaffRequest


@require_safe
@staff
def head_view(request: StaffRequest) -> HttpResponse:
    """Show the five figures, the SOPs with what lies on them, and where time goes."""
    _require_watcher(request)
    # Late, because they bring NumPy along.
    from sigap.desk import headview
    from sigap.reports.conformance import figures
    from sigap.reports.headline import headline

    period, wrong = _period(request)
    audience, now = audience_of(request.actor), request.now
    top = headline(audience.viewer, period, now=now)
    found = figures(audience.viewer, period, now=now)
    context: dict[str, Any] = {
        "period": period,
        "days": urlencode({"dari": period.first.isoformat(), "sampai": period.last.isoformat()}),
        "wrong": wrong,
        "five": headview.five_figures(top),
        "maps": headview.maps(request.actor, now=now),
        "hints": found.hints,
        "steps": headview.steps_rows(found),
        "permit_types": headview.permit_rows(found, top),
        "persons": headview.person_rows(found, now=now) if audience.shows_persons else [],
        "shows_persons": audience.shows_persons,
        "agencies": headview.agency_rows(found, request.actor, now=now),
        "handovers": headview.handover_rows(found),
        "conformance": headview.conformance_words(found),
        "reports": [(name, kind.title) for name, kind in REPORTS.items()],
        "asked": waiting_requests(request.actor, now=now),
        "breaches": untold_breaches(now=now),
        "may_keep": bool(request.actor.roles & OFFICE),
        "made_at": now.astimezone(period.zone),
        "nav": "laporan",
    }
    return render(request, "desk/reports.html", context)


@require_safe
@staff
def report_file(request: StaffRequest, name: str, form: str) -> HttpResponse:
    """Hand out a report as a file; `tabel` names one of its tables."""
    kind = REPORTS.get(name)
    if kind is None or form not in WRITERS or not kind.may_be_read_by(request.actor.roles):
        raise Http404
    _require_watcher(request)
    period, _ = _period(request)
    report = kind.build(audience_of(request.actor), period, now=request.now)
    table = request.GET.get("tabel", "")[:40]
    volume = whole_number(request.GET.get("jilid", ""))
    try:
        pieces = write(report, form, table=table, volume=volume)
    except Refused as refused:
        return render(request, "desk/refused.html", {"refused": refused}, status=422)
    media_type = WRITERS[form].media_type
    # What sends a file in pieces is no HttpResponse to Django's types, but to everybody else.
    response: Any = StreamingHttpResponse(pieces, content_type=media_type)
    name_of_file = file_name(report, form, table=table, volume=volume)
    response["Content-Disposition"] = f'attachment; filename="{name_of_file}"'
    sent: HttpResponse = response
    return sent


@require_safe
@staff
def case_beside_sop(request: StaffRequest, number: str) -> HttpResponse:
    """Show one case beside its SOPs, step by step."""
    _require_watcher(request)
    from sigap.desk.caseconformance import case_conformance

    file = visible_file(number, actor=request.actor, now=request.now)
    context: dict[str, Any] = {"case": file.case, "nav": "laporan"}
    try:
        context["found"] = case_conformance(file, request.actor, now=request.now)
    except InvalidInput as wrong:
        context["wrong"] = str(wrong)
    return render(request, "desk/case_conformance.html", context)


def _require_watcher(request: StaffRequest) -> None:
    """Let only superiors and auditors in; to others these pages do not exist."""
    if not request.actor.roles & WATCHERS:
        raise Http404


def _period(request: StaffRequest) -> tuple[Period, str]:
    """Return the days asked for; the usual ones, and what was wrong, if they make no sense."""
    calendar = calendar_of_version(current_calendar_id())
    today = calendar.local_day(request.now)
    first, last = _day(request.GET.get("dari", "")), _day(request.GET.get("sampai", ""))
    try:
        return period_of(first, last, today=today, zone=calendar.zone), ""
    except InvalidInput as wrong:
        return period_of(None, None, today=today, zone=calendar.zone), str(wrong)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
