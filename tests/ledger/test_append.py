import threading
from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from sigap import ledger
from sigap.ledger.models import Chain, Entry
from sigap.ledger.operations import OutsideTransaction
from sigap.ledger.triggers import create_triggers, drop_triggers, triggers_present
from sigap.ledger.verify import Verdict, verify

NOW = datetime(2026, 11, 24, 3, 0, 0, 123456, tzinfo=UTC)


def append(stream="office", event="x.happened", data=None, digests=None):
    with transaction.atomic():
        return ledger.append(
            stream=stream,
            event=event,
            at=NOW,
            recorded_at=NOW,
            actor="user:1",
            data=data or {},
            digests=digests,
        )


@pytest.mark.django_db
def test_entries_of_a_stream_are_numbered_and_linked():
    first = append(data={"b": 1, "a": "é"})
    second = append(digests={"file": "a" * 64})
    other = append(stream="PGD-2026-00001")

    assert (first.seq, second.seq, other.seq) == (1, 2, 1)
    assert second.prev_hash == first.hash != other.hash
    stored = Entry.objects.get(pk=("office", 1))
    assert (stored.at, stored.data, stored.facts) == (NOW, '{"a":"é","b":1}', {"a": "é", "b": 1})
    assert bytes(stored.hash) == first.hash
    assert stored.hash_text == first.hash.hex()
    assert {(c.stream, c.length, bytes(c.head)) for c in Chain.objects.all()} == {
        ("PGD-2026-00001", 1, other.hash),
        ("office", 2, second.hash),
    }
    assert verify() == Verdict(entries=3, streams=2)


@pytest.mark.django_db
def test_entries_are_found_by_moment():
    append()

    assert Entry.objects.filter(at__gte=NOW, recorded_at__lte=NOW).count() == 1
    assert not Entry.objects.filter(at__gt=NOW).exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"data": {"a": 1.5}}, TypeError),
        ({"data": {"a": NOW}}, TypeError),
        ({"digests": {"a": "A" * 64}}, ValueError),
        ({"digests": {"a": "a" * 63}}, ValueError),
    ],
)
def test_what_cannot_be_hashed_alike_everywhere_leaves_no_trace(given, error):
    with pytest.raises(error):
        append(**given)

    assert (Entry.objects.count(), Chain.objects.count()) == (0, 0)


@pytest.mark.django_db(transaction=True)
def test_an_entry_outside_a_transaction_is_a_fault():
    with pytest.raises(OutsideTransaction):
        ledger.append(
            stream="office", event="x.y", at=NOW, recorded_at=NOW, actor="user:1", data={}
        )

    assert not Entry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_entry_goes_with_the_transaction_it_was_written_in():
    append()
    with transaction.atomic():
        append()
        transaction.set_rollback(True)

    assert verify().entries == 1


CHANGES = [
    "UPDATE ledger_entry SET actor = 'user:2'",
    "DELETE FROM ledger_entry",
    "UPDATE ledger_chain SET length = length",
    "UPDATE ledger_chain SET length = length - 1",
    "UPDATE ledger_chain SET length = length + 2",
    "UPDATE ledger_chain SET stream = 'other', length = length + 1",
    "DELETE FROM ledger_chain",
]
REPLACE = (
    "INSERT OR REPLACE INTO ledger_entry SELECT stream, seq, event, at, recorded_at, 'user:2', "
    "data, digests, prev_hash, hash FROM ledger_entry WHERE seq = 1"
)
TRUNCATE = "TRUNCATE ledger_entry"


@pytest.mark.django_db
@pytest.mark.parametrize("change", [*CHANGES, REPLACE, TRUNCATE])
def test_the_database_refuses_every_change(change):
    if (change == REPLACE) != (connection.vendor == "sqlite") and change in {REPLACE, TRUNCATE}:
        return  # a word of the other database
    append()
    append()

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute(change)

    assert verify().entries == 2


@pytest.mark.django_db
def test_replacing_a_chain_does_nothing_on_sqlite():
    if connection.vendor != "sqlite":
        return
    head = append().hash
    connection.cursor().execute("INSERT OR REPLACE INTO ledger_chain VALUES ('office', 7, x'00')")

    assert [(c.length, bytes(c.head)) for c in Chain.objects.all()] == [(1, head)]


@pytest.mark.django_db
def test_missing_weakened_and_switched_off_triggers_are_seen():
    assert triggers_present(connection)
    cursor = connection.cursor()
    if connection.vendor == "sqlite":
        cursor.execute("DROP TRIGGER ledger_entry_no_delete")
        absent = triggers_present(connection)
        cursor.execute(
            "CREATE TRIGGER ledger_entry_no_delete BEFORE DELETE ON ledger_entry "
            "BEGIN SELECT 1; END"
        )
    else:
        cursor.execute("ALTER TABLE ledger_entry DISABLE TRIGGER ledger_entry_no_change")
        absent = triggers_present(connection)
        cursor.execute("ALTER TABLE ledger_entry ENABLE TRIGGER ledger_entry_no_change")
        cursor.execute(
            "CREATE OR REPLACE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql "
            "AS $$BEGIN RETURN NEW; END$$"
        )
    weakened = triggers_present(connection)
    create_triggers(connection)

    assert (absent, weakened, triggers_present(connection)) == (False, False, True)


@pytest.mark.django_db(transaction=True)
def test_a_migration_that_rebuilds_the_table_gets_its_triggers_back():
    from django.core.management import call_command

    drop_triggers(connection)
    assert not triggers_present(connection)

    call_command("migrate", verbosity=0)

    assert triggers_present(connection)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("streams", [1, 4])
def test_threads_that_append_at_once_lose_and_double_nothing(streams):
    threads, each = 8, 12
    gate = threading.Barrier(threads)
    errors = []

    def work(number):
        gate.wait()
        try:
            for index in range(each):
                append(stream=f"s{(number + index) % streams}", data={"n": number, "i": index})
        except Exception as error:  # noqa: BLE001 - shown below
            errors.append(error)
        finally:
            connection.close()

    workers = [threading.Thread(target=work, args=(n,)) for n in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert errors == []
    verdict = verify()
    assert (verdict.entries, verdict.streams, verdict.fault) == (threads * each, streams, None)
    facts = {(e.facts["n"], e.facts["i"]) for e in Entry.objects.all()}
    assert len(facts) == threads * each
