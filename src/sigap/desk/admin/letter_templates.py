"""The office's prepared letter texts: written with a sample beside, put in force, their history."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from sigap.cases.operations import letter_templates as operations
from sigap.cases.operations.authority import OFFICE
from sigap.cases.queries import letter_templates as queries
from sigap.cases.queries.officeday import day_of, office_zone
from sigap.cases.queries.sops import office_profile
from sigap.desk.admin.pages import act_page, form_page, page_for, show
from sigap.desk.letterview import show_letters
from sigap.documents.failures import RenderFailed
from sigap.documents.letter_purposes import PURPOSES
from sigap.documents.letter_samples import sample_facts
from sigap.documents.letters import PLACEHOLDERS, LetterText
from sigap.documents.render import render, render_picture
from sigap.ui import schema_form

if TYPE_CHECKING:
    from sigap.cases.models import LetterTemplate
    from sigap.desk.session import StaffRequest
    from sigap.ui.schema_form import Field

_HOME = "/kelola/templat/"
_TITLE = "Templat surat"
_CRUMBS = [(_TITLE, _HOME)]
_LONGEST = 20_000
_WORDS = ("about", "salutation", "body", "closing", "nature")


@require_http_methods(["GET", "HEAD"])
@page_for(OFFICE)
def template_list(request: StaffRequest) -> HttpResponse:
    """Show every template by the letter that it is for."""
    return show(
        request,
        "letter_templates.html",
        {"title": _TITLE, "letters": queries.template_groups()},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@page_for(OFFICE)
def new_template(request: StaffRequest) -> HttpResponse:
    """Ask what a new template is for, then for its words."""
    purpose = request.POST.get("purpose") or request.GET.get("untuk", "")
    if purpose not in PURPOSES:
        field = schema_form.build(
            operations.purpose_schema(), None, name="untuk", zone=office_zone()
        )
        context = {"title": "Templat baru", "crumbs": _CRUMBS, "field": field, "back": _HOME}
        return show(request, "letter_template_new.html", context)
    text = queries.text_for(purpose, None)
    begins = {name: getattr(text, name) for name in _WORDS}

    def act(data: dict[str, Any]) -> str:
        row = operations.begin_template(
            purpose=purpose, data=data, actor=request.actor, now=request.now
        )
        messages.success(request, "Konsep templat disimpan. Baca lagi, lalu berlakukan.")
        return f"{_HOME}{row.slug}/"

    context = {"title": "Templat baru", "back": _HOME}
    return _form(request, purpose, value=begins, act=act, context=context)


@require_http_methods(["GET", "HEAD"])
@page_for(OFFICE)
def template(request: StaffRequest, slug: str) -> HttpResponse:
    """Show what a template says, its draft, and who changed it when."""
    found = _found(slug)
    wanted = request.GET.get("versi", "")
    shown = found["draft"] or found["row"]
    if wanted.isdecimal() and len(wanted) < 6:
        shown = queries.template_version(slug, int(wanted))
        if shown is None:
            raise Http404
    context = {
        **found,
        "title": found["row"].title,
        "crumbs": _CRUMBS,
        "shown": shown,
        # A letter that goes out by itself always has one text for every permit type.
        "may_end": found["held"]
        and (found["held"].permit_type_id or not found["purpose"].is_automatic),
        "picture": _picture(request, queries.text_of(shown)),
    }
    return show(request, "letter_template.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page_for(OFFICE)
def change(request: StaffRequest, slug: str) -> HttpResponse:
    """Ask for the words of a template; they are kept as a draft."""
    found = _found(slug)
    row, draft = found["row"], found["draft"]
    before = _version(request, slug) or draft or row
    edition = str(draft.edition if draft else 0)
    if request.method == "POST":
        edition = request.POST.get("edition", "")

    def act(data: dict[str, Any]) -> str:
        operations.write_template(
            slug=slug,
            edition=int(edition) if edition.isdecimal() and len(edition) < 9 else -1,
            data=data,
            actor=request.actor,
            now=request.now,
        )
        messages.success(request, "Konsep templat disimpan. Baca lagi, lalu berlakukan.")
        return f"{_HOME}{slug}/"

    context = {
        "title": f"Ubah: {row.title}",
        "crumbs": [*_CRUMBS, (row.title, f"{_HOME}{slug}/")],
        "back": f"{_HOME}{slug}/",
        "edition": edition,
    }
    value = operations.template_form(before)
    return _form(request, row.purpose, value=value, act=act, context=context)


@require_POST
@page_for(OFFICE)
def use(request: StaffRequest, slug: str) -> HttpResponse:
    """Put a draft in force, throw it away, or take a template out of use."""
    _found(slug)
    wanted, edition = request.POST.get("do", ""), request.POST.get("edition", "")

    def act() -> str:
        if wanted == "berlakukan":
            operations.put_in_force(
                slug=slug,
                edition=int(edition) if edition.isdecimal() and len(edition) < 9 else -1,
                actor=request.actor,
                now=request.now,
            )
            messages.success(request, "Templat berlaku untuk surat yang dibuat sesudah ini.")
        elif wanted == "buang":
            operations.drop_draft(slug=slug, actor=request.actor, now=request.now)
            messages.success(request, "Konsep dibuang; ia tetap ada di riwayat.")
        elif wanted == "akhiri":
            operations.end_template(slug=slug, actor=request.actor, now=request.now)
            messages.success(request, "Templat tidak ditawarkan lagi.")
        return f"{_HOME}{slug}/"

    return act_page(request, act=act, back=f"{_HOME}{slug}/")


@require_POST
@page_for(OFFICE)
def sample(request: StaffRequest) -> HttpResponse:
    """Draw a sample letter in the words that are typed: a picture, or a PDF."""
    purpose = request.POST.get("purpose", "")
    if purpose not in PURPOSES:
        raise Http404
    typed = schema_form.read(operations.template_schema(purpose), request.POST, zone=office_zone())
    text = _text(purpose, typed or {})
    try:
        if "_pdf" in request.POST:
            paper = render(
                PURPOSES[purpose].kind,
                _facts(request, text),
                office_profile().data["letterhead"],
                issued_at=request.now,
            )
            return HttpResponse(paper.pdf, content_type="application/pdf")
        return HttpResponse(_drawn(request, text), content_type="image/png")
    except RenderFailed as failed:
        return HttpResponse(failed.reason, content_type="text/plain; charset=utf-8", status=422)


def _form(request: StaffRequest, purpose: str, **more: Any) -> HttpResponse:  # noqa: ANN401 - of `form_page`
    one = PURPOSES[purpose]

    def dress(form: Field, data: dict[str, Any]) -> dict[str, Any]:
        show_letters(form)
        return {"picture": _picture(request, _text(purpose, data))}

    context = {
        "crumbs": _CRUMBS,
        "primary": "Simpan konsep",
        "intro": f"{one.title}: {one.when}.",
        "purpose": one,
        "places": [(name, PLACEHOLDERS[name], name in one.later) for name in one.places],
        **more.pop("context"),
    }
    return form_page(
        request,
        schema=operations.template_schema(purpose),
        context=context,
        template="letter_template_form.html",
        dress=dress,
        **more,
    )


def _found(slug: str) -> dict[str, Any]:
    found = queries.template(slug)
    if found is None or found["row"].purpose not in PURPOSES:
        raise Http404
    return found


def _version(request: StaffRequest, slug: str) -> LetterTemplate | None:
    """Return the earlier version that the address asks to begin from."""
    wanted = request.GET.get("versi", "")
    if not wanted.isdecimal() or len(wanted) > 5:
        return None
    return queries.template_version(slug, int(wanted))


def _text(purpose: str, typed: dict[str, Any]) -> LetterText:
    """Return what is typed as a text; whatever is missing is empty."""
    told = {name: str(typed.get(name) or "")[:_LONGEST] for name in _WORDS if name != "body"}
    body = typed.get("body")
    blocks = body if isinstance(body, list) else []
    return LetterText("", purpose, "", body=blocks, **{**told, "nature": told["nature"] or "Biasa"})


def _facts(request: StaffRequest, text: LetterText) -> dict[str, Any]:
    return {**sample_facts(text), "dated_on": day_of(request.now).isoformat()}


def _drawn(request: StaffRequest, text: LetterText) -> bytes:
    return render_picture(
        PURPOSES[text.purpose].kind,
        _facts(request, text),
        office_profile().data["letterhead"],
        issued_at=request.now,
    )


def _picture(request: StaffRequest, text: LetterText) -> str:
    """Return the sample letter as an address that holds it; "" if it cannot be drawn."""
    try:
        drawn = _drawn(request, text)
    except RenderFailed:
        return ""
    return f"data:image/png;base64,{base64.b64encode(drawn).decode()}"
