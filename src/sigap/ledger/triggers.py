"""Triggers that refuse to change or delete what the ledger holds, on both databases.

They stop mistakes and careless hands. Who owns the database can drop them; that is what the
hashes are for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connections, transaction

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

_REFUSED = "the ledger is append-only"
_ABORT = f"SELECT RAISE(ABORT, '{_REFUSED}')"

# INSERT OR REPLACE deletes without firing DELETE triggers, hence the guards on INSERT. The
# one on the chain ignores instead of failing, as the append inserts "if it is not there".
_SQLITE = {
    "ledger_entry_no_update": (
        f"CREATE TRIGGER ledger_entry_no_update BEFORE UPDATE ON ledger_entry BEGIN {_ABORT}; END"
    ),
    "ledger_entry_no_delete": (
        f"CREATE TRIGGER ledger_entry_no_delete BEFORE DELETE ON ledger_entry BEGIN {_ABORT}; END"
    ),
    "ledger_entry_no_replace": (
        "CREATE TRIGGER ledger_entry_no_replace BEFORE INSERT ON ledger_entry "  # noqa: S608
        "WHEN EXISTS (SELECT 1 FROM ledger_entry WHERE stream = NEW.stream AND seq = NEW.seq) "
        f"BEGIN {_ABORT}; END"
    ),
    "ledger_chain_forward": (
        "CREATE TRIGGER ledger_chain_forward BEFORE UPDATE ON ledger_chain "
        "WHEN NEW.stream IS NOT OLD.stream OR NEW.length IS NOT OLD.length + 1 "
        f"BEGIN {_ABORT}; END"
    ),
    "ledger_chain_no_delete": (
        f"CREATE TRIGGER ledger_chain_no_delete BEFORE DELETE ON ledger_chain BEGIN {_ABORT}; END"
    ),
    "ledger_chain_no_replace": (
        "CREATE TRIGGER ledger_chain_no_replace BEFORE INSERT ON ledger_chain "
        "WHEN EXISTS (SELECT 1 FROM ledger_chain WHERE stream = NEW.stream) "
        "BEGIN SELECT RAISE(IGNORE); END"
    ),
}

# The log only grows. A leaf, a node or a checkpoint that is there cannot be put again either.
_LOG = {
    "ledger_leaf": ('"index" = NEW."index"', "stream = NEW.stream AND seq = NEW.seq"),
    "ledger_node": ('level = NEW.level AND "index" = NEW."index"',),
    "ledger_checkpoint": ("size = NEW.size",),
}
for _table, _same in _LOG.items():
    _SQLITE |= {
        f"{_table}_no_{_act.lower()}": (
            f"CREATE TRIGGER {_table}_no_{_act.lower()} BEFORE {_act} ON {_table} "
            f"BEGIN {_ABORT}; END"
        )
        for _act in ("UPDATE", "DELETE")
    }
    _where = " OR ".join(f"({_one})" for _one in _same)
    _same_row = f"SELECT 1 FROM {_table} WHERE {_where}"  # noqa: S608 - our own names
    _SQLITE[f"{_table}_no_replace"] = (
        f"CREATE TRIGGER {_table}_no_replace BEFORE INSERT ON {_table} "
        f"WHEN EXISTS ({_same_row}) BEGIN {_ABORT}; END"
    )

_POSTGRES_FUNCTIONS = {
    "ledger_refuse": f"BEGIN RAISE EXCEPTION '{_REFUSED}'; END",
    "ledger_chain_step": (
        "BEGIN IF NEW.stream IS DISTINCT FROM OLD.stream "
        "OR NEW.length IS DISTINCT FROM OLD.length + 1 "
        f"THEN RAISE EXCEPTION '{_REFUSED}'; END IF; RETURN NEW; END"
    ),
}
# Name of the trigger: (table, event and reach, function).
_POSTGRES = {
    "ledger_entry_no_change": (
        "ledger_entry",
        "BEFORE UPDATE OR DELETE ON ledger_entry FOR EACH ROW",
        "ledger_refuse",
    ),
    "ledger_entry_no_truncate": (
        "ledger_entry",
        "BEFORE TRUNCATE ON ledger_entry FOR EACH STATEMENT",
        "ledger_refuse",
    ),
    "ledger_chain_forward": (
        "ledger_chain",
        "BEFORE UPDATE ON ledger_chain FOR EACH ROW",
        "ledger_chain_step",
    ),
    "ledger_chain_no_delete": (
        "ledger_chain",
        "BEFORE DELETE ON ledger_chain FOR EACH ROW",
        "ledger_refuse",
    ),
    "ledger_chain_no_truncate": (
        "ledger_chain",
        "BEFORE TRUNCATE ON ledger_chain FOR EACH STATEMENT",
        "ledger_refuse",
    ),
}
for _table in _LOG:
    _POSTGRES |= {
        f"{_table}_no_change": (
            _table,
            f"BEFORE UPDATE OR DELETE ON {_table} FOR EACH ROW",
            "ledger_refuse",
        ),
        f"{_table}_no_truncate": (
            _table,
            f"BEFORE TRUNCATE ON {_table} FOR EACH STATEMENT",
            "ledger_refuse",
        ),
    }


def create_triggers(connection: BaseDatabaseWrapper) -> None:
    """Put every trigger into the database, replacing any other of the same name."""
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        _drop(connection, cursor)
        if connection.vendor == "sqlite":
            for statement in _SQLITE.values():
                cursor.execute(statement)
            return
        for name, body in _POSTGRES_FUNCTIONS.items():
            head = f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql"
            cursor.execute(f"{head} AS $${body}$$")
        for name, (_table, reach, function) in _POSTGRES.items():
            cursor.execute(f"CREATE TRIGGER {name} {reach} EXECUTE FUNCTION {function}()")


def drop_triggers(connection: BaseDatabaseWrapper) -> None:
    """Take every trigger away: for tests that tamper, and for emptying a test database."""
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        _drop(connection, cursor)


def triggers_present(connection: BaseDatabaseWrapper) -> bool:
    """Return whether every trigger is there, switched on, and has the text that it should have."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            found = dict(cursor.fetchall())
            return all(found.get(name) == text for name, text in _SQLITE.items())
        cursor.execute(
            "SELECT t.tgname, c.relname, p.proname, p.prosrc FROM pg_trigger t "
            "JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid "
            "WHERE t.tgenabled IN ('O', 'A') AND c.relnamespace = current_schema()::regnamespace"
        )
        there = set(cursor.fetchall())
    return all(
        (name, table, function, _POSTGRES_FUNCTIONS[function]) in there
        for name, (table, _reach, function) in _POSTGRES.items()
    )


def create_after_migration(*, using: str, **_: object) -> None:
    """Create the triggers once the tables of the ledger are there (receiver of post_migrate)."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    if {"ledger_entry", "ledger_chain", *_LOG} <= tables:
        create_triggers(connection)


def _drop(connection: BaseDatabaseWrapper, cursor: object) -> None:
    execute = cursor.execute  # type: ignore[attr-defined]
    if connection.vendor == "sqlite":
        for name in _SQLITE:
            execute(f"DROP TRIGGER IF EXISTS {name}")
        return
    for name, (table, _reach, _function) in _POSTGRES.items():
        execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")
