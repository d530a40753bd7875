"""Notices by e-mail: one SMTP session each, and always certain what the server said."""

from __future__ import annotations

import contextlib
import re
import smtplib
import ssl
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as LINES
from email.utils import format_datetime
from typing import TYPE_CHECKING

from django.conf import settings

from sigap.cases.queries.sops import office_profile
from sigap.channels.carried import NotNow, RefusedForGood, Unsure

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sigap.cases.operations.notices import Outgoing

_SECONDS = 20.0  # for one answer of the server
_OK, _GO_ON = 250, 354


def send(out: Outgoing, *, begin: Callable[[], None], now: datetime) -> str:
    """Hand a notice to the mail server; return the id by which it can be found there.

    `begin` is called when the text is about to be sent: from then on the server may have it.

    :raises RefusedForGood: the server will not have the address or the message.
    :raises Unsure: the text was sent whole, and no answer came.
    :raises NotNow: anything else; the server surely has not taken it.
    """
    message = _message(out, now=now)
    sender, to = settings.SIGAP_SMTP_FROM, str(message["To"].addresses[0].addr_spec)
    try:
        server = _connected()
    except (OSError, smtplib.SMTPException) as wrong:
        raise NotNow(f"server surel tidak dapat dipakai ({_code(wrong)})") from wrong
    try:
        try:
            _expect(server.mail(sender), _OK)
            _expect(server.rcpt(to), _OK, 251)
            _expect(server.docmd("DATA"), _GO_ON)
            begin()
            server.send(_framed(message))
        except (OSError, smtplib.SMTPException) as wrong:
            raise NotNow(f"server surel memutus sambungan ({_code(wrong)})") from wrong
        try:
            answer = server.getreply()
        except (OSError, smtplib.SMTPException) as wrong:
            raise Unsure from wrong
        _expect(answer, _OK)
        with contextlib.suppress(OSError, smtplib.SMTPException):
            server.docmd("QUIT")
    finally:
        server.close()
    return str(message["Message-ID"])


def _connected() -> smtplib.SMTP:
    host, port = settings.SIGAP_SMTP_HOST, settings.SIGAP_SMTP_PORT
    context = ssl.create_default_context()
    server: smtplib.SMTP
    if settings.SIGAP_SMTP_SECURITY == "tls":
        server = smtplib.SMTP_SSL(host, port, timeout=_SECONDS, context=context)
    else:
        server = smtplib.SMTP(host, port, timeout=_SECONDS)
    try:
        if settings.SIGAP_SMTP_SECURITY == "starttls":
            server.starttls(context=context)
        server.ehlo_or_helo_if_needed()
        if settings.SIGAP_SMTP_USER:
            server.login(settings.SIGAP_SMTP_USER, settings.SIGAP_SMTP_PASSWORD)
    except BaseException:
        server.close()
        raise
    return server


def _expect(answer: tuple[int, bytes], *wanted: int) -> None:
    """Go on if the server said one of `wanted`.

    :raises RefusedForGood: on a 5xx; the words are dropped, they quote the address.
    :raises NotNow: on any other.
    """
    code = answer[0]
    if code in wanted:
        return
    if 500 <= code < 600:
        raise RefusedForGood(str(code))
    raise NotNow(f"server surel menjawab {code}")


def _message(out: Outgoing, *, now: datetime) -> EmailMessage:
    """Return the e-mail; its id is the same at every try, so that a reader can drop a second."""
    message = EmailMessage(policy=LINES)
    sender = settings.SIGAP_SMTP_FROM
    user, _, host = sender.rpartition("@")
    try:
        message["To"] = Address(addr_spec=out.to)
    except (HeaderParseError, ValueError, IndexError):
        raise RefusedForGood("address") from None
    if not out.to.isascii():
        raise RefusedForGood("address")
    message["From"] = Address(office_profile().data["short"], username=user, domain=host)
    message["Subject"] = " ".join(out.subject.split())
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{out.key}@{host}>"
    # RFC 3834: nobody's holiday answer shall come back.
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(out.text)
    return message


def _framed(message: EmailMessage) -> bytes:
    """Return the message as DATA wants it: a leading point doubled, a lone one at the end."""
    content = message.as_bytes()
    if not content.endswith(b"\r\n"):
        content += b"\r\n"
    return re.sub(rb"(?m)^\.", b"..", content) + b".\r\n"


def _code(wrong: Exception) -> str:
    code = getattr(wrong, "smtp_code", "")
    return f"{type(wrong).__name__} {code}".strip()
