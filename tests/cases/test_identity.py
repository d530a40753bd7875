"""Sealing, blind indexes and commitments: nothing of a person comes back without the key."""

import pytest

from sigap.cases.events import record
from sigap.cases.identity import (
    ROOTS,
    KeyUnusable,
    blind,
    blind_indexes,
    commitments,
    new_key,
    salt,
    seal,
    seal_json,
    seal_text,
    tracking_digest,
    unseal,
    unseal_json,
    unseal_text,
    wrap,
)
from sigap.core.masking import Identity
from sigap.ledger.models import Entry
from tests.cases.office import file_complaint

VALUES = [None, "", "Ñandú 🙏 漢字", 0, 1.5, True, [], {"a": [1, {"b": "c"}]}]


@pytest.mark.parametrize("value", VALUES)
def test_what_is_sealed_comes_back(value):
    key = new_key()
    sealed = seal_json(key, value)
    assert unseal_json(key, sealed) == value
    assert unseal_json(key, memoryview(sealed)) == value
    assert seal_json(key, value) != sealed


def test_texts_come_back_and_nothing_stays_nothing():
    key = new_key()
    assert unseal_text(key, seal_text(key, "Suherman")) == "Suherman"
    assert (seal_text(key, ""), unseal_text(key, b""), unseal_json(key, b"")) == (b"", "", None)


@pytest.mark.parametrize("at", [0, 11, 12, -1])
def test_a_changed_or_foreign_seal_opens_nothing(at):
    key = new_key()
    sealed = bytearray(seal(key, b"Suherman"))
    with pytest.raises(KeyUnusable):
        unseal(new_key(), bytes(sealed))
    sealed[at] ^= 1
    with pytest.raises(KeyUnusable):
        unseal(key, bytes(sealed))


def test_blind_indexes_depend_on_the_master_key_and_on_the_kind(settings, monkeypatch):
    one = blind("phone", "+6281200000100")
    assert (len(one), one) == (16, blind("phone", "+6281200000100"))
    assert one != blind("name", "+6281200000100")
    code = tracking_digest("K7QM4T2X")
    settings.SIGAP_MASTER_KEY = other = "another-master-key-0123456789abcdef"
    monkeypatch.setitem(ROOTS, (other, ""), other)  # what an office would find in its database
    assert one != blind("phone", "+6281200000100")
    assert code != tracking_digest("K7QM4T2X")


def test_one_person_in_many_spellings_has_one_index():
    spellings = [
        Identity(name="H. SUHERMAN wijaya", phone="+62 812-0000-0100", email="A@Example.ID"),
        Identity(name="Suherman Wijaya, S.E.", phone="081200000100", email=" a@example.id "),
    ]
    assert blind_indexes(spellings[0]) == blind_indexes(spellings[1])
    assert len(blind_indexes(spellings[0])) == 4


def test_nobody_has_no_index():
    assert blind_indexes(Identity(name="")) == set()


def test_commitments_are_salted_by_case_and_by_row():
    key = new_key()
    rows = [("a", b"same"), ("b", b"same")]
    first = commitments(key, rows)
    assert first == commitments(key, rows)
    assert len({*first.values(), *commitments(new_key(), rows).values()}) == 4
    assert salt(key, "a") != salt(key, "b")


def test_without_a_master_key_nothing_is_wrapped(settings, db):
    settings.SIGAP_MASTER_KEY = ""
    with pytest.raises(KeyUnusable, match="sigap init"):
        wrap(new_key())


@pytest.mark.django_db
def test_an_entry_holds_digests_of_rows_and_never_their_words(office):
    case, key = file_complaint(office), new_key()

    record(
        case,
        "case.tested",
        actor=office.holder("koordinator"),
        at=office.now,
        key=key,
        data={"step": 5},
        rows=[("row:1", b"Suherman Wijaya")],
        files={"document:1": "ab" * 32},
    )

    entry = Entry.objects.get(stream=case.number, event="case.tested")
    assert (entry.actor, entry.at, entry.recorded_at) == (
        office.holder("koordinator").id,
        office.now,
        office.now,
    )
    assert entry.facts == {"step": 5}
    assert "Suherman" not in entry.data + entry.digests
    expected = commitments(key, [("row:1", b"Suherman Wijaya")])
    assert expected["row:1"] in entry.digests
    assert "ab" * 32 in entry.digests
