"""Sealed files: what was put in comes out, and nothing changed goes unnoticed."""

import hashlib
import secrets

import pytest

from sigap.cases import filestore
from sigap.cases.filestore import FileDamaged

CHUNK = filestore._CHUNK_BYTES
SEALED = CHUNK + filestore._TAG_BYTES
HEAD = filestore._PREFIX_BYTES


@pytest.fixture
def key():
    return secrets.token_bytes(32)


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.SIGAP_HOME = tmp_path


def stored(content, key):
    return filestore.put([content], key)


def files():
    return sorted(path for path in filestore.folder().rglob("*") if path.is_file())


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 7])
def test_what_was_put_in_comes_out(key, size):
    content = secrets.token_bytes(size)

    one = stored(content, key)

    assert (one.size_bytes, one.sha256) == (size, hashlib.sha256(content).hexdigest())
    assert filestore.read_whole(one.file, key) == content
    assert files() == [filestore.path_of(one.file)]


@pytest.mark.parametrize("piece", [1000, CHUNK - 1, CHUNK, CHUNK + 1, 10 * CHUNK])
def test_pieces_of_any_size_give_the_same_content(key, piece):
    content = secrets.token_bytes(2 * CHUNK + 99)

    one = filestore.put((content[at : at + piece] for at in range(0, len(content), piece)), key)

    assert filestore.read_whole(one.file, key) == content


def test_a_stored_file_tells_nothing_of_its_content(key):
    one = stored(b"Suherman Wijaya" * 1000, key)
    assert b"Suherman" not in filestore.path_of(one.file).read_bytes()


def test_the_same_content_is_sealed_differently_each_time(key):
    one, other = stored(b"sama", key), stored(b"sama", key)
    assert one.sha256 == other.sha256
    assert one.file != other.file
    assert filestore.path_of(one.file).read_bytes() != filestore.path_of(other.file).read_bytes()


FIRST, SECOND = slice(HEAD, HEAD + SEALED), slice(HEAD + SEALED, HEAD + 2 * SEALED)
WAYS = {
    "first byte": lambda raw: bytes([raw[0] ^ 1]) + raw[1:],
    "a byte of the first chunk": lambda raw: raw[:20] + bytes([raw[20] ^ 1]) + raw[21:],
    "last byte": lambda raw: raw[:-1] + bytes([raw[-1] ^ 1]),
    "cut by one": lambda raw: raw[:-1],
    "cut after a chunk": lambda raw: raw[: HEAD + SEALED],
    "cut after the head": lambda raw: raw[:HEAD],
    "cut within the head": lambda raw: raw[:3],
    "emptied": lambda raw: raw[:0],
    "chunks swapped": lambda raw: raw[:HEAD] + raw[SECOND] + raw[FIRST] + raw[SECOND.stop :],
    "a chunk taken out": lambda raw: raw[:HEAD] + raw[SECOND.start :],
    "a chunk twice": lambda raw: raw[: FIRST.stop] + raw[HEAD:],
    "something added": lambda raw: raw + b"x",
    "a whole chunk added": lambda raw: raw + raw[FIRST],
}


@pytest.mark.parametrize("how", WAYS)
@pytest.mark.parametrize("size", [3 * CHUNK, 2 * CHUNK + 5])
def test_a_changed_file_is_noticed(key, how, size):
    one = stored(secrets.token_bytes(size), key)
    path = filestore.path_of(one.file)
    raw = path.read_bytes()
    changed = WAYS[how](raw)
    assert changed != raw
    path.write_bytes(changed)

    with pytest.raises(FileDamaged, match=one.file):
        filestore.read_whole(one.file, key)


def test_a_file_in_the_place_of_another_is_noticed(key):
    one, other = stored(b"bukti satu", key), stored(b"bukti dua", key)
    filestore.path_of(one.file).write_bytes(filestore.path_of(other.file).read_bytes())
    with pytest.raises(FileDamaged):
        filestore.read_whole(one.file, key)


def test_another_case_s_key_opens_nothing(key):
    one = stored(b"bukti", key)
    with pytest.raises(FileDamaged):
        filestore.read_whole(one.file, secrets.token_bytes(32))


def test_a_missing_file_is_named(key):
    with pytest.raises(FileDamaged, match="FileNotFoundError"):
        filestore.read_whole("ab" * 20, key)


def test_a_writer_that_is_given_up_leaves_nothing(key):
    def breaks():
        yield b"x" * CHUNK * 2
        raise RuntimeError("sambungan putus")

    with pytest.raises(RuntimeError, match="sambungan putus"):
        filestore.put(breaks(), key)

    assert files() == []


def test_an_unfinished_file_is_not_in_the_store(key):
    writer = filestore.Writer(key)
    writer.write(b"x" * CHUNK * 2)

    assert [path.suffix for path in files()] == [".part"]
    with pytest.raises(FileDamaged):
        filestore.read_whole(files()[0].stem, key)

    writer.abandon()
    writer.abandon()
    assert files() == []


def test_removing_is_safe_to_repeat(key):
    one = stored(b"bukti", key)
    filestore.remove(one.file)
    filestore.remove(one.file)
    assert files() == []
