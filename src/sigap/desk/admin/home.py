"""The first administration page: what there is, and what waits for somebody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sigap.cases.operations.authority import ACTING
from sigap.desk.admin.pages import page_for, show
from sigap.desk.admin.sections import groups_for

if TYPE_CHECKING:
    from django.http import HttpResponse

    from sigap.desk.session import StaffRequest


@page_for(ACTING)
def home(request: StaffRequest) -> HttpResponse:
    """Show the sections with what waits in each."""
    overview = [
        (title, [(one, None) for one in sections])
        for title, sections in groups_for(request.actor.roles)
    ]
    return show(request, "home.html", {"title": "Kelola", "overview": overview})
