"""Do the cases still say what the ledger says of them? Each row and file against its entry.

The ledger's own tables are checked by `sigap.ledger.verify`. Here the other half: that no
evidential row or file was changed, removed, put in or exchanged for another.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sigap.cases import filestore
from sigap.cases.identity import KeyUnusable, commitments
from sigap.cases.models import Case, Document, StepRun, Task
from sigap.cases.queries.evidence import all_evidence, task_row
from sigap.ledger.models import Chain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from sigap.cases.queries.evidence import Evidence
    from sigap.ledger.models import Entry

_ROWS = ("complaint", "complainant", "task", "message", "side-exit")
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
    rows = evidence.rows()
    while True:
        try:
            name, content = next(rows)
        except StopIteration:
            break
        except (KeyUnusable, ValueError, TypeError):
            # A generator that failed is over; which rows it left is told one by one.
            yield from _unreadable(evidence, committed)
            return
        checked.rows += 1
        seen.add(name)
        seq, digest = committed.get(name, (0, ""))
        if not digest:
            yield Broken(number, 0, name, "tidak tercatat dalam jejak")
        elif commitments(evidence.key, [(name, content)])[name] != digest:
            yield Broken(number, seq, name, "isinya berbeda dari yang tercatat")
    for name in sorted(committed.keys() - seen):
        if _is_row(name):
            yield Broken(number, committed[name][0], name, "hilang")
    yield from _runs(evidence)


def _unreadable(evidence: Evidence, committed: dict[str, tuple[int, str]]) -> Iterator[Broken]:
    """Yield the rows that do not open, each read alone."""
    alone = type(evidence)(evidence.case, evidence.key)
    parts: tuple[tuple[str, Iterable[Any]], ...] = (
        ("tasks", evidence.tasks),
        ("documents", evidence.documents),
        ("messages", evidence.messages),
        ("side_exits", evidence.side_exits),
    )
    names = {"tasks": "task", "documents": "document", "messages": "message"}
    ends = {"tasks": ":data", "documents": ":facts", "messages": ":body"}
    for part, found in parts:
        for row in found:
            setattr(alone, part, [row])
            try:
                list(alone.rows())
            except (KeyUnusable, ValueError, TypeError):
                name = f"{names.get(part, 'side-exit')}:{row.pk}{ends.get(part, '')}"
                yield Broken(
                    evidence.case.number, committed.get(name, (0, ""))[0], name, "tidak terbuka"
                )
            setattr(alone, part, [])
    try:
        list(alone.rows())
    except (KeyUnusable, ValueError, TypeError):
        yield Broken(evidence.case.number, 1, "isi pengaduan atau identitas", "tidak terbuka")


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
            yield from _completed(number, entry, told, tasks.get(told["task"]))
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
        for moment in (run.opened_at, run.started_at, run.completed_at, run.cancelled_at):
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
        contents = [json.loads(task_row(one, evidence.key)[1]) for one in done]
        if _content(run, evidence.key) not in contents:
            yield Broken(evidence.case.number, 0, name, "isinya bukan isi tugasnya")


def _content(run: StepRun, key: bytes) -> object:
    # A run keeps a copy of what its step's task holds; read by the same rule.
    copy = Task(pk=0, data=run.data, note=run.note)
    try:
        return json.loads(task_row(copy, key)[1])
    except (KeyUnusable, ValueError):
        return None


def _same_moment(left: str, right: str) -> bool:
    from datetime import datetime

    try:
        return datetime.fromisoformat(left) == datetime.fromisoformat(right)
    except ValueError:
        return False
