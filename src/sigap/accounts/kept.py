"""Queries whose SQL is made once: to build and compile one costs Django more than to run it.

A question is a function that returns a queryset. What it is given by position decides its shape
and is part of the key under which its SQL is kept; what it is given by name are values, which
change from one time to the next and nothing else. On the first time the function is given
stand-ins for the values; where they stand in the compiled query the values are put.

It lies here because this is the lowest part that asks the database.
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from django.db.models import QuerySet
    from django.db.models.sql.compiler import SQLCompiler

_MOST = 300  # shapes; each holds its compiled query, some ten kilobytes


@dataclass(frozen=True)
class _Kept:
    rows: QuerySet[Any]
    compiler: SQLCompiler
    sql: str
    params: tuple[Any, ...]
    places: dict[int, str]  # of the parameters that are values, and which
    converters: Any  # of columns, as Django's compiler finds them

    def read(self, values: dict[str, Any]) -> list[Any]:
        params = list(self.params)
        for place, name in self.places.items():
            params[place] = _adapted(values[name])
        reader: Any = self.rows._iterable_class  # noqa: SLF001
        return [*reader(_Compiled(self, tuple(params)))]


class _Compiled:
    """What Django's readers of rows want of a queryset and of its query, without compiling."""

    def __init__(self, kept: _Kept, params: tuple[Any, ...]) -> None:
        self.db = connection.alias
        self.query = self
        self._fields = kept.rows._fields  # type: ignore[attr-defined]
        self._known_related_objects: dict[Any, Any] = {}
        self._kept, self._params = kept, params

    def get_compiler(self, *_: Any, **__: Any) -> SQLCompiler:  # noqa: ANN401 - Django's
        compiler = copy(self._kept.compiler)
        compiler.connection = connection  # this thread's own
        compiler.get_converters = lambda _: self._kept.converters  # type: ignore[assignment]
        compiler.as_sql = lambda *_, **__: (self._kept.sql, self._params)  # type: ignore[method-assign]
        return compiler

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - of the query
        return getattr(self._kept.rows.query, name)


_all: dict[Hashable, _Kept] = {}


def kept(question: Callable[..., QuerySet[Any]]) -> Callable[..., list[Any]]:
    """Mark a question whose SQL is kept; asking it returns the rows.

    Values are ids, texts, bytes and moments. It must not ask the database while it is built for
    anything that is not in its shape.
    """

    @wraps(question)
    def asked(*shape: Hashable, **values: Any) -> list[Any]:  # noqa: ANN401
        for value in values.values():
            if not isinstance(value, (int, str, bytes, datetime)):
                raise TypeError(f"{type(value).__name__} is no value of a kept query")
        key = (question, connection.vendor, shape)
        found = _all.get(key)
        if found is None:
            if len(_all) >= _MOST:
                _all.clear()
            found = _all[key] = _compile(question, shape, values)
        return found.read(values)

    return asked


def _compile(
    question: Callable[..., QuerySet[Any]], shape: tuple[Hashable, ...], values: dict[str, Any]
) -> _Kept:
    stand_ins = {name: _stand_in(n, value) for n, (name, value) in enumerate(values.items())}
    rows = question(*shape, **stand_ins)
    compiler = rows.query.get_compiler(connection=connection)
    sql, params = compiler.as_sql()
    columns = [one for one, _, _ in compiler.select[: compiler.col_count]]
    converters = compiler.get_converters(columns)
    wanted = {_adapted(one): name for name, one in stand_ins.items()}
    plain = [_plain(one) for one in params]
    places = {n: wanted[one] for n, one in enumerate(plain) if one in wanted}
    if set(places.values()) != set(values):
        raise AssertionError(f"{question.__qualname__}: a value is not in the query")
    return _Kept(rows, compiler, sql, tuple(params), places, converters)


def _stand_in(number: int, value: Any) -> Any:  # noqa: ANN401
    """Return what no query has of itself, of the same type."""
    if isinstance(value, datetime):
        return datetime(9990, 1, 1 + number, tzinfo=UTC)
    if isinstance(value, int):
        return 7_000_000_000_000_000_000 + number
    if isinstance(value, bytes):
        return b"\x01%d" % number
    return f"\x01{number}"


def _plain(param: Any) -> Any:  # noqa: ANN401
    """Return bytes out of what the driver wants them wrapped in; anything else as it is."""
    inner = getattr(param, "obj", None)  # of sqlite3's memoryview and psycopg's Binary
    return inner if isinstance(inner, bytes) else param


def _adapted(value: Any) -> Any:  # noqa: ANN401
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return value
