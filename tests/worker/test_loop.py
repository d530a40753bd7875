import signal
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import psutil
import pytest
from django.db import OperationalError, connection

from sigap.cases.models import Periodic, WorkerSign
from sigap.cases.operations.jobs import Round
from sigap.cases.operations.leases import wake_workers
from sigap.worker.loop import Worker
from sigap.worker.wake import WakePipe
from tests.worker.parcels import Parcel, parcels, start_worker

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


class Clock:
    """A clock that a test sets."""

    def __init__(self):
        self.now = NOW

    def __call__(self):
        return self.now


def until(condition, seconds=30):
    """Wait until `condition` holds; tell whether it came to hold."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return False


def worker(clock, rounds=(), **given):
    return Worker(works=(parcels(**given),), rounds=rounds, clock=clock)


def test_one_look_does_one_row(make):
    make(next_try_at=NOW)
    make(next_try_at=NOW)
    one = worker(Clock())

    assert [one.once(), one.once(), one.once()] == [True, True, False]
    assert list(Parcel.objects.values_list("state", "begun", "ended")) == [("done", 1, 1)] * 2


def test_a_failure_is_noted_without_what_foreign_errors_say(make):
    make(next_try_at=NOW, wish="burst")
    make(next_try_at=NOW, wish="refuse")
    one = worker(Clock())
    one.once()
    one.once()

    assert list(Parcel.objects.order_by("pk").values_list("state", "last_error")) == [
        ("waiting", "ValueError"),
        ("waiting", "Refused: alamat tidak ada"),
    ]


def test_hopeless_failures_are_not_tried_again(make):
    make(next_try_at=NOW, wish="burst")

    worker(Clock(), is_hopeless=lambda failure: isinstance(failure, ValueError)).once()

    assert Parcel.objects.get().state == "failed"


def test_rounds_come_round_for_one_worker_of_all(make):
    clock, done = Clock(), []
    rounds = (Round("sweep", timedelta(minutes=1), lambda *, now: done.append(now)),)
    first, second = worker(clock, rounds), worker(clock, rounds)

    for seconds in range(0, 130, 5):
        clock.now = NOW + seconds * SECOND
        for one in (first, second):
            while one.once():
                pass

    assert done == [NOW, NOW + 60 * SECOND, NOW + 120 * SECOND]
    assert Periodic.objects.get().last_done_at == NOW + 120 * SECOND


def test_a_round_that_fails_is_noted_and_comes_round_again(make):
    clock, tries = Clock(), []

    def fall(*, now):
        tries.append(now)
        raise OSError(28, "No space left on device")

    one = worker(clock, (Round("sweep", timedelta(minutes=1), fall),))
    for seconds in range(0, 70, 5):
        clock.now = NOW + seconds * SECOND
        one.once()

    assert tries == [NOW, NOW + 60 * SECOND]
    row = Periodic.objects.get()
    assert (row.last_error, row.last_done_at) == ("OSError: No space left on device", None)


def test_a_round_whose_worker_died_is_taken_up_within_ten_minutes(make):
    def die(*, now):
        raise KeyboardInterrupt

    clock, done = Clock(), []
    daily = timedelta(days=1)
    with pytest.raises(KeyboardInterrupt):
        worker(clock, (Round("sweep", daily, die),)).once()
    clock.now = NOW + timedelta(minutes=10)
    worker(clock, (Round("sweep", daily, lambda *, now: done.append(now)),)).once()

    assert done == [clock.now]
    assert Periodic.objects.get().next_at == clock.now + daily


def test_signs_of_life_are_renewed_and_old_ones_forgotten(make):
    clock = Clock()
    WorkerSign.objects.create(owner="long-dead", began_at=NOW, seen_at=NOW - timedelta(days=2))
    one = worker(clock)
    one.once()
    clock.now += 29 * SECOND
    one.once()
    before = WorkerSign.objects.get().seen_at
    clock.now += SECOND
    one.once()

    sign = WorkerSign.objects.get()
    assert (sign.owner, sign.began_at, before, sign.seen_at) == (
        one.owner,
        NOW,
        NOW,
        NOW + 30 * SECOND,
    )


def test_a_fault_of_the_database_is_left_to_the_lease(make):
    def lose(_, *, now):
        raise OperationalError("gone")

    make(next_try_at=NOW)
    one = worker(Clock())
    one.works = (parcels().__class__("parcels", Parcel, lose, 30 * SECOND),)

    with pytest.raises(OperationalError):
        one.once()
    row = Parcel.objects.get()
    assert (row.state, row.last_error, row.next_try_at) == ("waiting", "", NOW + 30 * SECOND)


def test_an_idle_look_costs_one_query_a_kind(make, django_assert_num_queries):
    one = worker(Clock())
    one.once()

    with django_assert_num_queries(1):
        one.once()


def test_a_ring_wakes_a_sleeping_worker_at_once(make, django_capture_on_commit_callbacks):
    with WakePipe() as pipe:
        assert not pipe.sleep(0)
        with django_capture_on_commit_callbacks(execute=True):
            wake_workers()
        begun = time.monotonic()
        assert pipe.sleep(5)
        assert not pipe.sleep(0)
        pipe.ring()
        assert pipe.sleep(5)

    assert time.monotonic() - begun < 1


def test_a_worker_without_a_named_pipe_just_sleeps(monkeypatch, tmp_path):
    monkeypatch.setattr("sigap.worker.wake.wake_path", lambda: tmp_path / "missing" / "pipe")

    with WakePipe() as pipe:
        assert not pipe.sleep(0.01)
        pipe.ring()
        assert pipe.sleep(5)


@contextmanager
def processes(number=1, **given):
    """Run worker processes; kill what is left of them."""
    started = [start_worker(**given) for _ in range(number)]
    try:
        yield started
    finally:
        for one in started:
            one.kill()
            one.wait()
        Parcel.objects.all().delete()


def order(number=1, wish=""):
    rows = [Parcel(next_try_at=datetime.now(UTC), wish=wish) for _ in range(number)]
    made = Parcel.objects.bulk_create(rows)
    wake_workers()
    return [row.pk for row in made]


def states():
    return sorted(Parcel.objects.values_list("state", flat=True))


@pytest.mark.django_db(transaction=True)
def test_termination_ends_what_was_begun_and_nothing_more(parcel_table):
    with processes() as (one,):
        order(wish="sleep1.0")
        assert until(lambda: Parcel.objects.get().begun)
        order()
        one.send_signal(signal.SIGTERM)

        assert one.wait(20) == 0
        assert states() == ["done", "waiting"]
        assert not WorkerSign.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_a_sleeping_worker_ends_at_once(parcel_table, stop):
    with processes(wait_seconds=300) as (one,):
        assert until(WorkerSign.objects.exists)
        time.sleep(1)
        one.send_signal(stop)

        assert one.wait(20) == 0


@pytest.mark.django_db(transaction=True)
def test_killed_workers_lose_no_row_and_double_none(parcel_table):
    with processes(2) as running:
        ids = order(60, wish="sleep0.02")
        for _ in range(4):
            done = len([state for state in states() if state == "done"])
            assert until(lambda done=done: states().count("done") > done + 3)
            victim = running.pop(0)
            victim.kill()
            victim.wait()
            running.append(start_worker())

        assert until(lambda: states() == ["done"] * len(ids), 60)
        assert set(Parcel.objects.values_list("ended", flat=True)) == {1}
        assert max(Parcel.objects.values_list("begun", flat=True)) <= 4


@pytest.mark.django_db(transaction=True)
def test_a_worker_is_small_and_idles_cheaply(parcel_table):
    with processes() as (one,):
        order(20)
        assert until(lambda: states() == ["done"] * 20)
        watched = psutil.Process(one.pid)
        assert watched.children() == []
        before = sum(watched.cpu_times()[:2])
        time.sleep(4)
        spent = sum(watched.cpu_times()[:2]) - before

        assert watched.memory_info().rss < 150 * 2**20
        assert spent / 4 < 0.05


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_would_sleep_for_long_is_woken_by_an_order(parcel_table):
    with processes(wait_seconds=300) as (_,):
        assert until(WorkerSign.objects.exists)
        time.sleep(1)  # by now it sleeps
        order(3)

        assert until(lambda: states() == ["done"] * 3)


@pytest.mark.django_db(transaction=True)
def test_a_worker_outlives_a_database_that_is_locked_or_lost(parcel_table):
    if connection.vendor != "postgresql":
        return  # SQLite is never lost; that it is locked is in the test of many workers
    with processes() as (one,):
        assert until(WorkerSign.objects.exists)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        order()

        assert until(lambda: states() == ["done"], 20)
        assert one.poll() is None
