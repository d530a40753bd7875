"""One case as an evidence package holds it: what lies in the folder, in which order, named how.

Without identity nothing is in it that names the complainant: papers that carry identity and all
that was handed in stay out, each listed with its hash and why. So is a stored file that no longer
opens: the rest of the case can still be taken out, and the package says what it lacks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from sigap.accounts.roles import ROLES
from sigap.cases import filestore, scanner
from sigap.cases.identity import salt, unseal_text
from sigap.cases.models import Attachment, Case, Deviation, SignedCopy
from sigap.cases.queries.casefile import load
from sigap.cases.queries.evidence import evidence_of, is_recorded
from sigap.cases.queries.office import officers
from sigap.cases.queries.paperlist import paper_status
from sigap.cases.queries.registerbook import columns, ruled
from sigap.cases.queries.registers import line_of_case
from sigap.cases.queries.sops import office_profile
from sigap.documents.indonesian import clock, short_date
from sigap.documents.kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from sigap.cases.models import Document, StepRun
    from sigap.cases.queries.casefile import CaseFile
    from sigap.cases.queries.evidence import Evidence

IDENTITY, VIEW, INFECTED, DESTROYED = "identity", "view", "infected", "destroyed"
DAMAGED = "damaged"  # missing or unreadable in the office's own store
_BOOK = "buku-arsip"
_ENDINGS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}
_STATES = {
    "issued": "terbit",
    "revoked": "dicabut",
    "failed": "gagal dibuat",
    "rendering": "belum dibuat",
}
_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Item:
    """A file of the package, or one that stays out and why."""

    name: str  # in the ledger
    sha256: str
    file: str = ""
    path: str = ""
    without: str = ""


@dataclass
class Packing:
    """All that goes into a package."""

    case: Case
    key: bytes
    with_identity: bool
    evidence: Evidence
    letterhead: dict[str, Any]
    zone: ZoneInfo
    facts: list[tuple[str, str]] = field(default_factory=list)
    archive_line: list[tuple[str, str]] = field(default_factory=list)
    papers: list[dict[str, Any]] = field(default_factory=list)
    attachments: list[dict[str, Any]] = field(default_factory=list)
    steps: list[dict[str, Any]] = field(default_factory=list)
    messages: list[dict[str, Any]] = field(default_factory=list)
    deviations: list[dict[str, str]] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)

    def chunks(self, item: Item) -> Iterator[bytes]:
        """Yield the plain content of a file.

        :raises FileDamaged: if it does not hold.
        """
        return filestore.read(item.file, self.key)

    @property
    def damaged(self) -> list[str]:
        """Return the names of the files that had to stay out because they no longer open."""
        return [item.name for item in self.items if item.without == DAMAGED]

    def contents(self) -> Iterator[dict[str, str]]:
        """Yield each evidential row that the ledger commits to, with the salt that opens it."""
        wanted = self.evidence.committed()
        kept = ("task:", "side-exit:") if self.evidence.is_older else ""
        for name, read in self.evidence.rows():
            if name in wanted and name.startswith(kept):
                opened = {"salt": salt(self.key, name).hex(), "content": read().decode()}
                yield {"name": name, **opened}


def packing(case_id: int, *, with_identity: bool, now: datetime) -> Packing:
    """Return what goes into the package of a case."""
    (evidence,) = evidence_of([case_id])
    file = load(evidence.case, now=now)
    made = Packing(
        case=evidence.case,
        key=evidence.key,
        with_identity=with_identity and not evidence.is_destroyed,
        evidence=evidence,
        letterhead=office_profile().data["letterhead"],
        zone=file.calendar.zone,
    )
    made.facts = _facts(made, file)
    made.archive_line = _archive_line(made)
    _pack_papers(made, file)
    _pack_attachments(made)
    made.steps = [_step(made, run, file) for run in file.runs]
    made.messages = [_message(made, one) for one in evidence.messages if is_recorded(one)]
    noted = Deviation.objects.filter(case=evidence.case).order_by("at", "pk")
    made.deviations = [{"at": _when(one.at, made.zone), "text": one.text} for one in noted]
    return made


def _facts(made: Packing, file: CaseFile) -> list[tuple[str, str]]:
    case = made.case
    found = [
        ("Jenis izin", case.permit_type.name),
        ("No. berkas izin", case.registration_number),
        ("Perihal", case.subject),
        ("Diterima", _when(case.received_at, made.zone)),
        ("Selesai", _when(case.closed_at, made.zone) if case.closed_at else "belum"),
        ("Pengaduan", case.complaint.text),
        ("Diminta", case.complaint.wanted),
    ]
    if made.with_identity:
        person = file.identity()
        known = (person.name, person.company, person.phone, person.email, person.address)
        found.insert(0, ("Pelapor", ", ".join(one for one in known if one)))
    return [(title, text) for title, text in found if text]


def _archive_line(made: Packing) -> list[tuple[str, str]]:
    """Return the line of the case in the archive book, column by column."""
    line = line_of_case(_BOOK, made.case.pk)
    if line is None:
        return []
    (cells,) = ruled(_BOOK, [line], zone=made.zone)
    return [(title, cell) for (title, _), cell in zip(columns(_BOOK), cells, strict=True)]


def _pack_papers(made: Packing, file: CaseFile) -> None:
    """Put the papers in the order of the SOPs, each with the signed file beside it."""
    runs = {run.pk: run for run in file.runs}
    order = list(dict.fromkeys(run.sop for run in file.runs))
    kinds = list(KINDS)

    def place(paper: Document) -> tuple[int, ...]:
        run = runs.get(paper.run_id or 0)
        at = (order.index(run.sop), run.number, run.attempt) if run else (len(order), 0, 0)
        return (*at, kinds.index(paper.kind), paper.version, paper.pk)

    copies: dict[int, SignedCopy] = {one.document_id: one for one in made.evidence.copies}
    for number, paper in enumerate(sorted(made.evidence.documents, key=place), start=1):
        run = runs.get(paper.run_id or 0)
        code = _code(run, file) if run else ""
        without = _why_not(made, carries=KINDS[paper.kind].carries_identity)
        named = "-".join(part for part in (f"{number:02}", code, paper.kind) if part)
        row = {
            "no": number,
            "code": code,
            "title": KINDS[paper.kind].title,
            "number": paper.number,
            "version": paper.version,
            "date": _when(paper.issued_at, made.zone),
            "pages": paper.pages,
            "state": _STATES[paper_status(paper)],
            "without": without,
            "sha256": paper.sha256,
            "path": "",
            "signed": "",
            "signed_without": "",
        }
        if paper.file:
            path = f"naskah/{named}-v{paper.version}.pdf"
            put = _put(made, f"document:{paper.pk}", paper, path, without)
            row |= {"path": put.path, "without": put.without}
        newest = copies.get(paper.pk)
        for one in (copy for copy in made.evidence.copies if copy.document_id == paper.pk):
            ending = _ENDINGS.get(one.media_type, "bin")
            path = f"bertanda-tangan/{named}-v{paper.version}-{one.pk}.{ending}"
            put = _put(made, f"signed-copy:{one.pk}", one, path, without)
            if one is newest:
                row |= {"signed": put.path, "signed_without": put.without}
        made.papers.append(row)


def _pack_attachments(made: Packing) -> None:
    for number, one in enumerate(made.evidence.attachments, start=1):
        without = _why_not(made, carries=True)
        if not without and _is_harmful(one):
            without = INFECTED
        path = ""
        if not without:
            name = _plain_name(unseal_text(made.key, bytes(one.name)))
            path = f"lampiran/{number:02}-{name}"
        put = _put(made, f"attachment:{one.pk}", one, path, without)
        if one.view_file:
            view = Item(f"attachment:{one.pk}:view", one.view_sha256, without=without or VIEW)
            made.items.append(view)
        made.attachments.append(
            {
                "no": number,
                "media_type": one.media_type,
                "size_bytes": one.size_bytes,
                "received": _when(one.received_at, made.zone),
                "sha256": one.sha256,
                "path": put.path,
                "without": put.without,
            }
        )


def _put(made: Packing, name: str, row: Any, path: str, without: str) -> Item:  # noqa: ANN401
    """Take a stored file into the package, or note why it stays out."""
    if not without and not filestore.holds(row.file, made.key):
        without = DAMAGED
    put = "" if without else path
    item = Item(name, row.sha256, file=row.file, path=put, without=without)
    made.items.append(item)
    return item


def _why_not(made: Packing, *, carries: bool) -> str:
    if made.evidence.is_destroyed:
        return DESTROYED
    return IDENTITY if carries and not made.with_identity else ""


def _is_harmful(one: Attachment) -> bool:
    if one.verdict == Attachment.Verdict.INFECTED:
        return True
    return scanner.is_set_up() and one.verdict != Attachment.Verdict.CLEAN


def _plain_name(name: str) -> str:
    """Return a person's file name in letters that every system takes."""
    path = PurePosixPath(name.replace("\\", "/"))
    stem = re.sub(r"[^A-Za-z0-9]+", "-", path.stem).strip("-")[:_LONGEST_NAME] or "berkas"
    ending = re.sub(r"[^A-Za-z0-9]", "", path.suffix)[:8]
    return f"{stem}.{ending}" if ending else stem


def _when(moment: datetime, zone: ZoneInfo) -> str:
    local = moment.astimezone(zone)
    return f"{short_date(local.date())}, {clock(local.time())}"


def _code(run: StepRun, file: CaseFile) -> str:
    return f"{file.sops[run.sop].decree.annex}.{run.number}"


def _step(made: Packing, run: StepRun, file: CaseFile) -> dict[str, Any]:
    step = file.sops[run.sop].step(run.number)
    outcome = step.outcome(run.outcome)
    users = officers(now=file.now).users
    by = [users[int(one)].name for one in run.completed_by if int(one) in users]
    return {
        "code": _code(run, file),
        "activity": step.activity,
        "attempt": run.attempt,
        "role": ROLES.get(run.role, run.role),
        "by": ", ".join(by),
        "opened": _when(run.opened_at, made.zone),
        "started": _when(run.started_at, made.zone) if run.started_at else "",
        "ended": _when(run.completed_at, made.zone) if run.completed_at else "",
        "outcome": outcome.label if outcome else run.outcome,
        "note": unseal_text(made.key, bytes(run.note)) if made.with_identity else "",
    }


def _message(made: Packing, one: Any) -> dict[str, Any]:  # noqa: ANN401 - a message
    return {
        "at": _when(one.at, made.zone),
        "by": "Pelapor" if one.direction == "in" else "Kantor",
        "text": unseal_text(made.key, bytes(one.body)) if made.with_identity else "",
    }
