"""A data folder as an earlier release left it: brought to this one by `init`, whole, and going on.

In `tests/data/homes` lies one folder for each release: an office after `init` with three cases
(one new with an attachment, one answered and closed, one confidential at its draft), made with
the release's own code and the keys below.
"""

import tarfile
from pathlib import Path

import pytest

from tests.archive.conftest import KEYS
from tests.commands.installation import Installation

HOMES = sorted((Path(__file__).parents[1] / "data/homes").glob("*.tar.xz"))
IDENTITIES = """
from sigap.cases.identity import case_key, unseal_json
from sigap.cases.models import Attachment, Case, Complainant
from sigap.cases import filestore
for case in Case.objects.order_by("pk"):
    row = Complainant.objects.get(pk=case.pk)
    print(case.number, case.status, unseal_json(case_key(case.pk), row.sealed)["name"])
for one in Attachment.objects.order_by("pk"):
    print(filestore.read_whole(one.file, case_key(one.case_id)).decode())
"""
GO_ON = """
from datetime import timedelta
from sigap.accounts.models import User
from sigap.cases.models import Case
from tests.cases.office import Office, TUESDAY, play
office = Office(now=TUESDAY + timedelta(days=60))
office.users = dict(User.objects.values_list("username", "pk"))
for case in Case.objects.filter(status="open").order_by("pk"):
    play(office, case)
    print(case.number, case.status)
"""
SEARCH = """
from sigap.cases.models import CaseWords
print(CaseWords.objects.count())
"""


@pytest.fixture(scope="module", params=HOMES, ids=lambda home: home.name.removesuffix(".tar.xz"))
def upgraded(request, tmp_path_factory):
    """Return the installation after `init`, and what `init` said."""
    home = tmp_path_factory.mktemp("rumah") / "home"
    with tarfile.open(request.param) as archive:
        archive.extractall(home, filter="data")
    installation = Installation(home, **KEYS)
    done = installation.run("init")
    assert (done.returncode, done.stderr.count("Traceback")) == (0, 0), done.stderr
    return installation


def test_the_record_and_every_sealed_thing_are_whole(upgraded):
    verified = upgraded.run("ledger", "verify")

    assert (verified.returncode, verified.stdout[:11]) == (0, "Jejak utuh:")
    assert upgraded.python(IDENTITIES).splitlines() == [
        "PGD-2026-00001 open Suherman Wijaya",
        "PGD-2026-00002 closed Suherman Wijaya",
        "PGD-2026-00003 open Suherman Wijaya",
        "Bukti bayar Rp14.250.000",
    ]


def test_the_doctor_finds_the_tables_right_and_the_search_is_caught_up(upgraded):
    told = upgraded.run("doctor").stdout
    indexed = upgraded.run("reindex")

    assert "baik  tabel: 0 belum dijalankan" in told
    assert "baik  penjaga jejak: terpasang" in told
    assert indexed.stdout == "3 berkas diindeks.\n"
    assert upgraded.python(SEARCH) == "3\n"


def test_init_again_changes_nothing(upgraded):
    again = upgraded.run("init")

    assert (again.returncode, again.stderr) == (0, "")
    assert upgraded.run("ledger", "verify").returncode == 0


def test_open_cases_go_on_to_their_end_and_a_backup_holds(upgraded, tmp_path):
    went_on = upgraded.python(GO_ON)
    saved = upgraded.run("backup", tmp_path / "b")
    empty = Installation(tmp_path / "home", **KEYS)
    restored = empty.run("restore", tmp_path / "b")

    assert went_on == "PGD-2026-00001 closed\nPGD-2026-00003 closed\n"
    assert (saved.returncode, restored.returncode) == (0, 0), restored.stderr
    assert upgraded.run("ledger", "verify").returncode == 0
    assert empty.python(IDENTITIES) == upgraded.python(IDENTITIES)
