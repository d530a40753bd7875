"""Lists whose lines hold from day to day: deadlines, retention, signatories; waiting limits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.views.decorators.http import require_http_methods, require_POST

from sigap.cases.operations import (
    deadline_rules,
    retention_rules,
    signatories,
    waiting_limits,
)
from sigap.cases.operations.authority import OFFICE
from sigap.cases.queries import officetables
from sigap.desk.admin.pages import act_page, form_page, page_for, show

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from sigap.desk.session import StaffRequest

_DEADLINES, _RETENTION = "/kelola/batas-waktu/", "/kelola/retensi/"
_SIGNATORIES, _WAITING = "/kelola/penanda-tangan/", "/kelola/waktu-tunggu/"
_MARKS = {
    "V": ("good", "dilihat pada naskah terbit"),
    "M": ("doubt", "banyak disebut, belum dilihat"),
    "I": ("doubt", "disimpulkan"),
}


@page_for(OFFICE)
def deadlines(request: StaffRequest) -> HttpResponse:
    """Show the limits with their lines and how sure each is."""
    found = officetables.deadlines(now=request.now)
    for one in found:
        for line in one["lines"]:
            line["unit"] = deadline_rules.UNITS[line["row"].unit]
            line["mark"], line["mark_text"] = _MARKS[line["row"].verified]
    context = {
        "title": "Batas waktu",
        "limits": found,
        "unverified": officetables.unverified(now=request.now),
    }
    return show(request, "deadlines.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page_for(OFFICE)
def new_deadline(request: StaffRequest) -> HttpResponse:
    """Ask for a limit that the table does not know."""
    return _form(
        request,
        title="Batas waktu baru",
        crumb=("Batas waktu", _DEADLINES),
        schema=deadline_rules.deadline_schema(is_new=True),
        act=lambda data: deadline_rules.add_deadline(
            data=data, actor=request.actor, now=request.now
        ),
        done="Batas waktu ditambahkan.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@page_for(OFFICE)
def change_deadline(request: StaffRequest, rule_id: int) -> HttpResponse:
    """Ask for the next line of a limit."""
    rule = officetables.deadline(rule_id)
    return _form(
        request,
        title=rule.name,
        crumb=("Batas waktu", _DEADLINES),
        intro="Baris baru berlaku sejak tanggalnya; yang sekarang berakhir sehari sebelumnya.",
        schema=deadline_rules.deadline_schema(is_new=False),
        value={"amount": rule.amount, "unit": rule.unit, "source": rule.source},
        act=lambda data: deadline_rules.change_deadline(
            rule_id=rule_id, data=data, actor=request.actor, now=request.now
        ),
        done="Baris baru disimpan.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@page_for(OFFICE)
def end_deadline(request: StaffRequest, rule_id: int) -> HttpResponse:
    """Ask for the last day of a limit."""
    rule = officetables.deadline(rule_id)
    return _form(
        request,
        title=f"Akhiri: {rule.name}",
        crumb=("Batas waktu", _DEADLINES),
        schema=deadline_rules.end_schema(),
        act=lambda data: deadline_rules.end_deadline(
            rule_id=rule_id, data=data, actor=request.actor, now=request.now
        ),
        done="Batas waktu diakhiri.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@page_for(OFFICE)
def verify_deadline(request: StaffRequest, rule_id: int) -> HttpResponse:
    """Ask who saw the text of a limit, and where."""
    rule = officetables.deadline(rule_id)
    unit = deadline_rules.UNITS[rule.unit]  # type: ignore[index]
    return _form(
        request,
        title=rule.name,
        crumb=("Batas waktu", _DEADLINES),
        intro=f"{rule.amount} {unit}. Hanya batas yang teksnya sudah dilihat yang boleh dicetak "
        "sebagai hukum di surat atau halaman umum.",
        schema=deadline_rules.verify_schema(),
        value={"source": rule.source},
        act=lambda data: deadline_rules.verify_deadline(
            rule_id=rule_id, data=data, actor=request.actor, now=request.now
        ),
        done="Ditandai sudah diperiksa, atas nama Anda.",
        primary="Tandai sudah diperiksa",
    )


@page_for(OFFICE)
def retention(request: StaffRequest) -> HttpResponse:
    """Show the retention schedule."""
    rows = officetables.retention(now=request.now)
    for one in rows:
        one["fate"] = retention_rules.FATES[one["row"].fate]
    return show(request, "retention.html", {"title": "Retensi arsip", "rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@page_for(OFFICE)
def new_retention(request: StaffRequest) -> HttpResponse:
    """Ask for a code that the schedule does not know."""
    return _form(
        request,
        title="Kode baru",
        crumb=("Retensi arsip", _RETENTION),
        schema=retention_rules.retention_schema(is_new=True),
        act=lambda data: retention_rules.add_retention(
            data=data, actor=request.actor, now=request.now
        ),
        done="Kode ditambahkan.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@page_for(OFFICE)
def change_retention(request: StaffRequest, rule_id: int) -> HttpResponse:
    """Ask for the next line of a code."""
    rule = officetables.retention_rule(rule_id)
    return _form(
        request,
        title=f"{rule.code} {rule.name}",
        crumb=("Retensi arsip", _RETENTION),
        intro="Baris baru berlaku untuk berkas yang diarsipkan sejak tanggalnya; yang sudah "
        "diarsipkan tetap menurut baris lamanya.",
        schema=retention_rules.retention_schema(is_new=False),
        value={
            "name": rule.name,
            "active_years": rule.active_years,
            "inactive_years": rule.inactive_years,
            "fate": rule.fate,
        },
        act=lambda data: retention_rules.change_retention(
            rule_id=rule_id, data=data, actor=request.actor, now=request.now
        ),
        done="Baris baru disimpan.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@page_for(OFFICE)
def end_retention(request: StaffRequest, rule_id: int) -> HttpResponse:
    """Ask for the last day of a code."""
    rule = officetables.retention_rule(rule_id)
    return _form(
        request,
        title=f"Akhiri: {rule.code} {rule.name}",
        crumb=("Retensi arsip", _RETENTION),
        schema=retention_rules.retention_end_schema(),
        act=lambda data: retention_rules.end_retention(
            rule_id=rule_id, data=data, actor=request.actor, now=request.now
        ),
        done="Kode diakhiri.",
    )


@require_POST
@page_for(OFFICE)
def default_retention(request: StaffRequest, rule_id: int) -> HttpResponse:
    """Propose a code first from now on."""

    def act() -> str:
        rule = retention_rules.make_default(rule_id=rule_id, actor=request.actor, now=request.now)
        messages.success(request, f"{rule.code} diusulkan lebih dahulu saat mengarsipkan.")
        return _RETENTION

    return act_page(request, act=act, back=_RETENTION)


@page_for(OFFICE)
def signatory_list(request: StaffRequest) -> HttpResponse:
    """Show who signs, who signs on behalf, and who did."""
    rows = officetables.signatories(now=request.now)
    context = {"title": "Penanda tangan", "rows": rows, "signs": any(r["signs"] for r in rows)}
    return show(request, "signatories.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page_for(OFFICE)
def new_signatory(request: StaffRequest) -> HttpResponse:
    """Ask who signs from a day on."""
    return _form(
        request,
        title="Penanda tangan baru",
        crumb=("Penanda tangan", _SIGNATORIES),
        intro="Pejabat baru menggantikan yang lama sejak tanggalnya. Pelimpahan (a.n.) "
        "didahulukan selama berlaku. Surat yang sudah dipesan tidak berubah.",
        schema=signatories.signatory_schema(),
        act=lambda data: signatories.add_signatory(data=data, actor=request.actor, now=request.now),
        done="Penanda tangan dicatat.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@page_for(OFFICE)
def end_signatory(request: StaffRequest, signatory_id: int) -> HttpResponse:
    """Ask for the last day of a signatory."""
    row = officetables.signatory(signatory_id)
    return _form(
        request,
        title=f"Akhiri: {row.name}",
        crumb=("Penanda tangan", _SIGNATORIES),
        schema=signatories.signatory_end_schema(),
        act=lambda data: signatories.end_signatory(
            signatory_id=signatory_id, data=data, actor=request.actor, now=request.now
        ),
        done="Masa penanda tangan diakhiri.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@page_for(OFFICE)
def waiting(request: StaffRequest) -> HttpResponse:
    """Show and change how long steps may wait."""
    return _form(
        request,
        title="Waktu tunggu",
        crumb=None,
        intro="Waktu dalam SOP adalah lamanya bekerja. Di sini ditetapkan berapa lama sebuah "
        "langkah boleh menunggu sebelum dikerjakan; perubahan berlaku untuk langkah yang dibuka "
        "sesudahnya dan janji yang dibuat sesudahnya.",
        schema=waiting_limits.waiting_schema(now=request.now),
        value=waiting_limits.waiting_form(now=request.now),
        act=lambda data: waiting_limits.change_waiting_limits(
            data=data, actor=request.actor, now=request.now
        ),
        done="Waktu tunggu disimpan.",
        back=_WAITING,
    )


def _form(
    request: StaffRequest,
    *,
    title: str,
    crumb: tuple[str, str] | None,
    schema: dict[str, Any],
    act: Callable[[dict[str, Any]], object],
    done: str,
    intro: str = "",
    value: dict[str, Any] | None = None,
    primary: str = "Simpan",
    back: str = "",
) -> HttpResponse:
    """Show a form that goes back to its list, which tells what was done."""
    home = crumb[1] if crumb else back

    def perform(data: dict[str, Any]) -> str:
        act(data)
        messages.success(request, done)
        return home

    context = {
        "title": title,
        "crumbs": [crumb] if crumb else [],
        "intro": intro,
        "primary": primary,
        "back": home if crumb else "/kelola/",
    }
    return form_page(request, schema=schema, value=value, act=perform, context=context)
