import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

from sigap.cases.operations import leases
from tests.worker.parcels import Parcel

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
LEASE = 30 * SECOND


def claim(now=NOW, owner="w1"):
    return leases.claim(Parcel, owner=owner, lease=LEASE, now=now)


def test_the_row_due_longest_is_claimed_first(make):
    late, later = make(next_try_at=NOW - SECOND), make(next_try_at=NOW)
    make(next_try_at=NOW + SECOND)
    make(next_try_at=NOW, state="done")
    make(next_try_at=NOW, state="held")
    make(next_try_at=None)

    assert [claim(), claim(), claim()] == [late, later, None]
    row = Parcel.objects.get(pk=late.pk)
    assert (row.attempts, row.lease_owner, row.lease_until, row.next_try_at) == (
        1,
        "w1",
        NOW + LEASE,
        NOW + LEASE,
    )


def test_a_lease_that_ran_out_may_be_claimed_by_another(make):
    make(next_try_at=NOW)
    claim()

    assert claim(NOW + LEASE - SECOND, owner="w2") is None
    row = claim(NOW + LEASE, owner="w2")
    assert (row.attempts, row.lease_owner) == (2, "w2")


def test_failures_come_back_later_and_later_until_a_person_must_look(make):
    made = make(next_try_at=NOW)
    delays, now = [], NOW
    for _ in range(leases.MOST_TRIES):
        row = claim(now)
        gave_up = leases.fail(row, error="tidak\nbisa", now=now)
        row.refresh_from_db()
        if row.next_try_at:
            delays.append((row.next_try_at - now).total_seconds())
            now = row.next_try_at

    assert delays == [10, 60, 600, 3600]
    assert (gave_up, row.state, row.next_try_at, row.last_error) == (
        True,
        "failed",
        None,
        "tidak bisa",
    )
    assert claim(now + timedelta(days=9)) is None
    assert leases.try_again(made, now=now)
    assert not leases.try_again(made, now=now)
    assert claim(now).attempts == 1


def test_a_hopeless_failure_is_shown_at_once(make):
    make(next_try_at=NOW)

    assert leases.fail(claim(), error="x" * 999, now=NOW, hopeless=True)

    row = Parcel.objects.get()
    assert (row.state, row.attempts, len(row.last_error)) == ("failed", 1, 300)


def test_who_lost_the_lease_changes_nothing_by_failing(make):
    make(next_try_at=NOW)
    slow = claim(owner="slow")
    quick = claim(NOW + LEASE, owner="quick")

    assert not leases.fail(slow, error="late", now=NOW + LEASE)

    row = Parcel.objects.get()
    assert (row.lease_owner, row.attempts, row.last_error) == ("quick", quick.attempts, "")


def test_failing_after_it_was_done_by_another_changes_nothing(make):
    make(next_try_at=NOW)
    row = claim()
    Parcel.objects.update(state="done")

    assert not leases.fail(row, error="late", now=NOW, hopeless=True)
    assert Parcel.objects.get().state == "done"


def test_work_that_kills_its_workers_is_given_up(make):
    make(next_try_at=NOW)
    now = NOW
    for _ in range(leases.MOST_CLAIMS):
        assert claim(now)
        now += LEASE
    other = make(next_try_at=now)

    assert claim(now) == other
    first = Parcel.objects.exclude(pk=other.pk).get()
    assert first.state == "failed"
    assert first.last_error


def test_an_empty_look_costs_one_query(make, django_assert_num_queries):
    make(next_try_at=NOW + SECOND)

    with django_assert_num_queries(1):
        claim()


@pytest.mark.django_db(transaction=True)
def test_many_workers_share_the_rows_and_none_gets_one_twice(parcel_table):
    Parcel.objects.bulk_create(Parcel(next_try_at=NOW) for _ in range(40))
    gate, got, errors = threading.Barrier(6), [], []

    def work(name):
        gate.wait()
        try:
            while row := claim(owner=name):
                got.append(row.pk)
                Parcel.objects.filter(pk=row.pk).update(state="done")
        except Exception as error:  # noqa: BLE001 - shown below
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(f"w{n}",)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    while row := claim():  # those that two had looked at when one took them
        got.append(row.pk)

    assert errors == []
    assert len(got) == len(set(got)) == 40
    Parcel.objects.all().delete()


def test_waking_without_a_worker_does_nothing(make, django_capture_on_commit_callbacks):
    leases.wake_path().unlink(missing_ok=True)

    with django_capture_on_commit_callbacks(execute=True) as callbacks, transaction.atomic():
        leases.wake_workers()

    assert len(callbacks) == 1
    assert not leases.wake_path().exists()
