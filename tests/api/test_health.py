"""Health for operators, at the root."""

from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from sigap.cases.models import Document
from sigap.cases.queries import health
from sigap.ledger.triggers import drop_triggers
from tests.cases.office import file_complaint


@pytest.fixture
def get(client):
    return client.get


def checks(answer):
    return {name: one["ok"] for name, one in answer.json()["checks"].items()}


def test_alive_needs_nothing(get):
    answer = get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_ready_says_what_was_looked_at(get, office):
    answer = get("/readyz")
    assert (answer.status_code, answer.json()["status"]) == (200, "ok")
    assert checks(answer) == {
        "database": True,
        "migrations": True,
        "ledger-triggers": True,
        "worker": True,
    }


def test_missing_triggers_make_it_unready(get, office):
    drop_triggers(connection)
    answer = get("/readyz")
    assert (answer.status_code, answer.json()["status"]) == (503, "down")
    assert checks(answer)["ledger-triggers"] is False


def test_unapplied_migrations_make_it_unready(get, office, monkeypatch):
    monkeypatch.setattr(health, "_unapplied", lambda: 2)
    answer = get("/readyz")
    assert answer.status_code == 503
    assert checks(answer) == {"database": True, "migrations": False}


def test_a_lost_database_makes_it_unready_without_a_word_about_it(get, db, monkeypatch):
    def lost():
        raise OperationalError("password authentication failed for user rahasia")

    monkeypatch.setattr(health, "_unapplied", lost)
    answer = get("/readyz")
    assert (answer.status_code, checks(answer)) == (503, {"database": False})
    assert "rahasia" not in answer.content.decode()


def test_a_worker_that_lags_is_shown_and_complaints_still_come_in(get, office):
    file_complaint(office)
    late = timezone.now() - timedelta(seconds=health.WORKER_PATIENCE_SECONDS + 60)
    Document.objects.update(state="waiting", next_try_at=late)
    answer = get("/readyz")
    assert (answer.status_code, answer.json()["status"]) == (200, "degraded")
    assert checks(answer)["worker"] is False


def test_figures_are_counts_in_prometheus_form(get, office):
    case = file_complaint(office)
    text = get("/metrics").content.decode()
    assert "sigap_up 1\n" in text
    assert 'sigap_cases{status="open"} 1\n' in text
    assert 'sigap_tasks_open{role="petugas-loket"} 1\n' in text
    assert case.number not in text
    for line in text.splitlines():
        assert line.startswith("#") or len(line.split(" ")) == 2


def test_only_reading_is_allowed(client, db):
    assert client.post("/readyz").status_code == 405
