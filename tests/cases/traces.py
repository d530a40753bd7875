"""What an operation left behind: in every table, and in the ledger."""

import hashlib
from contextlib import contextmanager

import pytest
from django.apps import apps
from django.db import connection

from sigap.cases.models import Case, StepRun
from sigap.core.errors import Refused
from sigap.ledger.models import Entry
from sigap.ledger.verify import verify


def trace():
    """Return every table of the project by name: its rows, digested, whatever their order."""
    found = {}
    for model in apps.get_models():
        table = model._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{table}"')
            rows = sorted(repr([_plain(v) for v in row]) for row in cursor.fetchall())
        found[table] = (len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest())
    return found


def _plain(value):
    return bytes(value) if isinstance(value, memoryview) else value


@contextmanager
def refused(code, **expected):
    """Expect a refusal with a code (and field or detail) that changes nothing anywhere."""
    before = trace()
    with pytest.raises(Refused) as caught:
        yield caught
    assert (caught.value.code, caught.value.message != "") == (code, True), caught.value
    for name, value in expected.items():
        assert getattr(caught.value, name) == value
    assert trace() == before


@contextmanager
def absent():
    """Expect the answer that there is no such case, and that nothing changes."""
    before = trace()
    with pytest.raises(Case.DoesNotExist):
        yield
    assert trace() == before


def events(case):
    """Return the entries of a case's stream: (event, actor), oldest first."""
    rows = Entry.objects.filter(stream=case.number).order_by("seq")
    return [(row.event, row.actor) for row in rows]


def last_entry(case, event):
    """Return what the last entry of an event tells."""
    return Entry.objects.filter(stream=case.number, event=event).order_by("-seq").first().facts


def ledger_holds():
    """Whether the whole ledger verifies."""
    return verify().fault is None


def clocks(case):
    """Return start_by and due_at of the open attempt, and the promise."""
    case.refresh_from_db()
    run = StepRun.objects.filter(case=case, completed_at=None, cancelled_at=None).first()
    return (run.start_by, run.due_at, case.due_at) if run else (None, None, case.due_at)
