"""Permit types, agencies and regulations: one list, one form each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.views.decorators.http import require_http_methods, require_POST

from sigap.cases.operations import office_lists
from sigap.cases.operations.authority import OFFICE
from sigap.cases.queries import officetables
from sigap.desk.admin.pages import act_page, form_page, page_for, show

if TYPE_CHECKING:
    from django.http import HttpResponse

    from sigap.desk.session import StaffRequest

# Title of the list, of a new row, and the template of its table.
_WORDS = {
    "jenis-izin": ("Jenis perizinan", "Jenis perizinan baru", "permit_types.html"),
    "instansi": ("Instansi", "Instansi baru", "agencies.html"),
    "peraturan": ("Peraturan", "Peraturan baru", "regulations.html"),
}


@page_for(OFFICE)
def office_list(request: StaffRequest, name: str) -> HttpResponse:
    """Show a list, what is out of use last."""
    if name == "jenis-izin":
        rows: Any = officetables.permit_types(now=request.now)
    else:
        rows = officetables.agencies() if name == "instansi" else officetables.regulations()
    title, new, template = _WORDS[name]
    context = {"title": title, "new": new, "name": name, "rows": rows}
    return show(request, template, context)


@require_http_methods(["GET", "HEAD", "POST"])
@page_for(OFFICE)
def new_entry(request: StaffRequest, name: str) -> HttpResponse:
    """Ask for a new row."""
    title, new, _ = _WORDS[name]
    back = f"/kelola/{name}/"

    def act(data: dict[str, Any]) -> str:
        row = office_lists.add_entry(name=name, data=data, actor=request.actor, now=request.now)
        messages.success(request, f"{row} ditambahkan.")
        return back

    context = {"title": new, "crumbs": [(title, back)], "primary": "Tambahkan", "back": back}
    schema = office_lists.LISTS[name].schema(request.now)
    return form_page(request, schema=schema, value=None, act=act, context=context)


@require_http_methods(["GET", "HEAD", "POST"])
@page_for(OFFICE)
def entry(request: StaffRequest, name: str, entry_id: int) -> HttpResponse:
    """Change a row."""
    one = office_lists.LISTS[name]
    row = office_lists.entry_of(name, entry_id)
    title, back = _WORDS[name][0], f"/kelola/{name}/"
    edition = request.POST.get("edition") or office_lists.edition_of(row)

    def act(data: dict[str, Any]) -> str:
        changed = office_lists.change_entry(
            name=name,
            entry=entry_id,
            edition=edition,
            data=data,
            actor=request.actor,
            now=request.now,
        )
        messages.success(request, f"{changed} disimpan.")
        return back

    context = {
        "title": str(row),
        "crumbs": [(title, back)],
        "primary": "Simpan",
        "back": back,
        "edition": edition,
        "is_active": row.is_active,
    }
    return form_page(
        request,
        schema=one.schema(request.now),
        value=one.form(row),
        act=act,
        context=context,
        template="entry.html",
    )


@require_POST
@page_for(OFFICE)
def entry_use(request: StaffRequest, name: str, entry_id: int) -> HttpResponse:
    """Take a row out of use, or into use again."""
    wanted = request.POST.get("dipakai", "")
    if wanted not in ("ya", "tidak"):
        raise Http404
    back = f"/kelola/{name}/"

    def act() -> str:
        row = office_lists.set_entry_active(
            name=name,
            entry=entry_id,
            active=wanted == "ya",
            actor=request.actor,
            now=request.now,
        )
        said = "dipakai lagi" if row.is_active else "tidak ditawarkan lagi"
        messages.success(request, f"{row} {said}.")
        return back

    return act_page(request, act=act, back=f"{back}{entry_id}/")
