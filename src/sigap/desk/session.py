"""Who sits at the desk: from the signed-in user of a request to the actor of an operation."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import UTC, datetime
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
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


class StaffRequest(HttpRequest):
    """A request as a staff view finds it: `staff` has put the actor and the moment on it."""

    actor: Actor
    now: datetime
    user: User


def staff(view: View) -> View:
    """Let only signed-in officers in, and give the view `request.actor` and `request.now`.

    A stranger lands on the sign-in page. What the actor must not know answers 404 like what
    does not exist. Nothing of these pages may be kept by a browser or a proxy.
    """

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
            try:
                response = view(request, *args, **kwargs)
            except ObjectDoesNotExist:
                raise Http404 from None
        response.headers.setdefault("Cache-Control", "no-store")
        patch_vary_headers(response, (PART,))
        return response

    return guarded


def require_role(request: StaffRequest, roles: frozenset[str]) -> None:
    """Let only holders of one of these roles go on; to others the page does not exist."""
    if not request.actor.roles & roles:
        raise Http404


def part_wanted(request: HttpRequest) -> str:
    """Return the part of a page that its script asks for; "" if the whole page is wanted."""
    return request.headers.get(PART, "")
