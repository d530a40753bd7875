"""Columns as plain values, for arithmetic on many rows at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import BigIntegerField, Case, Func, IntegerField, Q, Value, When
from django.db.models.functions import Coalesce

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models import QuerySet
    from django.db.models.expressions import Combinable
    from django.db.models.sql.compiler import SQLCompiler

    Compiled = tuple[str, tuple[Any, ...]]

# Small enough that a lot stays in the processor's cache.
ROWS_A_LOT = 2_000


class _Second(Func):
    """A moment as the second since 1970 in which it lies.

    SQLite takes what lies within its last half millisecond for the next second.
    """

    arity = 1
    output_field = BigIntegerField()

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_: object
    ) -> Compiled:
        """Return it for SQLite, whose moments are text."""
        sql, params = self.as_sql(compiler, connection, template="UNIXEPOCH(%(expressions)s)")
        return sql, tuple(params)

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_: object
    ) -> Compiled:
        """Return it for PostgreSQL."""
        template = "FLOOR(EXTRACT(EPOCH FROM %(expressions)s))::bigint"
        sql, params = self.as_sql(compiler, connection, template=template)
        return sql, tuple(params)


def second(*moments: str) -> Func:
    """Return the second of a column of moments, or of the first of several that is not null."""
    return _Second(Coalesce(*moments) if len(moments) > 1 else moments[0])


def flag(condition: Q, worth: int = 1) -> Case:
    """Return `worth` where the condition holds, else 0."""
    return Case(When(condition, then=Value(worth)), default=Value(0), output_field=IntegerField())


def lots(rows: QuerySet[Any], *columns: str | Combinable) -> Iterator[list[tuple[Any, ...]]]:
    """Yield rows as the database gives them, many at a time, none kept.

    Django's own way of reading takes twice as long; it converts what is plain already.
    """
    sql, params = rows.values_list(*columns).query.sql_with_params()
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql, params)
        while lot := cursor.fetchmany(ROWS_A_LOT):
            yield lot
