"""What was typed when the session ended: carried over the sign-in, back to its form.

A form that was drawn for an officer carries a ticket, signed, that names the officer and the
page of the form. What is sent with it by nobody is sealed into the session that signs in next,
and shown again to the same officer only.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.contrib import messages
from django.core import signing
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render

from sigap.cases.identity import office_key, seal_text, unseal_text

if TYPE_CHECKING:
    from django.http import HttpRequest

    from sigap.desk.session import StaffRequest

TICKET = "_ticket"
# By this header a page's own script asks for one part of it, and is told when nobody is
# signed in any more instead of being led away from what was typed.
PART = "X-Sigap-Part"
_SALT = "sigap.desk.carried"
_LONGEST_SECONDS = 7 * 24 * 3600
_SLOT = "carried"
_SENT_AGAIN = ("csrfmiddlewaretoken", TICKET)


def ticket_for(request: StaffRequest, page: str) -> str:
    """Return the ticket of a form on `page` as it is drawn for this officer."""
    return signing.dumps([request.user.pk, page], salt=_SALT)


def carry(request: HttpRequest) -> str:
    """Keep what was sent by a form whose officer is not signed in; return the form's page or ""."""
    try:
        user, page = signing.loads(
            request.POST.get(TICKET, ""), salt=_SALT, max_age=_LONGEST_SECONDS
        )
    except signing.BadSignature:
        return ""
    typed = request.POST.copy()
    for name in _SENT_AGAIN:
        typed.pop(name, None)
    sealed = seal_text(office_key(), typed.urlencode())
    request.session[_SLOT] = [user, page, base64.b64encode(sealed).decode()]
    files = " Berkas yang dilampirkan perlu dipilih lagi." if request.FILES else ""
    messages.info(
        request,
        f"Sesi Anda sudah berakhir. Yang Anda ketik aman dan kembali setelah Anda masuk.{files}",
    )
    return str(page)


def carried(request: StaffRequest, page: str) -> QueryDict | None:
    """Return what this officer typed in the form on `page` before the session ended."""
    kept = request.session.get(_SLOT)
    if not kept:
        return None
    user, kept_page, sealed = kept
    if user != request.user.pk:
        # Somebody else signed in at this computer; the words are not theirs.
        del request.session[_SLOT]
        return None
    if kept_page != page:
        return None
    return QueryDict(unseal_text(office_key(), base64.b64decode(sealed)), mutable=False)


def arrived(request: StaffRequest) -> None:
    """Forget what was carried: it has been sent from its form again."""
    request.session.pop(_SLOT, None)


def sign_in_again(request: HttpRequest) -> HttpResponse | None:
    """Return the way to sign in for a form that was sent without a session; None if it is none."""
    page = carry(request)
    return HttpResponseRedirect(f"/masuk/?{urlencode({'next': page})}") if page else None


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose page is older than the sign-in: its text stays, it may be sent again."""
    is_part = PART in request.headers
    page = carry(request) if request.method == "POST" and not is_part else ""
    if page:
        return HttpResponseRedirect(page)
    return render(request, "desk/too_old.html", {"reason": reason}, status=403)
