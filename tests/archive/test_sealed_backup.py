"""A backup that only one person can open, and every way in which it stays shut."""

import pytest

from tests.archive.conftest import FILL, KEYS, READ
from tests.commands.installation import Installation

SUBJECT = "Retribusi PBG sudah dibayar, belum divalidasi"


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """Return an office with three cases; what is sealed is the same folder on every database."""
    made = Installation(tmp_path_factory.mktemp("office") / "home", **KEYS)
    assert made.run("init").returncode == 0
    made.python(FILL)
    return made


@pytest.fixture
def empty(tmp_path):
    """Return an empty place with the same keys."""
    return Installation(tmp_path / "home", **KEYS)


@pytest.fixture(scope="module")
def key(office, tmp_path_factory):
    """Return the file of a new private key, and its public key."""
    file = tmp_path_factory.mktemp("kunci") / "cadangan.key"
    made = office.run("backup", "--new-key", file)
    assert (made.returncode, made.stderr) == (0, "")
    return file, made.stdout.strip()


@pytest.fixture(scope="module")
def sealed(office, key, tmp_path_factory):
    """Return a sealed backup of the office."""
    file = tmp_path_factory.mktemp("tersegel") / "kantor.age"
    done = office.run("backup", file, "--to", key[1])
    assert (done.returncode, done.stderr) == (0, "")
    return file


def leftovers(installation):
    """Return what a refused restoration left in the place and beside it."""
    places = (installation.home, installation.home.parent)
    return [one.name for place in places for one in place.glob("pulihkan-*")] + [
        one.name for one in installation.home.glob("*") if one.name != "keys"
    ]


def test_what_is_opened_with_the_private_key_is_what_was_saved(office, sealed, key, empty):
    done = empty.run("restore", sealed, "--key", key[0])

    assert (done.returncode, done.stderr) == (0, "")
    assert "jejak utuh" in done.stdout
    assert empty.python(READ) == office.python(READ)
    assert not list(empty.home.parent.glob("pulihkan-*"))


def test_nothing_can_be_read_in_it_and_nothing_in_the_clear_is_left(office, sealed):
    content = sealed.read_bytes()

    assert content.startswith(b"age-encryption.org/v1")
    for words in (SUBJECT.encode(), b"manifest.json", b"SQLite format", b"cases_case"):
        assert words not in content
    assert list(office.home.glob("cadangan-*")) == []
    assert list(sealed.parent.iterdir()) == [sealed]


def test_the_private_key_is_its_owner_s_alone_and_never_overwritten(office, key):
    before = key[0].read_text()

    again = office.run("backup", "--new-key", key[0])

    assert key[0].stat().st_mode & 0o777 == 0o600
    assert again.returncode == 1
    assert "tidak ditimpa" in again.stderr
    assert key[0].read_text() == before


def test_another_s_key_opens_nothing(office, sealed, empty, tmp_path):
    other = tmp_path / "lain.key"
    office.run("backup", "--new-key", other)

    done = empty.run("restore", sealed, "--key", other)

    assert done.returncode == 1
    assert "bukan untuk kunci ini" in done.stderr
    assert leftovers(empty) == []


def test_without_a_key_one_is_asked_for(sealed, empty):
    done = empty.run("restore", sealed)

    assert done.returncode == 1
    assert "--key FILE" in done.stderr
    assert leftovers(empty) == []


@pytest.mark.parametrize("where", ["first", "middle", "last", "cut short"])
def test_one_changed_byte_is_noticed(where, sealed, key, empty, tmp_path):
    content = bytearray(sealed.read_bytes())
    place = {"first": 60, "middle": len(content) // 2, "last": -1, "cut short": 0}[where]
    content[place] ^= 1 if place else 0
    spoilt = tmp_path / "rusak.age"
    spoilt.write_bytes(content[:-5000] if where == "cut short" else content)

    done = empty.run("restore", spoilt, "--key", key[0])

    assert done.returncode == 1
    assert "rusak" in done.stderr
    assert leftovers(empty) == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--to", "bukan-kunci"], "bukan kunci publik age"),
        (["--to", "age1" + "q" * 58], "bukan kunci publik age"),
        ([], "sebutkan DIR"),
    ],
)
def test_a_wrong_call_makes_nothing(arguments, said, office, tmp_path):
    target = [tmp_path / "x.age"] if arguments else []
    done = office.run("backup", *target, *arguments)

    assert done.returncode == 1
    assert said in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_backup_overwrites_nothing(office, sealed, key):
    before = sealed.read_bytes()

    done = office.run("backup", sealed, "--to", key[1])

    assert done.returncode == 1
    assert "sudah ada" in done.stderr
    assert sealed.read_bytes() == before


@pytest.mark.parametrize("words", ["", "bukan kunci\n", "AGE-SECRET-KEY-1XXX\n"])
def test_a_file_that_is_no_key_is_told(words, sealed, empty, tmp_path):
    file = tmp_path / "kunci"
    file.write_text(words)

    done = empty.run("restore", sealed, "--key", file)

    assert done.returncode == 1
    assert "kunci" in done.stderr
    assert "Traceback" not in done.stderr
    assert leftovers(empty) == []
