"""The shelf: folders that are lent, counting by labels, and what is missing on either side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from sigap.accounts.queries import roster
from sigap.cases.operations import shelf as work
from sigap.cases.operations.letter_changes import HANDLERS
from sigap.cases.queries.officeday import day_of, office_zone
from sigap.cases.queries.shelf import MOST_SHOWN, lacking, loans
from sigap.core.errors import Refused
from sigap.desk.session import require_role, staff
from sigap.ui import schema_form

if TYPE_CHECKING:
    from sigap.desk.session import StaffRequest

_HOME = "/arsip/"


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def shelf(request: StaffRequest) -> HttpResponse:
    """Show what is lent and what is missing; POST lends a folder."""
    schema = work.lending_schema(roster(now=request.now).users)
    zone = office_zone()
    data: dict[str, Any] | None = None
    refused = None
    if request.method == "POST":
        require_role(request, HANDLERS)
        data = schema_form.read(schema, request.POST, zone=zone) or {}
        try:
            loan = work.lend_folder(data=data, schema=schema, actor=request.actor, now=request.now)
        except Refused as caught:
            refused = caught
        else:
            number = loan.case.number
            messages.success(request, f"Map {number} dipinjamkan; slipnya ada di berkas.")
            return HttpResponseRedirect(_HOME)
    errors = schema_form.errors_of(refused) if refused else {}
    context = {
        "loans": loans(actor=request.actor, today=day_of(request.now)),
        "lacking": lacking(actor=request.actor),
        "most": MOST_SHOWN,
        "may": bool(request.actor.roles & HANDLERS),
        "refused": refused,
        "form": schema_form.build(schema, data, errors=errors, zone=zone),
        "nav": "buku",
    }
    return render(request, "desk/shelf.html", context, status=422 if refused else 200)


@staff
@require_POST
def give_back(request: StaffRequest, loan_id: int) -> HttpResponse:
    """Take a folder back."""
    require_role(request, HANDLERS)
    try:
        loan = work.return_folder(loan_id=loan_id, actor=request.actor, now=request.now)
    except Refused as refused:
        return render(request, "desk/refused.html", {"refused": refused}, status=409)
    messages.success(request, f"Map {loan.case.number} kembali; slipnya ada di berkas.")
    return HttpResponseRedirect(_HOME)


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def count(request: StaffRequest) -> HttpResponse:
    """Count a shelf by its labels and show what differs."""
    require_role(request, HANDLERS)
    schema, zone = work.counting_schema(), office_zone()
    data: dict[str, Any] | None = None
    refused = found = None
    if request.method == "POST":
        data = schema_form.read(schema, request.POST, zone=zone) or {}
        try:
            found = work.count_shelf(data=data, actor=request.actor, now=request.now)
        except Refused as caught:
            refused = caught
    errors = schema_form.errors_of(refused) if refused else {}
    context = {
        "found": found,
        "refused": refused,
        "form": schema_form.build(schema, data, errors=errors, zone=zone),
        "nav": "buku",
    }
    return render(request, "desk/shelf_count.html", context, status=422 if refused else 200)
