import random
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from sigap import ledger
from sigap.ledger.canonical import entry_hash
from sigap.ledger.models import Chain
from sigap.ledger.triggers import drop_triggers
from sigap.ledger.verify import Fault, HeadsUnusable, Verdict, head_lines, parse_heads, verify

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
STREAMS = ("PGD-2026-00001", "PGD-2026-00002", "office")
EACH = 7
pytestmark = pytest.mark.django_db


@pytest.fixture
def filled():
    """Fill three streams, then open the doors that the triggers keep shut."""
    with transaction.atomic():
        for number in range(EACH):
            for stream in STREAMS:
                ledger.append(
                    stream=stream,
                    event="case.completed",
                    at=NOW + timedelta(minutes=number),
                    recorded_at=NOW + timedelta(minutes=number, microseconds=5),
                    actor=f"user:{number}",
                    data={"step": number, "outcome": "lengkap", "note": "é"},
                    digests={"run-1": f"{number:064x}"},
                )
    drop_triggers(connection)


def change(statement, *arguments):
    """Change the database behind the ledger's back; return whether it let itself be changed."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, arguments)
            return cursor.rowcount
    except (DatabaseError, ValueError):
        return 0


def other_text(text, pick):
    """Return `text` with one letter changed, dropped or doubled."""
    place = pick.randrange(len(text))
    letter = pick.choice([chr(ord(text[place]) ^ 1), "", text[place] * 2, "é"])
    return text[:place] + letter + text[place + 1 :]


def other_bytes(content, pick):
    place = pick.randrange(len(content))
    changed = bytearray(content)
    changed[place] ^= 1 << pick.randrange(8)
    return bytes(changed)


@pytest.mark.usefixtures("filled")
def test_untouched_ledger_holds():
    assert verify() == Verdict(entries=EACH * len(STREAMS), streams=len(STREAMS))


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize(
    "column", ["event", "at", "recorded_at", "actor", "data", "digests", "prev_hash", "hash"]
)
def test_a_changed_value_is_found_where_it_is(column, seed):
    pick = random.Random(f"{column}{seed}")
    stream, seq = pick.choice(STREAMS), pick.randint(1, EACH)
    with connection.cursor() as cursor:
        where = "FROM ledger_entry WHERE stream = %s AND seq = %s"
        cursor.execute(f"SELECT {column} {where}", (stream, seq))
        (value,) = cursor.fetchone()
    other = (other_text if isinstance(value, str) else other_bytes)(value, pick)
    assert other != value
    statement = f"UPDATE ledger_entry SET {column} = %s WHERE stream = %s AND seq = %s"
    assert change(statement, other, stream, seq) == 1 or len(other) > 27

    fault = verify().fault

    if fault is None:  # only where PostgreSQL refused a moment that is too long
        assert connection.vendor == "postgresql"
        assert len(other) > 27
    else:
        assert (fault.stream, fault.seq) == (stream, seq)


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("seq", [1, 4, EACH])
def test_a_deleted_entry_is_missed_where_it_was(seq):
    change("DELETE FROM ledger_entry WHERE stream = %s AND seq = %s", STREAMS[1], seq)

    fault = verify().fault
    assert (fault.stream, fault.seq) == (STREAMS[1], seq)
    assert "entri hilang" in fault.message


@pytest.mark.usefixtures("filled")
def test_entries_cut_off_together_with_the_length_are_found_by_the_head():
    change("DELETE FROM ledger_entry WHERE stream = 'office' AND seq = 7")
    change("UPDATE ledger_chain SET length = 6 WHERE stream = 'office'")

    assert verify().fault == Fault("office", 6, "tidak cocok dengan kepala aliran")


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("UPDATE ledger_entry SET seq = 9 WHERE stream = 'office' AND seq = 3", ("office", 3)),
        ("UPDATE ledger_entry SET seq = 0 WHERE stream = 'office' AND seq = 3", ("office", 1)),
        (
            "UPDATE ledger_entry SET stream = 'nowhere' WHERE stream = 'office' AND seq = 3",
            ("office", 3),
        ),
        (
            "UPDATE ledger_entry SET stream = 'nowhere' WHERE stream = 'office' AND seq = 7",
            ("office", 7),
        ),
        ("DELETE FROM ledger_entry WHERE stream = 'office'", ("office", 1)),
        ("DELETE FROM ledger_chain WHERE stream = 'office'", ("office", 1)),
        ("UPDATE ledger_chain SET length = 6 WHERE stream = 'office'", ("office", 7)),
        ("UPDATE ledger_chain SET length = 8 WHERE stream = 'office'", ("office", 8)),
        ("UPDATE ledger_chain SET stream = 'offices' WHERE stream = 'office'", ("offices", 1)),
        ("UPDATE ledger_chain SET head = (SELECT head FROM ledger_chain LIMIT 1)", None),
        ("INSERT INTO ledger_chain SELECT 'zzz', 0, head FROM ledger_chain LIMIT 1", ("zzz", 1)),
        (
            (
                "INSERT INTO ledger_entry SELECT stream, 8, event, at, recorded_at, actor, data, "
                "digests, prev_hash, hash FROM ledger_entry WHERE stream = 'office' AND seq = 7"
            ),
            ("office", 8),
        ),
    ],
)
def test_moved_added_and_lost_rows_are_found(statement, expected):
    assert change(statement) > 0

    fault = verify().fault
    assert fault is not None
    if expected:
        assert (fault.stream, fault.seq) == expected


@pytest.mark.usefixtures("filled")
def test_two_entries_that_changed_places_are_found():
    office = "stream = 'office' AND seq ="
    change(f"UPDATE ledger_entry SET seq = 99 WHERE {office} 3")
    change(f"UPDATE ledger_entry SET seq = 3 WHERE {office} 4")
    change(f"UPDATE ledger_entry SET seq = 4 WHERE {office} 99")

    assert (verify().fault.stream, verify().fault.seq) == ("office", 3)


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    "value", ["x'ff00'", "NULL", "12", "1.5", "x'7b7d'", "CAST(x'ff' AS TEXT)"]
)
@pytest.mark.parametrize("column", ["event", "data", "recorded_at", "hash", "prev_hash", "stream"])
def test_values_of_another_type_are_found_on_sqlite(column, value):
    if connection.vendor != "sqlite":
        return  # PostgreSQL's columns have types
    changed = change(
        f"UPDATE ledger_entry SET {column} = {value} WHERE stream = 'office' AND seq = 3"
    )

    fault = verify().fault
    assert (fault is not None and (fault.stream, fault.seq) == ("office", 3)) or not changed


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("value", ["'x'", "1.5", "x'00'"])
@pytest.mark.parametrize("column", ["length", "head", "stream"])
def test_chain_values_of_another_type_are_found_on_sqlite(column, value):
    if connection.vendor != "sqlite":
        return
    change(f"UPDATE ledger_chain SET {column} = {value} WHERE stream = 'office'")
    changed = connection.cursor().execute(
        "SELECT count(*) FROM ledger_chain WHERE stream = 'office' AND length = 7 "
        "AND typeof(head) = 'blob' AND length(head) = 32"
    )

    assert verify().fault is not None or changed.fetchone() == (1,)


COLUMNS = ("event", "at", "recorded_at", "actor", "data", "digests")


def rewrite(stream, seq, **values):
    """Do what an insider would: change an entry and hash it and all after it again."""
    with connection.cursor() as cursor:
        columns = ", ".join(COLUMNS)
        cursor.execute(
            f"SELECT seq, prev_hash, {columns} FROM ledger_entry WHERE stream = %s ORDER BY seq",
            (stream,),
        )
        rows = cursor.fetchall()
    link = bytes(rows[0][1])
    for number, _, *texts in rows:
        row = dict(zip(COLUMNS, texts, strict=True)) | (values if number == seq else {})
        fields = (stream, *row.values())
        digest = entry_hash(link, number, tuple(field.encode() for field in fields))
        sets = ", ".join(f"{name} = %s" for name in (*COLUMNS, "prev_hash", "hash"))
        where = "WHERE stream = %s AND seq = %s"
        statement = f"UPDATE ledger_entry SET {sets} {where}"
        assert change(statement, *row.values(), link, digest, stream, number)
        link = digest
    change("UPDATE ledger_chain SET head = %s WHERE stream = %s", link, stream)


@pytest.mark.usefixtures("filled")
def test_a_history_written_anew_is_found_only_by_heads_kept_elsewhere():
    kept = parse_heads(head_lines())
    rewrite("office", 3, actor="user:99")

    assert verify().fault is None
    fault = verify(heads=kept).fault
    assert (fault.stream, fault.seq) == ("office", EACH)


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    "values",
    [{"data": "{"}, {"data": "[]"}, {"digests": "{} "}, {"at": "soon"}, {"recorded_at": ""}],
)
def test_an_unreadable_value_does_not_hold_even_with_a_right_hash(values):
    rewrite("office", 3, **values)

    assert verify().fault == Fault("office", 3, "waktu atau data tidak terbaca")


@pytest.mark.usefixtures("filled")
def test_a_stream_that_vanished_whole_is_found_only_by_heads_kept_elsewhere():
    kept = parse_heads(head_lines())
    change("DELETE FROM ledger_entry WHERE stream = 'office'")
    change("DELETE FROM ledger_chain WHERE stream = 'office'")

    assert verify() == Verdict(entries=2 * EACH, streams=2)
    assert verify(heads=kept).fault == Fault(
        "office", 1, "ada 0 entri, menurut kepala yang disimpan 7"
    )


@pytest.mark.usefixtures("filled")
def test_heads_kept_earlier_hold_for_streams_that_grew_since():
    kept = parse_heads(head_lines())
    with transaction.atomic():
        ledger.append(
            stream="office", event="x.y", at=NOW, recorded_at=NOW, actor="system", data={}
        )

    assert verify(heads=kept) == Verdict(entries=EACH * len(STREAMS) + 1, streams=len(STREAMS))
    assert Chain.objects.get(pk="office").length == EACH + 1


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (["office 1 " + "a" * 64], "baris 1 bukan"),
        (["office\t0\t" + "a" * 64], "baris 1 bukan"),
        (["# kept", "office\t1\t" + "A" * 64], "baris 2 bukan"),
        (["o\t1\t" + "a" * 64, "o\t1\t" + "b" * 64], "baris 2 bertentangan"),
    ],
)
def test_unusable_heads_name_their_line(lines, reason):
    with pytest.raises(HeadsUnusable, match=reason):
        parse_heads(lines)


def test_verification_costs_the_same_queries_whatever_the_size(django_assert_num_queries):
    def fill(streams):
        with transaction.atomic():
            for stream in streams:
                ledger.append(
                    stream=stream, event="x.y", at=NOW, recorded_at=NOW, actor="system", data={}
                )

    # On PostgreSQL three more see to it that all of it is read as of one moment.
    queries = 5 if connection.vendor == "postgresql" else 2
    fill(["a"])
    with django_assert_num_queries(queries):
        one = verify()
    fill([f"s{number}" for number in range(30)])
    with django_assert_num_queries(queries):
        many = verify()

    assert (one.entries, many.entries) == (1, 31)
