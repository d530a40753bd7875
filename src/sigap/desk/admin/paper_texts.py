"""The words of papers, kind by kind: changed with a sample beside, every version kept."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from sigap.cases.operations import paper_texts as operations
from sigap.cases.operations.authority import OFFICE
from sigap.cases.queries import paper_texts as queries
from sigap.cases.queries.officeday import office_zone
from sigap.cases.queries.sops import office_profile
from sigap.desk.admin.pages import act_page, form_page, page_for, show
from sigap.documents.failures import RenderFailed
from sigap.documents.kinds import KINDS
from sigap.documents.paper_texts import PLACES
from sigap.documents.render import render, render_picture
from sigap.ui import schema_form

if TYPE_CHECKING:
    from sigap.desk.session import StaffRequest
    from sigap.documents.kinds.kind import Kind
    from sigap.ui.schema_form import Field

_HOME = "/kelola/naskah/"
_TITLE = "Kata-kata naskah"
_CRUMBS = [(_TITLE, _HOME)]


@require_http_methods(["GET", "HEAD"])
@page_for(OFFICE)
def paper_list(request: StaffRequest) -> HttpResponse:
    """Show every kind of paper, and who last changed its words."""
    return show(request, "paper_texts.html", {"title": _TITLE, "papers": queries.kinds_worded()})


@require_http_methods(["GET", "HEAD", "POST"])
@page_for(OFFICE)
def paper(request: StaffRequest, slug: str) -> HttpResponse:
    """Ask for the words of a kind's papers, a sample beside them."""
    one = _kind(slug)
    versions = queries.wordings(one)
    edition = str(versions[0]["row"].version if versions else 0)
    shown = _asked(request, versions)
    wording = shown["row"].data if shown else queries.wording_of(one.id)
    if request.method == "POST":
        edition = request.POST.get("edition", "")

    def act(data: dict[str, Any]) -> str:
        row = operations.word_paper(
            kind=one.id,
            edition=_number(edition),
            data=data,
            actor=request.actor,
            now=request.now,
        )
        messages.success(
            request, f"Versi {row.version} berlaku untuk naskah yang dibuat sesudah ini."
        )
        return f"{_HOME}{one.id}/"

    def dress(_: Field, data: dict[str, Any]) -> dict[str, Any]:
        return {"picture": _picture(request, one, operations.wording_typed(one.id, data))}

    context = {
        "title": one.title,
        "crumbs": _CRUMBS,
        "primary": "Simpan dan berlakukan",
        "back": _HOME,
        "kind": one,
        "edition": edition,
        "versions": versions,
        "shown": shown,
        "places": list(PLACES.items()),
    }
    return form_page(
        request,
        schema=operations.wording_schema(one.id, wording),
        value=operations.wording_form(one.id, wording),
        act=act,
        context=context,
        template="paper_text_form.html",
        dress=dress,
    )


@require_POST
@page_for(OFFICE)
def shipped(request: StaffRequest, slug: str) -> HttpResponse:
    """Let the words that ship hold again."""
    one = _kind(slug)
    page = f"{_HOME}{one.id}/"

    def act() -> str:
        operations.word_paper(
            kind=one.id,
            edition=_number(request.POST.get("edition", "")),
            data=operations.wording_form(one.id, {}),
            actor=request.actor,
            now=request.now,
        )
        messages.success(request, "Kata-kata bawaan berlaku lagi; yang lama ada di riwayat.")
        return page

    return act_page(request, act=act, back=page)


@require_POST
@page_for(OFFICE)
def sample(request: StaffRequest) -> HttpResponse:
    """Draw a sample paper in the words that are typed: a picture, or a PDF."""
    one = _kind(request.POST.get("kind", ""))
    schema = operations.wording_schema(one.id, {})
    typed = schema_form.read(schema, request.POST, zone=office_zone()) or {}
    wording = operations.wording_typed(one.id, typed)
    try:
        if "_pdf" in request.POST:
            letterhead = office_profile().data["letterhead"]
            drawn = render(one.id, one.sample(), letterhead, issued_at=request.now, wording=wording)
            return HttpResponse(drawn.pdf, content_type="application/pdf")
        return HttpResponse(_drawn(request, one, wording), content_type="image/png")
    except RenderFailed as failed:
        return HttpResponse(failed.reason, content_type="text/plain; charset=utf-8", status=422)


def _kind(kind: str) -> Kind:
    if kind not in KINDS:
        raise Http404
    return KINDS[kind]


def _number(typed: str) -> int:
    return int(typed) if typed.isdecimal() and len(typed) < 9 else -1


def _asked(request: StaffRequest, versions: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Return the earlier version that the address asks for, to look at and to begin from."""
    wanted = request.GET.get("versi")
    if wanted is None:
        return None
    found = [one for one in versions if str(one["row"].version) == wanted]
    if not found:
        raise Http404
    return found[0]


def _drawn(request: StaffRequest, kind: Kind, wording: dict[str, Any]) -> bytes:
    letterhead = office_profile().data["letterhead"]
    return render_picture(
        kind.id, kind.sample(), letterhead, issued_at=request.now, wording=wording
    )


def _picture(request: StaffRequest, kind: Kind, wording: dict[str, Any]) -> str:
    """Return the sample as an address that holds it; "" if it cannot be drawn."""
    try:
        drawn = _drawn(request, kind, wording)
    except RenderFailed:
        return ""
    return f"data:image/png;base64,{base64.b64encode(drawn).decode()}"
