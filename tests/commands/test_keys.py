"""`sigap keys`: the master key of a data folder, changed and changed again."""

import secrets
import shutil

from tests.commands.installation import Installation

_FILE = """
from datetime import UTC, datetime
from sigap.bench.demo import filing_of
from sigap.bench.sample_office import sample_complaints
from sigap.cases.actor import PUBLIC
from sigap.cases.operations.register import register_complaint
now = datetime.now(tz=UTC)
register_complaint(filing=filing_of(sample_complaints()[0], received_at=now), actor=PUBLIC, now=now)
"""
_READ = """
from sigap.cases.identity import case_key, unseal_json
from sigap.cases.models import Complainant
for one in Complainant.objects.all():
    print(bool(unseal_json(case_key(one.pk), bytes(one.sealed))["name"]))
"""


def test_kept_keys_are_changed_in_their_folder(prepared, tmp_path):
    home = tmp_path / "home"
    shutil.copytree(prepared.home, home)
    office = Installation(home)
    office.python(_FILE)
    kept = home / "keys/master-key"
    old = kept.read_text()

    early = office.run("keys", "rotate")
    assert (early.returncode, len(early.stderr.splitlines())) == (1, 1)
    assert "SIGAP_MASTER_KEY_NEXT" in early.stderr

    assert office.run("keys", "next").returncode == 0
    new = (home / "keys/master-key-next").read_text()
    done = office.run("keys", "rotate")

    assert done.returncode == 0, done.stderr
    assert "1 kunci berkas dibungkus ulang" in done.stdout
    assert kept.read_text() == new != old
    assert not (home / "keys/master-key-next").exists()
    assert kept.stat().st_mode & 0o077 == 0
    (laid_aside,) = (home / "keys").glob("master-key-old-*")
    assert (laid_aside.read_text(), laid_aside.stat().st_mode & 0o077) == (old, 0)
    assert str(laid_aside) in done.stdout
    assert office.python(_READ).split() == ["True"]
    office.python(_FILE)
    assert office.run("doctor").returncode == 0


def test_keys_from_outside_are_never_written_down(prepared, tmp_path):
    home = tmp_path / "home"
    shutil.copytree(prepared.home, home)
    old = (home / "keys/master-key").read_text().strip()
    (home / "keys/master-key").unlink()
    new = secrets.token_urlsafe(32)
    office = Installation(home, SIGAP_MASTER_KEY=old)
    office.python(_FILE)

    assert office.run("keys", "next").returncode == 1
    both = office.with_(SIGAP_MASTER_KEY_NEXT=new)
    assert both.run("keys", "rotate").returncode == 0
    assert "0 kunci berkas" in both.run("keys", "rotate").stdout

    assert not list((home / "keys").glob("master-key*"))
    assert office.with_(SIGAP_MASTER_KEY=new).python(_READ).split() == ["True"]


_BEGIN = """
from datetime import UTC, datetime
from sigap.cases.actor import SYSTEM
from sigap.cases.operations.master_key import begin_change
begin_change(actor=SYSTEM, now=datetime.now(tz=UTC))
"""


def of_the_change(office):
    """Return what `sigap doctor` says of the master key, with what to do."""
    done = office.run("doctor")
    assert done.returncode == 0, done.stdout
    lines = done.stdout.splitlines()
    return [
        (line.removeprefix("ingat kunci induk: "), lines[place + 1].removeprefix("      → "))
        for place, line in enumerate(lines)
        if " kunci induk: " in line
    ]


def test_doctor_warns_until_the_change_has_ended(prepared, tmp_path):
    home = tmp_path / "home"
    shutil.copytree(prepared.home, home, ignore=shutil.ignore_patterns("worker.wake"))
    old, new = (home / "keys/master-key").read_text().strip(), secrets.token_urlsafe(32)
    office = Installation(home, SIGAP_MASTER_KEY=old)
    office.python(_FILE)
    both = office.with_(SIGAP_MASTER_KEY_NEXT=new)

    assert of_the_change(office) == []
    assert of_the_change(both) == [
        (
            "SIGAP_MASTER_KEY_NEXT dipasang, tetapi pergantian belum dimulai",
            "jalankan `sigap keys rotate`; bila tidak jadi, hapus SIGAP_MASTER_KEY_NEXT",
        )
    ]
    both.python(_BEGIN)
    assert of_the_change(both) == [
        (
            "pergantian belum selesai: 1 kunci berkas masih memakai kunci lama",
            "jalankan `sigap keys rotate` sampai selesai; sebelum itu simpan kedua kunci",
        )
    ]
    assert both.run("keys", "rotate").returncode == 0
    ((text, mend),) = of_the_change(both)
    assert text == "semua sudah memakai kunci baru, tetapi kunci lama masih terpasang"
    assert mend.startswith("jadikan kunci baru SIGAP_MASTER_KEY, hapus SIGAP_MASTER_KEY_NEXT,")
    assert of_the_change(office.with_(SIGAP_MASTER_KEY=new, SIGAP_MASTER_KEY_NEXT=new)) == [
        (
            "SIGAP_MASTER_KEY_NEXT sama dengan SIGAP_MASTER_KEY; pergantian sudah selesai",
            "hapus SIGAP_MASTER_KEY_NEXT, lalu jalankan ulang web dan worker",
        )
    ]
    assert of_the_change(office.with_(SIGAP_MASTER_KEY=new)) == []
    # Kept keys whose change was cut off before the new one took its place.
    for name, key in (("master-key", old), ("master-key-next", new)):
        (home / "keys" / name).write_text(f"{key}\n")
        (home / "keys" / name).chmod(0o600)
    kept = Installation(home)
    ((text, mend),) = of_the_change(kept)
    assert text == "semua sudah memakai kunci baru, tetapi kunci lama masih terpasang"
    assert mend.startswith("jalankan `sigap keys rotate` sekali lagi")
    assert kept.run("keys", "rotate").returncode == 0
    assert of_the_change(kept) == []
