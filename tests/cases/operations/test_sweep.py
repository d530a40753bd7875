"""What is taken away by itself: files that nothing refers to, answers kept for repeats."""

import os
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sigap.cases import filestore
from sigap.cases.identity import case_key, new_key
from sigap.cases.models import Attachment, Document, IdempotencyRecord
from sigap.cases.operations.papers import render_document
from sigap.cases.operations.sweep import sweep_files, sweep_repeats
from sigap.cases.queries.storedfiles import STORED
from tests.cases.office import file_complaint

pytestmark = pytest.mark.django_db

DAY = timedelta(hours=24)


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.SIGAP_HOME = tmp_path


def put(office, *, age, key=None):
    """Store a file that is `age` old."""
    stored = filestore.put([b"bukti"], key or new_key())
    made_old(filestore.path_of(stored.file), office, age)
    return stored


def made_old(path, office, age):
    moment = (office.now - age).timestamp()
    os.utime(path, (moment, moment))


def left():
    return {path.name for path in filestore.folder().rglob("*") if path.is_file()}


def attach(office, case, stored):
    return Attachment.objects.create(
        case=case,
        name=b"",
        media_type="text/plain",
        size_bytes=stored.size_bytes,
        sha256=stored.sha256,
        file=stored.file,
        received_at=office.now,
        received_from="public",
    )


def test_an_orphan_goes_after_a_day_and_not_before(office):
    old = put(office, age=DAY + timedelta(seconds=1))
    young = put(office, age=DAY - timedelta(seconds=1))

    assert sweep_files(now=office.now) == 1
    assert left() == {young.file}
    assert sweep_files(now=office.now) == 0

    assert sweep_files(now=office.now + DAY) == 1
    assert left() == set()
    assert old.file not in left()


def test_what_a_row_refers_to_stays_for_ever(office):
    case = file_complaint(office)
    evidence = put(office, age=DAY * 400, key=case_key(case.pk))
    attach(office, case, evidence)
    paper = render_document(Document.objects.get(case=case).pk, now=office.now)
    made_old(filestore.path_of(paper.file), office, DAY * 400)
    orphan = put(office, age=DAY * 400)

    assert sweep_files(now=office.now) == 1

    assert left() == {evidence.file, paper.file}
    assert orphan.file not in left()
    assert filestore.read_whole(paper.file, case_key(case.pk)).startswith(b"%PDF")


def test_what_a_killed_writer_left_goes_too(office):
    writer = filestore.Writer(new_key())
    writer.write(b"x" * 300_000)
    (part,) = (path for path in filestore.folder().rglob("*.part"))
    made_old(part, office, DAY * 2)

    assert sweep_files(now=office.now) == 1
    assert left() == set()
    writer.abandon()


def test_a_kill_between_writing_and_committing_leaves_an_orphan_only(office, monkeypatch):
    case = file_complaint(office)
    document = Document.objects.get(case=case)

    class Killed(BaseException):
        pass

    def killed(*args, **how):
        raise Killed

    monkeypatch.setattr("sigap.cases.operations.papers.record", killed)
    with pytest.raises(Killed):
        render_document(document.pk, now=office.now)
    monkeypatch.undo()
    document.refresh_from_db()
    assert (document.state, document.file) == ("waiting", "")
    (orphan,) = left()

    done = render_document(document.pk, now=office.now)

    assert left() == {orphan, done.file}
    for path in filestore.folder().rglob("*"):
        if path.is_file():
            made_old(path, office, DAY * 2)
    assert sweep_files(now=office.now) == 1
    assert left() == {done.file}


def test_an_empty_or_missing_folder_is_well(office):
    assert sweep_files(now=office.now) == 0
    filestore.folder().mkdir(parents=True)
    assert sweep_files(now=office.now) == 0


def test_every_column_that_names_a_stored_file_is_known_to_sweep_and_backup():
    columns = {
        (model, field.name)
        for model in apps.get_app_config("cases").get_models()
        for field in model._meta.get_fields()
        if field.name in ("file", "view_file")
    }
    assert columns == set(STORED)


FEW = ("registervolume", "destruction", "breachletter")


def test_each_old_file_is_asked_for_by_an_index(office):
    put(office, age=DAY * 2)
    with CaptureQueriesContext(connection) as queries:
        sweep_files(now=office.now)
    # Papers, signed copies, closed books, what was handed in, the pictures drawn of it, packages,
    # certificates of destruction, letters about breaches.
    assert len(queries) == 8
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for query in queries.captured_queries:
                if any(f"cases_{few}" in query["sql"] for few in FEW):
                    continue  # some rows a year
                cursor.execute("EXPLAIN QUERY PLAN " + query["sql"])
                plan = " ".join(str(row) for row in cursor.fetchall())
                assert "SEARCH" in plan
                assert "INDEX" in plan


def test_answers_for_repeats_are_forgotten_after_three_days(office):
    for number, age in enumerate((timedelta(days=3, seconds=1), timedelta(days=3))):
        IdempotencyRecord.objects.create(
            principal="public",
            key_digest=bytes([number]) * 32,
            request_digest=b"",
            status=201,
            answer=b"",
            created_at=office.now - age,
        )

    assert sweep_repeats(now=office.now) == 1
    assert sweep_repeats(now=office.now) == 0
    assert IdempotencyRecord.objects.count() == 1
