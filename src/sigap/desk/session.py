"""Who sits at the desk: from the signed-in user of a request to the actor of an operation."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest

from sigap.accounts.queries import person_of
from sigap.cases.actor import Actor, officer

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from sigap.accounts.models import User

    View = Callable[..., HttpResponse]


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
            return redirect_to_login(request.get_full_path())
        now = datetime.now(tz=UTC)
        request.now = now  # type: ignore[attr-defined]
        request.actor = officer(  # type: ignore[attr-defined]
            user_id=user.pk, person=person_of(user, now), name=user.name
        )
        try:
            response = view(request, *args, **kwargs)
        except ObjectDoesNotExist:
            raise Http404 from None
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return guarded
