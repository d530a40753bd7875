"""A full disk, a lost database, a clock set back: a clear answer, nothing half, and on it goes."""

import os
import subprocess
import sys
import time
from datetime import timedelta

import pytest

from sigap.bench.http import Client
from sigap.bench.journey import complaint_body
from sigap.bench.sample_office import sample_complaints
from sigap.cases.operations.completing import start_task
from sigap.core.errors import Refused

COMPLAINTS = "/api/v1/complaints"
BODY = complaint_body(sample_complaints()[1])


@pytest.fixture
def small_disk(tmp_path):
    """Return a folder on a disk of its own of 48 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=48m", "tmpfs", str(folder)]
    mounted = subprocess.run(command, capture_output=True, text=True, check=False)
    if mounted.returncode:
        pytest.skip(f"a disk of its own needs the right to mount: {mounted.stderr.strip()}")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def fill_up(folder):
    """Leave no byte free on the disk of a folder; return the file that took them."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as out:
        try:
            while True:
                out.write(bytes(65536))
        except OSError:
            pass
        try:
            while True:
                out.write(bytes(512))
        except OSError:
            pass
    return filler


@pytest.mark.skipif(
    os.environ.get("DATABASE_URL", "").startswith("postgres"),
    reason="PostgreSQL keeps its rows on a disk of its own; the run on SQLite tries this",
)
def test_a_full_disk_is_told_and_loses_nothing(small_disk):
    from tests.faults.conftest import Installation

    installation = Installation(small_disk / "var", "")
    with installation.servers() as servers:
        client = Client(servers.base, installation.tokens["petugas-loket"])
        before = client.post(COMPLAINTS, BODY)
        filler = fill_up(small_disk)
        answers = [client.post(COMPLAINTS, BODY) for _ in range(3)]
        filler.unlink()
        after = client.post(COMPLAINTS, BODY)
        client.close()
    seen = installation.look()

    assert before.status == after.status == 201
    for answer in answers:
        assert answer.status in (503, 507), answer.body
        assert "penuh" in answer.json["detail"] or "lagi" in answer.json["detail"]
    assert sorted(seen["cases"]) == sorted([before.json["number"], after.json["number"]])
    assert seen["damaged"] == []
    installation.run("ledger", "verify")


@pytest.mark.skipif(
    os.environ.get("DATABASE_URL", "").startswith("postgres"),
    reason="PostgreSQL keeps its rows on a disk of its own; the run on SQLite tries this",
)
def test_on_a_disk_that_can_only_be_read_nothing_starts_and_nothing_is_lost(small_disk):
    """A disk does not become so while a file is open for writing; at a start it may be."""
    from tests.faults.conftest import Installation

    installation = Installation(small_disk / "var", "")
    with installation.servers() as servers:
        client = Client(servers.base, installation.tokens["petugas-loket"])
        before = client.post(COMPLAINTS, BODY)
        client.close()
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    said = {
        command: subprocess.run(
            [sys.executable, "-m", "sigap", command],
            env=installation.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        for command in ("serve", "worker", "doctor")
    }
    subprocess.run(["mount", "-o", "remount,rw", str(small_disk)], check=True)
    with installation.servers() as servers:
        client = Client(servers.base, installation.tokens["petugas-loket"])
        after = client.post(COMPLAINTS, BODY)
        client.close()
    seen = installation.look()

    assert before.status == after.status == 201
    for done in said.values():
        assert done.returncode == 1, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        assert "tidak dapat ditulisi" in done.stdout + done.stderr
    assert sorted(seen["cases"]) == sorted([before.json["number"], after.json["number"]])
    installation.run("ledger", "verify")


@pytest.mark.postgresql
def test_a_database_that_keeps_one_waiting_is_told_and_nothing_is_done(installation):
    import psycopg

    installation.environment["DATABASE_URL"] += (
        "&" if "?" in installation.database_url else "?"
    ) + "options=-c%20lock_timeout%3D1s"
    with installation.servers() as servers:
        client = Client(servers.base, installation.tokens["petugas-loket"])
        before = client.post(COMPLAINTS, BODY)
        url = installation.database_url.replace("postgres://", "postgresql://")
        with psycopg.connect(url) as other:
            other.execute("LOCK TABLE ledger_chain IN ACCESS EXCLUSIVE MODE")
            slow = client.post(COMPLAINTS, BODY)
        after = client.post(COMPLAINTS, BODY)
        client.close()
    seen = installation.look()

    assert before.status == after.status == 201
    assert (slow.status, slow.json["code"]) == (503, "busy")
    assert sorted(seen["cases"]) == sorted([before.json["number"], after.json["number"]])
    installation.run("ledger", "verify")


@pytest.mark.postgresql
def test_a_lost_database_is_told_and_found_again(installation):
    import psycopg

    admin = os.environ["DATABASE_URL"].replace("postgres://", "postgresql://")
    name = installation.database_url.split("?")[0].rsplit("/", 1)[1]
    with installation.servers() as servers, psycopg.connect(admin, autocommit=True) as database:
        client = Client(servers.base, installation.tokens["petugas-loket"])
        before = client.post(COMPLAINTS, BODY)
        database.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        database.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
        )
        lost = [client.post(COMPLAINTS, BODY) for _ in range(3)]
        ready = client.get("/readyz")
        database.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')
        time.sleep(0.5)
        after = client.post(COMPLAINTS, BODY)
        client.close()
    seen = installation.look()

    assert before.status == after.status == 201
    assert [answer.status for answer in lost] == [503, 503, 503]
    assert ready.status == 503
    assert sorted(seen["cases"]) == sorted([before.json["number"], after.json["number"]])
    installation.run("ledger", "verify")


@pytest.mark.django_db
def test_a_clock_set_back_is_told_and_nothing_is_written():
    from sigap.cases.models import StepRun, Task
    from sigap.ledger.models import Entry
    from tests.cases.office import file_complaint, open_office

    office = open_office()
    case = file_complaint(office, by="")
    task = Task.objects.get(case=case)
    entries = Entry.objects.count()

    with pytest.raises(Refused) as refused:
        start_task(
            task_id=task.pk,
            actor=office.holder("petugas-loket"),
            now=office.now - timedelta(hours=3),
        )

    assert refused.value.code == "clock-behind"
    assert Entry.objects.count() == entries
    assert StepRun.objects.get(case=case).started_at is None
