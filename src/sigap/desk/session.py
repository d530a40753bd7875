"""Who sits at the desk: from the signed-in user of a request to the actor of an operation."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import UTC, datetime
from functools import wraps
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.cache import patch_vary_headers

from sigap.cases.actor import Actor, officer
from sigap.cases.queries.office import officers
from sigap.cases.queries.once import asked_once
from sigap.desk.carried import PART, sign_in_again

if TYPE_CHECKING:
    from collections.abc import Callable

    from sigap.accounts.models import User

    View = Callable[..., HttpResponse]


_READING = ("GET", "HEAD")
_SIGNED_IN = "signed_in_at"
_FRESH_SECONDS = 15 * 60
# Whose second factor this session has shown.
_SHOWN = "second_factor"
_SET_UP = "/akun/langkah-kedua/"


class StaffRequest(HttpRequest):
    """A request as a staff view finds it: `staff` has put the actor and the moment on it."""

    actor: Actor
    now: datetime
    user: User


def staff(view: View) -> View:
    """Let only signed-in officers in, and give the view `request.actor` and `request.now`.

    A stranger lands on the sign-in page, who must show a second factor and has not on the page
    where it is set up. What the actor must not know answers 404 like what does not exist.
    Nothing of these pages may be kept by a browser or a proxy.
    """
    return _signed_in(view, wants_second=True)


def staff_with_password(view: View) -> View:
    """Do as `staff`, but let in who still has to set the second factor up."""
    return _signed_in(view, wants_second=False)


def signs_in(request: HttpRequest, *, now: datetime) -> None:
    """Keep in the session when its officer proved who they are."""
    request.session[_SIGNED_IN] = int(now.timestamp())


def is_fresh(request: StaffRequest) -> bool:
    """Whether the officer proved who they are in the last quarter of an hour."""
    since = request.now.timestamp() - int(request.session.get(_SIGNED_IN, 0))
    return since < _FRESH_SECONDS


def shows_second(request: HttpRequest, user_id: int) -> None:
    """Keep in the session that the second factor was shown."""
    request.session[_SHOWN] = user_id


def has_shown_second(request: HttpRequest) -> bool:
    """Whether the signed-in user has shown a second factor in this session."""
    return bool(request.session.get(_SHOWN) == request.user.pk)


def must_show_second(roles: frozenset[str]) -> bool:
    """Whether holders of these roles need a second factor, by `SIGAP_SECOND_FACTOR_ROLES`."""
    wanted = settings.SIGAP_SECOND_FACTOR_ROLES
    return bool(roles if wanted is None else roles & wanted)


def _signed_in(view: View, *, wants_second: bool) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ANN401
        user = request.user
        if not user.is_authenticated or not user.is_active:
            if part_wanted(request):
                return HttpResponse(status=401)
            kept = sign_in_again(request) if request.method == "POST" else None
            return kept or redirect_to_login(request.get_full_path())
        now = datetime.now(tz=UTC)
        request.now = now  # type: ignore[attr-defined]
        # What is posted may change the office's data; what is looked at does not.
        with asked_once() if request.method in _READING else nullcontext():
            request.actor = officer(  # type: ignore[attr-defined]
                user_id=user.pk, person=officers(now=now).person(user.pk), name=user.name
            )
            if wants_second and _is_short(request):
                if part_wanted(request):
                    return HttpResponse(status=401)
                kept = sign_in_again(request) if request.method == "POST" else None
                wanted = urlencode({"next": request.get_full_path()})
                return kept or HttpResponseRedirect(f"{_SET_UP}?{wanted}")
            try:
                response = view(request, *args, **kwargs)
            except ObjectDoesNotExist:
                raise Http404 from None
        response.headers.setdefault("Cache-Control", "no-store")
        patch_vary_headers(response, (PART,))
        return response

    return guarded


def _is_short(request: HttpRequest) -> bool:
    """Whether this session still lacks the second factor that its officer's roles demand."""
    roles = request.actor.roles  # type: ignore[attr-defined]
    return must_show_second(roles) and not has_shown_second(request)


def require_role(request: StaffRequest, roles: frozenset[str]) -> None:
    """Let only holders of one of these roles go on; to others the page does not exist."""
    if not request.actor.roles & roles:
        raise Http404


def part_wanted(request: HttpRequest) -> str:
    """Return the part of a page that its script asks for; "" if the whole page is wanted."""
    return request.headers.get(PART, "")
