"""Cases joined to a leading one: answered with it, told what becomes of it, never left behind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sigap.cases.events import record
from sigap.cases.identity import findable, unseal_json
from sigap.cases.models import Case, Document
from sigap.cases.operations.exit import Exit, send_letter, tell
from sigap.cases.operations.locking import lock_case
from sigap.cases.operations.progress import advance, note_deviation
from sigap.cases.queries.office import OfficeLists
from sigap.cases.steps.facts import addressee
from sigap.core.masking import mask
from sigap.core.sop import run as runner
from sigap.documents.marks import with_marks

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sigap.cases.actor import Actor
    from sigap.cases.queries.casefile import CaseFile
    from sigap.core.masking import Identity

_NOTICE = "surat-pemberitahuan"
# Where the answer to a case stands, and in which fact: by letter, on the spot, or declined.
_ANSWERS = {"surat-balasan": "body", "catatan-penyelesaian": "settlement", _NOTICE: "body"}


def joined_to(file: CaseFile, *, now: datetime) -> Iterator[CaseFile]:
    """Yield the cases joined to this one that nobody has answered, each locked."""
    waiting = Case.objects.filter(merged_into=file.case, status=Case.Status.MERGED)
    ids = waiting.filter(answered_at=None).order_by("pk").values_list("pk", flat=True)
    for case_id in list(ids):
        yield lock_case(case_id, now=now)


def answer_joined(file: CaseFile, *, actor: Actor, now: datetime) -> int:
    """Answer also those whose cases were joined to this one; return how many there are."""
    answered = 0
    for other in joined_to(file, now=now):
        answer_as(file, other, actor=actor, now=now)
        answered += 1
    return answered


def answer_as(leading: CaseFile, file: CaseFile, *, actor: Actor, now: datetime) -> None:
    """Answer one joined case as its leading case was answered, by a letter of its own.

    Nothing in it tells who complained in the leading case. From now on this complainant may
    rate and object, too.
    """
    number = file.case.number
    step = Exit(file=file, data={}, actor=actor, now=now, lists=OfficeLists(now=now))
    answer = {"jawaban": _answer_of(leading, number)}
    send_letter(step, "pemberitahuan-dijawab-bersama", addressee(file), answer, event="answered")
    tell(
        file,
        "answered",
        "Pengaduan Anda dijawab bersama pengaduan lain tentang pokok yang sama. Jawabannya dapat "
        "dibaca di halaman ini dan disampaikan dengan surat.",
        actor=actor,
        now=now,
    )
    file.case.answered_at = now
    file.case.save(update_fields=["answered_at"])
    _record(file, "case.answered-with-leading", leading, actor=actor, now=now)


def move_joined(file: CaseFile, leading: CaseFile, *, actor: Actor, now: datetime) -> None:
    """Let all cases joined to this one follow the case that leads from now on."""
    for case_id in list(Case.objects.filter(merged_into=file.case).values_list("pk", flat=True)):
        other = lock_case(case_id, now=now)
        other.case.merged_into = leading.case
        other.case.save(update_fields=["merged_into"])
        _record(other, "case.leading-changed", leading, actor=actor, now=now)


def carry_on(file: CaseFile, *, actor: Actor, now: datetime) -> CaseFile | None:
    """Take up again what was joined to a case that ends without an answer.

    Whoever withdraws, withdraws for himself: the earliest joined case leads from now on, at
    the step where it stood. Returns it, None if nobody was joined.
    """
    others = list(joined_to(file, now=now))
    if not others:
        return None
    first, *rest = others
    case = first.case
    case.status, case.close_reason = Case.Status.OPEN, ""
    case.closed_at = case.merged_into = None
    case.save(update_fields=["status", "close_reason", "closed_at", "merged_into"])
    sop = first.sops[case.sop]
    advance(first, runner.open_step(sop, case.step, first.history(), first.people), now=now)
    text = "Berkas utama berakhir tanpa jawaban; penanganan dilanjutkan."
    note_deviation(first, "carried-on", text, now=now)
    told = "Pengaduan Anda sekarang kami tangani tersendiri; penanganannya dilanjutkan."
    tell(first, "resumed", told, actor=actor, now=now)
    _record(first, "case.carried-on", file, actor=actor, now=now)
    for other in rest:
        other.case.merged_into = case
        other.case.save(update_fields=["merged_into"])
        _record(other, "case.leading-changed", first, actor=actor, now=now)
    return first


def _record(file: CaseFile, event: str, leading: CaseFile, *, actor: Actor, now: datetime) -> None:
    data = {"leading": leading.case.number, "status": file.case.status}
    record(file.case, event, actor=actor, at=now, key=file.key, data=data)


def _answer_of(leading: CaseFile, number: str) -> list[dict[str, Any]]:
    """Return the answer of the leading case as typed blocks of a letter in another one."""
    own = findable(leading.identity(), leading.case.complainant_kind)
    papers = Document.objects.filter(case=leading.case, kind__in=_ANSWERS, revoked_at=None)
    document = papers.order_by("-pk").first()
    if document is None:
        return []
    facts = unseal_json(leading.key, document.facts)
    said = facts[_ANSWERS[document.kind]]
    if isinstance(said, str):
        said = [{"type": "paragraph", "text": part} for part in said.split("\n\n") if part.strip()]
    if facts.get("reason"):
        said = [*said, {"type": "paragraph", "text": facts["reason"]}]
    return [_retold(block, own, {leading.case.number: number}) for block in with_marks(said)]


def _retold(value: Any, own: Identity, numbers: dict[str, str]) -> Any:  # noqa: ANN401 - blocks
    """Return `value` without the leading complainant, and with the other case's number."""
    if isinstance(value, dict):
        return {name: _retold(part, own, numbers) for name, part in value.items()}
    if isinstance(value, list):
        return [_retold(part, own, numbers) for part in value]
    if not isinstance(value, str):
        return value
    for before, after in numbers.items():
        value = value.replace(before, after)
    return mask(value, own)
