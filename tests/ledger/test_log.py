"""The one log: what is in it, what is signed, what can be proved, on both databases."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from sigap.ledger import append
from sigap.ledger.canonical import moment_text
from sigap.ledger.copies import copy_checkpoints
from sigap.ledger.log import NotInLog, checkpoint, checkpoints, plain, prove, prove_growth
from sigap.ledger.merkle import (
    EMPTY,
    consistency_path,
    inclusion_path,
    is_consistent,
    leaf_hash,
    node_hash,
    root_by_inclusion,
    root_of,
    split,
)
from sigap.ledger.models import Checkpoint, Leaf, Node
from sigap.ledger.signing import is_signed, line_of, signed_text

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)


def tree(leaves):
    """Return the root as RFC 9162 2.1.1 words it."""
    if not leaves:
        return EMPTY
    if len(leaves) == 1:
        return leaves[0]
    middle = split(len(leaves))
    return node_hash(tree(leaves[:middle]), tree(leaves[middle:]))


def hashes(count):
    return [leaf_hash(bytes([number % 251, number // 251])) for number in range(count)]


def over(leaves):
    return lambda low, high: tree(leaves[low:high])


def test_roots_known_from_the_reference_implementation():
    # Of Certificate Transparency's test vectors: leaves "", 00, 10, 2021.
    leaves = [leaf_hash(bytes.fromhex(text)) for text in ("", "00", "10", "2021")]

    assert [root_of(leaves[:count]).hex() for count in range(5)] == [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]


@given(st.integers(1, 130), st.data())
def test_every_leaf_is_proved_and_no_other_in_its_place(size, data):
    leaves = hashes(size)
    index = data.draw(st.integers(0, size - 1))
    path = inclusion_path(index, size, over(leaves))

    assert root_by_inclusion(leaves[index], index, size, path) == tree(leaves) == root_of(leaves)
    assert root_by_inclusion(leaf_hash(b"x"), index, size, path) != tree(leaves)
    assert root_by_inclusion(leaves[index], index, size, [*path, EMPTY]) is None
    other = (index + 1) % size
    if size > 1:
        assert root_by_inclusion(leaves[index], other, size, path) != tree(leaves)


@given(st.integers(1, 130), st.data())
def test_growth_is_proved_and_a_changed_past_is_not(second, data):
    first = data.draw(st.integers(1, second))
    leaves = hashes(second)
    path = consistency_path(first, second, over(leaves))
    old, new = tree(leaves[:first]), tree(leaves)

    assert is_consistent(first, second, old, new, path)
    assert not is_consistent(first, second, leaf_hash(b"x"), new, path)
    if first < second:
        assert not is_consistent(first, second, old, leaf_hash(b"x"), path)


def entries(count, *, stream="PGD-2026-00001"):
    made = []
    for _ in range(count):
        with transaction.atomic():
            made.append(
                append(
                    stream=stream, event="case.x", at=NOW, recorded_at=NOW, actor="system", data={}
                )
            )
    return made


@pytest.mark.django_db
def test_the_log_takes_in_what_is_not_yet_in_it_and_signs():
    made = entries(3) + entries(2, stream="office")

    signed = checkpoint(now=NOW)
    nothing = checkpoint(now=NOW)
    more = entries(1)
    again = checkpoint(now=NOW + timedelta(minutes=1))

    assert nothing is None
    assert (signed.size, again.size) == (5, 6)
    leaves = list(Leaf.objects.order_by("index").values_list("stream", "seq", "entry"))
    assert [(stream, seq, bytes(entry)) for stream, seq, entry in leaves] == [
        (one.stream, one.seq, one.hash) for one in (*made, *more)
    ]
    assert bytes(again.root) == root_of(leaf_hash(bytes(entry)) for _, _, entry in leaves)
    for one in (signed, again):
        text = signed_text(one.size, bytes(one.root), moment_text(one.at))
        assert is_signed(text, bytes(one.public_key), bytes(one.signature))
        assert not is_signed(text + b" ", bytes(one.public_key), bytes(one.signature))


@pytest.mark.django_db
def test_proofs_hold_across_kept_nodes_and_show_growth():
    first = entries(300)
    old = checkpoint(now=NOW)
    second = entries(400)
    new = checkpoint(now=NOW)

    assert Node.objects.count() == 700 // 256
    for entry in (first[0], first[255], first[256], first[299], second[0], second[399]):
        proof = prove(entry.hash)
        assert proof.checkpoint == new
        leaf = leaf_hash(entry.hash)
        assert root_by_inclusion(leaf, proof.index, new.size, proof.path) == bytes(new.root)
    path = prove_growth(300, 700)
    assert is_consistent(300, 700, bytes(old.root), bytes(new.root), path)
    assert prove(first[7].hash, size=300).checkpoint == old
    with pytest.raises(NotInLog):
        prove(second[0].hash, size=300)
    with pytest.raises(NotInLog):
        prove(b"x" * 32)
    with pytest.raises(NotInLog):
        prove_growth(299, 700)


@pytest.mark.django_db
def test_a_clock_set_back_does_not_turn_the_log_back():
    entries(1)
    checkpoint(now=NOW)
    entries(1)

    later = checkpoint(now=NOW - timedelta(hours=3))

    assert plain(later)["at"] == moment_text(NOW)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_leaf SET seq = 9",
        "DELETE FROM ledger_leaf",
        "UPDATE ledger_checkpoint SET size = 9",
        "DELETE FROM ledger_checkpoint",
        "DELETE FROM ledger_node",
    ],
)
def test_what_is_in_the_log_stays_there(statement):
    entries(260)
    checkpoint(now=NOW)

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert (Leaf.objects.count(), Node.objects.count(), Checkpoint.objects.count()) == (260, 1, 1)


@pytest.mark.django_db
def test_checkpoints_are_copied_once_also_after_a_torn_line(tmp_path):
    kept = tmp_path / "sigap-checkpoints.tsv"
    entries(1)
    checkpoint(now=NOW)
    entries(1)
    checkpoint(now=NOW)

    first, again = copy_checkpoints(tmp_path), copy_checkpoints(tmp_path)
    whole = kept.read_text()
    kept.write_text(whole + "checkpoint\t3\tab")
    entries(1)
    checkpoint(now=NOW)
    third = copy_checkpoints(tmp_path)

    assert (first, again, third) == (2, 0, 1)
    lines = [line_of(one) for one in reversed(checkpoints(limit=9))]
    assert whole.splitlines() == lines[:2]
    assert kept.read_text().splitlines() == [*lines[:2], "checkpoint\t3\tab", lines[2]]
