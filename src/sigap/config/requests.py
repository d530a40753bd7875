"""What every request passes: a log line with an id, security headers, the language."""

from __future__ import annotations

import re
import secrets
import time
from typing import TYPE_CHECKING

import structlog
from django.conf import settings
from django.core.exceptions import BadRequest
from django.core.signals import got_request_exception
from django.utils import translation

from sigap.config import errors

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    Answer = Callable[[HttpRequest], HttpResponse]

log = structlog.get_logger("sigap.request")

_REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
# Pages need nothing from outside and no inline code. A page that must differ sets its own.
_CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; "
    # The counter prints from a frame; of our own answers only those papers may be framed.
    "frame-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# What other sites may draw on their pages: the printed SOPs of the API, and open data.
_FOR_OTHERS = ("/api/", "/transparansi/data")
_PERMISSIONS = "camera=(self), microphone=(), geolocation=(), payment=(), usb=()"


def _log_fault(**_: object) -> None:
    # Django sends the signal while it handles the exception.
    log.error("request.failed", exc_info=True)  # noqa: LOG014


class RequestLog:
    """Give each request an id and write one line about it: route, status and milliseconds.

    The route, never the path: paths hold tracking codes and case numbers.
    """

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        got_request_exception.connect(_log_fault, dispatch_uid="sigap.request-log")

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and log what was answered."""
        begun = time.perf_counter()
        given = request.headers.get("X-Request-ID", "")
        request_id = given if _REQUEST_ID.fullmatch(given) else secrets.token_hex(8)
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            response = self.answer(request)
            match = request.resolver_match
            log.info(
                "request",
                method=request.method if request.method in _METHODS else "?",
                route=match.route if match else "",
                status=response.status_code,
                ms=round((time.perf_counter() - begun) * 1000, 1),
            )
        response["X-Request-ID"] = request_id
        return response


_METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))


class SecurityHeaders:
    """Set the policies of content, permissions and foreign pages where a view has set none."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with the headers."""
        response = self.answer(request)
        response.headers.setdefault("Content-Security-Policy", _CONTENT_POLICY)
        response.headers.setdefault("Permissions-Policy", _PERMISSIONS)
        if not request.path.startswith(_FOR_OTHERS):
            response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


class MachineFaults:
    """Say on a page what the machine failed at; the API says it as a problem."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer."""
        return self.answer(request)

    def process_exception(self, request: HttpRequest, wrong: Exception) -> HttpResponse | None:
        """Return the page for it, and log it as a fault."""
        page = None if request.path.startswith("/api/") else errors.machine(wrong)
        if page is not None:
            got_request_exception.send(sender=None, request=request)
        return page


class NoNul:
    """Refuse a page's address with a NUL after its question mark: no database keeps one.

    The API refuses it by field.
    """

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, or raise what is answered with 400."""
        is_page = not request.path.startswith("/api/")
        if is_page and "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("NUL in the query")
        return self.answer(request)


class Language:
    """Answer in Indonesian, or in English if `?lang=en` or the switch's cookie asks for it.

    Not by the browser's preference: many office computers are set to English by default.
    """

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.known = frozenset(code for code, _ in settings.LANGUAGES)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the language, and keep a choice for a year."""
        asked = request.GET.get("lang", "")
        kept = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = next((x for x in (asked, kept) if x in self.known), settings.LANGUAGE_CODE)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.answer(request)
        response.headers.setdefault("Content-Language", language)
        if asked in self.known and asked != kept:
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                asked,
                max_age=365 * 24 * 3600,
                samesite="Lax",
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
            )
        return response
