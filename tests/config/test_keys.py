import stat
import threading

import pytest
from django.core.exceptions import ImproperlyConfigured

from sigap.config import keys


@pytest.fixture(autouse=True)
def no_given_keys(monkeypatch):
    for name in keys.NAMES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(f"{name}_FILE", raising=False)


def test_missing_keys_are_made_once_and_readable_by_the_owner_only(tmp_path):
    first = keys.make_missing(tmp_path)
    made = keys.load(tmp_path, production=False)
    second = keys.make_missing(tmp_path)

    assert (first, second) == (keys.NAMES, ())
    assert keys.load(tmp_path, production=False) == made
    assert len({*made.values()}) == 3
    assert all(len(key) >= keys.LEAST_CHARACTERS for key in made.values())
    files = [keys.kept_file(tmp_path, name) for name in keys.NAMES]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert stat.S_IMODE(files[0].parent.stat().st_mode) == 0o700
    assert sorted(files[0].parent.iterdir()) == sorted(files)


def test_a_key_from_outside_wins_and_is_not_kept(tmp_path, monkeypatch):
    keys.make_missing(tmp_path)
    monkeypatch.setenv("SIGAP_MASTER_KEY", "m" * 40)
    fresh = tmp_path / "fresh"

    assert keys.load(tmp_path, production=False)["SIGAP_MASTER_KEY"] == "m" * 40
    assert keys.make_missing(fresh) == ("SIGAP_SECRET_KEY", "SIGAP_LEDGER_KEY")


def test_production_does_not_take_kept_keys(tmp_path, monkeypatch):
    keys.make_missing(tmp_path)
    monkeypatch.setenv("SIGAP_SECRET_KEY", "s" * 40)

    with pytest.raises(ImproperlyConfigured, match="needs SIGAP_MASTER_KEY"):
        keys.load(tmp_path, production=True)


def test_short_key_is_refused_without_showing_it(tmp_path, monkeypatch):
    monkeypatch.setenv("SIGAP_LEDGER_KEY", "too-short")

    with pytest.raises(ImproperlyConfigured) as refusal:
        keys.load(tmp_path, production=False)

    assert str(refusal.value) == "SIGAP_LEDGER_KEY must have at least 32 characters, got 9"


def test_absent_key_stops_the_start_and_says_what_makes_it(tmp_path):
    with pytest.raises(ImproperlyConfigured, match="no SIGAP_SECRET_KEY yet: run `sigap init`"):
        keys.load(tmp_path, production=False)


def test_cut_key_file_is_refused(tmp_path):
    keys.make_missing(tmp_path)
    keys.kept_file(tmp_path, "SIGAP_MASTER_KEY").write_text("short\n")

    with pytest.raises(ImproperlyConfigured, match="master-key is cut off"):
        keys.load(tmp_path, production=False)


def test_two_starts_at_once_agree_on_one_key(tmp_path):
    for round_ in range(20):
        home = tmp_path / str(round_)
        gate = threading.Barrier(4)
        seen = []

        def start(home=home, gate=gate, seen=seen):
            gate.wait()
            keys.make_missing(home)
            seen.append(keys.load(home, production=False))

        threads = [threading.Thread(target=start) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(seen) == 4
        assert all(one == seen[0] and "" not in one.values() for one in seen)
