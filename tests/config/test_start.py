import sqlite3
import stat

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, OperationalError, connection

from sigap.config import start
from sigap.core.errors import InvalidInput


def test_data_folder_is_made_for_its_owner_only(tmp_path, monkeypatch):
    monkeypatch.setenv("SIGAP_HOME", str(tmp_path / "a" / "b"))

    folder = start.make_data_folder()

    assert folder == tmp_path / "a" / "b"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert start.make_data_folder() == folder


def test_data_folder_that_cannot_be_made_says_why(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("SIGAP_HOME", str(tmp_path / "file" / "home"))

    with pytest.raises(InvalidInput, match="tidak dapat dibuat: Not a directory"):
        start.make_data_folder()


@pytest.mark.django_db
def test_unprepared_database_points_to_init():
    with pytest.raises(Exception, match="no_such_table") as fault:
        connection.cursor().execute("SELECT 1 FROM no_such_table")

    assert start.explain_fault(fault.value) == "basis data belum disiapkan; jalankan `sigap init`"


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (OperationalError("database is locked"), "basis data sedang dikunci"),
        (OperationalError("database or disk is full"), "diska penuh"),
        (OperationalError('password authentication failed for "Budi"'), "basis data tidak dapat"),
        (OSError(28, "No space left on device", "/x"), "No space left on device: /x"),
    ],
)
def test_faults_of_the_machine_are_one_line(fault, reason):
    assert start.explain_fault(fault).startswith(reason)
    assert "Budi" not in start.explain_fault(fault)


@pytest.mark.parametrize(
    "fault", [ValueError("x"), IntegrityError("UNIQUE"), ImproperlyConfigured("x"), KeyError("x")]
)
def test_bugs_are_not_explained_away(fault):
    assert start.explain_fault(fault) == ""


def test_full_disk_of_sqlite_is_told_as_such(tmp_path):
    raw = sqlite3.connect(tmp_path / "small.db")
    raw.execute("PRAGMA max_page_count = 2")
    raw.execute("CREATE TABLE t (x)")
    with pytest.raises(sqlite3.OperationalError) as full:
        raw.execute("INSERT INTO t VALUES (zeroblob(99999))")
    raw.close()

    assert start.explain_fault(OperationalError(*full.value.args)) == "diska penuh"
