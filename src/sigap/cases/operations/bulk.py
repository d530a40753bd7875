"""Bulk loading: many copies of played cases at once, for measuring.

The only writer past one-act-one-transaction. A copy has its own number, key, sealed identity,
codes, letter numbers, lines in the books and ledger stream; its papers stand as rendered, but
no file is made for them. Nobody else may be writing meanwhile: keys of rows are counted here.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import connection, transaction
from django.db.models import Max

from sigap.cases.events import record_streams
from sigap.cases.identity import (
    blind_indexes,
    commitments,
    findable,
    new_key,
    seal,
    tracking_digest,
    wrap,
)
from sigap.cases.models import Case, CaseKey, IdentityIndex, NumberSequence
from sigap.cases.models.leased import LeasedRow
from sigap.cases.operations.bulk_patterns import WORDS, Hole, escape, moved
from sigap.cases.operations.wordindex import index_copies, stems_beside
from sigap.cases.queries.sops import calendar_of_version, current_calendar_id
from sigap.core import numbering
from sigap.core.masking import Identity
from sigap.ledger.inserting import insert_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import datetime, timedelta
    from random import Random

    from django.db import models

    from sigap.cases.operations.bulk_patterns import Pattern, Row

_CASES_A_TRANSACTION = 250
_CACHE_KIB = 400_000  # SQLite's own memory while loading: random keys touch many pages


@dataclass(frozen=True, slots=True)
class Copy:
    """What a copy has of its own: how far it is moved in time, and its words."""

    pattern: Pattern
    shift: timedelta
    words: Mapping[str, str]  # all WORDS but the number
    rng: Random  # for its codes


def load_copies(copies: Iterable[Copy], *, now: datetime) -> Iterator[int]:
    """Write the copies, a few hundred a transaction; yield how many there are after each."""
    writer = _Writer(now)
    todo = iter(copies)
    for model in apps.get_app_config("cases").get_models():
        if issubclass(model, LeasedRow):
            # The played cases' own papers too: a worker would be busy with them for minutes.
            model._default_manager.filter(state="waiting").update(state="done", next_try_at=None)
    done = 0
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
    while some := list(islice(todo, _CASES_A_TRANSACTION)):
        with transaction.atomic():
            writer.write(some)
        done += len(some)
        yield done
    with connection.cursor() as cursor:
        # Else the planner knows nothing of the tables until somebody analyses them.
        cursor.execute("ANALYZE")


class _Writer:
    """Counts keys and numbers from where they are, and writes copies."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.calendar = calendar_of_version(current_calendar_id())
        self.last_keys: dict[type[models.Model], int] = {}
        self.beside: dict[int, set[str]] = {}
        self.sequences = {
            (series, year): last
            for series, year, last in NumberSequence.objects.values_list("series", "year", "last")
        }

    def write(self, copies: list[Copy]) -> None:
        """Write some copies in the caller's transaction."""
        tables: dict[type[models.Model], list[list[Any]]] = {}
        streams, originals = [], {}
        for one in copies:
            made = _Made(one, self)
            for row in one.pattern.rows:
                tables.setdefault(row.model, []).append(made.row(row))
            case_id = made.keys[Case, one.pattern.rows[0].key]
            tables.setdefault(CaseKey, []).append([case_id, wrap(made.key), None])
            tables.setdefault(IdentityIndex, []).extend(
                [self.next_key(IdentityIndex), case_id, kind, digest]
                for kind, digest in made.indexes()
            )
            streams.append((made.number, made.lines()))
            originals[case_id] = one.pattern.rows[0].key
        for model, rows in tables.items():
            columns = [str(column.column) for column in model._meta.concrete_fields]
            insert_rows(model._meta.db_table, columns, rows)
        for original in originals.values():
            if original not in self.beside:
                self.beside[original] = stems_beside(original)
        index_copies(originals, self.beside)
        record_streams(streams, recorded_at=self.now)
        self._keep_numbers()

    def next_key(self, model: type[models.Model]) -> int:
        """Return the next key of a table."""
        if model not in self.last_keys:
            self.last_keys[model] = model._default_manager.aggregate(last=Max("pk"))["last"] or 0
        self.last_keys[model] += 1
        return self.last_keys[model]

    def take(self, series: str, at: datetime) -> tuple[int, int]:
        """Return (year, next number of the series in it)."""
        year = self.year(at)
        number = self.sequences[series, year] = self.sequences.get((series, year), 0) + 1
        return year, number

    def year(self, at: datetime) -> int:
        """Return the office's year at a moment."""
        return self.calendar.local_day(at).year

    def _keep_numbers(self) -> None:
        NumberSequence.objects.bulk_create(
            [
                NumberSequence(series=s, year=y, last=last)
                for (s, y), last in self.sequences.items()
            ],
            update_conflicts=True,
            unique_fields=["series", "year"],
            update_fields=["last"],
        )
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                for model, last in self.last_keys.items():
                    table = connection.ops.quote_name(model._meta.db_table)
                    cursor.execute(
                        "SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [table, last]
                    )


class _Made:
    """One copy being made."""

    def __init__(self, copy: Copy, writer: _Writer) -> None:
        self.copy, self.writer, self.shift = copy, writer, copy.shift
        self.key = new_key()
        pattern = copy.pattern
        year, sequence = writer.take("PGD", pattern.received_at + self.shift)
        self.number = numbering.format_case_number(year, sequence)
        self.letters: dict[tuple[str, int], tuple[int, int]] = {}
        numbers = []
        for letter in pattern.letters:
            taken = writer.take(letter.series, letter.taken_at + self.shift)
            self.letters[letter.series, letter.sequence] = taken
            old_year = f"/{writer.year(letter.taken_at)}"
            number = letter.number.replace(f"/{letter.sequence}/", f"/{taken[1]}/", 1)
            numbers.append(number.replace(old_year, f"/{taken[0]}"))
        own = {**copy.words, "number": self.number}
        said = [*(own[name] for name in WORDS), *numbers]
        self.keys = {
            argument: writer.next_key(argument[0])
            for hole, argument in pattern.holes
            if hole is Hole.ROW and argument[0]._meta.pk.related_model is None
        }
        ops, shift = connection.ops, self.shift
        fill: dict[Hole, Callable[[Any], Any]] = {
            Hole.MOMENT: lambda moment: ops.adapt_datetimefield_value(moment + shift),
            Hole.DAY: lambda day: ops.adapt_datefield_value(day + shift),
            Hole.ROW: self.keys.__getitem__,
            Hole.WORD: said.__getitem__,
            Hole.SPELT: lambda number: escape(said[number]),
            Hole.WRITTEN: lambda moment: moved(moment, shift),
        }
        self.filling = [fill[hole](argument) for hole, argument in pattern.holes]

    def row(self, row: Row) -> list[Any]:
        """Return the values of the copy's row."""
        values, filling = row.values.copy(), self.filling
        for place, hole in row.holes:
            values[place] = filling[hole]
        for place, text in row.texts:
            values[place] = text.filled(filling)
        for place, text in row.sealed:
            values[place] = seal(self.key, text.filled(filling).encode())
        for place, own, original in row.own:
            values[place] = self._own(own, original)
        return values

    def lines(self) -> list[tuple[str, datetime, str, str, dict[str, str]]]:
        """Return the entries of the copy's stream."""
        filling = self.filling
        return [
            (
                line.event,
                line.at + self.shift,
                line.actor,
                line.data.filled(filling),
                commitments(
                    self.key,
                    [
                        (self._name(kind, row), content.filled(filling).encode())
                        for kind, row, content in line.digests
                    ],
                ),
            )
            for line in self.copy.pattern.lines
        ]

    def indexes(self) -> list[tuple[str, bytes]]:
        """Return the blind indexes of the copy's complainant."""
        words = self.copy.words
        parts = ("name", "company", "phone", "email", "address")
        identity = Identity(**{part: words[part] for part in parts})
        return sorted(blind_indexes(findable(identity, self.copy.pattern.complainant_kind)))

    def _name(self, kind: str, row: int | None) -> str:
        if row is None:
            return kind
        return f"{kind}:{self.filling[row]}:{'facts' if kind == 'document' else 'data'}"

    def _own(self, own: str, row: Any) -> Any:  # noqa: ANN401 - any column's value
        if own == "Case.tracking_digest":
            code = numbering.normalise_code(self.copy.words["tracking_code"])
            return tracking_digest(code)
        if own == "Document.code":
            return numbering.verify_code(self.copy.rng.randbytes(10))
        if own == "Document.sha256":
            return sha256(f"{self.number}:{row.pk}".encode()).hexdigest()
        table, _, column = own.partition(".")
        if table == "LetterNumber":
            return self.letters[row.series, row.sequence][column == "sequence"]
        if column == "year":
            return self.writer.year(row.at + self.shift)
        return self.writer.take(f"buku:{row.register}", row.at + self.shift)[1]
