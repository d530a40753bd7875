"""The record of processing: a table to print, and the words of each activity to change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods

from sigap.cases.operations import processing as operations
from sigap.cases.operations.authority import OFFICE
from sigap.cases.operations.retention_rules import FATES
from sigap.cases.queries import processing as queries
from sigap.desk.admin.pages import form_page, page_for, show

if TYPE_CHECKING:
    from sigap.desk.session import StaffRequest

_HOME = "/kelola/pdp/"
_TITLE = "Rekaman pemrosesan data pribadi"


@require_http_methods(["GET", "HEAD"])
@page_for(OFFICE)
def record(request: StaffRequest) -> HttpResponse:
    """Show the record as it holds now."""
    found = queries.processing_record(now=request.now)
    schedule = [{"row": row, "fate": FATES[row.fate].lower()} for row in found["schedule"]]
    context = {"title": _TITLE, **found, "schedule": schedule, "heads": queries.FIELDS.values()}
    return show(request, "processing.html", {**context, "at": request.now})


@require_http_methods(["GET", "HEAD", "POST"])
@page_for(OFFICE)
def activity(request: StaffRequest, slug: str) -> HttpResponse:
    """Ask what the record says of an activity."""
    one = queries.activities().get(slug)
    if one is None:
        raise Http404
    versions = queries.records_of(one)
    edition = str(versions[0]["row"].version if versions else 0)
    shown = _asked(request, versions)
    newest = versions[0] if versions else None
    held = shown or newest
    said = held["row"].data if held else {}
    if request.method == "POST":
        edition = request.POST.get("edition", "")

    def act(data: dict[str, Any]) -> str:
        row = operations.record_processing(
            activity=one.id,
            edition=int(edition) if edition.isdecimal() and len(edition) < 9 else -1,
            data=data,
            actor=request.actor,
            now=request.now,
        )
        messages.success(request, f"{one.title}: versi {row.version} berlaku.")
        return _HOME

    context = {
        "title": one.title,
        "crumbs": [(_TITLE, _HOME)],
        "intro": "Isian yang dikosongkan kembali ke teks bawaan Sigap.",
        "primary": "Simpan dan berlakukan",
        "back": _HOME,
        "activity": one,
        "edition": edition,
        "versions": versions,
        "shown": shown,
    }
    return form_page(
        request,
        schema=operations.processing_schema(one, said),
        value=operations.processing_form(one, said),
        act=act,
        context=context,
        template="processing_form.html",
    )


def _asked(request: StaffRequest, versions: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Return the earlier version that the address asks for, to look at and to begin from."""
    wanted = request.GET.get("versi")
    if wanted is None:
        return None
    found = [one for one in versions if str(one["row"].version) == wanted]
    if not found:
        raise Http404
    return found[0]
