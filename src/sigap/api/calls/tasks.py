"""Tasks: what a person has to do, and doing it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from ninja import Query, Router
from pydantic import Field

from sigap.api.acts import answer_once, as_json, plain
from sigap.api.addresses import paper_address
from sigap.api.bodies import read_any, read_json
from sigap.api.callers import TOKEN, caller_of
from sigap.api.inputs import CompletionIn, DraftIn, NothingIn
from sigap.api.listing import Blank, Filters, Words
from sigap.api.outputs.cases import CaseWithTasks
from sigap.api.outputs.form import Page
from sigap.api.outputs.tasks import DraftSaved, TaskDetail, TaskOut
from sigap.api.takes import takes
from sigap.cases.operations.completing import complete_task, start_task
from sigap.cases.operations.drafts import save_draft
from sigap.cases.operations.repeats import Answer
from sigap.cases.operations.searching import search
from sigap.cases.queries.caseview import case_with_tasks
from sigap.cases.queries.tasklist import TaskFilters, tasks
from sigap.cases.taskview import case_key_for_task, person_named, task_view

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

router = Router(tags=["Tugas"], auth=TOKEN)


class TaskQuery(Filters):
    """Filters of the list of tasks."""

    role: Words = None
    assignee: Words = Field(
        default=None, description="Nama pengguna, `me`, atau `none` untuk tugas bebas."
    )
    state: Annotated[Literal["open", "done"] | None, Blank] = "open"
    overdue: Annotated[bool | None, Blank] = None
    permit_type: Words = None
    q: Words = Field(
        default=None, description="Yang dicari dalam berkasnya, seperti q pada /cases."
    )


@router.get("/tasks", response=Page[TaskOut], summary="Tugas saya dan tugas bebas peran saya")
def list_tasks(request: HttpRequest, query: Query[TaskQuery]) -> HttpResponse:
    """Yang paling dahulu jatuh tempo di depan; dengan `state=done` yang terakhir selesai."""
    caller = caller_of(request)
    filters = TaskFilters(
        role=query.role,
        assignee=query.assignee,
        is_done=query.state == "done",
        overdue=query.overdue,
        permit_type=query.permit_type,
        q=search(query.q or "", actor=caller.actor, now=caller.now),
    )
    found = tasks(
        caller.actor, filters, limit=query.limit, now=caller.now, cursor=query.cursor or ""
    )
    return as_json(found.as_dict())


@router.get(
    "/tasks/{int:task_id}",
    response=TaskDetail,
    by_alias=True,
    summary="Satu tugas dengan skemanya",
)
def get_task(request: HttpRequest, task_id: int) -> HttpResponse:
    """`schema` adalah JSON Schema dari `data`; daftar pilihan dibuat untuk tugas ini."""
    caller = caller_of(request)
    found = task_view(task_id, actor=caller.actor, now=caller.now)
    document = found["document"]
    return as_json({**found, "document": paper_address(document) if document else None})


@router.put(
    "/tasks/{int:task_id}/draft",
    response=DraftSaved,
    summary="Simpan draf",
    openapi_extra=takes(DraftIn, errors=(403, 409, 410)),
)
def put_draft(request: HttpRequest, task_id: int) -> HttpResponse:
    """Setiap simpanan menjadi versi; draf terakhir tampak pada tugas konsultasi langkah ini.

    Dengan `based_on`, simpanan ditolak (409 `draft-moved`) bila sudah ada versi yang lebih baru.
    """
    caller = caller_of(request)
    case_key_for_task(task_id, actor=caller.actor)
    body = read_json(request, DraftIn)
    given = body.values
    draft = save_draft(
        task_id=task_id,
        data=given.data,
        outcome=given.outcome or "",
        note=given.note or "",
        based_on=given.based_on,
        actor=caller.actor,
        now=caller.now,
    )
    return as_json({"task": task_id, "version": draft.version, "saved_at": draft.saved_at})


@router.post(
    "/tasks/{int:task_id}/start",
    response=CaseWithTasks,
    summary="Mulai waktu kerja",
    openapi_extra=takes(NothingIn, errors=(403, 409, 410)),
)
def start(request: HttpRequest, task_id: int) -> HttpResponse:
    """Yang memulai tugas bebas memegangnya. Aman diulang."""
    caller = caller_of(request)
    case_key_for_task(task_id, actor=caller.actor)
    body = read_json(request, NothingIn)

    def act() -> Answer:
        task = start_task(task_id=task_id, actor=caller.actor, now=caller.now)
        return Answer(200, plain(case_with_tasks(task.case_id, now=caller.now)))

    return answer_once(request, body, act)


@router.post(
    "/tasks/{int:task_id}/complete",
    response=CaseWithTasks,
    summary="Selesaikan tugas",
    openapi_extra=takes(CompletionIn, files=True, errors=(403, 409, 410)),
)
def complete(request: HttpRequest, task_id: int) -> HttpResponse:
    """Jawabannya berkas dengan tugas berikutnya.

    409: tugas sudah selesai (oleh siapa dan kapan); 403: bukan pelaksananya; 422: yang kurang.
    """
    caller = caller_of(request)
    key = case_key_for_task(task_id, actor=caller.actor)
    body = read_any(request, CompletionIn, key=key, received_from=caller.actor.id, now=caller.now)
    given = body.values

    def act() -> Answer:
        file = complete_task(
            task_id=task_id,
            actor=caller.actor,
            now=caller.now,
            outcome=given.outcome or "",
            note=given.note or "",
            data=given.data or {},
            assignee=person_named(given.assignee) if given.assignee else "",
            attachments=body.attachments,
        )
        return Answer(200, plain(case_with_tasks(file.case.pk, now=caller.now)))

    return answer_once(request, body, act)
