"""Five hundred tamperings at random places: what the checks find, and where they say it is.

The triggers are dropped first, as whoever owns the database can. Half the places are in the
database and its files, half in an evidence package; each is put back before the next.
"""

import random
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection
from django.db.utils import DatabaseError

from sigap.archive.verifier.check import check
from sigap.cases import filestore
from sigap.cases.queries.evidencecheck import Checked, check_evidence
from sigap.ledger.log import checkpoint, checkpoints
from sigap.ledger.signing import line_of
from sigap.ledger.triggers import drop_triggers
from sigap.ledger.verify import head_lines, parse_heads, verify
from sigap.ledger.verify_log import parse_checkpoint
from tests.archive.packed import World, contents, package, packed_again
from tests.cases.office import file_complaint, open_office, play

pytestmark = pytest.mark.django_db
SEED = 20261124
IN_LEDGER, IN_ROWS, IN_FILES, IN_PACKAGE = 200, 100, 60, 140
LEDGER = {
    "ledger_entry": ("event", "at", "recorded_at", "actor", "data", "digests", "hash", "prev_hash"),
    "ledger_chain": ("length", "head"),
    "ledger_leaf": ("entry", "seq"),
    "ledger_checkpoint": ("root", "at", "signature", "public_key"),
}
# Table: columns that say what happened; the sealed ones hold what was written.
EVIDENCE = {
    "cases_complaint": ("original",),
    "cases_complainant": ("sealed",),
    "cases_task": ("data", "note", "outcome", "completed_at", "completed_by_id"),
    "cases_steprun": ("data", "completed_at", "opened_at"),
    "cases_document": ("facts", "sha256", "file", "issued_at", "pages"),
    "cases_attachment": ("sha256", "file"),
    "cases_message": ("body",),
    "cases_sideexit": ("data",),
    "cases_case": ("received_at", "registered_at", "first_due_at", "closed_at"),
}
_DONE = {"cases_task": "state = 'done'", "cases_steprun": "completed_at IS NOT NULL"}
_SAID = {"cases_message": "(direction = 'in' OR kind = 'message')"}
_CLOSED = {"cases_case": "closed_at IS NOT NULL", "cases_document": "file <> ''"}
WHICH = _DONE | _SAID | _CLOSED


def run(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else cursor.rowcount


def columns_of(table):
    with connection.cursor() as cursor:
        described = connection.introspection.get_table_description(cursor, table)
    return [one.name for one in described]


def quoted(names):
    return ", ".join(f'"{name}"' for name in names)


def place_of(table, row, columns):
    """Return the condition that finds one row, and its values."""
    keys = {
        "ledger_entry": ("stream", "seq"),
        "ledger_chain": ("stream",),
        "ledger_leaf": ("index",),
        "ledger_checkpoint": ("size",),
        "cases_complaint": ("case_id",),
        "cases_complainant": ("case_id",),
    }.get(table, ("id",))
    found = dict(zip(columns, row, strict=True))
    return " AND ".join(f'"{key}" = %s' for key in keys), [found[key] for key in keys]


def other(rng, value):
    """Return a value that is not this one and looks like it."""
    if isinstance(value, bytes | memoryview):
        content = bytearray(bytes(value) or b"\0")
        content[rng.randrange(len(content))] ^= 1 << rng.randrange(8)
        return bytes(content)
    if isinstance(value, int):
        return value + rng.choice((1, 2, 7))
    if isinstance(value, str) and value:
        at = rng.randrange(len(value))
        return (
            value[:at]
            + rng.choice([c for c in "0123456789abcdef" if c != value[at]])
            + value[at + 1 :]
        )
    if value is None or value == "":
        return "lain"
    return value + timedelta(hours=rng.choice((-3, 5)))


def rows_in(table):
    which = WHICH.get(table, "1 = 1")
    columns = columns_of(table)
    ordered = quoted(columns[:2])
    found = run(f"SELECT {quoted(columns)} FROM {table} WHERE {which} ORDER BY {ordered}")
    return columns, [tuple(bytes(v) if isinstance(v, memoryview) else v for v in r) for r in found]


class Row:
    """A row at a random place of a table, and a column of it."""

    def __init__(self, rng, table, names):
        self.rng, self.table = rng, table
        self.columns, self.rows = rows_in(table)
        self.row = rng.choice(self.rows)
        self.name = rng.choice(names)
        self.value = self.of(self.row)

    def of(self, row, name=""):
        return row[self.columns.index(name or self.name)]

    def put(self, value, row=None):
        where, key = place_of(self.table, row or self.row, self.columns)
        run(f'UPDATE {self.table} SET "{self.name}" = %s WHERE {where}', value, *key)

    def change(self):
        self.put(other(self.rng, self.value))
        return True

    def remove(self):
        where, key = place_of(self.table, self.row, self.columns)
        run(f"DELETE FROM {self.table} WHERE {where}", *key)
        return True

    def insert(self):
        if self.table in ("cases_case", "cases_complaint", "cases_complainant"):
            return False  # a second one of a case, the database itself refuses
        forged = dict(zip(self.columns, self.row, strict=True))
        forged |= {one: f"palsu-{self.rng.randrange(10**6)}" for one in UNIQUE if one in forged}
        forged |= {one: forged[one] + 900 for one in COUNTED.get(self.table, ())}
        number = NUMBERS.get(self.table, "id")
        if self.table == "ledger_chain":
            forged["stream"] = "PGD-2026-09999"
        else:
            forged[number] = max(self.of(row, number) for row in self.rows) + 1
        if self.table == "ledger_leaf":
            forged |= {"seq": 10_000, "entry": self.rng.randbytes(32)}
        marks = ", ".join(["%s"] * len(self.columns))
        names = quoted(self.columns)
        run(f"INSERT INTO {self.table} ({names}) VALUES ({marks})", *forged.values())
        return True

    def swap(self):
        others = [row for row in self.rows if self.of(row) != self.value]
        if not others:
            return False
        second = self.rng.choice(others)
        if self.name == "file":
            self.put("sementara")  # no two may bear one name
        self.put(self.value, second)
        self.put(self.of(second))
        return True

    def truncate(self):
        if not isinstance(self.value, bytes | str) or len(self.value) < 2:
            return False
        self.put(self.value[: self.rng.randrange(1, len(self.value))])
        return True


UNIQUE = ("code", "file")
COUNTED = {"cases_document": ("version",), "cases_steprun": ("attempt",)}
NUMBERS = {"ledger_entry": "seq", "ledger_leaf": "index", "ledger_checkpoint": "size"}
WAYS = ("change", "change", "remove", "insert", "swap", "truncate")


def findings():
    """Return what the database check says, as `sigap ledger verify` runs it."""
    fault = verify().fault
    if fault is not None:
        return [str(fault)]
    return [str(one) for one in check_evidence(Checked())]


def test_every_tampering_with_the_database_is_found_and_located(capsys):
    world = World()
    rng = random.Random(SEED)
    drop_triggers(connection)
    assert findings() == []
    if connection.vendor == "sqlite":
        run("PRAGMA defer_foreign_keys = ON")
    done, missed = Counter(), []
    for tables, wanted in ((LEDGER, IN_LEDGER), (EVIDENCE, IN_ROWS)):
        left = wanted
        while left:
            table = rng.choice(list(tables))
            told = attempt(rng, table, tables[table])
            if told is None:
                continue
            how, found = told
            left -= 1
            done[table.partition("_")[0], how] += 1
            if not found or not any(place in found[0] for place in ("PGD-", "office", "jejak")):
                missed.append((table, how, found))
    for _ in range(IN_FILES):
        how, found = tamper_with_file(rng, world)
        done["files", how] += 1
        if not any(world.case.number in one or world.other.number in one for one in found):
            missed.append(("files", how, found))
    assert findings() == []
    with capsys.disabled():
        print(f"\ndatabase: {sum(done.values())} tamperings, {len(missed)} not found", dict(done))
    assert missed == [], "\n".join(map(str, missed))


def attempt(rng, table, names):
    """Tamper once and take it back; return how and what was found, None if it could not be."""
    with connection.cursor() as cursor:
        cursor.execute("SAVEPOINT tampering")
        try:
            how = rng.choice(WAYS)
            return (how, findings()) if getattr(Row(rng, table, names), how)() else None
        except DatabaseError:
            return None  # what the database itself refuses
        finally:
            cursor.execute("ROLLBACK TO SAVEPOINT tampering")


def tamper_with_file(rng, world):
    paths = sorted(path for path in filestore.folder().rglob("*") if path.is_file())
    known = [
        path
        for path in paths
        if run(
            "SELECT 1 FROM cases_document WHERE file = %s UNION SELECT 1 FROM cases_attachment "
            "WHERE file = %s",
            path.name,
            path.name,
        )
    ]
    path, second = rng.sample(known, 2)
    kept = path.read_bytes()
    how = rng.choice(("change", "remove", "swap", "truncate", "insert"))
    try:
        if how == "change":
            path.write_bytes(other(rng, kept))
        elif how == "remove":
            path.unlink()
        elif how == "swap":
            path.write_bytes(second.read_bytes())
        elif how == "truncate":
            path.write_bytes(kept[: rng.randrange(len(kept))])
        else:
            at = rng.randrange(len(kept))
            path.write_bytes(kept[:at] + rng.randbytes(3) + kept[at:])
        return how, findings()
    finally:
        path.write_bytes(kept)


def test_every_tampering_with_a_package_is_found_and_located_alone(tmp_path, capsys):
    world = World()
    rng = random.Random(SEED)
    files = contents(package(world, tmp_path))
    path = tmp_path / "palsu.zip"
    done, missed = Counter(), []
    for _ in range(IN_PACKAGE):
        forged = dict(files)
        name = rng.choice([one for one in files if one != "data/berkas.pdf"])
        content = forged[name]
        how = rng.choice(("change", "remove", "insert", "swap", "truncate"))
        place = name
        if how == "change":
            forged[name] = other(rng, content)
        elif how == "remove":
            del forged[name]
        elif how == "insert":
            place = f"data/naskah/{rng.randrange(10**6)}.pdf"
            forged[place] = content
        elif how == "swap":
            second = rng.choice([one for one in files if files[one] != content])
            forged[name], forged[second] = forged[second], content
        else:
            forged[name] = content[: rng.randrange(len(content))]
        path.write_bytes(packed_again(forged, world.case.number))
        found = check(path)[1]
        done[how] += 1
        told = " ".join(f"{where} {what}" for where, what in found)
        if place not in told and "paket" not in told:
            missed.append((name, how, found))
    path.write_bytes(packed_again(files, world.case.number))
    assert check(path)[1] == []
    with capsys.disabled():
        print(f"\npackage: {sum(done.values())} tamperings, {len(missed)} not found", dict(done))
    assert missed == [], "\n".join(map(str, missed))


def test_a_database_rolled_back_whole_is_found_by_heads_kept_elsewhere():
    office = open_office()
    cases = [file_complaint(office)]
    first = checkpoint(now=office.now).size
    play(office, cases[0], until="identify")
    cases.append(file_complaint(office))
    checkpoint(now=office.now)
    drop_triggers(connection)
    heads = parse_heads(head_lines())
    kept = [parse_checkpoint(line_of(one)) for one in checkpoints(limit=9)]
    # As a backup from the morning would be: everything since is gone, and nothing else wrong.
    late = run('SELECT stream, MIN(seq) FROM ledger_leaf WHERE "index" >= %s GROUP BY 1', first)
    run("DELETE FROM ledger_checkpoint WHERE size > %s", first)
    run('DELETE FROM ledger_leaf WHERE "index" >= %s', first)
    run("DELETE FROM ledger_node")
    for stream, seq in late:
        run("DELETE FROM ledger_entry WHERE stream = %s AND seq >= %s", stream, seq)
        last = run(
            "SELECT hash FROM ledger_entry WHERE stream = %s ORDER BY seq DESC LIMIT 1", stream
        )
        if last:
            run(
                "UPDATE ledger_chain SET length = %s, head = %s WHERE stream = %s",
                seq - 1,
                last[0][0],
                stream,
            )
        else:
            run("DELETE FROM ledger_chain WHERE stream = %s", stream)

    assert verify().fault is None
    assert verify(kept=kept).fault.stream == "jejak bersama"
    assert verify(heads=heads).fault is not None
