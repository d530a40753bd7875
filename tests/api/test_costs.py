"""Lists and folders cost the same whatever there is: as many queries with 3 as with 3 000."""

import copy
import secrets

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sigap.cases.models import (
    Attachment,
    Case,
    Deviation,
    Document,
    Message,
    RegisterEntry,
    StepRun,
    Task,
)
from tests.cases.office import file_complaint, play

FEW, MANY = 3, 3000


def cost(client, path, **query):
    """Return the statements of one call that is answered well."""
    client.get(path, **query)  # versions are read once a process
    with CaptureQueriesContext(connection) as seen:
        answer = client.get(path, **query)
    assert answer.status_code == 200
    return len(seen.captured_queries), answer


def copies(row, count, **changes):
    """Yield unsaved copies of a row; a change may be a function of the place."""
    for place in range(count):
        twin = copy.copy(row)
        twin.pk = None
        for name, value in changes.items():
            setattr(twin, name, value(place) if callable(value) else value)
        yield twin


def add_cases(case, count, after=0):
    """Add cases like `case`, each with its open task."""
    run, task = StepRun.objects.get(case=case), Task.objects.get(case=case)
    made = Case.objects.bulk_create(
        copies(
            case,
            count,
            number=lambda n: f"PGD-2025-{after + n + 1:05}",
            tracking_digest=lambda _: secrets.token_bytes(32),
        )
    )
    runs = StepRun.objects.bulk_create(copies(run, count, case=lambda n: made[n]))
    Task.objects.bulk_create(copies(task, count, case=lambda n: made[n], run=lambda n: runs[n]))
    RegisterEntry.objects.bulk_create(
        RegisterEntry(
            register="buku-pengaduan",
            year=2026,
            sequence=after + n + 1,
            case=made[n],
            at=case.received_at,
        )
        for n in range(count)
    )
    return made


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/tasks", {}),
        ("/tasks", {"limit": 200}),
        ("/tasks", {"assignee": "none", "overdue": "false", "q": "PGD", "permit_type": "pbg"}),
        ("/tasks", {"state": "done"}),
        ("/cases", {}),
        ("/cases", {"limit": 200, "status": "open", "permit_type": "pbg"}),
        ("/cases", {"q": "Suherman Wijaya"}),
        ("/registers/buku-pengaduan", {"limit": 200}),
    ],
)
def test_a_list_costs_the_same_with_few_and_with_many(api, office, path, query):
    case = file_complaint(office, by=None)
    client = api("petugas-loket")
    add_cases(case, FEW - 1)
    few, answer = cost(client, path, **query)
    if "done" not in query.values():
        assert len(answer.json()["items"]) > 0
    add_cases(case, MANY - FEW, after=FEW)
    many, _ = cost(client, path, **query)
    assert few == many


@pytest.mark.parametrize(
    "path", ["", "/documents?limit=200", "/events?limit=200", "/actions", "/documents", "/events"]
)
def test_a_folder_costs_the_same_thin_and_thick(api, office, path):
    case = file_complaint(office)
    play(office, case, until="accept")
    client = api("koordinator")
    address, _, query = path.partition("?")
    asked = dict([query.split("=")]) if query else {}
    few, _ = cost(client, f"/cases/{case.number}{address}", **asked)
    thicken(case, MANY)
    many, _ = cost(client, f"/cases/{case.number}{address}", **asked)
    assert few == many


def test_the_tracking_page_costs_the_same_thin_and_thick(api, office):
    from sigap.cases.identity import case_key, unseal_text

    case = file_complaint(office)
    code = unseal_text(case_key(case.pk), bytes(case.complainant.tracking_code))
    few, _ = cost(api(), f"/track/{code}")
    thicken(case, MANY)
    many, _ = cost(api(), f"/track/{code}")
    assert few == many


def test_a_task_costs_the_same_in_a_thin_and_in_a_thick_folder(api, office):
    case = file_complaint(office)
    play(office, case, until="accept")
    task = Task.objects.get(case=case, state="open").pk
    client = api("analis-pengaduan")
    few, _ = cost(client, f"/tasks/{task}")
    thicken(case, MANY)
    many, _ = cost(client, f"/tasks/{task}")
    assert few == many


def thicken(case, count):
    """Put many of everything into a case's folder."""
    from sigap.cases.identity import case_key, seal_text

    key = case_key(case.pk)
    run = StepRun.objects.filter(case=case).exclude(completed_at=None).first()
    run = run or StepRun.objects.get(case=case)
    task = Task.objects.filter(case=case).first()
    StepRun.objects.bulk_create(
        copies(
            run,
            count,
            attempt=lambda n: n + 2,
            completed_at=run.opened_at,
            completed_by=lambda n: [str(task.assignee_id)] if n % 2 else [],
        )
    )
    Task.objects.bulk_create(
        copies(task, count, state="done", completed_at=task.opened_at, type="memo")
    )
    paper = Document.objects.filter(case=case).first()
    Document.objects.bulk_create(
        copies(paper, count, version=lambda n: n + 50, code=lambda n: f"TEST{n:012}")
    )
    body = seal_text(key, "Halo")
    Message.objects.bulk_create(
        Message(
            case=case,
            direction="in",
            kind="message",
            body=body,
            at=case.received_at,
            author="complainant",
        )
        for _ in range(count)
    )
    Deviation.objects.bulk_create(
        Deviation(case=case, code="x", at=case.received_at, text="x") for _ in range(count)
    )
    Attachment.objects.bulk_create(
        Attachment(
            case=case,
            name=body,
            media_type="text/plain",
            size_bytes=1,
            sha256="0" * 64,
            file=f"{n}",
            received_at=case.received_at,
            received_from="public",
        )
        for n in range(count)
    )
