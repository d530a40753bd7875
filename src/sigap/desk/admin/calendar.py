"""The calendar: shown, changed by form or file with its effects told first, moved to by two."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.views.decorators.http import require_http_methods, require_POST

from sigap.cases.operations import calendar_moves, calendar_versions
from sigap.cases.operations.authority import OFFICE
from sigap.cases.operations.calendar_form import calendar_data, calendar_schema, calendar_source
from sigap.cases.queries import calendars
from sigap.cases.queries.officeday import day_of
from sigap.cases.queries.sops import calendar_of_version
from sigap.core.calendar_write import show_hours
from sigap.core.errors import Refused
from sigap.desk.admin.pages import act_page, form_page, page_for, show, status_of, text_of
from sigap.ui.typed_values import whole_number

if TYPE_CHECKING:
    from django.http import HttpResponse

    from sigap.cases.operations.calendar_moves import Shift
    from sigap.core.calendar_change import DayChange
    from sigap.core.worktime import WorkCalendar
    from sigap.desk.session import StaffRequest

_HOME = "/kelola/kalender/"
_CRUMBS = [("Kalender", _HOME)]
_DAYS_SHOWN, _CASES_SHOWN = 40, 50
_MOST_BYTES = 200_000


@page_for(OFFICE)
def calendar(request: StaffRequest) -> HttpResponse:
    """Show the calendar in force, or an earlier version, with the holidays of one year."""
    newest = calendars.current_version()
    version = newest
    asked = whole_number(request.GET.get("versi", ""))
    if asked is not None:
        version = calendars.calendar_version(asked)
    wanted, this = request.GET.get("tahun", ""), day_of(request.now).year
    year = int(wanted) if wanted.isdecimal() and len(wanted) == len("2026") else this
    context = {
        "title": "Kalender",
        "version": version,
        "is_newest": version == newest,
        "year": year,
        "versions": calendars.calendar_versions(),
        "behind": calendar_moves.left_behind(newest.pk),
        "move": calendars.open_move(),
        **calendars.calendar_overview(version, year=year),
    }
    return show(request, "calendar.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page_for(OFFICE)
def change(request: StaffRequest) -> HttpResponse:
    """Ask for another calendar by form; what it would change is shown before it is saved."""
    current = calendars.current_version()
    source = request.POST.get("source", current.source)
    edition = request.POST.get("edition") or str(current.version)

    def act(data: dict[str, Any]) -> HttpResponse:
        return _preview(request, calendar_source(data), edition)

    context = {
        "title": "Ubah kalender",
        "crumbs": _CRUMBS,
        "primary": "Lihat akibatnya",
        "back": _HOME,
        "edition": edition,
    }
    try:
        value = calendar_data(source)
    except (ValueError, KeyError, TypeError, AttributeError):
        value = calendar_data(current.source)
    return form_page(
        request,
        schema=calendar_schema(),
        value=value,
        act=act,
        context=context,
        template="calendar_form.html",
        # Back from the effects: what was written stands there again, and is not judged yet.
        is_sent=request.method == "POST" and "again" not in request.POST,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@page_for(OFFICE)
def change_file(request: StaffRequest) -> HttpResponse:
    """Ask for another calendar as its file, typed or handed in."""
    current = calendars.current_version()
    edition = request.POST.get("edition") or str(current.version)
    source, status = request.POST.get("source", current.source), 200
    faults: object = []
    handed = request.FILES.get("file")
    if request.method == "POST" and "again" not in request.POST:
        try:
            if handed is not None:
                source = text_of(handed, most=_MOST_BYTES)
            source = source.replace("\r\n", "\n")
            return _preview(request, source, edition)
        except Refused as refused:
            faults, status = refused.detail.get("faults", []), status_of(refused)
    context = {
        "title": "Kalender sebagai berkas",
        "crumbs": _CRUMBS,
        "source": source,
        "edition": edition,
        "faults": faults,
    }
    return show(request, "calendar_file.html", context, status=status)


@require_POST
@page_for(OFFICE)
def save(request: StaffRequest) -> HttpResponse:
    """Make the calendar whose effects were looked at the one for new cases."""
    edition = request.POST.get("edition", "")

    def act() -> str:
        version = calendar_versions.save_calendar(
            source=request.POST.get("source", "").replace("\r\n", "\n"),
            edition=whole_number(edition) or 0,
            actor=request.actor,
            now=request.now,
        )
        messages.success(
            request, f"Kalender versi {version.version} berlaku untuk berkas yang baru."
        )
        return _HOME

    return act_page(request, act=act, back=_HOME)


@require_http_methods(["GET", "HEAD", "POST"])
@page_for(OFFICE)
def propose(request: StaffRequest) -> HttpResponse:
    """Show what moving would bring, and ask why it should be done."""
    current = calendars.current_version()
    if request.method != "POST" and not calendar_moves.left_behind(current.pk):
        messages.info(request, "Semua berkas sudah dihitung menurut kalender terbaru.")
        return HttpResponseRedirect(_HOME)

    def act(data: dict[str, Any]) -> str:
        move = calendar_moves.propose_move(data=data, actor=request.actor, now=request.now)
        messages.success(request, "Diusulkan. Orang lain yang menyetujuinya.")
        return f"{_HOME}pindah/{move.pk}/"

    context = {
        "title": "Pindahkan jatuh tempo",
        "crumbs": _CRUMBS,
        "intro": "Berkas yang berjalan dihitung menurut kalender saat diterima. Pemindahan "
        "memerlukan persetujuan orang kedua; janji semula tetap tercatat.",
        "primary": "Usulkan",
        "back": _HOME,
        **_effects(request, calendar_of_version(current.pk), beside=current.pk),
    }
    return form_page(
        request,
        schema=calendar_moves.move_schema(),
        value=None,
        act=act,
        context=context,
        template="calendar_propose.html",
    )


@page_for(OFFICE)
def move(request: StaffRequest, move_id: int) -> HttpResponse:
    """Show a proposed move with its effects as they are now, or how far it has been carried out."""
    found = calendars.calendar_move(move_id)
    one = found["move"]
    context = {
        "title": f"Pindah ke kalender versi {one.calendar.version}",
        "crumbs": _CRUMBS,
        **found,
        "is_mine": one.proposed_by_id == request.actor.user_id,
        "left": calendar_moves.left_behind(one.calendar_id),
    }
    if one.state == "proposed":
        context |= _effects(request, calendar_of_version(one.calendar_id), beside=one.calendar_id)
    return show(request, "calendar_move.html", context)


@require_POST
@page_for(OFFICE)
def confirm(request: StaffRequest, move_id: int) -> HttpResponse:
    """Let a second person confirm a move, and begin with it."""
    back = f"{_HOME}pindah/{move_id}/"

    def act() -> str:
        calendar_moves.confirm_move(move_id=move_id, actor=request.actor, now=request.now)
        calendar_moves.carry_out(now=request.now, actor=request.actor)
        messages.success(request, "Disetujui. Jatuh tempo berkas dipindahkan satu per satu.")
        return back

    return act_page(request, act=act, back=back)


@require_POST
@page_for(OFFICE)
def go_on(request: StaffRequest, move_id: int) -> HttpResponse:
    """Move some more cases now, without waiting for the worker."""
    calendar_moves.carry_out(now=request.now, actor=request.actor)
    return HttpResponseRedirect(f"{_HOME}pindah/{move_id}/")


@require_http_methods(["GET", "HEAD", "POST"])
@page_for(OFFICE)
def drop(request: StaffRequest, move_id: int) -> HttpResponse:
    """Ask why a move is refused or taken back."""
    back = f"{_HOME}pindah/{move_id}/"
    mine = calendars.calendar_move(move_id)["move"].proposed_by_id == request.actor.user_id

    def act(data: dict[str, Any]) -> str:
        calendar_moves.drop_move(move_id=move_id, data=data, actor=request.actor, now=request.now)
        messages.success(request, "Usulan ditarik." if mine else "Usulan ditolak.")
        return _HOME

    context = {
        "title": "Tarik usulan" if mine else "Tolak usulan",
        "crumbs": [*_CRUMBS, ("Pindahkan jatuh tempo", back)],
        "primary": "Tarik usulan" if mine else "Tolak usulan",
        "back": back,
    }
    schema = calendar_moves.move_schema()
    return form_page(request, schema=schema, value=None, act=act, context=context)


def _preview(request: StaffRequest, source: str, edition: str) -> HttpResponse:
    """Return the page that tells what a calendar would change; nothing is saved.

    :raises Refused: `calendar`.
    """
    made = calendar_versions.checked_calendar(source=source, now=request.now)
    current = calendars.current_version()
    changes = calendars.day_changes(made, before=current, now=request.now)
    context = {
        "title": "Akibat perubahan kalender",
        "crumbs": _CRUMBS,
        "source": source,
        "edition": edition,
        "by_form": request.path.endswith("ubah/"),
        "is_same": made.digest == current.digest,
        "changes": [_day(one) for one in changes[:_DAYS_SHOWN]],
        "more_days": max(0, len(changes) - _DAYS_SHOWN),
        "day_count": len(changes),
        "estimated": sorted(made.version.estimated_years),
        "next_version": current.version + 1,
        **_effects(request, made),
    }
    return show(request, "calendar_preview.html", context)


def _effects(
    request: StaffRequest, calendar: WorkCalendar, *, beside: int | None = None
) -> dict[str, Any]:
    """Return what a calendar would bring to running cases; hidden ones are only counted."""
    shifts = [one for one in calendar_moves.shifts(calendar, beside=beside) if one.moves]
    numbers = calendars.numbers_of([one.case_id for one in shifts], actor=request.actor)
    shown = [one for one in shifts if one.case_id in numbers][:_CASES_SHOWN]
    return {
        "shifts": [(numbers[one.case_id], one, _direction(one)) for one in shown],
        "shift_count": len(shifts),
        "promises": sum(one.due_at != one.new_due_at for one in shifts),
        "unshown": len(shifts) - len(shown),
    }


def _direction(one: Shift) -> str:
    if one.new_due_at == one.due_at:
        return ""
    return "mundur" if one.new_due_at > one.due_at else "maju"


def _day(one: DayChange) -> dict[str, Any]:
    return {
        "day": one.day,
        "before": show_hours([str(block) for block in one.before]),
        "after": show_hours([str(block) for block in one.after]),
        "name": one.name,
    }
