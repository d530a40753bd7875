"""One case with all that lies in its folder, read for showing in three queries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sigap.accounts.kept import kept
from sigap.cases.access import confidential_roles, handles_cases, visible_cases
from sigap.cases.actor import officer
from sigap.cases.identity import unwrap
from sigap.cases.models import (
    Attachment,
    Case,
    CasePause,
    DeadlineRule,
    Deviation,
    Document,
    Exclusion,
    Message,
    Notice,
    StepRun,
    Task,
)
from sigap.cases.queries.casefile import CaseFile
from sigap.cases.queries.gathered import gathered, unpacked
from sigap.cases.queries.office import officers
from sigap.cases.queries.once import asked_once
from sigap.cases.queries.sops import in_force
from sigap.core.sop.run import Person

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import Model, QuerySet

    from sigap.cases.actor import Actor

_ONE_TO_ONE = (
    "permit_type",
    "complaint",
    "complainant",
    "key",
    "waits_for",
    "objection_to",
    "merged_into",
)
_CHILDREN: dict[str, type[Model]] = {
    "runs": StepRun,
    "pauses": CasePause,
    "exclusions": Exclusion,
    "documents": Document,
    "attachments": Attachment,
    "messages": Message,
    "notices": Notice,
    "deviations": Deviation,
}
# Sealed, long, and shown nowhere.
_LEFT_OUT = {"documents": ("facts",)}


@dataclass(frozen=True)
class CaseFolder:
    """A case file with the papers, uploads, messages, notices and deviations around it."""

    file: CaseFile
    documents: list[Document]
    attachments: list[Attachment]
    messages: list[Message]
    notices: list[Notice]
    deviations: list[Deviation]
    rules: list[DeadlineRule]  # of the law, all there are


def open_folder(number: str, *, actor: Actor, now: datetime) -> CaseFolder:
    """Return a case that the actor may see, with its folder; not for writing.

    :raises Case.DoesNotExist: if there is none, or none that this actor may know of.
    """
    case = _case(number, actor)
    parts: dict[str, list[Any]] = {
        name: _children(case, name, model) for name, model in _CHILDREN.items()
    }
    own = {run.sop: run.sop_version_id for run in parts["runs"]}
    file = CaseFile(
        case=case,
        key=unwrap(bytes(case.key.wrapped)),
        runs=parts["runs"],
        tasks=_tasks_in(case, parts["runs"], parts["documents"]),
        pauses=parts["pauses"],
        exclusions=parts["exclusions"],
        people=officers(now=now).people,
        versions={**in_force(now), **own},
        now=now,
        papers=_last_versions(parts["documents"]),
    )
    return CaseFolder(
        file=file,
        documents=parts["documents"],
        attachments=parts["attachments"],
        messages=parts["messages"],
        notices=parts["notices"],
        deviations=parts["deviations"],
        rules=unpacked(DeadlineRule, case.all_rules),  # type: ignore[attr-defined]
    )


def _case(number: str, actor: Actor) -> Case:
    """Return a case with its children gathered.

    :raises Case.DoesNotExist: if there is none, or none that this actor may know of.
    """
    if actor.user_id is None or not handles_cases(actor):
        raise Case.DoesNotExist
    with asked_once():  # what is in the key and what is in the query are one answer
        found = _cases(actor.roles, confidential_roles(), user=actor.user_id, number=number)
    if not found:
        raise Case.DoesNotExist
    case: Case = found[0]
    return case


@kept
def _cases(
    roles: frozenset[str], _confidential: frozenset[str], *, user: int, number: str
) -> QuerySet[Case]:
    """Ask for it; all that decides who sees a case is given, so that the SQL may be kept."""
    actor = officer(user_id=user, person=Person(id=str(user), roles=roles))
    annotations = {
        f"all_{name}": gathered(
            model._default_manager.all(),
            of="case",
            without=_LEFT_OUT.get(name, ()),
        )
        for name, model in _CHILDREN.items()
    }
    # The whole table of limits is some kilobytes, and a query of its own would cost more.
    annotations["all_rules"] = gathered(DeadlineRule.objects.all())
    rows = visible_cases(actor).select_related(*_ONE_TO_ONE)
    return rows.annotate(**annotations).filter(number=number)


def _children(case: Case, name: str, model: type[Model]) -> list[Any]:
    left_out = _LEFT_OUT.get(name, ())
    return unpacked(model, getattr(case, f"all_{name}"), without=left_out)


def _last_versions(documents: list[Document]) -> dict[str, int]:
    found: dict[str, int] = {}
    for one in documents:
        found[one.kind] = max(one.version, found.get(one.kind, 0))
    return found


def _tasks_in(case: Case, runs: list[StepRun], documents: list[Document]) -> list[Task]:
    """Return the tasks, each in the case, in the attempt and with the paper read already."""
    rows: list[Task] = _tasks(case=case.pk)
    known = {run.pk: run for run in runs}
    papers = {one.pk: one for one in documents}
    for task in rows:
        task.case = case
        task.run = known.get(task.run_id) if task.run_id else None
        if task.document_id in papers:
            task.document = papers[task.document_id]
    return rows


@kept
def _tasks(*, case: int) -> QuerySet[Task]:
    return Task.objects.select_related("assignee").filter(case=case).order_by("pk")
