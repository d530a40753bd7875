"""`./sigap test` itself: it tells what failed and what could not be run."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest
import run_tests
import temporary_postgres

ROOT = Path(__file__).resolve().parents[2]
MIXED = """
import pytest

def test_good(): pass
def test_bad(): assert False
@pytest.mark.xfail
def test_expected(): assert False
@pytest.mark.skip(reason="clamd tidak ada")
def test_left_out(): pass
"""
needs_server = pytest.mark.skipif(
    temporary_postgres.programs() is None, reason="server PostgreSQL tidak ada"
)


def run(folder, *arguments):
    """Run pytest through the tool in a folder of its own, away from this project's settings."""
    outcome = run_tests.Outcome()
    options = ["-q", "-p", "no:django", "-p", "no:cacheprovider", "--rootdir", str(folder)]
    status = run_tests.run_pytest("uji", [*options, *arguments], os.environ, outcome)
    return status, outcome


def test_failed_and_skipped_tests_are_named(tmp_path):
    (tmp_path / "test_mixed.py").write_text(MIXED)

    status, outcome = run(tmp_path, str(tmp_path))

    assert status == 1
    assert outcome.failed == ["uji"]
    assert outcome.not_run == ["uji: 1 uji (clamd tidak ada)"]
    assert run_tests.closing_line(outcome) == "Tidak dijalankan: uji: 1 uji (clamd tidak ada)."


def test_run_without_any_test_is_named_as_not_run(tmp_path):
    status, outcome = run(tmp_path, str(tmp_path))

    assert status == run_tests.NO_TEST_SELECTED
    assert outcome.not_run == ["uji (tidak ada uji yang terpilih)"]


def test_whole_run_says_that_nothing_was_left_out(tmp_path):
    (tmp_path / "test_good.py").write_text("def test_good(): pass\n")

    status, outcome = run(tmp_path, str(tmp_path))

    assert (status, outcome.failed) == (0, [])
    assert run_tests.closing_line(outcome) == "Semua bagian dijalankan."


def test_check_that_fails_fails_the_run(capsys):
    outcome = run_tests.Outcome()

    run_tests.run_check("periksa", ["-c", "raise SystemExit('rusak')"], os.environ, outcome)

    assert outcome.failed == ["periksa"]
    assert "rusak" in capsys.readouterr().out


def test_package_that_cannot_be_installed_is_named(monkeypatch):
    monkeypatch.setattr(run_tests, "PACKAGES", {"chromium": lambda: False})
    monkeypatch.setattr(run_tests.shutil, "which", lambda _: None)
    outcome = run_tests.Outcome()

    run_tests.install_packages(outcome)

    assert outcome.not_run == ["uji yang memerlukan chromium (paket tidak terpasang)"]


@needs_server
def test_cluster_is_durable_asks_for_a_password_and_is_gone_afterwards():
    with temporary_postgres.temporary_postgres(temporary_postgres.programs()) as url:
        with psycopg.connect(url) as connection:
            shown = "select current_setting('fsync'), current_setting('data_directory')"
            fsync, folder = connection.execute(shown).fetchone()
        without_password = url.replace(url.split(":")[2].split("@")[0], "wrong")
        with pytest.raises(psycopg.OperationalError, match="authentication failed"):
            psycopg.connect(without_password)

    assert fsync == "on"
    assert not Path(folder).parent.exists()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url)


@needs_server
def test_cluster_is_taken_down_when_the_run_is_stopped(tmp_path):
    script = tmp_path / "hold.py"
    script.write_text(
        "import signal, sys, time\n"
        "from temporary_postgres import programs, temporary_postgres\n"
        "signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))\n"
        "with temporary_postgres(programs()) as url:\n"
        "    print(url, flush=True)\n"
        "    time.sleep(600)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "tools")}
    for stop in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
        with subprocess.Popen(
            [sys.executable, script],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=environment,
        ) as process:
            url = process.stdout.readline().strip()
            psycopg.connect(url).close()
            process.send_signal(stop)
            process.wait(30)
        assert is_gone(url)


def is_gone(url):
    """Whether the server goes away in time; after a kill nobody waits for it."""
    for _ in range(100):
        try:
            psycopg.connect(url).close()
        except psycopg.OperationalError:
            return True
        time.sleep(0.1)
    return False
