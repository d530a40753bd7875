"""Every error that the API answers: application/problem+json (RFC 9457), in Indonesian.

The one table from the stable codes of refusals to HTTP statuses stands here.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import (
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.core.signals import got_request_exception
from django.http import Http404, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils import timezone
from ninja.errors import AuthenticationError, ValidationError

from sigap.api.machine_faults import KINDS, machine_fault
from sigap.api.words import faults_by_field
from sigap.cases.queries.absence import ABSENT
from sigap.core.errors import InvalidInput, Refused
from sigap.documents.indonesian import clock, long_date

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest
    from ninja import NinjaAPI

MEDIA_TYPE = "application/problem+json"
RETRY_SECONDS = 3

TITLES = {
    400: "Permintaan tidak terbaca",
    401: "Token tidak berlaku",
    403: "Bukan wewenang Anda",
    404: "Tidak ditemukan",
    405: "Cara ini tidak tersedia di alamat ini",
    409: "Keadaannya tidak mengizinkan sekarang",
    410: "Sudah dimusnahkan",
    411: "Panjang isi tidak disebut",
    413: "Terlalu besar",
    415: "Jenis isi tidak diterima",
    422: "Isian perlu diperbaiki",
    429: "Terlalu sering",
    500: "Gangguan di dalam Sigap",
    503: "Sigap sedang tidak dapat melayani",
}

# What a refusal says by its HTTP status; 422 is what a client can mend in its own request.
STATUSES = {
    400: ("idempotency-key", "unreadable"),
    403: (
        "barred",
        "excluded",
        "identity-closed",
        "not-separate",
        "staff-only",
        "token-scope",
        "wrong-person",
        "wrong-role",
    ),
    404: ("not-found", "unknown-action"),
    409: (
        "already-asked",
        "already-excluded",
        "already-restricted",
        "certificate-expired",
        "certificate-missing",
        "certificate-password",
        "certificate-unusable",
        "closed",
        "closed-already",
        "draft-moved",
        "forwarded",
        "held",
        "infected",
        "leading-ended",
        "already-decided",
        "already-proposed",
        "another-officer",
        "answered-already",
        "asked-already",
        "lent-already",
        "merged",
        "no-signatory",
        "nobody-left",
        "nobody-to-confirm",
        "not-anonymous",
        "not-answered",
        "not-confidential",
        "not-due",
        "not-rendered",
        "not-scanned",
        "not-told",
        "not-waiting",
        "not-waiting-for-number",
        "objected-already",
        "objection-late",
        "paper-failed",
        "returned-already",
        "revoked",
        "sent-already",
        "sop-missing",
        "survey-taken",
        "task-cancelled",
        "task-done",
        "unchanged",
        "waiting-complainant",
        "withdrawn",
        "wrong-kind",
        "wrong-status",
        "year-not-over",
    ),
    410: ("identity-destroyed",),
    411: ("length",),
    413: ("body-too-large", "file-too-large"),
    415: ("media-type",),
    422: (
        "assignee-not-eligible",
        "book-too-long",
        "certificate-untrusted",
        "consult-missing",
        "file-empty",
        "file-expired",
        "file-type",
        "held-up",
        "idempotency-key-reused",
        "in-the-future",
        "in-the-past",
        "not-for-borrower",
        "invalid-data",
        "invalid-input",
        "letter-empty",
        "letter-unfilled",
        "no-outcomes",
        "no-such-volume",
        "not-signed",
        "not-the-issued-file",
        "note-required",
        "number-taken",
        "other-paper",
        "outcome-required",
        "outcome-unknown",
        "replacement-needed",
        "scan-missing",
        "scan-unmatched",
        "scan-unreadable",
        "signature-broken",
        "signed-file-missing",
        "too-many-files",
        "unknown-case",
        "unknown-cursor",
        "unknown-permit-type",
        "unknown-person",
        "unknown-rating",
    ),
    429: ("proof-needed", "too-often"),
    500: ("fault", "file-damaged"),
    503: ("busy", "clock-behind", "disk-full", "not-initialised", "read-only"),
}
_BY_CODE = {code: status for status, codes in STATUSES.items() for code in codes}
_MENDABLE = 422
_FAULT = (
    "Terjadi gangguan yang tidak terduga dan sudah dicatat. Coba lagi; bila tetap, sebutkan nilai "
    "X-Request-ID dari jawaban ini kepada pengelola Sigap."
)


def status_of(code: str) -> int:
    """Return the HTTP status for the code of a refusal."""
    return _BY_CODE.get(code, _MENDABLE)


def problem(
    status: int,
    code: str,
    detail: str,
    *,
    field: str = "",
    fields: Mapping[str, str] | None = None,
    facts: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """Return an error as problem+json; empty members are left out."""
    body: dict[str, Any] = {
        "type": f"/api/v1/docs#{code}",
        "title": TITLES[status],
        "status": status,
        "detail": detail,
        "code": code,
    }
    if field:
        body["field"] = field
    if fields:
        body["fields"] = dict(fields)
    if facts:
        body["facts"] = dict(facts)
    content = json.dumps(body, ensure_ascii=False, default=str)
    response = HttpResponse(content, status=status, content_type=MEDIA_TYPE)
    response["Cache-Control"] = "no-store"
    if status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="Sigap"'
    if status in (429, 503):
        response["Retry-After"] = str(RETRY_SECONDS)
    return response


def not_found(request: HttpRequest, *_: object, **__: object) -> HttpResponse:
    """Return the answer for what does not exist, or must not be known."""
    del request
    return problem(404, "not-found", "Alamat atau data ini tidak ada, atau bukan untuk Anda.")


def before_the_view(status: int) -> HttpResponse:
    """Return the answer to a request that never reached the API: a wrong host, a fault above."""
    if status == 400:
        return problem(400, "unreadable", "Permintaan ini tidak dapat dilayani.")
    if status == 413:
        return problem(413, "body-too-large", "Isi permintaan ini terlalu besar.")
    return problem(500, "fault", _FAULT)


def not_allowed(allowed: str) -> HttpResponse:
    """Return the answer to a method that an address does not have."""
    response = problem(405, "method", f"Alamat ini hanya menerima {allowed}.")
    response["Allow"] = allowed
    return response


def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """Return a refusal with its own words, and with who and when if it knows."""
    del request
    facts = dict(refusal.detail)
    fields = facts.pop("fields", None)
    if not isinstance(fields, dict):
        fields = {refusal.field: refusal.message} if refusal.field else {}
    answer = problem(
        status_of(refusal.code),
        refusal.code,
        refusal.message + _when(facts),
        field=refusal.field,
        fields=fields,
        facts=facts,
    )
    if "retry_after_seconds" in facts:
        answer["Retry-After"] = str(facts["retry_after_seconds"])
    return answer


def install(api: NinjaAPI) -> None:
    """Let the API answer every exception as a problem."""
    handlers: dict[type[Exception], Any] = {
        Exception: _fault,
        Refused: refused,
        InvalidInput: _invalid_input,
        Http404: not_found,
        **dict.fromkeys(ABSENT, not_found),
        AuthenticationError: unauthorised,
        ValidationError: _invalid_parameters,
        RequestDataTooBig: _too_big,
        TooManyFieldsSent: _too_big,
        TooManyFilesSent: _too_big,
        MultiPartParserError: _unreadable,
        UnreadablePostError: _unreadable,
        **dict.fromkeys(KINDS, _machine),
    }
    for kind, handler in handlers.items():
        api.add_exception_handler(kind, handler)


def unauthorised(request: HttpRequest, *_: object) -> HttpResponse:
    """Return the answer to a missing, unknown, expired or revoked token."""
    if request.headers.get("Authorization"):
        detail = "Token ini tidak dikenal, sudah kedaluwarsa, atau sudah dicabut."
    else:
        detail = "Sertakan token petugas: Authorization: Bearer TOKEN."
    return problem(401, "token", detail)


def _invalid_input(request: HttpRequest, wrong: InvalidInput) -> HttpResponse:
    del request
    return problem(422, "invalid-input", str(wrong))


def _invalid_parameters(request: HttpRequest, wrong: ValidationError) -> HttpResponse:
    if any(error["loc"][0] == "path" for error in wrong.errors):
        return not_found(request)
    fields = faults_by_field(wrong.errors)
    first, words = next(iter(fields.items()))
    return problem(422, "invalid-data", f"{first}: {words}", field=first, fields=fields)


def _too_big(request: HttpRequest, wrong: Exception) -> HttpResponse:
    del request, wrong
    return problem(413, "body-too-large", "Isi permintaan terlalu besar.")


def _unreadable(request: HttpRequest, wrong: Exception) -> HttpResponse:
    del request, wrong
    return problem(400, "unreadable", "Isi permintaan terputus atau tidak tersusun dengan benar.")


def _machine(request: HttpRequest, wrong: Exception) -> HttpResponse:
    """Return that nothing was done and what to do, if it is the machine that failed."""
    told = machine_fault(wrong)
    if told is None:
        return _fault(request, wrong)
    got_request_exception.send(sender=None, request=request)
    return problem(told.status, told.code, told.words)


def _fault(request: HttpRequest, wrong: Exception) -> HttpResponse:
    """Log a fault by its signal, as Django does, and say nothing of its inside."""
    del wrong
    got_request_exception.send(sender=None, request=request)
    return problem(500, "fault", _FAULT)


def _when(facts: Mapping[str, Any]) -> str:
    """Return a sentence with the moment in `facts`, if it holds one."""
    text = facts.get("completed_at") or facts.get("closed_at")
    if not isinstance(text, str) or not text:
        return ""
    at = timezone.localtime(datetime.fromisoformat(text))
    return f" Waktunya: {long_date(at.date())} pukul {clock(at.time())}."
