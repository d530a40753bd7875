"""One case with all that deciding needs, read at once: runs, tasks, pauses, SOPs, people."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import Max

from sigap.accounts.kept import kept
from sigap.cases.identity import DESTROYED, unseal_json, unseal_text, unwrap
from sigap.cases.models import (
    Case,
    CaseKey,
    CasePause,
    Document,
    Exclusion,
    StepRun,
    Task,
)
from sigap.cases.queries.office import officers
from sigap.cases.queries.sops import calendar_of_version, in_force, sop_of_version
from sigap.core.masking import Identity
from sigap.core.sop.run import (
    NOBODY_MAY_ACT,
    NOBODY_MAY_ANSWER,
    History,
    Holds,
    Person,
    Run,
    TaskType,
)
from sigap.core.sop.run import Task as RunTask
from sigap.documents.kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from datetime import datetime

    from django.db.models import Model, QuerySet

    from sigap.core.sop.definition import Sop, Step
    from sigap.core.worktime import WorkCalendar

STAND_IN = "stand-in"  # form of the decision that names who acts where nobody may


@dataclass
class CaseFile:
    """A case as an operation or a step's form sees it. Read once, not refreshed."""

    case: Case
    key: bytes
    runs: list[StepRun]
    tasks: list[Task]
    pauses: list[CasePause]
    exclusions: list[Exclusion]
    people: list[Person]
    versions: Mapping[str, int]  # SOP id → version id: the case's own, else the one in force
    now: datetime
    # Kind of the papers ordered → their last version; ordering one counts it on.
    papers: dict[str, int] = field(default_factory=dict)
    _data: dict[int, Any] = field(default_factory=dict)

    @cached_property
    def sops(self) -> dict[str, Sop]:
        """Return the SOPs of this case, in the versions it runs on."""
        return {sop: sop_of_version(pk) for sop, pk in self.versions.items()}

    @property
    def calendar(self) -> WorkCalendar:
        """Return the calendar version by which this case's clocks are counted."""
        return calendar_of_version(self.case.calendar_id)

    @property
    def open_run(self) -> StepRun | None:
        """Return the attempt that is being worked on."""
        return next((r for r in self.runs if not r.completed_at and not r.cancelled_at), None)

    @property
    def open_tasks(self) -> list[Task]:
        """Return what is still to do."""
        return [task for task in self.tasks if task.state == Task.State.OPEN]

    @property
    def is_destroyed(self) -> bool:
        """Whether the key was lawfully destroyed: what was sealed reads as empty."""
        return self.key == DESTROYED

    @property
    def blocked(self) -> str:
        """Return why nothing can be done now, as a stable code; "" if work may go on."""
        if self.case.is_ended:
            return "closed"
        return "" if self.case.status == Case.Status.OPEN else str(self.case.status)

    def step_of(self, task: Task) -> Step:
        """Return the definition of the step that `task` belongs to."""
        return self.sops[task.sop].step(task.number)

    def run_data(self, run: StepRun) -> dict[str, Any]:
        """Return what was recorded in an attempt."""
        if run.pk not in self._data:
            self._data[run.pk] = unseal_json(self.key, run.data) or {}
        return dict(self._data[run.pk])

    def task_data(self, task: Task) -> dict[str, Any]:
        """Return what was recorded in a task."""
        return unseal_json(self.key, task.data) or {}

    def task_note(self, task: Task) -> str:
        """Return the note that was left with a task."""
        return unseal_text(self.key, task.note)

    def latest(self, form: str) -> tuple[StepRun, dict[str, Any]] | None:
        """Return the last completed attempt at the step with this form, and its data."""
        for run in reversed(self.runs):
            if run.completed_at and self.sops[run.sop].step(run.number).form == form:
                return run, self.run_data(run)
        return None

    def recorded(self, form: str) -> dict[str, Any]:
        """Return the data of the last completed attempt at the step with this form, or {}."""
        found = self.latest(form)
        return found[1] if found else {}

    def latest_task(self, *, type: str = "", form: str = "") -> Task | None:  # noqa: A002 - the contract's word
        """Return the last task done of a type or form."""
        for task in reversed(self.tasks):
            if (
                task.state == Task.State.DONE
                and type in ("", task.type)
                and form in ("", task.form)
            ):
                return task
        return None

    @cached_property
    def papers_ordered(self) -> frozenset[str]:
        """Return titles and kinds, folded, of the papers ordered in this case.

        Also the outputs of a step under which the decree lists such a paper ("Konsep Surat
        Balasan Laporan Pengaduan").
        """
        kinds = set(self.papers)
        known = {word for kind in kinds for word in (kind, KINDS[kind].title)}
        for sop in self.sops.values():
            for step in sop.steps:
                if kinds & set(step.produces):
                    known |= set(step.outputs)
        return frozenset(word.casefold() for word in known)

    def person(self, user_id: int | str | None) -> Person | None:
        """Return an active person by user id."""
        return next((p for p in self.people if p.id == str(user_id)), None)

    def identity(self) -> Identity:
        """Return who complained, for papers and letters ordered by an operation.

        Not for showing: what a person reads goes through the logged reading.
        """
        return Identity(**(unseal_json(self.key, self.case.complainant.sealed) or {"name": ""}))

    def tracking_code(self) -> str:
        """Return the code of the complainant, for the receipt."""
        return unseal_text(self.key, self.case.complainant.tracking_code)

    def history(self) -> History:
        """Return what happened so far in the words of the runner."""
        return History(
            runs=tuple(_run(run) for run in self.runs),
            tasks=tuple(_task(t) for t in self.tasks if t.state != Task.State.CANCELLED),
            excluded=frozenset(str(e.user_id) for e in self.exclusions if not e.sop),
            barred=self._barred(),
            stand_ins=self._named(NOBODY_MAY_ACT),
            answerers=self._named(NOBODY_MAY_ANSWER),
            blocked=self.blocked,
        )

    def _barred(self) -> dict[tuple[str, int], frozenset[str]]:
        barred: dict[tuple[str, int], frozenset[str]] = {}
        for one in self.exclusions:
            if one.sop:
                place = (one.sop, one.step)
                barred[place] = barred.get(place, frozenset()) | {str(one.user_id)}
        return barred

    def _named(self, reason: str) -> dict[tuple[str, int], str]:
        done = [
            t
            for t in self.tasks
            if (t.form, t.state, t.reason) == (STAND_IN, Task.State.DONE, reason)
        ]
        return {(t.sop, t.number): str(self.task_data(t).get("person", "")) for t in done}


def load(case: Case, *, now: datetime) -> CaseFile:
    """Read everything about `case`; the number of queries does not depend on its size."""
    return load_all([case], now=now)[0]


def new_file(case: Case, key: bytes, *, now: datetime) -> CaseFile:
    """Return the file of a case that was made just now: nothing has happened in it yet."""
    return CaseFile(
        case=case,
        key=key,
        runs=[],
        tasks=[],
        pauses=[],
        exclusions=[],
        people=officers(now=now).people,
        versions=in_force(now),
        now=now,
    )


def load_all(cases: Sequence[Case], *, now: datetime) -> list[CaseFile]:
    """Read everything about several cases; the number of queries does not depend on theirs."""
    ids = [case.pk for case in cases]
    keys = dict(_read(_keys, ids))
    runs, tasks = _by_case(StepRun, ids), _by_case(Task, ids)
    pauses, exclusions = _by_case(CasePause, ids), _by_case(Exclusion, ids)
    papers = _last_versions(ids)
    people, begun = officers(now=now).people, in_force(now)
    return [
        CaseFile(
            case=case,
            key=unwrap(bytes(keys[case.pk])),
            runs=runs[case.pk],
            tasks=tasks[case.pk],
            pauses=pauses[case.pk],
            exclusions=exclusions[case.pk],
            people=people,
            versions={**begun, **{run.sop: run.sop_version_id for run in runs[case.pk]}},
            now=now,
            papers=papers[case.pk],
        )
        for case in cases
    ]


def _by_case(model: type[Model], ids: list[int]) -> defaultdict[int, list[Any]]:
    """Return the rows of each case, oldest first."""
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for row in _read(_children, ids, model):
        found[row.case_id].append(row)
    return found


def _last_versions(ids: list[int]) -> defaultdict[int, dict[str, int]]:
    found: defaultdict[int, dict[str, int]] = defaultdict(dict)
    for case_id, kind, last in _read(_versions, ids):
        found[case_id][kind] = last
    return found


def _keys(ids: Collection[int]) -> QuerySet[CaseKey, Any]:
    return CaseKey.objects.filter(pk__in=ids).values_list("pk", "wrapped")


def _children(ids: Collection[int], model: type[Model]) -> QuerySet[Any]:
    return model._default_manager.filter(case__in=ids).order_by("pk")


def _versions(ids: Collection[int]) -> QuerySet[Document, Any]:
    rows = Document.objects.filter(case__in=ids).values_list("case_id", "kind")
    return rows.annotate(last=Max("version"))


def _read(question: Callable[..., QuerySet[Any, Any]], ids: list[int], *about: type[Model]) -> Any:  # noqa: ANN401 - rows
    """Return the rows of these cases; of one alone, as most acts want them, by kept SQL."""
    return _of_one(question, *about, case=ids[0]) if len(ids) == 1 else question(ids, *about)


@kept
def _of_one(
    question: Callable[..., QuerySet[Any, Any]], *about: type[Model], case: int
) -> QuerySet[Any, Any]:
    return question([case], *about)


def _run(row: StepRun) -> Run:
    return Run(
        place=(row.sop, row.number),
        attempt=row.attempt,
        is_open=row.completed_at is None and row.cancelled_at is None,
        outcome=row.outcome,
        completed_by=frozenset(str(one) for one in row.completed_by),
    )


def _task(row: Task) -> RunTask:
    return RunTask(
        id=str(row.pk),
        type=TaskType(row.type),
        role=row.role,
        place=(row.sop, row.number),
        attempt=row.attempt,
        is_open=row.state == Task.State.OPEN,
        assignee=str(row.assignee_id or ""),
        completed_by=str(row.completed_by_id or ""),
        outcome=row.outcome,
        holds=Holds(row.holds),
        held=(row.held_sop, row.held_step) if row.held_sop else None,
        reason=row.reason,
    )
