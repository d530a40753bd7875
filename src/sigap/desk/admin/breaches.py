"""Kegagalan data: the register of failures to protect personal data, told by letters and closed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sigap.cases.operations import breach_forms
from sigap.cases.operations import breaches as acts
from sigap.cases.operations.authority import OFFICE
from sigap.cases.queries.breaches import Listed, Shown, breaches, letter_of, one_breach
from sigap.core.errors import Refused
from sigap.desk.admin.pages import act_page, form_page, page_for, show, status_of
from sigap.ui.typed_values import whole_number

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from sigap.desk.session import StaffRequest

_HOME = "/kelola/kegagalan-data/"
_TITLE = "Kegagalan data"
_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400


@require_GET
@page_for(OFFICE)
def register(request: StaffRequest) -> HttpResponse:
    """Show what is at work with its clock, and what was closed."""
    at_work, closed = breaches(now=request.now)
    context = {
        "title": "Kegagalan pelindungan data pribadi",
        "at_work": [_row(one, request.now) for one in at_work],
        "closed": [_row(one, request.now) for one in closed],
    }
    return show(request, "breaches.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page_for(OFFICE)
def new_breach(request: StaffRequest) -> HttpResponse:
    """Ask for a failure."""

    def act(data: dict[str, Any]) -> str:
        row = acts.record_breach(data=data, actor=request.actor, now=request.now)
        messages.success(request, "Kegagalan dicatat. Buat surat pemberitahuannya.")
        return f"{_HOME}{row.pk}/"

    context = {
        "title": "Catat kegagalan data",
        "crumbs": [(_TITLE, _HOME)],
        "intro": "Catat segera dengan yang sudah diketahui; dapat dilengkapi sampai ditutup.",
        "primary": "Catat",
        "back": _HOME,
    }
    schema = breach_forms.breach_schema()
    return form_page(request, schema=schema, value=None, act=act, context=context)


@require_GET
@page_for(OFFICE)
def breach(request: StaffRequest, breach_id: int) -> HttpResponse:
    """Show one failure."""
    return _page(request, breach_id)


@require_http_methods(["GET", "HEAD", "POST"])
@page_for(OFFICE)
def change(request: StaffRequest, breach_id: int) -> HttpResponse:
    """Correct or complete what is known."""
    shown = one_breach(breach_id, request.actor, now=request.now)
    row, back = shown.listed.row, f"{_HOME}{breach_id}/"
    edition = request.POST.get("edition", "") if request.method == "POST" else str(row.edition)

    def act(data: dict[str, Any]) -> str:
        acts.change_breach(
            breach_id=breach_id,
            edition=whole_number(edition) or 0,
            data=data,
            actor=request.actor,
            now=request.now,
        )
        messages.success(request, "Disimpan. Surat yang sudah dibuat tidak ikut berubah.")
        return back

    context = {
        "title": "Lengkapi catatan",
        "crumbs": [(_TITLE, _HOME), (_name(shown), back)],
        "primary": "Simpan",
        "back": back,
        "edition": edition,
    }
    return form_page(
        request,
        schema=breach_forms.breach_schema(),
        value=breach_forms.breach_form(row, [one.number for one in shown.cases]),
        act=act,
        context=context,
        template="breach_change.html",
    )


@require_POST
@page_for(OFFICE)
def tell(request: StaffRequest, breach_id: int) -> HttpResponse:
    """Make the letter for an audience."""
    try:
        made = acts.make_letter(
            breach_id=breach_id,
            audience=request.POST.get("audience", ""),
            actor=request.actor,
            now=request.now,
        )
    except Refused as refused:
        return _page(request, breach_id, refused=refused)

    def act() -> str:
        messages.success(request, f"Surat nomor {made.number} dibuat. Cetak, tanda tangani, kirim.")
        return f"{_HOME}{breach_id}/"

    return act_page(request, act=act, back=_HOME)


@require_GET
@page_for(OFFICE)
def letter(request: StaffRequest, breach_id: int, letter_id: int) -> HttpResponse:
    """Hand out a letter."""
    name, content = acts.read_letter(breach_id=breach_id, letter_id=letter_id, actor=request.actor)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@page_for(OFFICE)
def sent(request: StaffRequest, breach_id: int, letter_id: int) -> HttpResponse:
    """Ask when and how a letter was sent."""
    row, back = letter_of(breach_id, letter_id), f"{_HOME}{breach_id}/"
    shown = one_breach(breach_id, request.actor, now=request.now)

    def act(data: dict[str, Any]) -> str:
        acts.mark_sent(
            breach_id=breach_id,
            letter_id=letter_id,
            data=data,
            actor=request.actor,
            now=request.now,
        )
        messages.success(request, f"Surat nomor {row.number} dicatat terkirim.")
        return back

    context = {
        "title": "Catat pengiriman surat",
        "crumbs": [(_TITLE, _HOME), (_name(shown), back)],
        "intro": f"{row.number}, kepada {breach_forms.AUDIENCES[row.audience].lower()}.",
        "primary": "Catat terkirim",
        "back": back,
    }
    schema = breach_forms.sent_schema()
    return form_page(request, schema=schema, value=None, act=act, context=context)


@require_http_methods(["GET", "HEAD", "POST"])
@page_for(OFFICE)
def close(request: StaffRequest, breach_id: int) -> HttpResponse:
    """Ask for the conclusion."""
    back = f"{_HOME}{breach_id}/"
    shown = one_breach(breach_id, request.actor, now=request.now)

    def act(data: dict[str, Any]) -> str:
        acts.close_breach(breach_id=breach_id, data=data, actor=request.actor, now=request.now)
        messages.success(request, "Catatan ditutup.")
        return back

    context = {
        "title": "Tutup catatan",
        "crumbs": [(_TITLE, _HOME), (_name(shown), back)],
        "intro": "Sesudah ditutup catatan tidak dapat diubah lagi.",
        "primary": "Tutup",
        "back": back,
    }
    schema = breach_forms.closing_schema()
    return form_page(request, schema=schema, value=None, act=act, context=context)


def _page(request: StaffRequest, breach_id: int, *, refused: Refused | None = None) -> HttpResponse:
    shown = one_breach(breach_id, request.actor, now=request.now)
    letters = [
        {
            **one,
            "to": breach_forms.AUDIENCES[one["row"].audience],
            "way": breach_forms.WAYS.get(one["row"].way, ""),
        }
        for one in shown.letters
    ]
    words = {one["row"].audience: "Buat surat susulan" for one in letters}
    words |= {one["row"].audience: "Perbarui surat" for one in letters if not one["row"].sent_at}
    context = {
        "title": _name(shown),
        "crumbs": [(_TITLE, _HOME)],
        "one": _row(shown.listed, request.now),
        "shown": shown,
        "letters": letters,
        "audiences": [
            {"value": value, "label": f"{words.get(value, 'Buat surat')}: {label.lower()}"}
            for value, label in breach_forms.AUDIENCES.items()
        ],
        "missing": [breach_forms.AUDIENCES[one].lower() for one in shown.waits_for],
        "outcome": breach_forms.OUTCOMES.get(shown.listed.row.outcome, ""),
        "error": refused.message if refused else "",
    }
    status = status_of(refused) if refused else 200
    return show(request, "breach.html", context, status=status)


def _name(shown: Shown) -> str:
    return f"Kegagalan data no. {shown.listed.row.pk}"


def _row(one: Listed, now: datetime) -> dict[str, Any]:
    return {"listed": one, "clock": _clock(one, now)}


def _clock(one: Listed, now: datetime) -> dict[str, str]:
    """Return the clock in words, and how it is marked."""
    due = one.row.due_at
    if one.told_at:
        late = f"diberitahukan terlambat {_long(one.told_at - due)}"
        return _late(late) if one.is_late else {"mark": "done", "text": "diberitahukan tepat waktu"}
    if one.row.outcome == "unfounded":
        return {"mark": "done", "text": "bukan kegagalan"}
    if one.is_late:
        return _late(f"terlambat {_long(now - due)}")
    left = due - now
    mark = "today" if left.total_seconds() < _DAY else ""
    return {"mark": mark, "text": f"sisa {_long(left)}"}


def _late(text: str) -> dict[str, str]:
    return {"mark": "late", "text": text}


def _long(span: timedelta) -> str:
    """Return a span in its two largest units: `2 hari 5 jam`."""
    seconds = int(span.total_seconds())
    days, hours, minutes = seconds // _DAY, seconds % _DAY // _HOUR, seconds % _HOUR // _MINUTE
    if days:
        return f"{days} hari {hours} jam" if hours else f"{days} hari"
    if hours:
        return f"{hours} jam {minutes} menit" if minutes else f"{hours} jam"
    return f"{max(minutes, 1)} menit"
