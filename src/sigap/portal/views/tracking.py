"""Following a complaint by its code: where it stands, the promise, messages, the answer."""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import segno
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sigap.cases.identity import case_key
from sigap.cases.operations import citizen
from sigap.cases.operations.correspondence import read_file_from_office
from sigap.cases.operations.pdp_requests import SHOWN_FOR, ask_by_code, read_own
from sigap.cases.operations.reading import read_answer
from sigap.cases.operations.repeats import Answer, once
from sigap.cases.queries.once import asked_once
from sigap.cases.queries.pdp_requests import own_requests
from sigap.cases.queries.sops import office_profile
from sigap.cases.queries.tracking import case_behind, tracked
from sigap.channels.tray import Tray
from sigap.channels.visitors import take_writing, trying_code
from sigap.core.errors import InvalidInput, Refused
from sigap.core.numbering import normalise_code
from sigap.portal.waiting import too_often

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from sigap.cases.operations.reading import Read


@require_http_methods(["GET", "HEAD", "POST"])
def ask_code(request: HttpRequest) -> HttpResponse:
    """Ask for the code; a typing error is told at once, a wrong code like one that never was."""
    typed = request.POST.get("code", "")[:80]
    error = ""
    if request.method == "POST":
        try:
            return HttpResponseRedirect(f"/lacak/{normalise_code(typed)}/")
        except InvalidInput:
            error = gettext("Kode belum benar. Periksa lagi huruf demi huruf pada tanda terima.")
    context = {"typed": typed, "error": error, "office": _office()}
    return render(request, "portal/ask_code.html", context, status=422 if error else 200)


def follow(request: HttpRequest, code: str) -> HttpResponse:
    """Show how the complaint stands, in everyday words."""
    return _page(request, code)


@require_POST
def act(request: HttpRequest, code: str, what: str) -> HttpResponse:
    """Do what the holder of the code may do; what was typed stays if it is refused."""
    now = datetime.now(tz=UTC)
    text, rating = request.POST.get("text", ""), _chosen(request)
    try:
        with trying_code(request, now=now):
            case_id = case_behind(code)
    except ObjectDoesNotExist:
        return unknown_code(request, code)
    except Refused as refused:
        return unknown_code(request, code, refused=refused)
    tray = Tray()
    try:
        tray = _tray(request, case_id)
        take_writing(case_id, now=now)
        if what in ("messages", "completion"):
            tray.take(request, now=now)
        _do_once(request, case_id, code, what, tray, now=now)
    except Refused as refused:
        beside = {refused.field or "text": refused.message}
        typed = {"text": text, "rating": rating, "tray": tray, "errors": beside}
        page = _page(request, code, refused=refused, typed={what: typed}, status=422)
        return too_often(refused, page)
    messages.success(request, str(_THANKS[what]))
    return HttpResponseRedirect(f"/lacak/{code}/")


def _tray(request: HttpRequest, case_id: int) -> Tray:
    """Return the files of an earlier try that was refused, if they are this case's."""
    tray, key = Tray.read(request.POST.get("tray", "")), case_key(case_id)
    return tray if tray.key == key else Tray(key)


def _do_once(
    request: HttpRequest, case_id: int, code: str, what: str, tray: Tray, *, now: datetime
) -> None:
    """Do it once, however often the button was pressed; other words are another act."""
    ticket = request.POST.get("ticket", "")[:60] or secrets.token_urlsafe(24)
    text, rating = request.POST.get("text", ""), _chosen(request)
    files = [one["sha256"] for one in tray.files]
    digest = hashlib.sha256(repr((case_id, what, ticket, text, rating, files)).encode()).digest()

    def perform() -> Answer:
        attachments = tray.attachments(received_from="complainant", now=now)
        _ACTS[what](code, text, rating, attachments, now)
        return Answer(200, {})

    once(principal="lacak", key=digest.hex(), request_digest=digest, now=now, perform=perform)


def _chosen(request: HttpRequest) -> str:
    """Return what was chosen beside the words: a rating, or what is asked about one's data."""
    return request.POST.get("rating", "") or request.POST.get("kind", "")


@require_safe
def own_data(request: HttpRequest, code: str) -> HttpResponse:
    """Show all that is held of the holder of the code, once a request for it was answered."""
    now = datetime.now(tz=UTC)
    try:
        with trying_code(request, now=now):
            held = read_own(code=code, now=now)
    except ObjectDoesNotExist:
        return unknown_code(request, code)
    except Refused as refused:
        if refused.detail.get("retry_after_seconds"):
            return unknown_code(request, code, refused=refused)
        return _page(request, code, refused=refused, status=409)
    context = {"held": held, "code": code, "office": _office(), "here": f"/lacak/{code}/"}
    response = render(request, "portal/own_data.html", context)
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def file_from_office(request: HttpRequest, code: str, attachment_id: int) -> HttpResponse:
    """Hand out a file that the office sent along with a message, always to be kept."""
    return _handed_out(
        request, code, lambda: read_file_from_office(code=code, attachment_id=attachment_id)
    )


@require_safe
def answer_file(request: HttpRequest, code: str) -> HttpResponse:
    """Hand out the answering letter, signed, as it is kept."""
    return _handed_out(request, code, lambda: read_answer(code))


def _handed_out(request: HttpRequest, code: str, read: Callable[[], Read]) -> HttpResponse:
    """Return what the holder of a code may keep, always as a file and never shown."""
    now = datetime.now(tz=UTC)
    try:
        with trying_code(request, now=now):
            found = read()
    except ObjectDoesNotExist:
        return unknown_code(request, code)
    except Refused as refused:
        if refused.detail.get("retry_after_seconds"):
            return unknown_code(request, code, refused=refused)
        return _page(request, code, refused=refused, status=409)
    response = HttpResponse(found.content, content_type=found.media_type)
    kept_as = content_disposition_header(as_attachment=True, filename=found.name)
    response["Content-Disposition"] = kept_as or "attachment"
    response["Cache-Control"] = "no-store"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def receipt_context(code: str) -> dict[str, Any]:
    """Return what the receipt page shows."""
    view = tracked(code, now=datetime.now(tz=UTC))
    address = f"{settings.SIGAP_BASE_URL}/lacak/{code}/"
    return {
        "case": view,
        "code": code,
        "address": address,
        "qr": segno.make(address, error="m").svg_data_uri(scale=4, border=2),
        "office": _office(),
    }


def _page(
    request: HttpRequest,
    code: str,
    *,
    refused: Refused | None = None,
    typed: dict[str, dict[str, Any]] | None = None,
    status: int = 200,
) -> HttpResponse:
    now = datetime.now(tz=UTC)
    try:
        with trying_code(request, now=now), asked_once():
            view = tracked(code, now=now)
            office, data = _office(), _data(code, now=now)
    except ObjectDoesNotExist:
        return unknown_code(request, code)
    except Refused as too_many:
        return unknown_code(request, code, refused=too_many)
    context = {
        "case": view,
        "meeting": _meeting(view["appointment"]),
        "code": code,
        "here": f"/lacak/{code}/",
        "refused": refused,
        "typed": typed or {},
        "ticket": secrets.token_urlsafe(24),
        "data": data,
        "office": office,
    }
    response = render(request, "portal/follow.html", context, status=status)
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def _data(code: str, *, now: datetime) -> dict[str, Any]:
    """Return the requests about the holder's own data, and whether the answer may be opened."""
    rows = own_requests(case_behind(code))
    since = now - SHOWN_FOR
    given = any(one["outcome"] == "given" and one["answered_at"] > since for one in rows)
    return {"rows": rows, "is_given": given}


def _meeting(told: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return an appointment with its day as a date and its hours as people read them."""
    if not told:
        return None
    hours = [told[one][:5].replace(":", ".") for one in ("start", "end") if told[one]]
    start = f"{'–'.join(hours)} WIB" if hours else ""
    return {**told, "on": date.fromisoformat(told["on"]), "start": start}


def unknown_code(
    request: HttpRequest, code: str, *, refused: Refused | None = None
) -> HttpResponse:
    """Say that there is no such code, or when to come again, whatever the code was."""
    error = gettext("Tidak ada pengaduan dengan kode itu. Periksa lagi kode pada tanda terima.")
    if refused:
        error = refused.message
    context = {"error": error, "typed": code[:80], "office": _office(), "here": "/lacak/"}
    response = render(request, "portal/ask_code.html", context, status=404)
    response["Cache-Control"] = "no-store"
    return too_often(refused, response)


def _office() -> str:
    return str(office_profile().data["short"])


_ACTS: dict[str, Callable[..., object]] = {
    "messages": lambda code, text, _rating, files, now: citizen.add_message(
        code=code, text=text, attachments=files, now=now
    ),
    "completion": lambda code, text, _rating, files, now: citizen.answer_completion(
        code=code, text=text, attachments=files, now=now
    ),
    "rating": lambda code, text, rating, _files, now: citizen.rate(
        code=code, rating=rating, comment=text, now=now
    ),
    "objection": lambda code, text, _rating, _files, now: citizen.object_to_answer(
        code=code, reason=text, now=now
    ),
    "data": lambda code, text, kind, _files, now: ask_by_code(
        code=code, kind=kind, text=text, now=now
    ),
    "withdraw": lambda code, text, _rating, _files, now: citizen.withdraw(
        code=code, reason=text, now=now
    ),
}
_THANKS = {
    "messages": _("Pesan Anda sudah kami terima."),
    "completion": _("Kelengkapan sudah kami terima. Penanganan berjalan lagi."),
    "rating": _("Terima kasih atas penilaian Anda."),
    "objection": _("Keberatan Anda dicatat dan diperiksa petugas lain."),
    "data": _("Permintaan Anda kami terima. Kami menjawab paling lambat dalam 3 × 24 jam."),
    "withdraw": _("Pengaduan dicabut. Anda dapat mengadu lagi kapan saja."),
}
