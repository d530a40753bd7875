"""One thing changed in the log, and the verification names the first entry that does not hold."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

from sigap.ledger import append
from sigap.ledger.canonical import moment_text
from sigap.ledger.log import checkpoint, checkpoints
from sigap.ledger.models import Checkpoint
from sigap.ledger.signing import line_of, sign, signed_text
from sigap.ledger.triggers import drop_triggers
from sigap.ledger.verify import Fault, verify
from sigap.ledger.verify_log import CheckpointsUnusable, parse_checkpoint

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
CASE = "PGD-2026-00001"


def write(count, *, stream=CASE, at=NOW):
    for _ in range(count):
        with transaction.atomic():
            append(stream=stream, event="case.x", at=at, recorded_at=at, actor="system", data={})


@pytest.fixture
def log():
    """Return a log of 300 entries under two checkpoints, without its triggers."""
    write(260)
    checkpoint(now=NOW)
    write(40, stream="office")
    checkpoint(now=NOW + timedelta(minutes=1))
    drop_triggers(connection)


def run(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_a_whole_log_holds(log):
    verdict = verify()

    assert (verdict.fault, verdict.entries, verdict.leaves) == (None, 300, 300)
    assert (verdict.checkpoints, verdict.backdated) == (2, 0)


CHANGED = [
    ('UPDATE ledger_leaf SET entry = %s WHERE "index" = 7', (CASE, 8), [b"x" * 32]),
    ('UPDATE ledger_leaf SET seq = 999 WHERE "index" = 7', (CASE, 999), []),
    ("UPDATE ledger_leaf SET stream = 'x' WHERE \"index\" = 7", ("x", 8), []),
    ('UPDATE ledger_leaf SET "index" = 900 WHERE "index" = 7', (CASE, 9), []),
    ('DELETE FROM ledger_leaf WHERE "index" = 3', (CASE, 5), []),
    ('DELETE FROM ledger_leaf WHERE "index" = 299', ("jejak bersama", 300), []),
    ("UPDATE ledger_node SET hash = %s", (CASE, 256), [b"x" * 32]),
    ('UPDATE ledger_node SET "index" = 4', (CASE, 256), []),
    ("UPDATE ledger_node SET level = 16", (CASE, 256), []),
    ("DELETE FROM ledger_node", (CASE, 256), []),
    ("UPDATE ledger_checkpoint SET root = %s WHERE size = 260", (CASE, 1), [b"x" * 32]),
    ("UPDATE ledger_checkpoint SET root = %s WHERE size = 300", ("office", 1), [b"x" * 32]),
    ("UPDATE ledger_checkpoint SET signature = %s WHERE size = 300", ("office", 1), [b"x" * 64]),
    ("UPDATE ledger_checkpoint SET public_key = %s WHERE size = 260", (CASE, 1), [b"x" * 32]),
    ("UPDATE ledger_checkpoint SET size = 301 WHERE size = 300", ("office", 1), []),
    ("DELETE FROM ledger_checkpoint WHERE size = 300", ("office", 1), []),
    ("DELETE FROM ledger_chain WHERE stream = 'office'", ("office", 1), []),
]


@pytest.mark.parametrize(("statement", "place", "values"), CHANGED)
def test_a_change_is_found_and_named(log, statement, place, values):
    run(statement, *values)

    fault = verify().fault
    assert fault is not None
    assert (fault.stream, fault.seq) == place, fault


def test_the_time_of_a_checkpoint_is_signed(log):
    later = moment_text(NOW + timedelta(minutes=2))
    run("UPDATE ledger_checkpoint SET at = %s WHERE size = 300", later)

    assert verify().fault == Fault(
        "office", 1, "titik periksa 300 tidak terbaca, tidak urut, atau tanda tangannya salah"
    )


def test_a_stream_that_vanished_whole_is_missed(log):
    for table in ("ledger_entry", "ledger_chain"):
        run(f"DELETE FROM {table} WHERE stream = 'office'")

    fault = verify().fault
    assert (fault.stream, fault.seq) == ("office", 1)


def test_two_leaves_that_changed_places_do_not_meet_what_was_signed(log):
    run("UPDATE ledger_leaf SET seq = 9000 WHERE seq = 8 AND stream = %s", CASE)
    run('UPDATE ledger_leaf SET "index" = 9001 WHERE "index" = 7')
    run('UPDATE ledger_leaf SET "index" = 7 WHERE "index" = 8')
    run('UPDATE ledger_leaf SET "index" = 8, seq = 8 WHERE "index" = 9001')

    fault = verify().fault
    assert fault is not None
    assert fault.stream == CASE


def test_what_was_written_anew_with_the_key_is_shown_by_a_copy_elsewhere(log):
    kept = [parse_checkpoint(line_of(one)) for one in checkpoints(limit=9)]
    for table in (
        "ledger_entry",
        "ledger_chain",
        "ledger_leaf",
        "ledger_node",
        "ledger_checkpoint",
    ):
        run(f"DELETE FROM {table}")
    write(300, at=NOW + timedelta(seconds=1))
    checkpoint(now=NOW + timedelta(minutes=1))

    assert verify().fault is None
    fault = verify(kept=kept).fault
    assert (fault.stream, fault.seq) == (CASE, 260)


def test_a_log_rolled_back_is_shown_by_a_copy_elsewhere(log):
    kept = [parse_checkpoint(line_of(one)) for one in checkpoints(limit=1)]
    run('DELETE FROM ledger_leaf WHERE "index" >= 260')
    run("DELETE FROM ledger_checkpoint WHERE size = 300")
    for table in ("ledger_entry", "ledger_chain"):
        run(f"DELETE FROM {table} WHERE stream = 'office'")

    assert verify().fault is None
    assert verify(kept=kept).fault == Fault(
        "jejak bersama", 261, "ada 260 entri, menurut titik periksa yang disimpan 300"
    )


def test_what_says_it_was_written_before_a_checkpoint_that_lacked_it_is_counted(log):
    write(2, at=NOW - timedelta(days=1))
    checkpoint(now=NOW + timedelta(minutes=2))

    verdict = verify()
    assert (verdict.fault, verdict.backdated) == (None, 2)


def test_a_kept_checkpoint_must_be_signed():
    write(1)
    row = checkpoint(now=NOW)
    good = line_of(checkpoints(limit=1)[0])
    at = moment_text(NOW)
    key, other = sign(signed_text(2, bytes(row.root), at))
    forged = {"size": 3, "root": bytes(row.root).hex(), "at": at}
    lines = [
        good.replace("checkpoint", "titik"),
        good + "0",
        good.replace("\t1\t", "\t2\t"),
        "checkpoint",
        line_of({**forged, "public_key": key.hex(), "signature": other.hex()}),
    ]

    assert parse_checkpoint(good).size == Checkpoint.objects.get().size == 1
    for line in lines:
        with pytest.raises(CheckpointsUnusable):
            parse_checkpoint(line)
