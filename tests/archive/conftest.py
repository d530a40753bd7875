"""An office with three cases on each kind of database, and a backup of it."""

import os
import secrets
import shutil
from pathlib import Path

import psycopg
import pytest

from tests.commands.installation import Installation

FILL = """
from tests.cases.office import draw_papers, file_complaint, open_office
office = open_office()
for _ in range(3):
    draw_papers(file_complaint(office), now=office.now)
"""
READ = """
from sigap.cases.models import Case, Document
from sigap.cases.operations.papers import pdf_of
for case in Case.objects.order_by("pk"):
    for paper in Document.objects.filter(case=case).order_by("pk"):
        print(case.number, paper.kind, paper.sha256, pdf_of(paper)[:5])
"""
KEYS = {"SIGAP_MASTER_KEY": "m" * 40, "SIGAP_LEDGER_KEY": "l" * 40}


def postgres(home):
    """Return an installation on a database of its own in the cluster of this test run."""
    url = os.environ["DATABASE_URL"]
    name = f"sigap_{secrets.token_hex(6)}"
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}")
    own = f"{url.rpartition('/')[0]}/{name}"
    return Installation(home, DATABASE_URL=own, **KEYS)


@pytest.fixture(
    scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgresql)]
)
def office(request, tmp_path_factory):
    """Return an office with three cases and their papers."""
    home = tmp_path_factory.mktemp("office") / "home"
    made = Installation(home, **KEYS) if request.param == "sqlite" else postgres(home)
    assert made.run("init").returncode == 0
    made.python(FILL)
    return made


@pytest.fixture(scope="module")
def saved(office, tmp_path_factory):
    """Return a backup of the office; tests that spoil it copy it first."""
    folder = tmp_path_factory.mktemp("backup") / "b"
    done = office.run("backup", folder)
    assert (done.returncode, done.stderr) == (0, "")
    return folder


@pytest.fixture
def empty(office, tmp_path):
    """Return an empty place of the same kind, with the same keys."""
    if "DATABASE_URL" in office.environment:
        return postgres(tmp_path / "home")
    return Installation(tmp_path / "home", **KEYS)


@pytest.fixture
def copied(saved, tmp_path):
    """Return a copy of the backup that a test may spoil."""
    return Path(shutil.copytree(saved, tmp_path / "copied"))
