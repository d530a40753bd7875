"""The office's profile, with a sample letter that follows what is typed."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_http_methods

from sigap.cases.operations import office_profile as profiles
from sigap.cases.operations.authority import OFFICE
from sigap.cases.queries.officeday import day_of, office_zone
from sigap.cases.queries.sops import office_profile
from sigap.core import numbering
from sigap.core.errors import InvalidInput
from sigap.desk.admin.pages import form_page, page_for
from sigap.documents.failures import RenderFailed
from sigap.documents.kinds import KINDS
from sigap.documents.render import render, render_picture
from sigap.ui import schema_form
from sigap.ui.typed_values import whole_number

if TYPE_CHECKING:
    from django.http import QueryDict

    from sigap.desk.session import StaffRequest

_HOME = "/kelola/kantor/"
_SAMPLE = "surat-balasan"
_LONGEST = 300
_SHOWN = ("data.letterhead.", "data.letters.default")
_MOST_EMBLEM_BYTES = 400_000


@require_http_methods(["GET", "HEAD", "POST"])
@page_for(OFFICE)
def profile(request: StaffRequest) -> HttpResponse:
    """Show and change the profile; the sample letter beside it shows what is typed."""
    stored = office_profile()
    edition = request.POST.get("edition", "") if request.method == "POST" else str(stored.version)

    def act(data: dict[str, Any]) -> str:
        profiles.change_office_profile(
            edition=whole_number(edition) or 0,
            data=data,
            emblem=_emblem(request),
            actor=request.actor,
            now=request.now,
        )
        messages.success(
            request, "Profil disimpan. Surat yang sudah dipesan tetap memakai profil lamanya."
        )
        return _HOME

    context = {
        "title": "Profil kantor",
        "primary": "Simpan profil",
        "back": "/kelola/",
        "edition": edition,
        "version": stored,
        "has_emblem": bool(stored.data["letterhead"].get("emblem")),
        "sample": f"{_HOME}contoh.png?{_typed(request)}",
        "sample_pdf": f"{_HOME}contoh.pdf?{_typed(request)}",
    }
    return form_page(
        request,
        schema=profiles.profile_schema(now=request.now),
        value=profiles.profile_form(stored),
        act=act,
        context=context,
        template="profile.html",
    )


@require_GET
@page_for(OFFICE)
def sample_letter(request: StaffRequest, form: str) -> HttpResponse:
    """Draw a sample letter with the letterhead in the query, else with the one in force."""
    stored = office_profile()
    typed = _letterhead(request.GET) if request.GET else stored.data["letterhead"]
    letterhead = {"emblem": stored.data["letterhead"].get("emblem", ""), **typed}
    pattern = request.GET.get("data.letters.default") or stored.data["number_patterns"]["default"]
    day = day_of(request.now)
    facts = {**KINDS[_SAMPLE].sample(), "dated_on": day.isoformat()}
    try:
        facts["number"] = numbering.format_letter_number(
            pattern[:_LONGEST],
            code="500.16.7.2",
            sequence=118,
            unit=letterhead.get("unit", ""),
            year=day.year,
            month=day.month,
        )
    except InvalidInput:
        facts["number"] = ""
    try:
        if form == "pdf":
            paper = render(_SAMPLE, facts, letterhead, issued_at=request.now)
            return HttpResponse(paper.pdf, content_type="application/pdf")
        picture = render_picture(_SAMPLE, facts, letterhead, issued_at=request.now)
    except RenderFailed as failed:
        return HttpResponse(failed.reason, content_type="text/plain; charset=utf-8", status=422)
    return HttpResponse(picture, content_type="image/png")


def _letterhead(query: QueryDict) -> dict[str, Any]:
    """Return the letterhead of a query; what is missing there is empty."""
    schema = profiles.letterhead_schema()
    read = schema_form.read(schema, query, name="data.letterhead", zone=office_zone()) or {}
    empty = dict.fromkeys(("government", "name", "city", "unit"), "")
    return {**empty, **{name: str(value)[:_LONGEST] for name, value in read.items()}}


def _typed(request: StaffRequest) -> str:
    """Return what was typed of the letterhead as a query; empty if nothing was."""
    pairs = [(n, v[:_LONGEST]) for n, v in request.POST.items() if n.startswith(_SHOWN)]
    return urlencode(pairs)


def _emblem(request: StaffRequest) -> str | None:
    """Return the emblem handed in as base64, "" to go back to the neutral one, else None."""
    if request.POST.get("emblem_gone"):
        return ""
    handed = request.FILES.get("emblem")
    if handed is None:
        return None
    return base64.b64encode(handed.read(_MOST_EMBLEM_BYTES)).decode()
