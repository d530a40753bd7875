"""Many tasks in one act: what is asked once, what was done, what was not and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from sigap.cases.operations.bulk_work import Done, ManyDone, complete_many
from sigap.cases.operations.exits import act
from sigap.cases.queries.batches import open_batch
from sigap.cases.queries.office import OfficeLists
from sigap.cases.queries.sops import calendar_of_version, current_calendar_id
from sigap.cases.queries.tasklist import TaskFilters, matching
from sigap.core.errors import Refused
from sigap.core.plain_text import plain_text
from sigap.desk.batches import RISKS, Acceptance, Distribution
from sigap.desk.places import places
from sigap.desk.session import staff
from sigap.desk.words import Due, since
from sigap.ui.typed_values import whole_number

if TYPE_CHECKING:
    from collections.abc import Callable

    from sigap.cases.queries.batches import BatchTask
    from sigap.desk.session import StaffRequest

    Answer = Callable[[StaffRequest, list[BatchTask]], HttpResponse]

_MOST = 500
_ALL = "-all"
_SHORTEST_REASON = 5
_LONGEST_REASON = 2_000
POOL = "antrean"


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def bulk(request: StaffRequest) -> HttpResponse:
    """Ask once for what the marked tasks need, then do it and tell what became of each."""
    if request.method != "POST":
        return HttpResponseRedirect("/meja/")
    wanted = request.POST.get("act", "")
    answer = _ACTS.get(wanted.removesuffix(_ALL))
    if answer is None:
        raise Http404
    form = _FORMS.get(wanted.removesuffix(_ALL))
    ids = _all_ids(request, form) if wanted.endswith(_ALL) and form else _marked(request)
    found = open_batch(ids, actor=request.actor)
    return answer(request, [one for one in found if form in (None, one.form)])


def _marked(request: StaffRequest) -> list[int]:
    return [whole_number(one) or 0 for one in request.POST.getlist("task")[:_MOST]]


def _all_ids(request: StaffRequest, form: str) -> list[int]:
    """Return my tasks and my roles' free ones at the steps with this form."""
    found: list[int] = []
    for _, steps in places(now=request.now):
        for one in steps:
            if one.form == form:
                filters = TaskFilters(place=(one.sop, one.no))
                found += matching(request.actor, filters, most=_MOST, now=request.now)
    return found[:_MOST]


def _distribute(request: StaffRequest, tasks: list[BatchTask]) -> HttpResponse:
    asked = Distribution.of(tasks, OfficeLists(now=request.now))
    if "confirm" in request.POST:
        filled = asked.read(request.POST)
        if not asked.is_wrong:
            made = complete_many(filled=filled, actor=request.actor, now=request.now)
            names = {one.id: one.name for group in asked.groups for one in group.analysts}
            to = {one.id: group.chosen for group in asked.groups for one in group.tasks}
            return _told(request, "Berkas dibagikan", made, by=_by_name(made, to, names))
    return _ask(request, "Bagikan berkas", "distribute", tasks, asked=asked)


def _accept(request: StaffRequest, tasks: list[BatchTask]) -> HttpResponse:
    asked = Acceptance.of(tasks, now=request.now)
    if "confirm" in request.POST:
        filled = asked.read(request.POST)
        if not asked.is_wrong:
            made = complete_many(filled=filled, actor=request.actor, now=request.now)
            return _told(request, "Berkas diterima dan dilaporkan", made)
    return _ask(request, "Terima dan laporkan", "accept", tasks, asked=asked, risks=RISKS)


def _reassign(request: StaffRequest, tasks: list[BatchTask]) -> HttpResponse:
    roles = {one.role for one in tasks}
    lists = OfficeLists(now=request.now)
    people = [(one.id, lists.label(one.id)) for one in lists.people if one.roles & roles]
    person = request.POST.get("person", "")
    reason = request.POST.get("reason", "").strip()
    known = {POOL, *(user for user, _ in people)}
    errors = {
        "person": "" if person in known else "Pilih kepada siapa.",
        "reason": _reason_fault(reason),
    }
    if tasks and "confirm" in request.POST and not any(errors.values()):
        made = ManyDone()
        for one in tasks:
            refused = _reassign_one(request, one, person=person, reason=reason)
            told = Done(one.id, one.number, one.subject, refused)
            (made.refused if refused else made.done).append(told)
        return _told(request, "Tugas dialihkan", made)
    shown = errors if "confirm" in request.POST else {}
    more = {"people": people, "person": person, "reason": reason, "errors": shown, "pool": POOL}
    return _ask(request, "Alihkan tugas", "reassign", tasks, **more)


def _reason_fault(reason: str) -> str:
    """Return what is wrong with the one reason for all, before any of them is touched."""
    if len(plain_text(reason)) < _SHORTEST_REASON:
        return "Tulis alasannya dalam beberapa kata."
    if len(reason) > _LONGEST_REASON:
        return f"Paling panjang {_LONGEST_REASON} huruf; sekarang {len(reason)}."
    return "Ada huruf yang tidak dapat disimpan; ketik ulang alasannya." if "\x00" in reason else ""


def _reassign_one(
    request: StaffRequest, task: BatchTask, *, person: str, reason: str
) -> Refused | None:
    data = {"task": str(task.id), "person": person, "reason": reason}
    try:
        act(number=task.number, action="reassign", data=data, actor=request.actor, now=request.now)
    except Refused as refused:
        return refused
    except ObjectDoesNotExist:
        return Refused("absent", "Berkas ini sudah tidak ada pada meja Anda.")
    return None


def _print(request: StaffRequest, tasks: list[BatchTask]) -> HttpResponse:
    calendar = calendar_of_version(current_calendar_id())
    codes = {(one.sop, one.no): one for _, steps in places(now=request.now) for one in steps}
    rows = [
        {
            "task": one,
            "place": codes.get((one.sop, one.no)),
            "due": Due(calendar, one.due_at, request.now),
            "since": since(calendar, one.opened_at, request.now),
        }
        for one in tasks
    ]
    context = {"rows": rows, "now": request.now, "nav": "meja"}
    return render(request, "desk/bulk_print.html", context)


_FORMS = {"distribute": "distribute", "accept": "accept"}
_ACTS: dict[str, Answer] = {
    "distribute": _distribute,
    "accept": _accept,
    "reassign": _reassign,
    "print": _print,
}


def _ask(
    request: StaffRequest,
    title: str,
    act_name: str,
    tasks: list[BatchTask],
    **more: Any,  # noqa: ANN401 - what the template of this act shows
) -> HttpResponse:
    is_wrong = "confirm" in request.POST
    context = {"title": title, "act": act_name, "tasks": tasks, "nav": "meja", "is_wrong": is_wrong}
    template = f"desk/bulk_{act_name}.html"
    return render(request, template, {**context, **more}, status=422 if is_wrong else 200)


def _told(
    request: StaffRequest,
    title: str,
    made: ManyDone,
    *,
    by: list[tuple[str, list[Done]]] | None = None,
) -> HttpResponse:
    context = {
        "title": title,
        "made": made,
        "by": by if by is not None else [("", made.done)],
        "now": request.now,
        "nav": "meja",
    }
    return render(request, "desk/bulk_done.html", context)


def _by_name(
    made: ManyDone, to: dict[int, str], names: dict[str, str]
) -> list[tuple[str, list[Done]]]:
    """Return what was done by who got it, by name."""
    found: dict[str, list[Done]] = {}
    for one in made.done:
        found.setdefault(names.get(to[one.task_id], "antrean peran"), []).append(one)
    return sorted(found.items())
