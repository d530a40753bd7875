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
from django.contrib.auth import logout
from django.core import signing
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render

from sigap.cases.identity import office_key, seal_text, unseal_text
from sigap.core.errors import Refused

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
_MOST_FORMS = 5  # a session holds no more
ANOTHER_S = Refused(
    "another-officer",
    "Formulir ini dibuka oleh petugas lain, yang sesinya sudah berakhir. Tidak ada yang disimpan "
    "atas nama Anda; buka berkasnya lagi.",
)
_ENDED = "Sesi Anda sudah berakhir. Yang Anda ketik aman dan kembali setelah Anda masuk."
_SECOND = "Langkah kedua dahulu. Yang Anda ketik aman dan kembali begitu berkasnya dibuka lagi."
_SENT_AGAIN = ("csrfmiddlewaretoken", TICKET)


def ticket_for(request: StaffRequest, page: str) -> str:
    """Return the ticket of a form on `page` as it is drawn for this officer."""
    return signing.dumps([request.user.pk, page], salt=_SALT)


def carry(request: HttpRequest, *, told: str = _ENDED) -> str:
    """Keep what was sent by a form whose officer is not signed in; return the form's page or ""."""
    user, page = _ticket(request)
    if not page:
        return ""
    typed = request.POST.copy()
    for name in _SENT_AGAIN:
        typed.pop(name, None)
    sealed = seal_text(office_key(), typed.urlencode())
    kept = [(p, words) for p, words in request.session.get(_SLOT, {}).items() if p != page]
    words = [user, base64.b64encode(sealed).decode()]
    request.session[_SLOT] = dict([*kept, (page, words)][-_MOST_FORMS:])
    files = " Berkas yang dilampirkan perlu dipilih lagi." if request.FILES else ""
    messages.info(request, f"{told}{files}")
    return page


def carried(request: StaffRequest, page: str) -> QueryDict | None:
    """Return what this officer typed in the form on `page` before the session ended."""
    user, sealed = request.session.get(_SLOT, {}).get(page, (0, ""))
    if not sealed:
        return None
    if user != request.user.pk:
        # Somebody else signed in at this computer; the words are not theirs.
        arrived(request, page)
        return None
    return QueryDict(unseal_text(office_key(), base64.b64decode(sealed)), mutable=False)


def arrived(request: StaffRequest, page: str) -> None:
    """Forget what was carried to a page: it has been sent from its form again, or was shown."""
    kept = request.session.get(_SLOT, {})
    if page in kept:
        rest = {p: words for p, words in kept.items() if p != page}
        if rest:
            request.session[_SLOT] = rest
        else:
            del request.session[_SLOT]


def sign_out_with_words(request: HttpRequest) -> None:
    """End the session of somebody who has to sign in again; what was carried waits for them."""
    kept = request.session.get(_SLOT)
    logout(request)
    if kept:
        request.session[_SLOT] = kept


def is_another_s(request: StaffRequest) -> bool:
    """Whether the form was drawn for another officer than the one who is signed in now."""
    user, page = _ticket(request)
    return bool(page) and user != request.user.pk


def _ticket(request: HttpRequest) -> tuple[int, str]:
    """Return for which officer and page the form that was sent was drawn; (0, "") for none."""
    try:
        user, page = signing.loads(
            request.POST.get(TICKET, ""), salt=_SALT, max_age=_LONGEST_SECONDS
        )
    except signing.BadSignature:
        return 0, ""
    return user, str(page)


def sign_in_again(request: HttpRequest) -> HttpResponse | None:
    """Return the way to sign in for a form that was sent without a session; None if it is none.

    Or in a session that lacks the second factor: the way leads on from there.
    """
    page = carry(request, told=_SECOND if request.user.is_authenticated else _ENDED)
    return HttpResponseRedirect(f"/masuk/?{urlencode({'next': page})}") if page else None


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose page is older than the sign-in: its text stays, it may be sent again."""
    is_part = PART in request.headers
    page = carry(request) if request.method == "POST" and not is_part else ""
    if page:
        return HttpResponseRedirect(page)
    return render(request, "desk/too_old.html", {"reason": reason}, status=403)
