"""Drafts of SOPs: the table edited as a table, drawn and judged beside it, decided by another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sigap.cases.operations import sop_decisions, sop_drafts, sop_table
from sigap.cases.operations.authority import OFFICE
from sigap.cases.operations.sop_head import head_form, head_schema, with_head
from sigap.cases.queries import sopversions
from sigap.cases.queries.sops import in_force, sop_of_version
from sigap.core.errors import Refused
from sigap.core.sop.trial import try_out
from sigap.desk.admin.drawing import judged, printed_rows
from sigap.desk.admin.pages import act_page, form_page, page_for, show, status_of
from sigap.desk.admin.table import read_table, row_act, with_faults
from sigap.ui.typed_values import whole_number

if TYPE_CHECKING:
    from collections.abc import Callable

    from sigap.cases.models import SopDraft
    from sigap.desk.session import StaffRequest

_HOME = "/kelola/sop/"
_CRUMBS = [("SOP", _HOME)]


@require_http_methods(["GET", "HEAD", "POST"])
@page_for(OFFICE)
def draft(request: StaffRequest, draft_id: int) -> HttpResponse:
    """Edit a draft's table; its flowchart, findings and differences stand beside it."""
    found = sopversions.draft_page(draft_id)
    one = found["draft"]
    if one.state != "writing":
        return _decision(request, found)
    table = sop_table.table_of(one.source)
    if table is None:
        return HttpResponseRedirect(f"{_address(one)}naskah/")
    edition, refused = one.edition, None
    source = one.source
    if request.method == "POST":
        edition = _edition(request)
        table = read_table(request.POST, table)
        row_act(request.POST, table)
        source = sop_table.with_table(one.source, table)
        try:
            saved = _save(request, one, edition, source)
        except Refused as wrong:
            refused = wrong
        else:
            return HttpResponseRedirect(_after_saving(request, saved))
    shown = judged(source, now=request.now, is_narrow=True)
    context = {
        **_named(one),
        **found,
        "edition": edition,
        "table": with_faults(table, shown["errors"]),
        "refused": refused.message if refused else "",
        **shown,
    }
    status = status_of(refused) if refused else 200
    return show(request, "draft.html", context, status=status)


@require_POST
@page_for(OFFICE)
def look(request: StaffRequest, draft_id: int) -> HttpResponse:
    """Return flowchart, findings and differences of what is being typed; nothing is saved."""
    one = sopversions.draft_page(draft_id)["draft"]
    table = sop_table.table_of(one.source)
    if table is None:
        raise Http404
    source = sop_table.with_table(one.source, read_table(request.POST, table))
    context = judged(source, now=request.now, is_narrow=True)
    return render(request, "desk/admin/_judged.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page_for(OFFICE)
def text(request: StaffRequest, draft_id: int) -> HttpResponse:
    """Edit a draft as its file: the way for what the table does not show, and for mending it."""
    found = sopversions.draft_page(draft_id)
    one = found["draft"]
    edition, source, refused = one.edition, one.source, None
    if request.method == "POST":
        edition = _edition(request)
        source = request.POST.get("source", "").replace("\r\n", "\n")
        try:
            _save(request, one, edition, source)
        except Refused as wrong:
            refused = wrong
        else:
            return HttpResponseRedirect(f"{_address(one)}naskah/")
    context = {
        **_named(one),
        **found,
        "edition": edition,
        "source": source,
        "has_table": sop_table.table_of(one.source) is not None,
        "refused": refused.message if refused else "",
        **judged(source, now=request.now),
    }
    return show(request, "draft_text.html", context, status=status_of(refused) if refused else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@page_for(OFFICE)
def head(request: StaffRequest, draft_id: int) -> HttpResponse:
    """Edit what stands above the table: title, decree, lanes, what follows."""
    one = sopversions.draft_page(draft_id)["draft"]
    if sop_table.table_of(one.source) is None:
        return HttpResponseRedirect(f"{_address(one)}naskah/")

    def act(data: dict[str, Any]) -> str:
        source = with_head(one.source, data, now=request.now)
        _save(request, one, _edition(request), source)
        messages.success(request, "Kepala SOP disimpan.")
        return _address(one)

    context = {
        **_named(one),
        "title": "Kepala dan lajur",
        "crumbs": [*_CRUMBS, (one.title or "Konsep", _address(one))],
        "primary": "Simpan",
        "back": _address(one),
        "edition": request.POST.get("edition") or one.edition,
    }
    return form_page(
        request,
        schema=head_schema(now=request.now),
        value=head_form(one.source),
        act=act,
        context=context,
        template="draft_head.html",
    )


@require_GET
@page_for(OFFICE)
def trial(request: StaffRequest, draft_id: int) -> HttpResponse:
    """Let a case run through the draft, answering each decision on the way."""
    found = sopversions.draft_page(draft_id)
    one = found["draft"]
    shown = judged(one.source, now=request.now)
    sop = shown["sop"]
    if sop is None or shown["errors"]:
        raise Http404
    answers = [part for part in request.GET.get("jawab", "").split(",") if part][:200]
    others = {name: sop_of_version(pk) for name, pk in in_force(request.now).items()}
    run = try_out({**others, sop.id: sop}, sop.id, answers)
    given = [step.outcome.id for step in run.way if step.outcome]
    names = {lane.role: lane.name for lane in sop.lanes}
    context = {
        **_named(one),
        "title": "Jalankan coba",
        "crumbs": [*_CRUMBS, (one.title or "Konsep", _address(one))],
        "way": [
            (step, [names.get(r, r) for r in step.step.executors], step.sop == sop.id)
            for step in run.way
        ],
        "asks": run.asks,
        "is_cut": run.is_cut,
        "choices": [
            (outcome, ",".join([*given, outcome.id]))
            for outcome in (run.asks.step.outcomes if run.asks else ())
        ],
        "back_one": ",".join(given[:-1]),
        "has_answers": bool(given),
    }
    return show(request, "trial.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page_for(OFFICE)
def propose(request: StaffRequest, draft_id: int) -> HttpResponse:
    """Ask why the procedure changes and from when; another person decides."""
    one = sopversions.draft_page(draft_id)["draft"]

    def act(data: dict[str, Any]) -> str:
        sop_decisions.propose_draft(
            draft_id=draft_id,
            edition=_edition(request),
            data=data,
            actor=request.actor,
            now=request.now,
        )
        messages.success(request, "Diusulkan. Orang yang tidak ikut menulisnya yang menyetujui.")
        return _address(one)

    context = {
        **_named(one),
        "title": "Usulkan",
        "crumbs": [*_CRUMBS, (one.title or "Konsep", _address(one))],
        "intro": "Setelah diusulkan konsep tidak dapat diubah sampai disetujui atau dikembalikan. "
        "Berkas yang sudah memulai SOP ini tetap pada versinya.",
        "primary": "Usulkan",
        "back": _address(one),
        "edition": request.POST.get("edition") or one.edition,
        **judged(one.source, now=request.now),
    }
    return form_page(
        request,
        schema=sop_decisions.propose_schema(),
        value=None,
        act=act,
        context=context,
        template="draft_propose.html",
    )


@require_POST
@page_for(OFFICE)
def approve(request: StaffRequest, draft_id: int) -> HttpResponse:
    """Put a proposed draft in force."""
    one = sopversions.draft_page(draft_id)["draft"]

    def act() -> str:
        version = sop_decisions.approve_draft(
            draft_id=draft_id, actor=request.actor, now=request.now
        )
        when = "sejak sekarang" if version.in_force_from <= request.now else "pada tanggalnya"
        messages.success(request, f"Disetujui: versi {version.version} berlaku {when}.")
        return f"{_HOME}{version.sop}/?versi={version.version}"

    return act_page(request, act=act, back=_address(one))


@require_http_methods(["GET", "HEAD", "POST"])
@page_for(OFFICE)
def send_back(request: StaffRequest, draft_id: int) -> HttpResponse:
    """Ask why a proposed draft goes back to its writers."""
    return _reasoned(
        request,
        draft_id,
        title="Kembalikan",
        done="Konsep dikembalikan kepada penulisnya.",
        operation=sop_decisions.return_draft,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@page_for(OFFICE)
def drop(request: StaffRequest, draft_id: int) -> HttpResponse:
    """Ask why a draft is put away."""
    return _reasoned(
        request,
        draft_id,
        title="Buang konsep",
        done="Konsep dibuang; isinya tetap dapat dibaca.",
        operation=sop_decisions.drop_draft,
    )


def _decision(request: StaffRequest, found: dict[str, Any]) -> HttpResponse:
    """Show a draft that is no longer written: to decide on it, or to read what became of it."""
    one = found["draft"]
    shown = judged(one.source, now=request.now)
    context = {
        **_named(one),
        **found,
        **shown,
        "rows": printed_rows(shown["sop"], shown["changed"]) if shown["sop"] else [],
        "has_hand": request.actor.user_id in one.hands,
    }
    return show(request, "draft_decision.html", context)


def _reasoned(
    request: StaffRequest,
    draft_id: int,
    *,
    title: str,
    done: str,
    operation: Callable[..., SopDraft],
) -> HttpResponse:
    one = sopversions.draft_page(draft_id)["draft"]

    def act(data: dict[str, Any]) -> str:
        operation(draft_id=draft_id, data=data, actor=request.actor, now=request.now)
        messages.success(request, done)
        return _HOME

    context = {
        "title": title,
        "crumbs": [*_CRUMBS, (one.title or "Konsep", _address(one))],
        "primary": title,
        "back": _address(one),
    }
    schema = sop_decisions.decision_schema()
    return form_page(request, schema=schema, value=None, act=act, context=context)


def _save(request: StaffRequest, one: SopDraft, edition: int, source: str) -> SopDraft:
    return sop_drafts.save_draft_source(
        draft_id=one.pk, edition=edition, source=source, actor=request.actor, now=request.now
    )


def _after_saving(request: StaffRequest, saved: SopDraft) -> str:
    """Return where a saved table goes on: at the row that was acted on, or with what was asked."""
    if "_propose" in request.POST:
        return f"{_address(saved)}usulkan/"
    row = next((request.POST[n] for n in ("_after", "_up", "_down") if n in request.POST), "")
    if row:
        return f"{_address(saved)}#langkah-{row}"
    if "_remove" not in request.POST:
        messages.success(request, "Konsep disimpan.")
    return _address(saved)


def _named(one: SopDraft) -> dict[str, Any]:
    return {"title": one.title or "Konsep SOP", "crumbs": _CRUMBS, "draft": one}


def _edition(request: StaffRequest) -> int:
    return whole_number(request.POST.get("edition", "")) or 0


def _address(one: SopDraft) -> str:
    return f"{_HOME}konsep/{one.pk}/"
