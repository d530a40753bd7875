"""What an act asks the database: bounds near what was reached, so that it stays."""

from contextlib import contextmanager

import pytest
from django.db import connection
from django.utils import timezone

from sigap.cases.models import Case
from tests.api.clients import COMPLAINT
from tests.cases.filler import fill

# Statements beside those that begin and end a transaction.
FILING, COMPLETING, SETTLING = 37, 45, 37


@contextmanager
def statements():
    """Collect the statements that ask or write."""
    seen = []

    def note(execute, sql, *how):
        if not sql.startswith(("BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK")):
            seen.append(sql)
        return execute(sql, *how)

    with connection.execute_wrapper(note):
        yield seen


@pytest.fixture
def clerk(api):
    """Return a counter officer whose first complaint, with all that is read once, is filed."""
    client = api("petugas-loket")
    file(client)
    return client


def file(client):
    answer = client.upload("/complaints", COMPLAINT, ("bukti.txt", b"Bukti setoran."))
    assert answer.status_code == 201
    return Case.objects.get(number=answer.json()["number"])


def test_filing_with_a_file(clerk):
    with statements() as seen:
        file(clerk)
    assert len(seen) <= FILING, "\n".join(seen)


def test_completing_the_first_step(clerk):
    tasks = [file(clerk).tasks.get() for _ in range(2)]
    schema = clerk.get(f"/tasks/{tasks[0].pk}").json()["schema"]
    body = {"data": fill(schema, now=timezone.now())}
    for task in tasks:
        with statements() as seen:
            assert clerk.post(f"/tasks/{task.pk}/complete", body).status_code == 200
    assert len(seen) <= COMPLETING, "\n".join(seen)


def test_settling_at_the_counter(clerk):
    answer = {"answer": "Sudah dijawab.", "accepted": True, "reason": "Cukup di loket."}
    for _ in range(2):
        case = file(clerk)
        with statements() as seen:
            told = clerk.post(f"/cases/{case.number}/actions/settle", answer)
        assert told.json()["case"]["status"] == "closed"
    assert len(seen) <= SETTLING, "\n".join(seen)
