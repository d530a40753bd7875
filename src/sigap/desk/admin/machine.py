"""Jobs that failed, who works in the background, and what happened to the office's data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.views.decorators.http import require_POST

from sigap.cases.operations import failed_jobs as operations
from sigap.cases.operations.authority import ACCOUNTS, ACTING, OFFICE
from sigap.cases.queries.failedjobs import failed_jobs, machinery
from sigap.cases.queries.officeevents import office_events
from sigap.core.errors import Refused
from sigap.desk.admin.pages import act_page, page_for, show
from sigap.desk.admin.words import EVENTS, FACTS, JOBS, ROUNDS

if TYPE_CHECKING:
    from django.http import HttpResponse

    from sigap.desk.session import StaffRequest

_JOBS = "/kelola/pekerjaan/"
_PAGE = 100
_OF_THE_OFFICE = ("office.", "calendar.", "sop.", "account.acting")
_OF_THE_MACHINE = ("account.", "job.")


@page_for(ACCOUNTS)
def job_list(request: StaffRequest) -> HttpResponse:
    """Show what the workers gave up, and whether any worker lives."""
    jobs = failed_jobs(actor=request.actor)
    for row in jobs:
        row["kind_name"] = JOBS.get(row["job"], row["job"])
    machine = machinery(now=request.now)
    context = {
        "title": "Pekerjaan gagal",
        "jobs": jobs,
        "workers": machine["workers"],
        "rounds": [(ROUNDS.get(one.name, one.name), one) for one in machine["rounds"]],
    }
    return show(request, "jobs.html", context)


@require_POST
@page_for(ACCOUNTS)
def retry(request: StaffRequest, kind: str, job_id: int) -> HttpResponse:
    """Let the workers try one job once more."""

    def act() -> str:
        operations.retry_job(kind=kind, job_id=job_id, actor=request.actor, now=request.now)
        messages.success(request, "Dicoba lagi. Bila gagal lagi, ia kembali ke daftar ini.")
        return _JOBS

    return act_page(request, act=act, back=_JOBS)


@require_POST
@page_for(ACCOUNTS)
def retry_all(request: StaffRequest) -> HttpResponse:
    """Let the workers try all failed jobs once more."""

    def act() -> str:
        count = operations.retry_all(actor=request.actor, now=request.now)
        messages.success(request, f"{count} pekerjaan dicoba lagi.")
        return _JOBS

    return act_page(request, act=act, back=_JOBS)


@page_for(ACTING)
def history(request: StaffRequest) -> HttpResponse:
    """Show who changed what of the office's data; accounts to those who run them."""
    prefixes: tuple[str, ...] = ()
    if request.actor.roles & OFFICE:
        prefixes += _OF_THE_OFFICE
    if request.actor.roles & ACCOUNTS:
        prefixes += _OF_THE_MACHINE
    try:
        found = office_events(prefixes=prefixes, limit=_PAGE, cursor=request.GET.get("dari", ""))
    except Refused:
        raise Http404 from None
    rows = [
        {**row, "said": EVENTS.get(row["event"], row["event"]), "told": _told(row["facts"])}
        for row in found.items
    ]
    return show(
        request, "changes.html", {"title": "Riwayat perubahan", "rows": rows, "next": found.next}
    )


def _told(facts: list[tuple[str, Any]]) -> str:
    """Return what an entry says beside its name, a list as people write it."""
    told = []
    for key, value in facts:
        if key != "sha256":
            words = ", ".join(map(str, value)) if isinstance(value, list) else value
            told.append(f"{FACTS.get(key, key)}: {words}")
    return "; ".join(told)
