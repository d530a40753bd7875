"""Do the cases still say what the ledger says of them? Each row and file against its entry.

The ledger's own tables are checked by `sigap.ledger.verify`. Here the other half: that no
evidential row or file was changed, removed, put in or exchanged for another.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ObjectDoesNotExist

from sigap.cases import filestore
from sigap.cases.identity import KeyUnusable, commitments
from sigap.cases.models import Case, Document, StepRun, Task
from sigap.cases.queries.evidence import all_evidence, task_row
from sigap.ledger.models import Chain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sigap.cases.queries.evidence import Evidence
    from sigap.ledger.models import Entry

_ROWS = ("complaint", "complainant", "task", "message", "side-exit")
# What every release committed to for good; the rest of an older case cannot be checked.
_ALWAYS = ("task:", "side-exit:")
_ACTS = "user:"
_DESTROYED = "destroyed"  # how the event ends that says that a key was lawfully destroyed
_OFFICE = "office"


@dataclass(frozen=True, slots=True)
class Broken:
    """Something that is not as the ledger says; `seq` is the entry that says otherwise, or 0."""

    stream: str
    seq: int
    what: str
    message: str

    def __str__(self) -> str:
        place = f"{self.stream}, entri {self.seq}" if self.seq else self.stream
        return f"{place}: {self.what} {self.message}"


@dataclass
class Checked:
    """How much was looked at, and what does not hold."""

    cases: int = 0
    rows: int = 0
    older: int = 0
    files: int = 0
    destroyed: int = 0


def check_evidence(checked: Checked) -> Iterator[Broken]:
    """Yield all that does not hold, counting in `checked` what was looked at."""
    streams = set(Chain.objects.values_list("stream", flat=True)) - {_OFFICE}
    numbers = set(Case.objects.values_list("number", flat=True))
    for stream in sorted(streams - numbers):
        yield Broken(stream, 1, "berkasnya", "hilang dari basis data")
    for evidence in all_evidence():
        checked.cases += 1
        if isinstance(evidence, str):
            yield Broken(evidence, 0, "barisnya", "tidak terbaca")
            continue
        yield from check_case(evidence, checked)


def check_case(evidence: Evidence, checked: Checked) -> Iterator[Broken]:
    """Yield what does not hold in one case."""
    number = evidence.case.number
    if not evidence.entries:
        yield Broken(number, 0, "berkas ini", "tidak tercatat dalam jejak")
        return
    yield from _facts(evidence)
    if evidence.is_destroyed:
        checked.destroyed += 1
        if not any(one.event.endswith(_DESTROYED) for one in evidence.entries):
            yield Broken(number, 0, "kunci berkas", "musnah tanpa catatan pemusnahan")
        return
    committed = evidence.committed()
    yield from _rows(evidence, committed, checked)
    yield from _files(evidence, committed, checked)


def _rows(
    evidence: Evidence, committed: dict[str, tuple[int, str]], checked: Checked
) -> Iterator[Broken]:
    number, seen = evidence.case.number, set()
    is_older = evidence.is_older
    checked.older += is_older
    for name, read in evidence.rows():
        if is_older and not name.startswith(_ALWAYS):
            seen.add(name)
            continue
        checked.rows += 1
        seen.add(name)
        seq, digest = committed.get(name, (0, ""))
        try:
            content = read()
        except (KeyUnusable, ValueError, ObjectDoesNotExist):
            yield Broken(number, seq, name, "hilang atau tidak terbuka")
            continue
        if not digest:
            yield Broken(number, 0, name, "tidak tercatat dalam jejak")
        elif commitments(evidence.key, [(name, content)])[name] != digest:
            yield Broken(number, seq, name, "isinya berbeda dari yang tercatat")
    for name in sorted(committed.keys() - seen):
        if _is_row(name):
            yield Broken(number, committed[name][0], name, "hilang")
    yield from _runs(evidence)


def _is_row(name: str) -> bool:
    kind, _, rest = name.partition(":")
    return kind in _ROWS or (kind == "document" and ":" in rest)


def _files(
    evidence: Evidence, committed: dict[str, tuple[int, str]], checked: Checked
) -> Iterator[Broken]:
    number, seen = evidence.case.number, set()
    for one in evidence.files():
        checked.files += 1
        seen.add(one.name)
        seq, digest = committed.get(one.name, (0, ""))
        if not digest:
            yield Broken(number, 0, one.name, "tidak tercatat dalam jejak")
            continue
        if one.sha256 != digest:
            yield Broken(number, seq, one.name, "hash-nya berbeda dari yang tercatat")
            continue
        try:
            found = hashlib.sha256()
            for chunk in filestore.read(one.file, evidence.key):
                found.update(chunk)
        except filestore.FileDamaged:
            yield Broken(number, seq, one.name, f"rusak atau hilang (files/{one.file[:2]}/…)")
            continue
        if found.hexdigest() != digest:
            yield Broken(number, seq, one.name, "isinya berbeda dari yang tercatat")
    for name in sorted(committed.keys() - seen):
        if not _is_row(name) and name.partition(":")[0] in (
            "document",
            "attachment",
            "signed-copy",
        ):
            yield Broken(number, committed[name][0], name, "hilang")


def _facts(evidence: Evidence) -> Iterator[Broken]:
    """Yield where what stands in the clear differs from what the entries say in the clear."""
    case, number = evidence.case, evidence.case.number
    tasks = {one.pk: one for one in evidence.tasks}
    runs = {(one.sop, one.number, one.attempt): one for one in evidence.runs}
    papers = {(one.kind, one.version): one for one in evidence.documents}
    for entry in evidence.entries:
        told = entry.facts
        if entry.event == "case.registered":
            wanted: dict[str, object] = {
                "received_at": case.received_at.isoformat(),
                "due_at": case.first_due_at.isoformat(),
            }
            for name, value in wanted.items():
                if _same_moment(str(told.get(name, "")), str(value)):
                    continue
                yield Broken(number, entry.seq, name, f"seharusnya {told.get(name)}")
            if case.registered_at != entry.at:
                yield Broken(number, entry.seq, "waktu pendaftaran", "berbeda dari yang tercatat")
        elif entry.event.endswith(".completed") and "task" in told:
            task = tasks.get(told["task"])
            yield from _completed(number, entry, told, task)
            run = runs.get((told["sop"], told["step"], told["attempt"]))
            yield from _clocks(number, entry, told, task, run)
        elif entry.event in ("document.ordered", "document.issued"):
            yield from _paper(number, entry, told, papers.get((told["kind"], told["version"])))
    yield from _moments(evidence)


def _completed(
    number: str, entry: Entry, told: dict[str, Any], task: Task | None
) -> Iterator[Broken]:
    name = f"task:{told['task']}"
    if task is None:
        yield Broken(number, entry.seq, name, "hilang")
        return
    found = (task.sop, task.number, task.attempt, task.outcome, task.state)
    wanted = (told["sop"], told["step"], told["attempt"], told["outcome"], Task.State.DONE)
    if found != wanted:
        yield Broken(number, entry.seq, name, f"langkah atau keputusannya seharusnya {wanted[:4]}")
    if task.completed_at != entry.at:
        yield Broken(number, entry.seq, name, f"waktu selesainya seharusnya {entry.at:%c}")
    if entry.actor.startswith(_ACTS) and f"{_ACTS}{task.completed_by_id}" != entry.actor:
        yield Broken(number, entry.seq, name, f"pelakunya seharusnya {entry.actor}")


def _clocks(
    number: str, entry: Entry, told: dict[str, Any], task: Task | None, run: StepRun | None
) -> Iterator[Broken]:
    """Yield where the times differ from which it follows how long somebody took."""
    name = f"langkah {told['sop']} {told['step']} ({told['attempt']})"
    if run is None and entry.event == "step.completed":
        yield Broken(number, entry.seq, name, "hilang")
    row = run if told.get("step_ended") else task
    if row is None or "opened_at" not in told:
        return
    if row.completed_at != entry.at:
        yield Broken(number, entry.seq, name, f"selesainya seharusnya {entry.at:%c}")
    for clock in ("opened_at", "started_at", "due_at"):
        moment = getattr(row, clock)
        text = moment.isoformat() if moment else ""
        if text != (told[clock] or "") and not _same_moment(text, told[clock] or ""):
            yield Broken(number, entry.seq, f"{name}: {clock}", f"seharusnya {told[clock]}")


def _paper(
    number: str, entry: Entry, told: dict[str, Any], paper: Document | None
) -> Iterator[Broken]:
    name = f"{told['kind']} versi {told['version']}"
    if paper is None:
        yield Broken(number, entry.seq, name, "hilang")
    elif entry.event == "document.ordered":
        if paper.issued_at != entry.at:
            yield Broken(number, entry.seq, name, "waktu terbitnya berbeda dari yang tercatat")
        if told["number"] and told["number"] != paper.number:
            yield Broken(number, entry.seq, name, f"nomornya seharusnya {told['number']}")
    elif (paper.pages, paper.rendered_at) != (told["pages"], entry.at):
        yield Broken(number, entry.seq, name, "halaman atau waktu jadinya berbeda")


def _moments(evidence: Evidence) -> Iterator[Broken]:
    """Yield runs and tasks that claim a moment at which nothing was recorded."""
    moments = {one.at for one in evidence.entries}

    def unknown(moment: datetime | None) -> bool:
        return moment is not None and moment not in moments

    for run in evidence.runs:
        for moment in (run.opened_at, run.completed_at, run.cancelled_at):
            if unknown(moment):
                name = f"langkah {run.sop} {run.number} ({run.attempt})"
                yield Broken(evidence.case.number, 0, name, f"menyebut {moment:%c}, tak tercatat")
    if unknown(evidence.case.closed_at):
        name = f"waktu selesai {evidence.case.closed_at:%c}"
        yield Broken(evidence.case.number, 0, name, "tidak tercatat dalam jejak")


def _runs(evidence: Evidence) -> Iterator[Broken]:
    """Yield attempts whose content is not that of the task that ended them."""
    of: dict[int, list[Task]] = {}
    for task in evidence.tasks:
        if task.run_id and task.type == "step" and task.state == Task.State.DONE:
            of.setdefault(task.run_id, []).append(task)
    for run in evidence.runs:
        done = of.get(run.pk, [])
        name = f"langkah {run.sop} {run.number} ({run.attempt})"
        if run.completed_at is None:
            continue
        if not done:
            yield Broken(evidence.case.number, 0, name, "selesai tanpa tugas yang selesai")
            continue
        contents = [_content(one, evidence.key) for one in done]
        if _content(run, evidence.key) not in contents:
            yield Broken(evidence.case.number, 0, name, "isinya bukan isi tugasnya")


def _content(row: StepRun | Task, key: bytes) -> bytes:
    # A run keeps a copy of what its step's task holds; read by the same rule.
    try:
        return task_row(Task(pk=0, data=row.data, note=row.note), key)[1]
    except (KeyUnusable, ValueError):
        return b""


def _same_moment(left: str, right: str) -> bool:
    try:
        return datetime.fromisoformat(left) == datetime.fromisoformat(right)
    except ValueError:
        return False
