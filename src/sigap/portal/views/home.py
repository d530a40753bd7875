"""The first page, and the check of a paper."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sigap.cases.queries.officetables import deadlines, retention
from sigap.cases.queries.paperlist import verified
from sigap.cases.queries.sops import office_profile
from sigap.channels.visitors import trying_code
from sigap.core.errors import Refused
from sigap.portal.waiting import too_often

if TYPE_CHECKING:
    from django.http import HttpRequest

_STATUS = {
    "issued": _("Sah dan berlaku"),
    "rendering": _("Sedang diterbitkan"),
    "failed": _("Belum terbit"),
    "revoked": _("Sudah dicabut, tidak berlaku lagi"),
    "held": _("Menunggu nomor"),
}


_HOW = {
    "ink": _("tanda tangan basah"),
    "file": _("secara elektronik"),
    "certificate": _("secara elektronik dengan sertifikat kantor"),
}


def security(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Say where to tell of a hole in this site (RFC 9116); dated anew each month."""
    now = datetime.now(tz=UTC)
    ends = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0) + timedelta(days=180)
    base = settings.SIGAP_BASE_URL
    lines = (
        f"Contact: {settings.SIGAP_SECURITY_CONTACT or f'{base}/lapor/'}",
        f"Expires: {ends:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: id, en",
        f"Canonical: {base}/.well-known/security.txt",
    )
    text = "".join(f"{line}\n" for line in lines)
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


def privacy(request: HttpRequest) -> HttpResponse:
    """Say what becomes of personal data: what, why, who, how long, and whom to ask."""
    now, profile = datetime.now(tz=UTC), office_profile().data
    # Only what was seen in a published text may stand on a public page as law.
    held = [one for entry in deadlines(now=now) for one in entry["lines"] if one["holds"]]
    rules = {one["row"].slug: one["row"] for one in held if one["may_be_printed"]}
    context = {
        "office": profile["short"],
        "letterhead": profile["letterhead"],
        "retention": [one["row"] for one in retention(now=now) if one["holds"]],
        "access": rules.get("pdp-akses"),
        "breach": rules.get("pdp-kegagalan"),
    }
    return render(request, "portal/privacy.html", context)


def home(request: HttpRequest) -> HttpResponse:
    """Show the two ways in: complain, or follow."""
    return render(request, "portal/home.html", {"office": office_profile().data["short"]})


def verify(request: HttpRequest, code: str) -> HttpResponse:
    """Show what anybody may know of a paper with this code; nothing personal.

    Wrong codes are counted, so that nobody finds papers by trying.
    """
    context: dict[str, Any] = {"typed": code[:20], "office": office_profile().data["short"]}
    try:
        with trying_code(request, now=datetime.now(tz=UTC)):
            paper = verified(code)
    except ObjectDoesNotExist:
        return render(request, "portal/verify.html", context, status=404)
    except Refused as refused:
        context["refused"] = refused.message
        return too_often(refused, render(request, "portal/verify.html", context, status=429))
    context |= {
        "paper": paper,
        "status": _STATUS.get(paper["status"], paper["status"]),
        "signed_how": _signed_how(paper),
    }
    return render(request, "portal/verify.html", context)


def _signed_how(paper: dict[str, Any]) -> str:
    """Return how a paper was signed; whose certificate only where somebody vouches for it."""
    if paper["signed_how"] == "file" and paper["signed_issuer"]:
        words = gettext("secara elektronik dengan sertifikat %(issuer)s")
        return words % {"issuer": paper["signed_issuer"]}
    return str(_HOW.get(paper["signed_how"], ""))
