"""The first page, and the check of a paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ObjectDoesNotExist
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from sigap.cases.queries.paperlist import verified
from sigap.cases.queries.sops import office_profile

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

_STATUS = {
    "issued": _("Sah dan berlaku"),
    "rendering": _("Sedang diterbitkan"),
    "failed": _("Belum terbit"),
    "revoked": _("Sudah dicabut, tidak berlaku lagi"),
    "held": _("Menunggu nomor"),
}


def home(request: HttpRequest) -> HttpResponse:
    """Show the two ways in: complain, or follow."""
    return render(request, "portal/home.html", {"office": office_profile().data["short"]})


def verify(request: HttpRequest, code: str) -> HttpResponse:
    """Show what anybody may know of a paper with this code; nothing personal."""
    try:
        paper = verified(code)
    except ObjectDoesNotExist:
        context = {"typed": code[:20], "office": office_profile().data["short"]}
        return render(request, "portal/verify.html", context, status=404)
    shown = {
        "paper": paper,
        "status": _STATUS.get(paper["status"], paper["status"]),
        "office": office_profile().data["short"],
    }
    return render(request, "portal/verify.html", shown)
