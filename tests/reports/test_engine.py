"""The columns of the reports give what the core gives, case by case and attempt by attempt."""

from datetime import date, datetime, timedelta
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigap import sops
from sigap.cases.models import Case
from sigap.cases.queries.caserecord import conformance_of
from sigap.cases.queries.sops import calendar_of_version, current_calendar_id
from sigap.cases.queries.worklog import Span
from sigap.core.sop.definition import Duration, Unit
from sigap.core.worktime import parse_calendar
from sigap.reports.clock import Clock
from sigap.reports.course import courses
from sigap.reports.measured import measures
from sigap.reports.work import read
from tests.cases.office import JAKARTA
from tests.core.sop.shipped import SHIPPED
from tests.reports.history import (
    BACK,
    III,
    IV,
    STRAIGHT,
    at,
    closed,
    correct_calendar,
    ended_case,
    file_of,
    write_steps,
)

BEGIN, END = datetime(2026, 10, 1, tzinfo=JAKARTA), datetime(2027, 6, 1, tzinfo=JAKARTA)
EVER = Span(BEGIN, END)
ALL = {one.id: one for one in SHIPPED}
CALENDAR = parse_calendar(
    sops.text("calendar.toml"), national=lambda *_: {}, first_year=2026, last_year=2027
)
CLOCK = Clock(CALENDAR)


def seconds(moment):
    return int(moment.timestamp())


def moments():
    return st.integers(seconds(BEGIN), seconds(END))


@given(st.lists(moments(), min_size=1, max_size=20), st.sampled_from([*Unit]), st.integers(1, 40))
def test_clock_answers_as_the_calendar_does(many, unit, amount):
    starts = np.array(many, dtype=np.int64)
    ends = starts[::-1]
    time = Duration(amount, unit)

    worked = (
        CLOCK.worked(np.maximum(starts, ends)) - CLOCK.worked(np.minimum(starts, ends))
    ).tolist()
    due, days = CLOCK.due(starts, time).tolist(), CLOCK.days(starts, ends).tolist()

    for index, (one, other) in enumerate(zip(many, reversed(many), strict=True)):
        start, end = (datetime.fromtimestamp(s, JAKARTA) for s in (one, other))
        first, last = sorted((start, end))
        assert worked[index] == CALENDAR.elapsed_seconds(first, last)
        assert due[index] == seconds(CALENDAR.due(start, time))
        if start <= end:
            assert days[index] == CALENDAR.working_days_between(start.date(), end.date())


def test_clock_knows_its_years_and_ends_at_the_last_closing():
    last = CALENDAR.closing(date(2027, 12, 31))
    inside = np.array([seconds(datetime(2026, 1, 1, tzinfo=JAKARTA)), seconds(last)])
    outside = np.array([inside[0] - 1, inside[1] + 9 * 3600])

    assert CLOCK.knows(inside).tolist() == [True, True]
    assert CLOCK.knows(outside).tolist() == [False, False]
    assert CLOCK.due(inside[1:], Duration(3, Unit.HOURS)).tolist() == [seconds(last)]
    assert CLOCK.due(inside[1:], Duration(3, Unit.DAYS)).tolist() == [seconds(last)]


def random_case(rng, calendars):
    """Return an ended case with anything that may be: nights, weekends, pauses, old calendars."""
    moment = BEGIN + timedelta(seconds=rng.randrange(60 * 86_400))
    received, steps = moment, []

    def later():
        nonlocal moment
        moment += timedelta(seconds=rng.choice((0, rng.randrange(9000), rng.randrange(400_000))))
        return moment

    way = rng.choice((STRAIGHT, STRAIGHT.replace("IV.3/lengkap", BACK))).split()
    way = [one for one in way if rng.random() > 0.1] or way[:1]
    for index, text in enumerate(way):
        opened, started, ended = later(), later(), later()
        is_last = index == len(way) - 1
        told = {
            "persons": [rng.randint(1, 4)],
            "cancelled": is_last and rng.random() < 0.3,
            "calendar": rng.choice(calendars),
        }
        then = calendar_of_version(told["calendar"])
        limits = [Duration(rng.randrange(1, 900), Unit.MINUTES) for _ in range(2)]
        told["start_by"] = rng.choice([None, then.due(opened, limits[0])])
        told["due_at"] = rng.choice([None, then.due(started, limits[1])])
        begun = None if told["cancelled"] and rng.random() < 0.5 else started
        steps.append((text, opened, begun, ended, told))
    pauses = []
    for _ in range(rng.choice((0, 0, 1, 2))):
        begins = received + timedelta(seconds=rng.randrange(2_000_000))
        pauses.append(("held", begins, begins + timedelta(seconds=rng.randrange(900_000))))
    exit_ = steps[-1][4]["cancelled"]
    ended_case(
        received=received,
        ended=later(),
        steps=steps,
        due_at=received + timedelta(hours=rng.randrange(2000)),
        calendar=rng.choice(calendars),
        pauses=pauses,
        noted=[("exit-forward", III, 1)] if exit_ else [],
        status=Case.Status.FORWARDED if exit_ else Case.Status.CLOSED,
        close_reason="bukan-kewenangan" if exit_ else "selesai",
    )


def as_core_says(work, found, fitness):
    """Compare every measured column with the core's answer for the same case."""
    attempts = work.attempts
    for index, pk in enumerate(work.cases.id.tolist()):
        case = Case.objects.get(pk=pk)
        file = file_of(case)
        one = conformance_of(file, now=END)
        whole = (found.after[index], found.total[index], found.late[index], found.late_then[index])
        assert whole == (one.after_seconds, one.total_seconds, one.late, one.late_then), case
        assert fitness[index] == pytest.approx(one.fitness)
        rows = attempts.of(index)
        assert len(rows) == len(one.steps)
        for row, step in zip(rows, one.steps, strict=True):
            # The core knows one calendar of promises a case, the columns one an attempt.
            assert (
                found.before[row],
                found.waited[row],
                found.worked[row],
                found.worked_over[row],
                found.waited_then[row],
                found.worked_then[row],
            ) == (
                step.before_seconds,
                step.waited_seconds,
                step.worked_seconds,
                step.worked_over,
                step.waited_over_then,
                step.worked_over_then,
            ), (case, step)
            if file.runs[row - rows[0]].calendar_id == case.calendar_id:
                assert found.waited_over[row] == step.waited_over, (case, step)


@pytest.mark.parametrize("seed", range(6))
def test_columns_and_core_agree_on_random_cases(office, seed):
    rng = Random(seed)
    old = current_calendar_id()
    new = correct_calendar(date(2026, 10, 20 + seed), now=office.now)
    for _ in range(25):
        random_case(rng, [old, new])

    work = read(None, EVER)
    found = measures(work, calendar_of_version(new))
    course = courses(work, ALL, first_sop=III, objection_sop=IV)

    assert len(work.cases) == 25
    assert len(work.attempts) > 300
    as_core_says(work, found, course.fitness)
    for variant in course.variants:
        for index in variant.cases.tolist():
            runs = file_of(Case.objects.get(pk=int(work.cases.id[index]))).runs
            done = [(r.sop, r.number, r.outcome) for r in runs if r.completed_at]
            assert done == [(*d.place, d.outcome) for d in variant.done]
    assert sum(variant.count for variant in course.variants) == 25


@pytest.mark.parametrize("between", [5, 70], ids=["read in passing", "looked up"])
def test_attempts_are_found_however_many_of_other_cases_lie_between(office, between):
    monday, tuesday = at("9 08:00"), at("10 08:00")
    case = closed("III.1", tuesday)
    for _ in range(between):
        closed("III.1", monday)
    write_steps(case, [("III.2", tuesday, tuesday, tuesday)], calendar=case.calendar_id)

    work = read(None, Span(tuesday, tuesday + timedelta(hours=1)))

    assert work.cases.id.tolist() == [case.pk]
    assert [work.step(place).no for place in work.attempts.place.tolist()] == [1, 2]


def test_nothing_gives_nothing(office):
    work = read(None, EVER)
    found = measures(work, CALENDAR)

    assert (len(work.cases), len(work.attempts), len(found.total)) == (0, 0, 0)
    assert courses(work, ALL, first_sop=III, objection_sop=IV).variants == []


@pytest.mark.parametrize("size", [3, 300])
def test_reading_asks_as_often_for_many_cases_as_for_few(office, django_assert_num_queries, size):
    steps = [("III.1", BEGIN, BEGIN, BEGIN)]
    for _ in range(size):
        ended_case(received=BEGIN, ended=BEGIN + timedelta(hours=1), steps=steps)

    with django_assert_num_queries(6):
        work = read(None, EVER)

    assert len(work.attempts) == size


def test_case_outside_the_calendar_is_told(office):
    long_ago = datetime(2001, 5, 1, 9, tzinfo=JAKARTA)
    ended_case(received=long_ago, ended=BEGIN, steps=[("III.1", long_ago, long_ago, BEGIN)])
    closed("III.1", BEGIN)

    work = read(None, EVER)

    assert measures(work, CALENDAR).unknown.tolist() == [True, False]
