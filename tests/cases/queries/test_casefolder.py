"""A case read for showing is the same, row by row, as a case read for writing."""

from datetime import UTC, datetime

import pytest

from sigap.cases.identity import case_key, seal_text
from sigap.cases.models import (
    Attachment,
    Case,
    CasePause,
    Deviation,
    Document,
    Exclusion,
    Message,
    StepRun,
    Task,
)
from sigap.cases.operations.exits import act
from sigap.cases.queries.casefile import load
from sigap.cases.queries.casefolder import open_folder
from sigap.cases.queries.once import asked_once, once
from tests.cases.office import file_complaint, play


def columns(row):
    """Return every column that was read, bytes as bytes on both databases."""
    values = {}
    for field in row._meta.concrete_fields:
        if field.attname in row.get_deferred_fields():
            continue
        value = getattr(row, field.attname)
        values[field.attname] = bytes(value) if isinstance(value, memoryview) else value
    return values


@pytest.fixture
def full_case(office):
    """Return a case in which every kind of row is there, nulls and odd letters too."""
    case = file_complaint(office)
    play(office, case, until="completeness", outcomes={"completeness": ["tidak-lengkap"]})
    head, key, now = office.holder("koordinator"), case_key(case.pk), office.later()
    act(
        number=case.number,
        action="exclude",
        data={"person": str(office.users["analis-hukum"]), "reason": "Saudara pelapor"},
        actor=head,
        now=now,
    )
    end = f"{now.date().replace(year=now.year + 1)}"
    hold = {"until": end, "reason": "Menunggu putusan"}
    act(number=case.number, action="hold", data=hold, actor=head, now=now)
    message = Message.objects.create(
        case=case,
        direction="in",
        kind="message",
        body=seal_text(key, "Ñandú 🙏 “kutip” \\ '"),
        at=datetime(2026, 11, 30, 23, 59, 59, 999999, tzinfo=UTC),
        author="complainant",
    )
    Attachment.objects.create(
        case=case,
        message=message,
        name=b"\x00\xff",
        media_type="image/jpeg",
        size_bytes=2**40,
        sha256="0" * 64,
        file="x",
        received_at=now,
        received_from="complainant",
    )
    return Case.objects.get(pk=case.pk)


def test_a_folder_holds_the_same_rows_as_the_tables(office, full_case):
    folder = open_folder(full_case.number, actor=office.holder("koordinator"), now=office.now)

    for model, found in {
        StepRun: folder.file.runs,
        Task: folder.file.tasks,
        CasePause: folder.file.pauses,
        Exclusion: folder.file.exclusions,
        Document: folder.documents,
        Attachment: folder.attachments,
        Message: folder.messages,
        Deviation: folder.deviations,
    }.items():
        kept = [columns(row) for row in model.objects.filter(case=full_case).order_by("pk")]
        if model is Document:
            kept = [{k: v for k, v in row.items() if k != "facts"} for row in kept]
        assert kept
        assert [columns(row) for row in found] == kept


def test_a_folder_tells_the_same_history_as_a_locked_case(office, full_case):
    shown = open_folder(full_case.number, actor=office.holder("koordinator"), now=office.now).file

    written = load(full_case, now=office.now)

    assert shown.history() == written.history()
    assert shown.key == written.key
    assert shown.versions == written.versions
    assert shown.people == written.people
    assert shown.papers_ordered == written.papers_ordered


def test_an_empty_folder_is_empty(office):
    case = file_complaint(office, by="")

    folder = open_folder(case.number, actor=office.holder("koordinator"), now=office.now)

    assert (folder.messages, folder.deviations, folder.file.pauses) == ([], [], [])


def test_a_question_is_asked_once_within_a_page_and_again_by_the_next():
    asked = []

    @once
    def question(number, *, more=0):
        asked.append((number, more))
        return number + more

    with asked_once(), asked_once():
        assert [question(1), question(1), question(1, more=2)] == [1, 1, 3]
    assert question(1) == 1
    with asked_once():
        question(1)

    assert asked == [(1, 0), (1, 2), (1, 0), (1, 0)]


def test_a_refusal_is_not_taken_for_an_answer():
    @once
    def question():
        raise LookupError

    with asked_once():
        for _ in range(2):
            with pytest.raises(LookupError):
                question()
