"""The words of notices to complainants: a list, and one form with a preview."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.views.decorators.http import require_http_methods

from sigap.cases.operations.authority import OFFICE
from sigap.cases.operations.notice_texts import notice_text_schema, write_notice_text
from sigap.cases.queries.notices import STAFF_TEXTS, sample_words, text_in_force, texts_in_force
from sigap.cases.queries.officeday import day_of
from sigap.desk.admin.pages import form_page, page_for, show
from sigap.desk.admin.words import LANGUAGES, NOTICES

if TYPE_CHECKING:
    from django.http import HttpResponse

    from sigap.desk.session import StaffRequest

_HOME = "/kelola/kabar/"
_TITLE = "Kabar kepada pelapor dan petugas"


@page_for(OFFICE)
def text_list(request: StaffRequest) -> HttpResponse:
    """Show every text in force, and what follows it."""
    rows = texts_in_force(day_of(request.now))
    for one in rows:
        one["title"], one["when"] = NOTICES[one["kind"]]
        one["language_name"] = LANGUAGES[one["language"]]
    return show(request, "notices.html", {"title": _TITLE, "rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@page_for(OFFICE)
def text(request: StaffRequest, kind: str, language: str) -> HttpResponse:
    """Ask for the words of one notice; show how they read with made-up facts."""
    held = text_in_force(kind, language, day_of(request.now))
    if held is None:
        raise Http404
    schema = notice_text_schema(kind=kind, now=request.now)
    is_staff = kind in STAFF_TEXTS
    typed = {name: request.POST.get(f"data.{name}", "") for name in held} if request.POST else {}

    def act(data: dict[str, Any]) -> str:
        write_notice_text(
            kind=kind, language=language, data=data, actor=request.actor, now=request.now
        )
        messages.success(request, "Kata-kata disimpan; kabar yang sudah dikirim tidak berubah.")
        return _HOME

    title, when = NOTICES[kind]
    context = {
        "title": f"{title} ({LANGUAGES[language]})",
        "crumbs": [(_TITLE, _HOME)],
        "is_staff": is_staff,
        "intro": f"Dikirim {when}. Nama pelapor dan isi pengaduan tidak dapat disebut.",
        "primary": "Simpan",
        "back": _HOME,
        "language": language,
        "sample": sample_words(language, {**held, **typed, "kind": kind}),
    }
    return form_page(
        request,
        schema=schema,
        value=held,
        act=act,
        context=context,
        template="notice.html",
    )
