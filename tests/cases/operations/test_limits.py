"""Limits: a burst, then a steady trickle, shared by all processes, gone when nothing is left."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from sigap.cases.models import LimitBucket
from sigap.cases.operations import limits
from sigap.cases.operations.limits import Limit, require_room, sweep_limits, take
from sigap.core.errors import Refused

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture
def table(monkeypatch):
    """Put a small table in the place of the office's."""
    monkeypatch.setattr(
        limits, "LIMITS", {"a": Limit(3, timedelta(seconds=10)), "b": Limit(2, timedelta(hours=1))}
    )


def wait(*subjects, at, **how):
    try:
        take(*subjects, now=at, **how)
    except Refused as refused:
        return refused.detail["retry_after_seconds"]
    return 0


def test_a_burst_then_one_more_each_refill(table, db):
    seen = [wait(("a", "x"), at=NOW + timedelta(seconds=s)) for s in (0, 0, 0, 0, 9, 10, 11, 20)]

    assert seen == [0, 0, 0, 10, 1, 0, 9, 0]


def test_who_waits_as_long_as_told_gets_in(table, db):
    at = NOW
    for _ in range(12):
        seconds = wait(("b", "x"), at=at)
        if seconds:
            at += timedelta(seconds=seconds)
            assert wait(("b", "x"), at=at) == 0

    assert at == NOW + timedelta(hours=10)


def test_each_subject_has_its_own_bucket(table, db):
    for _ in range(3):
        take(("a", "x"), now=NOW)

    assert wait(("a", "x"), at=NOW) > 0
    assert wait(("a", "y"), at=NOW) == 0


def test_a_refusal_counts_nowhere(table, db):
    for _ in range(2):
        take(("b", "x"), now=NOW)
    before = list(LimitBucket.objects.order_by("pk").values_list("filled_until_ms", flat=True))

    assert wait(("a", "x"), ("b", "x"), at=NOW) > 0

    after = list(LimitBucket.objects.order_by("pk").values_list("filled_until_ms", flat=True))
    assert after == before


def test_looking_for_room_does_not_count(table, db):
    for _ in range(9):
        require_room(("a", "x"), now=NOW)
    for _ in range(3):
        take(("a", "x"), now=NOW)

    with pytest.raises(Refused, match="10 detik"):
        require_room(("a", "x"), now=NOW)


def test_several_at_once_fit_or_do_not(table, db):
    assert wait(("a", "x"), at=NOW, times=2) == 0
    assert wait(("a", "x"), at=NOW, times=2) == 10
    assert wait(("a", "x"), at=NOW, times=1) == 0


def test_more_than_a_burst_fits_only_an_empty_bucket(table, db):
    assert wait(("a", "x"), at=NOW, times=5) == 0
    assert wait(("a", "x"), at=NOW, times=5) == 50


def test_an_empty_bucket_is_forgotten(table, db):
    take(("a", "x"), now=NOW)
    take(("b", "x"), now=NOW)

    assert sweep_limits(now=NOW + timedelta(seconds=11)) == 1
    assert [row.limit for row in LimitBucket.objects.all()] == ["b"]


def test_no_address_stands_in_the_table(table, db):
    take(("a", "203.0.113.9"), now=NOW)

    assert b"203" not in bytes(LimitBucket.objects.get().subject)


@given(gaps=st.lists(st.integers(0, 40), min_size=1, max_size=60))
@pytest.mark.django_db
def test_never_more_than_burst_and_refill_in_any_span(gaps):
    limit = Limit(3, timedelta(seconds=10))
    LimitBucket.objects.all().delete()
    at, allowed = 0, []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(limits, "LIMITS", {"a": limit})
        for gap in gaps:
            at += gap
            if not wait(("a", "x"), at=NOW + timedelta(seconds=at)):
                allowed.append(at)
    for first in range(len(allowed)):
        for last in range(first, len(allowed)):
            span = allowed[last] - allowed[first]
            assert last - first + 1 <= limit.burst + span // 10


@pytest.mark.django_db(transaction=True)
def test_many_at_once_share_one_bucket(table):
    allowed, start = [], threading.Barrier(8)

    def one():
        start.wait()
        allowed.extend(1 for _ in range(3) if not wait(("a", "x"), at=NOW))
        connection.close()

    threads = [threading.Thread(target=one) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(allowed) == 3
    assert LimitBucket.objects.count() == 1
