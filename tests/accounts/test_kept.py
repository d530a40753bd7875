"""Queries whose SQL is kept answer like any other, for each value and each shape."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sigap.accounts.kept import kept
from sigap.accounts.models import User

if TYPE_CHECKING:
    from django.db.models import QuerySet

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)

built: list[tuple[str, ...]] = []


@kept
def _named(*columns: str, user: int, username: str) -> QuerySet[User]:
    built.append(columns)
    rows = User.objects.filter(username=username) | User.objects.filter(pk=user)
    return rows.only(*columns).order_by("username")


@kept
def _known_before(*, at: datetime) -> QuerySet[User, str]:
    rows = User.objects.filter(created_at__lt=at).order_by("username")
    return rows.values_list("username", flat=True)


@kept
def _of_nothing(*, user: int) -> QuerySet[User]:
    return User.objects.order_by("pk")


@pytest.fixture
def people(db: None) -> dict[str, User]:
    names = ("ani", "bayu", "citra")
    return {
        name: User.objects.create(
            username=name, name=name.title(), created_at=NOW + timedelta(days=n)
        )
        for n, name in enumerate(names)
    }


def test_other_values_find_other_rows_with_sql_that_is_built_once(people: dict[str, User]) -> None:
    built.clear()
    pairs = [("ani", "bayu"), ("citra", "ani"), ("bayu", "nobody")]
    with CaptureQueriesContext(connection) as queries:
        found = [
            [one.username for one in _named("username", user=people[by_id].pk, username=name)]
            for by_id, name in pairs
        ]
    assert found == [["ani", "bayu"], ["ani", "citra"], ["bayu"]]
    assert len(queries) == 3
    assert built == [("username",)]


def test_another_shape_is_another_query(people: dict[str, User]) -> None:
    ani = people["ani"]
    (short,) = _named("username", user=ani.pk, username="ani")
    (long,) = _named("username", "name", user=ani.pk, username="ani")
    assert (short.get_deferred_fields() - long.get_deferred_fields()) == {"name"}
    assert "name" not in long.get_deferred_fields()


def test_a_moment_is_a_value(people: dict[str, User]) -> None:
    assert _known_before(at=NOW + timedelta(days=1)) == ["ani"]
    assert _known_before(at=NOW + timedelta(days=2)) == ["ani", "bayu"]
    assert _known_before(at=NOW) == []


@pytest.mark.usefixtures("people")
def test_a_text_is_never_taken_for_sql() -> None:
    assert _named("username", user=0, username="ani' OR '1'='1") == []
    assert _named("username", user=0, username="%s") == []


@pytest.mark.usefixtures("people")
def test_a_value_that_the_query_does_not_use_or_cannot_hold_is_refused() -> None:
    with pytest.raises(AssertionError, match="a value is not in the query"):
        _of_nothing(user=1)
    with pytest.raises(TypeError, match="NoneType is no value"):
        _known_before(at=None)
