"""Checkpoints and proofs as the public gets them, held against RFC 9162 again."""

import pytest

from sigap.ledger.canonical import moment_text
from sigap.ledger.log import checkpoint
from sigap.ledger.merkle import is_consistent, leaf_hash, root_by_inclusion
from sigap.ledger.models import Checkpoint, Entry
from sigap.ledger.signing import is_signed, signed_text
from tests.cases.office import file_complaint

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed(office):
    """Return the sizes of two checkpoints with a case in each."""
    sizes = []
    for _ in range(2):
        file_complaint(office)
        sizes.append(checkpoint(now=office.now).size)
    return sizes


def test_anybody_reads_the_signed_checkpoints_page_by_page(api, signed):
    first = api().get("/ledger/checkpoints", limit=1).json()
    second = api().get("/ledger/checkpoints", limit=1, cursor=first["next"]).json()

    found = [*first["items"], *second["items"]]
    assert [one["size"] for one in found] == signed[::-1]
    assert second["next"] is None
    for one in found:
        at = moment_text(Checkpoint.objects.get(size=one["size"]).at)
        text = signed_text(one["size"], bytes.fromhex(one["root"]), at)
        key, signature = bytes.fromhex(one["public_key"]), bytes.fromhex(one["signature"])
        assert is_signed(text, key, signature)
    wrong = api().get("/ledger/checkpoints", cursor="x")
    assert (wrong.status_code, wrong.json()["code"]) == (422, "unknown-cursor")


def test_a_proof_shows_the_entry_and_that_the_log_only_grew(api, signed):
    entry = Entry.objects.filter(event="case.registered").first()
    old = Checkpoint.objects.get(size=signed[0])

    answer = api().get(f"/ledger/proof/{entry.hash_text}", first=signed[0]).json()

    path = [bytes.fromhex(one) for one in answer["path"]]
    root = bytes.fromhex(answer["checkpoint"]["root"])
    leaf = leaf_hash(bytes(entry.hash))
    assert root_by_inclusion(leaf, answer["index"], signed[1], path) == root
    growth = [bytes.fromhex(one) for one in answer["growth"]]
    assert is_consistent(signed[0], signed[1], bytes(old.root), root, growth)
    # Who asks learns nothing of the case.
    assert entry.stream not in str(answer)


@pytest.mark.parametrize(
    ("entry", "query"),
    [("0" * 64, {}), ("zz", {}), (None, {"size": 1}), (None, {"first": 1})],
)
def test_what_is_not_in_the_log_has_no_proof(api, signed, entry, query):
    entry = entry or Entry.objects.filter(event="case.registered").first().hash_text

    assert api().get(f"/ledger/proof/{entry}", **query).status_code == 404
