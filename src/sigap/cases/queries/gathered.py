"""The child rows of one row, read in the same query: one trip to the database for a whole case.

Only for showing. An operation reads after it has locked, and a subquery of the statement
that waited for the lock would tell what stood there before.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import models
from django.db.models import Aggregate, Func, JSONField, OuterRef, QuerySet, Subquery, TextField
from django.db.models.functions import JSONArray

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models.sql.compiler import SQLCompiler

    Compiled = tuple[str, list[Any]]

Row = TypeVar("Row", bound=models.Model)


class _Hex(Func):
    """Bytes as text, which JSON can carry."""

    function = "HEX"
    arity = 1
    output_field = TextField()

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Compiled:
        """Return the same for PostgreSQL."""
        sql, params = self.as_sql(compiler, connection, template="ENCODE(%(expressions)s, 'hex')")
        return sql, list(params)


class _Array(Aggregate):
    """All rows of a group as one JSON array; their order is not kept."""

    function = "JSON_GROUP_ARRAY"
    output_field = JSONField()

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Compiled:
        """Return the same for PostgreSQL."""
        sql, params = self.as_sql(compiler, connection, function="JSONB_AGG")
        return sql, list(params)


def gathered(rows: QuerySet[Any], *, of: str = "", without: Iterable[str] = ()) -> Subquery:
    """Return `rows` as an annotation of the row that their foreign key `of` points at.

    Without `of` it is all of them, whatever row they are annotated to: for a small table.
    `without` names columns that stay deferred. To be read back with `unpacked`.
    """
    columns = [
        _Hex(one.attname) if isinstance(one, models.BinaryField) else models.F(one.attname)
        for one in _columns(rows.model, without)
    ]
    if of:
        own = rows.filter(**{of: OuterRef("pk")}).order_by().values(of)
    else:
        own = rows.order_by().annotate(of_all=models.Value(1)).values("of_all")
    return Subquery(own.annotate(gathered_rows=_Array(JSONArray(*columns))).values("gathered_rows"))


def unpacked(
    model: type[Row], packed: list[list[Any]] | None, *, without: Iterable[str] = ()
) -> list[Row]:
    """Return what `gathered` collected as rows of `model`, oldest first."""
    if not packed:
        return []
    names, converted = _conversions(model, tuple(without))
    made = []
    for row in packed:
        for place, convert in converted:
            if row[place] is not None:
                row[place] = convert(row[place])
        made.append(model.from_db("default", names, row))
    return sorted(made, key=lambda row: row.pk)


@lru_cache(maxsize=64)
def _conversions(
    model: type[models.Model], without: tuple[str, ...]
) -> tuple[list[str], list[tuple[int, Callable[[Any], Any]]]]:
    """Return the columns, and which of them JSON gives otherwise than the database's driver."""
    fields = _columns(model, without)
    found = ((n, _conversion(one)) for n, one in enumerate(fields))
    return [one.attname for one in fields], [(n, convert) for n, convert in found if convert]


def _columns(model: type[models.Model], without: Iterable[str]) -> list[models.Field[Any, Any]]:
    left_out = frozenset(without)
    fields = model._meta.concrete_fields
    return [one for one in fields if one.attname not in left_out]


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    # SQLite keeps moments in UTC and says nothing of it.
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _json(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    """Return a JSON column: SQLite keeps it as text, PostgreSQL nests it."""
    return json.loads(value) if isinstance(value, str) else value


# The first class that fits counts: a moment is a date, too.
_FROM_JSON: tuple[tuple[type[models.Field[Any, Any]], Callable[[Any], Any]], ...] = (
    (models.BinaryField, bytes.fromhex),
    (models.DateTimeField, _moment),
    (models.DateField, date.fromisoformat),
    (models.BooleanField, bool),
    (models.JSONField, _json),
)


def _conversion(field: models.Field[Any, Any]) -> Callable[[Any], Any] | None:
    return next((c for kind, c in _FROM_JSON if isinstance(field, kind)), None)
