"""A letter while it is written: how it will look, and its versions side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from sigap.cases.operations.reading import read_letter_drafts
from sigap.core.errors import Refused
from sigap.desk.letterview import passages, printed, side_by_side
from sigap.desk.session import staff
from sigap.ui.typed_values import whole_number

if TYPE_CHECKING:
    from collections.abc import Container

    from django.http import HttpResponse

    from sigap.desk.session import StaffRequest

_LONGEST = 100_000


@staff
@require_POST
def preview_letter(request: StaffRequest) -> HttpResponse:
    """Return a typed letter as it will be printed."""
    text = request.POST.get("text", "")[:_LONGEST]
    return render(request, "ui/_blocks.html", {"blocks": printed(text)})


@staff
@require_GET
def versions(request: StaffRequest, number: str) -> HttpResponse:
    """Show two versions of the draft of the answer beside each other; the last two by default."""
    try:
        drafts = read_letter_drafts(number=number, actor=request.actor, now=request.now)
    except Refused as refused:
        return render(request, "desk/refused.html", {"refused": refused}, status=403)
    known = {version: (at, facts) for version, at, facts in drafts}
    newest = max(known, default=0)
    after = _wanted(request, "baru", known, newest)
    before = _wanted(request, "lama", known, max((v for v in known if v < after), default=after))
    context = {
        "number": number,
        "nav": "berkas",
        "drafts": [
            {"version": version, "at": at, "drafter": facts.get("drafter", "")}
            for version, at, facts in drafts
        ],
        "before": before,
        "after": after,
    }
    if known:
        old, new = known[before], known[after]
        context["pairs"] = side_by_side(passages(old[1]), passages(new[1]))
        context["sides"] = [
            (before, old[0], old[1].get("drafter", "")),
            (after, new[0], new[1].get("drafter", "")),
        ]
    return render(request, "desk/letter_versions.html", context)


def _wanted(request: StaffRequest, name: str, known: Container[int], default: int) -> int:
    wanted = whole_number(request.GET.get(name, ""))
    return wanted if wanted is not None and wanted in known else default
