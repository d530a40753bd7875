import re
import shutil
import sqlite3
import stat
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings

from sigap.commands import doctor
from tests.commands.installation import Installation
from tests.documents.certificates import PASSWORD, make


def test_init_makes_folder_keys_tables_and_reference_data(prepared):
    home = prepared.home

    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert sorted(path.name for path in (home / "keys").iterdir()) == [
        "ledger-key",
        "master-key",
        "secret-key",
    ]
    with sqlite3.connect(home / "sigap.sqlite3") as database:
        (sops,) = database.execute("SELECT count(*) FROM cases_sopversion").fetchone()
        (users,) = database.execute("SELECT count(*) FROM accounts_user").fetchone()
        (cases,) = database.execute("SELECT count(*) FROM cases_case").fetchone()
        triggers = database.execute("SELECT count(*) FROM sqlite_master WHERE type='trigger'")
        assert triggers.fetchone() == (18,)  # 15 guard the ledger, three keep the search index
    assert (sops, users, cases) == (3, 0, 0)


def test_init_again_changes_nothing(prepared):
    keys = {path: path.read_bytes() for path in (prepared.home / "keys").iterdir()}

    done = prepared.run("init")

    assert (done.returncode, done.stderr) == (0, "")
    assert "sudah siap" in done.stdout
    assert {path: path.read_bytes() for path in (prepared.home / "keys").iterdir()} == keys


@pytest.mark.parametrize("command", ["serve", "worker", "ledger verify", "user create a --role b"])
def test_nothing_starts_before_init(tmp_path, command):
    done = Installation(tmp_path).run(*command.split())

    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "sigap init" in done.stderr


@pytest.mark.parametrize("command", ["init", "serve", "worker", "ledger verify"])
def test_production_starts_only_with_keys_from_outside(prepared, command):
    done = prepared.with_(SIGAP_PRODUCTION="yes").run(*command.split())

    assert done.returncode == 1
    assert done.stderr == (
        "sigap: SIGAP_PRODUCTION=yes needs SIGAP_SECRET_KEY (or SIGAP_SECRET_KEY_FILE) from "
        "outside\n"
    )


def test_user_is_made_with_one_secret_alone_on_the_last_line(prepared):
    by_password = prepared.run("user", "create", "siti", "--role", "analis-pengaduan", "auditor")
    by_token = prepared.run("user", "create", "mesin", "--role", "petugas-loket", "--token")

    assert re.fullmatch(r"([a-z2-9]{5}-){3}[a-z2-9]{5}", by_password.stdout.splitlines()[-1])
    assert re.fullmatch(r"sigap_[\w-]{43}", by_token.stdout.splitlines()[-1])
    assert (by_password.returncode, by_password.stderr) == (0, "")


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["x", "--role", "raja"], "peran raja tidak dikenal; yang ada: admin, analis-hukum"),
        (["X!", "--role", "admin"], "Nama pengguna 'X!' tidak dapat dipakai"),
        (["twice", "--role", "admin"], "Pengguna twice sudah ada"),
    ],
)
def test_refused_user_ends_in_one_line(prepared, arguments, reason):
    if arguments[0] == "twice":
        assert prepared.run("user", "create", *arguments).returncode == 0

    done = prepared.run("user", "create", *arguments)

    assert done.returncode == 1
    assert reason in done.stderr
    assert (done.stderr.count("\n"), done.stdout) == (1, "")


def test_user_without_a_role_is_wrong_use(prepared):
    assert prepared.run("user", "create", "x").returncode == 2


@pytest.fixture
def spoiled(prepared, tmp_path):
    """Return a copy of the installation that a test may spoil."""
    home = tmp_path / "home"
    shutil.copytree(prepared.home, home, ignore=shutil.ignore_patterns("worker.wake"))
    home.chmod(0o700)
    return Installation(home)


_WHOLE = r"Jejak utuh: \d+ entri dalam 1 aliran; 0 dalam jejak bersama, 0 titik periksa\.\n"
_WHOLE += r"Isi utuh: 0 baris dan 0 berkas dari 0 berkas pengaduan cocok dengan jejak\.\n"


def test_ledger_holds_after_init_also_against_its_heads(spoiled, tmp_path):
    heads = spoiled.run("ledger", "heads").stdout
    (tmp_path / "heads").write_text(heads)

    plain = spoiled.run("ledger", "verify")
    against = spoiled.run("ledger", "verify", "--heads", tmp_path / "heads")

    assert re.fullmatch(r"office\t\d+\t[0-9a-f]{64}\n", heads)
    assert re.fullmatch(_WHOLE, plain.stdout)
    assert (plain.returncode, against.returncode, against.stdout) == (0, 0, plain.stdout)


def test_tampered_ledger_ends_with_1_and_the_place(spoiled):
    with sqlite3.connect(spoiled.home / "sigap.sqlite3") as database:
        database.execute("DROP TRIGGER ledger_entry_no_update")
        database.execute("UPDATE ledger_entry SET actor = 'user:9' WHERE seq = 2")

    done = spoiled.run("ledger", "verify")

    assert done.returncode == 1
    assert done.stdout == "Jejak TIDAK utuh: office, entri 2: isi tidak cocok dengan hash-nya\n"


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--heads", "/no/such/file"], "No such file or directory: /no/such/file"),
        (["package.zip"], "package.zip tidak ada"),
    ],
)
def test_unusable_files_for_verification_are_one_line(prepared, arguments, reason):
    done = prepared.run("ledger", "verify", *arguments)

    assert done.returncode == 1
    assert reason in done.stderr
    assert done.stderr.count("\n") == 1


def test_doctor_finds_nothing_bad_after_init_but_warns_of_kept_keys(prepared):
    done = prepared.run("doctor")

    assert (done.returncode, done.stderr) == (0, "")
    assert "Tidak ada kegagalan." in done.stdout
    assert "ingat kunci: SIGAP_SECRET_KEY" in done.stdout
    assert "ingat pekerja: tidak ada yang berjalan" in done.stdout
    assert "GAGAL" not in done.stdout


def test_doctor_names_each_fault_with_its_mend(spoiled):
    with sqlite3.connect(spoiled.home / "sigap.sqlite3") as database:
        database.execute("DROP TRIGGER ledger_entry_no_update")
        ahead = "2099-01-01 00:00:00"
        database.execute("INSERT INTO cases_workersign VALUES ('w', ?, ?)", (ahead, ahead))
    (spoiled.home / "keys" / "master-key").chmod(0o644)
    spoiled.home.chmod(0o755)

    done = spoiled.with_(SIGAP_PRODUCTON="yes").run("doctor")

    assert done.returncode == 1
    for found in (
        "ingat folder data: ",
        "ingat lingkungan: SIGAP_PRODUCTON tidak dikenal",
        "GAGAL kunci: SIGAP_MASTER_KEY dapat dibaca pengguna lain\n      → chmod 600 ",
        "GAGAL penjaga jejak: hilang atau diubah\n      → jalankan `sigap init`",
        "GAGAL jam: mundur: ",
        "3 kegagalan.",
    ):
        assert found in done.stdout


def test_doctor_tells_how_the_offices_certificate_is(tmp_path, monkeypatch):
    now = datetime.now(tz=UTC)
    good, _ = make(tmp_path / "baik")
    near, _ = make(tmp_path / "hampir", until=now + timedelta(days=20, hours=1))
    past, _ = make(tmp_path / "lewat", until=now - timedelta(days=1))
    other, _ = make(tmp_path / "lain", may={"key_encipherment": True})
    broken = tmp_path / "rusak.p12"
    broken.write_bytes(b"bukan sertifikat")
    for file, password, level, words in (
        (None, "", "baik", "tidak dipasang"),
        (good, PASSWORD, "baik", "Segel DPMPTSP, berlaku sampai "),
        (near, PASSWORD, "ingat", ", 20 hari lagi"),
        (past, PASSWORD, "GAGAL", "Sertifikat kantor berakhir pada "),
        (other, PASSWORD, "GAGAL", "bukan untuk menandatangani"),
        (good, "salah", "GAGAL", "Kata sandi sertifikat kantor salah."),
        (broken, "", "GAGAL", "rusak atau bukan PKCS#12"),
        (tmp_path, "", "GAGAL", "tidak terbaca (Is a directory)"),
        (tmp_path / "tidak-ada.p12", "", "GAGAL", "tidak terbaca (No such file or directory)"),
    ):
        monkeypatch.setattr(settings, "SIGAP_CERTIFICATE", file)
        monkeypatch.setattr(settings, "SIGAP_CERTIFICATE_PASSWORD", password)
        (found,) = doctor._certificate(now)
        assert (found.level, words in found.text) == (level, True), found
        assert bool(found.mend) == (level != "baik")
        assert PASSWORD not in str(found)


def test_doctor_looks_at_the_certificate_of_an_installation(prepared, tmp_path):
    done = prepared.with_(SIGAP_CERTIFICATE=str(tmp_path / "hilang.p12")).run("doctor")

    assert done.returncode == 1
    assert "SIGAP_CERTIFICATE" in done.stdout


def test_doctor_explains_why_settings_do_not_load(prepared):
    done = prepared.with_(SIGAP_WORKERS="many").run("doctor")

    assert done.returncode == 1
    assert "GAGAL pengaturan: SIGAP_WORKERS must be a whole number" in done.stdout


def test_doctor_on_nothing(tmp_path):
    done = Installation(tmp_path / "nowhere").run("doctor")

    assert done.returncode == 1
    assert "tidak ada\n      → jalankan `sigap init`" in done.stdout
    assert not (tmp_path / "nowhere").exists()
