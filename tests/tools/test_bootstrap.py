"""`./sigap` on a copy of the repository whose lock files ask for no library, so no network."""

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import bootstrap
import pytest

ROOT = Path(__file__).resolve().parents[2]
BUILDS = "Menyiapkan lingkungan Python dari"
SAYS_WHERE = "import sys; print(sys.prefix, *sys.argv[1:])\n"


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Return a repository that has been started once."""
    root = tmp_path_factory.mktemp("bootstrap") / "built"
    (root / "tools").mkdir(parents=True)
    (root / "src/sigap").mkdir(parents=True)
    shutil.copy(ROOT / "sigap", root)
    shutil.copy(ROOT / "tools/bootstrap.py", root / "tools")
    (root / "tools/run_tests.py").write_text(SAYS_WHERE)
    (root / "src/sigap/__init__.py").touch()
    (root / "src/sigap/__main__.py").write_text(SAYS_WHERE)
    for name in ("requirements.lock", "requirements-test.lock"):
        (root / name).write_text("# nothing\n")
    first = start(root, "hello")
    assert BUILDS in first.stderr
    assert first.returncode == 0
    assert first.stdout.split() == [str((root / ".venv").resolve()), "hello"]
    return root


@pytest.fixture
def repository(built, tmp_path):
    """Return a copy of it, which also shows that a repository may be moved."""
    root = tmp_path / "moved here"
    shutil.copytree(built, root, symlinks=True)
    return root


def start(root, *arguments, **more):
    return subprocess.run(
        [root / "sigap", *arguments],
        check=False,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        **more,
    )


def test_second_start_builds_nothing_and_finds_the_source_of_a_moved_repository(repository):
    done = start(repository, "a b", "c")

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"{(repository / '.venv').resolve()} a b c\n"


def test_start_works_from_any_folder_and_through_a_link(repository, tmp_path):
    link = tmp_path / "sigap-link"
    link.symlink_to(repository / "sigap")

    done = subprocess.run([link, "x"], check=True, capture_output=True, text=True, cwd="/")

    assert done.stdout.endswith(" x\n")


def test_changed_lock_makes_a_second_environment_and_going_back_needs_none(repository):
    before = (repository / ".venv").resolve()
    (repository / "requirements.lock").write_text("# another nothing\n")
    assert BUILDS in start(repository).stderr
    assert (repository / ".venv").resolve() != before

    (repository / "requirements.lock").write_text("# nothing\n")

    assert start(repository).stderr == ""
    assert (repository / ".venv").resolve() == before


def test_environment_for_tests_serves_every_command_and_is_kept_up(repository):
    assert "requirements-test.lock" in start(repository, "test").stderr
    with_tests = (repository / ".venv").resolve()

    assert start(repository, "serve").stderr == ""
    assert (repository / ".venv").resolve() == with_tests

    (repository / "requirements.lock").write_text("# another nothing\n")
    assert "requirements-test.lock" in start(repository, "serve").stderr
    assert start(repository, "test").stderr == ""


def test_folder_made_by_hand_gives_way_to_an_environment_from_the_lock(repository):
    (repository / ".venv").unlink()
    (repository / ".venv/bin").mkdir(parents=True)

    assert start(repository).returncode == 0

    assert (repository / ".venv").is_symlink()
    assert not list((repository / ".venvs").glob("replaced-*"))


def test_killed_build_is_made_again_once_by_two_starts_at_once(repository):
    (repository / "requirements.lock").write_text("# another nothing\n")
    before = list((repository / ".venvs").glob("requirements-*"))
    killed = subprocess.Popen([repository / "sigap"], start_new_session=True)
    while len(list((repository / ".venvs").glob("requirements-*/bin/python"))) == len(before):
        assert killed.poll() is None, "ended before it could be killed"
        time.sleep(0.02)
    os.killpg(killed.pid, signal.SIGKILL)
    killed.wait()
    both = [
        subprocess.Popen(
            [repository / "sigap"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]

    answers = [process.communicate() for process in both]

    assert [process.returncode for process in both] == [0, 0]
    assert sum(err.count(BUILDS) for _, err in answers) == 1
    assert answers[0][0] == answers[1][0] != ""


def test_library_with_another_hash_leaves_the_old_environment_and_says_what_to_do(
    repository, tmp_path
):
    before = (repository / ".venv").resolve()
    wheel = make_wheel(tmp_path)
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    lock = "--no-index\n--find-links {}\nsigap-sample==1 --hash=sha256:{}\n"
    (repository / "src/sigap/__main__.py").write_text("import sigap_sample\n")

    (repository / "requirements.lock").write_text(lock.format(tmp_path, "0" * 64))
    refused = start(repository)
    kept = (repository / ".venv").resolve()
    (repository / "requirements.lock").write_text(lock.format(tmp_path, digest))
    taken = start(repository)

    assert (refused.returncode, refused.stdout, kept) == (1, "", before)
    assert refused.stderr.splitlines()[-1].startswith("sigap: Pustaka tidak dapat dipasang")
    assert "DO NOT MATCH THE HASHES" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert taken.returncode == 0


def make_wheel(folder):
    """Return a wheel with one empty module."""
    wheel = folder / "sigap_sample-1-py3-none-any.whl"
    about = "sigap_sample-1.dist-info"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("sigap_sample.py", "")
        archive.writestr(
            f"{about}/METADATA", "Metadata-Version: 2.1\nName: sigap-sample\nVersion: 1\n"
        )
        archive.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        archive.writestr(f"{about}/RECORD", "")
    return wheel


def test_old_python_is_told_in_one_line_what_to_install(repository, tmp_path):
    programs = tmp_path / "old"
    programs.mkdir()
    for name in ("dirname", "readlink", "sh"):
        (programs / name).symlink_to(shutil.which(name))
    old = programs / "python3"
    old.write_text('#!/bin/sh\n[ "$1" = --version ] && echo Python 3.9.2 && exit 0\nexit 1\n')
    old.chmod(0o755)

    done = start(repository, env={"PATH": str(programs)})

    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "Python 3.9.2" in done.stderr
    assert "apt-get install python3 python3-venv" in done.stderr


def test_python_without_venv_names_the_debian_package(monkeypatch, tmp_path):
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setattr(bootstrap.importlib.util, "find_spec", lambda _: None)
    for name in (bootstrap.RUN_LOCK, bootstrap.TEST_LOCK):
        (tmp_path / name).write_text("# nothing\n")

    with pytest.raises(SystemExit) as stopped:
        bootstrap.main(["serve"])

    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    assert f"apt-get install python{version}-venv" in str(stopped.value)
    assert not list((tmp_path / ".venvs").glob("requirements-*"))
