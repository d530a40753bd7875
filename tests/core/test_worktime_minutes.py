"""Office time agrees with a count of every minute, over random calendars of many zones."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from sigap.core.calendar_version import Holiday
from sigap.core.sop.definition import Duration, Unit
from sigap.core.worktime import BeyondCalendar, WorkCalendar, parse_calendar
from tests.core.office_minutes import FIRST_DAYS, Minutes, joined, offices

DAYS = 9
SECONDS = DAYS * 86_400

calendars = st.sampled_from(FIRST_DAYS).flatmap(
    lambda first: st.tuples(offices(first, DAYS), st.just(first))
)


def laid_out(office, first):
    def national(country, year):
        assert country == "ID"
        return {day: Holiday(name) for day, name in office.national.items() if day.year == year}

    last = first + timedelta(DAYS + 20)
    calendar = parse_calendar(
        office.toml(), national=national, first_year=first.year, last_year=last.year
    )
    return calendar, Minutes(office, first, DAYS)


def second_of(minutes, moment):
    return (moment - minutes.begin).total_seconds()


def some_pauses(chance):
    """Return a few pauses in minutes, in any order, some of which overlap, touch or are empty."""
    edges = [chance.randrange(DAYS * 1440 - 1) for _ in range(2 * chance.randrange(1, 4))]
    edges += edges[-1:] + edges[:1]
    pairs = [tuple(sorted(edges[n : n + 2])) for n in range(0, len(edges), 2)]
    return [(a, min(b, a + chance.choice([600, 3000, 9000]))) for a, b in pairs]


def moments(minutes, pauses):
    return [(minutes.moment(a * 60), minutes.moment(b * 60)) for a, b in pauses]


@settings(max_examples=100)
@given(calendars, st.randoms(use_true_random=False))
def test_elapsed_and_due_agree_with_every_minute_counted(drawn, chance):
    calendar, minutes = laid_out(*drawn)
    for _ in range(12):
        start, end = sorted(chance.randrange(SECONDS) for _ in range(2))
        start, end = (start // 60 * 60, end // 60 * 60) if chance.random() < 0.5 else (start, end)
        worked = minutes.elapsed_seconds(start, end)
        assert calendar.elapsed_seconds(minutes.moment(start), minutes.moment(end)) == worked
        unit = chance.choice([Unit.MINUTES, Unit.HOURS])
        size = 60 if unit is Unit.MINUTES else 3600
        # Half of the time exactly what was worked, so that it runs out at closings too.
        amount = worked // size or 1 if chance.random() < 0.5 else chance.randrange(1, 900)
        due = minutes.due_second(start, amount * size)
        if due is not None:
            found = calendar.due(minutes.moment(start), Duration(amount, unit))
            assert second_of(minutes, found) == due
            assert found.tzinfo is calendar.zone


@settings(max_examples=80)
@given(calendars, st.randoms(use_true_random=False))
def test_pauses_agree_with_every_minute_counted(drawn, chance):
    calendar, minutes = laid_out(*drawn)
    for _ in range(8):
        pauses = some_pauses(chance)
        start, end = sorted(chance.randrange(SECONDS) for _ in range(2))
        stood_still = moments(minutes, pauses)
        found = calendar.elapsed_seconds(minutes.moment(start), minutes.moment(end), stood_still)
        assert found == minutes.elapsed_seconds(start, end, pauses)
        amount = chance.randrange(1, 600)
        due = minutes.due_second(start, amount * 60, pauses)
        if due is not None:
            duration = Duration(amount, Unit.MINUTES)
            found = calendar.due(minutes.moment(start), duration, stood_still)
            assert second_of(minutes, found) == due


@settings(max_examples=80)
@given(calendars, st.randoms(use_true_random=False))
def test_days_agree_with_a_count_of_closings(drawn, chance):
    calendar, minutes = laid_out(*drawn)
    closings = minutes.closings
    for _ in range(10):
        start, amount = chance.randrange(SECONDS), chance.randrange(1, 5)
        duration = Duration(amount, Unit.DAYS)
        due = minutes.due_days(start, amount)
        # The stretch ends within a day whose last minutes it does not know.
        if due is not None and due < max(closings.values()):
            assert second_of(minutes, calendar.due(minutes.moment(start), duration)) == due * 60
        pauses = some_pauses(chance)
        due = minutes.due_days(start, amount, pauses)
        if due is not None and due < max(closings.values()):
            found = calendar.due(minutes.moment(start), duration, moments(minutes, pauses))
            assert second_of(minutes, found) == due * 60


@settings(max_examples=25)
@given(calendars, st.randoms(use_true_random=False))
def test_open_or_not_agrees_with_every_minute(drawn, chance):
    calendar, minutes = laid_out(*drawn)
    for _ in range(40):
        second = chance.randrange(SECONDS)
        moment = minutes.moment(second)
        assert calendar.is_open(moment) is minutes.is_open[second // 60]
        later = next(
            (n * 60 for n in range(second // 60 + 1, len(minutes.is_open)) if minutes.is_open[n]),
            None,
        )
        opening = second if minutes.is_open[second // 60] else later
        if opening is not None:
            assert second_of(minutes, calendar.next_opening(moment)) == opening
    inside = sorted(set(minutes.day))[1:-1]
    for day in inside:
        shown = {
            n for n, is_open in enumerate(minutes.is_open) if is_open and minutes.day[n] == day
        }
        found = set()
        for opens, closes in calendar.blocks(day):
            found |= set(
                range(int(second_of(minutes, opens)) // 60, int(second_of(minutes, closes)) // 60)
            )
        assert found == shown
        assert calendar.is_working_day(day) is bool(shown)
        last = max(n for n, there in enumerate(minutes.day) if there == day)
        assert second_of(minutes, calendar.end_of_day(day)) == last * 60 + 59


@settings(max_examples=20)
@given(calendars, st.randoms(use_true_random=False))
def test_the_frozen_form_counts_alike(drawn, chance):
    calendar, minutes = laid_out(*drawn)
    again = WorkCalendar.from_mapping(calendar.to_mapping())
    assert again.version == calendar.version
    assert again.digest == calendar.digest
    for _ in range(5):
        start, end = sorted(chance.randrange(SECONDS) for _ in range(2))
        span = minutes.moment(start), minutes.moment(end)
        assert again.elapsed_seconds(*span) == calendar.elapsed_seconds(*span)


@settings(max_examples=40)
@given(calendars, st.randoms(use_true_random=False))
def test_due_and_elapsed_undo_each_other_and_never_go_back(drawn, chance):
    calendar, minutes = laid_out(*drawn)
    pauses = moments(minutes, joined(some_pauses(chance)))
    starts = sorted(chance.randrange(SECONDS) for _ in range(4))
    for unit in Unit:
        amount = chance.randrange(1, 200)
        duration = Duration(amount, unit)
        try:
            found = [calendar.due(minutes.moment(start), duration) for start in starts]
            later = calendar.due(minutes.moment(starts[0]), Duration(amount + 1, unit))
            paused = calendar.due(minutes.moment(starts[0]), duration, pauses)
        except BeyondCalendar:
            continue
        assert found == sorted(found)
        assert found[0] < later
        assert found[0] <= paused
        if unit is not Unit.DAYS:
            size = 60 if unit is Unit.MINUTES else 3600
            exact = calendar.elapsed_seconds(minutes.moment(starts[0]), paused, pauses)
            assert exact == amount * size
            before = calendar.elapsed_seconds(
                minutes.moment(starts[0]), found[0] - timedelta(seconds=1)
            )
            assert before == amount * size - 1
