import hashlib
import json
import re
import shutil
import sqlite3
import threading
import time

import pytest

from tests.archive.conftest import KEYS, READ
from tests.commands.installation import Installation


def nothing_is_left(installation):
    """Return whether a refused restoration left the place as empty as it was."""
    left = {path.name for path in installation.home.iterdir()} - {"keys"}
    return not left


def test_what_is_restored_is_what_was_saved(office, saved, empty):
    manifest = json.loads((saved / "manifest.json").read_text())

    done = empty.run("restore", saved)

    assert (done.returncode, done.stderr) == (0, "")
    assert re.fullmatch(r"Dipulihkan dari .*: \d+ baris, \d+ berkas; jejak utuh, .*\n", done.stdout)
    assert empty.python(READ) == office.python(READ)
    assert office.python(READ).count("b'%PDF-'") == manifest["files"] >= 3
    assert empty.run("ledger", "heads").stdout == office.run("ledger", "heads").stdout
    assert empty.run("doctor").returncode == 0


def test_life_goes_on_after_a_restoration(saved, empty):
    empty.run("restore", saved)

    empty.python(
        "from tests.cases.office import Office, draw_papers, file_complaint\n"
        "from sigap.accounts.models import User\n"
        "users = {u.username: u.pk for u in User.objects.all()}\n"
        "file_complaint(Office(users=users))\n"
        "from sigap.accounts.operations import create_user\n"
        "from datetime import UTC, datetime\n"
        "create_user(name='baru', roles=['admin'], now=datetime.now(UTC), sign_in=False)\n"
    )

    assert empty.run("ledger", "verify").returncode == 0


def test_no_key_and_no_complainant_stands_in_a_backup(saved):
    for path in saved.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            for word in (b"Suherman", b"0812-0000-0100", b"Gardu Sawah", b"m" * 40, b"l" * 40):
                assert word not in content, path


@pytest.mark.parametrize("key", ["SIGAP_MASTER_KEY", "SIGAP_LEDGER_KEY"])
def test_other_keys_are_refused_before_anything_is_written(saved, empty, key):
    done = empty.with_(**{key: "x" * 40}).run("restore", saved)

    assert done.returncode == 1
    assert f"{key} bukan kunci cadangan ini" in done.stderr
    assert nothing_is_left(empty)


def test_absent_keys_are_asked_for_and_not_made(saved, tmp_path):
    bare = Installation(tmp_path / "home")

    done = bare.run("restore", saved)

    assert done.returncode == 1
    assert "SIGAP_MASTER_KEY tidak ada; berikan kunci lama" in done.stderr
    assert not (tmp_path / "home" / "keys").exists()


def test_a_place_that_is_not_empty_is_refused(office, saved):
    before = office.python(READ)

    done = office.run("restore", saved)

    assert done.returncode == 1
    assert "tidak kosong" in done.stderr
    assert office.python(READ) == before


def flip(file):
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(bytes(content))


def first(folder, pattern):
    return next(path for path in sorted(folder.rglob(pattern)) if path.is_file())


def biggest(folder):
    """Return the largest part, which is the database or its largest table."""
    parts = [p for p in folder.rglob("*") if p.suffix in {".sqlite3", ".copy"}]
    return max(parts, key=lambda path: path.stat().st_size)


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda copy: (copy / "manifest.json").unlink(), "bukan cadangan Sigap yang utuh"),
        (lambda copy: (copy / "manifest.json").write_text("{"), "tidak terbaca"),
        (lambda copy: (copy / "heads.tsv").unlink(), "heads.tsv tidak ada"),
        (lambda copy: flip(copy / "heads.tsv"), "isi heads.tsv tidak cocok"),
        (lambda copy: flip(copy / "files.tsv"), "isi files.tsv tidak cocok"),
        (lambda copy: flip(biggest(copy)), r"isi (database|tables).* tidak cocok"),
        (lambda copy: flip(first(copy / "files", "*")), r"files/.* tidak cocok"),
        (lambda copy: first(copy / "files", "*").unlink(), "files/.* tidak ada"),
    ],
)
def test_a_damaged_backup_is_refused_and_nothing_half_is_left(copied, empty, spoil, reason):
    spoil(copied)

    done = empty.run("restore", copied)

    assert done.returncode == 1
    assert re.search(reason, done.stderr)
    assert done.stderr.count("sigap: ") == 1
    assert nothing_is_left(empty)
    assert empty.run("init").returncode == 0  # the place is as good as new


def test_a_backup_of_another_database_is_refused(copied, empty):
    manifest = json.loads((copied / "manifest.json").read_text())
    other = {"sqlite": "postgresql", "postgresql": "sqlite"}[manifest["database"]]
    (copied / "manifest.json").write_text(json.dumps({**manifest, "database": other}))

    done = empty.run("restore", copied)

    assert done.returncode == 1
    assert f"cadangan ini dari {other}" in done.stderr


def test_a_backup_of_a_later_version_is_refused(copied, empty):
    manifest = json.loads((copied / "manifest.json").read_text())
    manifest["migrations"].append(["cases", "9999_future"])
    (copied / "manifest.json").write_text(json.dumps(manifest))

    done = empty.run("restore", copied)

    assert done.returncode == 1
    assert "cases.9999_future tidak dikenal" in done.stderr


def test_a_path_out_of_the_backup_is_refused(copied, empty):
    listing = copied / "files.tsv"
    listing.write_text(f"{'0' * 64}\t1\t../../escaped\n")
    manifest = json.loads((copied / "manifest.json").read_text())
    manifest["parts"]["files.tsv"] = hashlib.sha256(listing.read_bytes()).hexdigest()
    (copied / "manifest.json").write_text(json.dumps(manifest))

    done = empty.run("restore", copied)

    assert done.returncode == 1
    assert "baris aneh di files.tsv" in done.stderr


def test_a_ledger_that_does_not_hold_is_not_restored(office, empty, tmp_path):
    if "DATABASE_URL" in office.environment:
        return  # the same code behind; tampering is easy to arrange only in a file
    home = tmp_path / "tampered"
    shutil.copytree(office.home, home, ignore=shutil.ignore_patterns("*.wake"))
    with sqlite3.connect(home / "sigap.sqlite3") as database:
        database.execute("DROP TRIGGER ledger_entry_no_update")
        database.execute("UPDATE ledger_entry SET actor = 'user:99' WHERE seq = 2")
    assert Installation(home, **KEYS).run("backup", tmp_path / "b").returncode == 0

    done = empty.run("restore", tmp_path / "b")

    assert done.returncode == 1
    assert "jejak dalam cadangan tidak utuh: " in done.stderr
    assert nothing_is_left(empty)


def test_a_missing_file_is_named_and_the_rest_is_saved(office, empty, tmp_path):
    if "DATABASE_URL" in office.environment:
        return
    home = tmp_path / "torn"
    shutil.copytree(office.home, home, ignore=shutil.ignore_patterns("*.wake"))
    lost = first(home / "files", "*")
    lost.unlink()

    saving = Installation(home, **KEYS).run("backup", tmp_path / "b")
    restoring = empty.run("restore", tmp_path / "b")

    assert saving.returncode == 1
    assert saving.stderr == f"sigap: berkas {lost.name} hilang dari penyimpanan, tidak ikut\n"
    assert restoring.returncode == 0


@pytest.mark.parametrize("there", ["folder", "file"])
def test_a_backup_overwrites_nothing(office, tmp_path, there):
    target = tmp_path / "b"
    if there == "folder":
        target.mkdir()
        (target / "x").write_text("mine")
    else:
        target.write_text("mine")

    done = office.run("backup", target)

    assert done.returncode == 1
    assert "sudah ada dan tidak kosong" in done.stderr
    assert "mine" in (target / "x" if there == "folder" else target).read_text()


def test_an_interrupted_backup_does_not_look_like_one(office, tmp_path):
    process = office.start("backup", str(tmp_path / "b"))
    while process.poll() is None and not (tmp_path / "b.sebagian").exists():
        time.sleep(0.001)
    process.kill()
    process.wait()

    if not (tmp_path / "b").exists():  # it may have been quicker
        assert not (tmp_path / "b.sebagian" / "manifest.json").exists()
        again = office.run("backup", tmp_path / "b")
        assert "b.sebagian sisa cadangan yang terputus" in again.stderr


def test_a_backup_while_cases_come_in_is_of_one_moment(office, empty, tmp_path):
    code = (
        "import time\n"
        "from tests.cases.office import Office, draw_papers, file_complaint\n"
        "from sigap.accounts.models import User\n"
        "office = Office(users={u.username: u.pk for u in User.objects.all()})\n"
        "end = time.monotonic() + 8\n"
        "while time.monotonic() < end:\n"
        "    draw_papers(file_complaint(office), now=office.now)\n"
        "print('went on')"
    )
    printed = []
    writer = threading.Thread(target=lambda: printed.append(office.python(code)))
    writer.start()
    saves = []
    for number in range(3):
        saves.append(office.run("backup", tmp_path / f"b{number}"))
        time.sleep(0.5)
    writer.join()

    assert printed == ["went on\n"]
    assert [(one.returncode, one.stderr) for one in saves] == [(0, "")] * 3
    assert empty.run("restore", tmp_path / "b2").returncode == 0
    assert empty.run("ledger", "verify").returncode == 0
