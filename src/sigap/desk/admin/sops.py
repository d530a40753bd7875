"""SOPs in force and their versions: shown as printed and as drawn, executors confirmed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sigap.cases.operations import sop_decisions, sop_drafts, sop_moves
from sigap.cases.operations.authority import OFFICE
from sigap.cases.queries import sopversions
from sigap.core.errors import Refused
from sigap.desk.admin.drawing import flowchart, printed_rows
from sigap.desk.admin.pages import act_page, form_page, page_for, show, status_of, text_of
from sigap.ui.typed_values import whole_number

if TYPE_CHECKING:
    from sigap.desk.session import StaffRequest

_HOME = "/kelola/sop/"
_CRUMBS = [("SOP", _HOME)]
_MOST_BYTES = 2_000_000


@page_for(OFFICE)
def sop_list(request: StaffRequest) -> HttpResponse:
    """Show the SOPs in force, and the drafts on their way."""
    context = {
        "title": "SOP",
        "rows": sopversions.sop_list(now=request.now),
        "drafts": sopversions.open_drafts(),
        "closed": sopversions.closed_drafts(),
    }
    return show(request, "sops.html", context)


@page_for(OFFICE)
def sop(request: StaffRequest, sop_id: str) -> HttpResponse:
    """Show one version of an SOP: its flowchart, its table, its head, the other versions."""
    found = _found(request, sop_id)
    definition = found["sop"]
    context = {
        "title": definition.title,
        "crumbs": _CRUMBS,
        **found,
        "flowchart": flowchart(definition),
        "rows": printed_rows(definition),
        "drafts": sopversions.open_drafts(sop_id),
        "older": sopversions.older_runs(sop_id, now=request.now) if found["is_in_force"] else 0,
    }
    return show(request, "sop.html", context)


@require_GET
@page_for(OFFICE)
def sop_file(_: StaffRequest, sop_id: str, number: int) -> HttpResponse:
    """Hand out the file of one version."""
    response = HttpResponse(
        sopversions.source_of(sop_id, number), content_type="application/toml; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{sop_id}-v{number}.toml"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@page_for(OFFICE)
def executors(request: StaffRequest, sop_id: str, number: int) -> HttpResponse:
    """Ask a person whether the inferred executors are right."""
    found = sopversions.sop_page(sop_id, number=number, now=request.now)
    if found is None:
        raise Http404
    back = f"{_HOME}{sop_id}/?versi={number}"
    chosen = [whole_number(one) or 0 for one in request.POST.getlist("steps")]
    refused = None
    if request.method == "POST":
        try:
            confirmed = sop_decisions.confirm_executors(
                version_id=found["version"].pk,
                steps=chosen,
                actor=request.actor,
                now=request.now,
            )
        except Refused as wrong:
            refused = wrong
        else:
            messages.success(request, f"{len(confirmed)} pelaksana dikonfirmasi atas nama Anda.")
            return act_page(request, act=lambda: back, back=back)
    definition = found["sop"]
    names = {lane.role: lane.name for lane in definition.lanes}
    context = {
        "title": "Konfirmasi pelaksana",
        "crumbs": [*_CRUMBS, (definition.title, back)],
        "rows": [
            (step, [names.get(role, role) for role in step.executors], step.no in chosen)
            for step in definition.steps
            if step.no in found["unconfirmed"]
        ],
        "refused": refused.message if refused else "",
        "back": back,
    }
    return show(request, "executors.html", context, status=status_of(refused) if refused else 200)


@require_POST
@page_for(OFFICE)
def begin(request: StaffRequest, sop_id: str, number: int) -> HttpResponse:
    """Begin a draft that says what this version says."""
    found = sopversions.sop_page(sop_id, number=number, now=request.now)
    if found is None:
        raise Http404

    def act() -> str:
        draft = sop_drafts.begin_draft(
            version_id=found["version"].pk, actor=request.actor, now=request.now
        )
        return f"{_HOME}konsep/{draft.pk}/"

    return act_page(request, act=act, back=f"{_HOME}{sop_id}/")


@require_http_methods(["GET", "HEAD", "POST"])
@page_for(OFFICE)
def new(request: StaffRequest) -> HttpResponse:
    """Ask for a file, or a decree's text, and begin a draft for each SOP in it."""
    text, findings, refused, status = request.POST.get("text", ""), [], "", 200
    if request.method == "POST":
        handed = request.FILES.get("file")
        try:
            if handed is not None:
                text = text_of(handed, most=_MOST_BYTES)
            drafts = sop_drafts.import_drafts(text=text, actor=request.actor, now=request.now)
        except Refused as wrong:
            refused, status = wrong.message, status_of(wrong)
            findings = _findings(wrong)
        else:
            messages.success(
                request,
                "Naskah dibaca menjadi konsep. Periksa temuannya sebelum diusulkan."
                if len(drafts) == 1
                else f"Naskah dibaca menjadi {len(drafts)} konsep.",
            )
            only = f"{_HOME}konsep/{drafts[0].pk}/" if len(drafts) == 1 else _HOME
            return act_page(request, act=lambda: only, back=_HOME)
    context = {
        "title": "Naskah SOP baru",
        "crumbs": _CRUMBS,
        "text": text,
        "findings": findings,
        "refused": refused,
    }
    return show(request, "sop_new.html", context, status=status)


@page_for(OFFICE)
def older_cases(request: StaffRequest, sop_id: str) -> HttpResponse:
    """Show running cases that are at this SOP by an older version."""
    found = _found(request, sop_id)
    context = {
        "title": "Berkas pada versi lama",
        "crumbs": [*_CRUMBS, (found["sop"].title, f"{_HOME}{sop_id}/")],
        "rows": sopversions.cases_on_older(sop_id, actor=request.actor, now=request.now),
        "count": sopversions.older_runs(sop_id, now=request.now),
        "sop_id": sop_id,
    }
    return show(request, "older_cases.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page_for(OFFICE)
def move_case(request: StaffRequest, sop_id: str, number: str) -> HttpResponse:
    """Ask why a running case is moved to the version in force."""
    back = f"{_HOME}{sop_id}/berkas/"
    rows = sopversions.cases_on_older(sop_id, actor=request.actor, now=request.now)
    row = next((one for one in rows if one["case__number"] == number), None)
    if row is None:
        raise Http404

    def act(data: dict[str, Any]) -> str:
        sop_moves.move_case(number=number, data=data, actor=request.actor, now=request.now)
        messages.success(request, f"{number} dipindahkan ke versi yang berlaku.")
        return back

    context = {
        "title": f"Pindahkan {number}",
        "crumbs": [*_CRUMBS, ("Berkas pada versi lama", back)],
        "intro": f"Berkas ini pada langkah {row['number']} menurut versi "
        f"{row['sop_version__version']}. Sesudah dipindahkan, langkah ini dan yang berikutnya "
        "menurut versi yang berlaku, dan tercatat sebagai penyimpangan.",
        "primary": "Pindahkan",
        "back": back,
    }
    schema = sop_moves.move_case_schema()
    return form_page(request, schema=schema, value=None, act=act, context=context)


def _findings(refused: Refused) -> list[Any]:
    found = refused.detail.get("findings", [])
    return found if isinstance(found, list) else []


def _found(request: StaffRequest, sop_id: str) -> dict[str, Any]:
    wanted = request.GET.get("versi", "")
    found = sopversions.sop_page(sop_id, number=whole_number(wanted), now=request.now)
    if found is None:
        raise Http404
    return found
