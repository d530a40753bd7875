"""One case beside its SOPs: waiting and working, two sights of lateness, exits and repeats."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigap import sops
from sigap.core.conformance import (
    Attempt,
    CaseRecord,
    Measured,
    Noted,
    assess,
    carried,
    is_exit,
    measure,
    promised_minutes,
)
from sigap.core.sop.definition import Duration, Unit
from sigap.core.worktime import parse_calendar
from tests.core.sop import examples
from tests.core.sop.shipped import SHIPPED, SHIPPED_IDS

III, IV, V = SHIPPED_IDS
SOPS = {one.id: one for one in SHIPPED}
ZONE = ZoneInfo("Asia/Jakarta")
# Tuesday 10 November turned out to be a holiday when the calendar was corrected.
TEXT = sops.text("calendar.toml")


def calendar(text=TEXT):
    return parse_calendar(text, national=lambda *_: {}, first_year=2026, last_year=2027)


PLAIN = calendar()
CORRECTED = calendar(
    TEXT.replace("[holidays]", '[holidays]\nclosed = [{ date = 2026-11-10, name = "Baru" }]')
    if "closed =" not in TEXT
    else TEXT.replace("closed = [", 'closed = [{ date = 2026-11-10, name = "Baru" }, ')
)


def at(text):
    """Return the moment "DD HH:MM" of November 2026 in Jakarta."""
    day, _, clock = text.partition(" ")
    hour, minute = clock.split(":")
    return datetime(2026, 11, int(day), int(hour), int(minute), tzinfo=ZONE)


def attempt(place, opened, started=None, ended=None, **more):
    moments = {"opened_at": opened, "started_at": started, "ended_at": ended, **more}
    for name in ("opened_at", "started_at", "ended_at", "start_by", "due_at"):
        if moments.get(name):
            moments[name] = at(moments[name])
    return Attempt(place, moments.pop("attempt", 1), **moments)


def test_the_corrected_calendar_is_another():
    assert PLAIN.is_working_day(date(2026, 11, 10))
    assert not CORRECTED.is_working_day(date(2026, 11, 10))


def test_waiting_and_working_are_measured_apart_in_office_time():
    # Over the noon break (12.00 to 13.00) and the night (16.00 to 07.30).
    one = attempt((III, 5), "9 11:30", "9 13:30", "10 08:30", start_by="9 14:30", due_at="9 15:30")

    measured = measure(
        one, SOPS[III].step(5).time, PLAIN, before=at("9 11:00"), until=at("30 09:00")
    )

    assert measured == Measured(
        attempt=one,
        time=Duration(2, Unit.HOURS),
        before_seconds=30 * 60,
        waited_seconds=60 * 60,
        worked_seconds=(150 + 60) * 60,
        start_by=at("9 14:30"),
        due_at=at("9 15:30"),
        waited_over=False,
        worked_over=True,
        waited_over_then=False,
        worked_over_then=True,
    )


@pytest.mark.parametrize(
    ("ended", "over"),
    [("11 16:00", False), ("11 15:59", False), ("11 17:00", True), ("12 07:30", True)],
)
def test_days_run_out_at_closing_of_the_last_one(ended, over):
    one = attempt((IV, 1), "9 08:00", "9 09:00", ended)

    measured = measure(one, Duration(2, Unit.DAYS), PLAIN, before=at("9 08:00"), until=at(ended))

    assert measured.due_at == at("11 16:00")
    assert measured.worked_over is over


def test_pause_is_no_waiting_and_moves_the_due_moment():
    one = attempt((III, 4), "9 09:00", "9 09:30", "9 11:00", start_by="9 11:00", due_at="9 10:00")
    pauses = [(at("9 09:40"), at("9 10:40"))]

    measured = measure(
        one,
        Duration(30, Unit.MINUTES),
        PLAIN,
        before=at("9 09:00"),
        until=at("9 11:00"),
        pauses=pauses,
    )

    assert (measured.waited_seconds, measured.worked_seconds) == (30 * 60, 30 * 60)
    assert (measured.due_at, measured.worked_over) == (at("9 11:00"), False)


def test_open_attempt_is_measured_to_now_and_not_begun_has_only_waited():
    one = attempt((III, 4), "9 09:00", start_by="9 10:00", due_at="9 10:30")

    measured = measure(
        one, Duration(30, Unit.MINUTES), PLAIN, before=at("9 09:00"), until=at("9 10:20")
    )

    assert (measured.waited_seconds, measured.worked_seconds) == (80 * 60, 0)
    assert (measured.waited_over, measured.worked_over) == (True, False)
    assert (measured.start_by, measured.due_at) == (at("9 10:00"), at("9 10:30"))


def test_corrected_calendar_moves_what_was_promised_and_keeps_what_was_told_then():
    one = attempt(
        (IV, 1), "9 15:00", "10 08:00", "13 16:00", start_by="10 08:30", due_at="12 16:00"
    )

    measured = measure(
        one,
        Duration(2, Unit.DAYS),
        CORRECTED,
        before=at("9 15:00"),
        until=at("13 16:00"),
        then=PLAIN,
    )

    # The day on which it was begun turned out to be none, so nothing was waited for then.
    assert (measured.waited_seconds, measured.start_by) == (60 * 60, at("11 08:30"))
    assert measured.due_at == at("12 16:00")
    assert (measured.worked_over, measured.worked_over_then) == (True, True)
    assert (measured.waited_over, measured.waited_over_then) == (False, False)


def test_what_was_late_then_may_be_in_time_by_the_corrected_calendar():
    one = attempt((III, 5), "9 15:30", "9 15:30", "11 08:00", start_by="9 15:30", due_at="10 09:00")

    measured = measure(
        one,
        Duration(2, Unit.HOURS),
        CORRECTED,
        before=at("9 15:30"),
        until=at("11 08:00"),
        then=PLAIN,
    )

    assert (measured.worked_seconds, measured.due_at) == (60 * 60, at("11 09:00"))
    assert (measured.worked_over, measured.worked_over_then) == (False, True)


def moments():
    start = datetime(2026, 11, 2, tzinfo=ZONE)
    return st.integers(0, 40 * 86_400).map(lambda seconds: start + timedelta(seconds=seconds))


@given(moments(), moments())
def test_promise_carried_over_grants_the_same_working_time(one, other):
    start, due = min(one, other), max(one, other)

    assert carried(start, due, PLAIN, then=None) == due
    assert carried(start, due, PLAIN, then=calendar()) == due
    moved = carried(start, due, CORRECTED, then=PLAIN)
    promised = PLAIN.elapsed_seconds(start, due)
    assert CORRECTED.elapsed_seconds(start, max(start, moved)) == promised
    if moved != due:
        # Nothing earlier would do.
        assert CORRECTED.elapsed_seconds(start, moved - timedelta(seconds=1)) == promised - 1


def straight(**changes):
    """Return the record of a case that took the straight way, an hour of office time a step."""
    attempts, now = [], at("2 08:00")
    for sop in SHIPPED:
        for step in sop.steps:
            opened = now
            started = PLAIN.due(opened, Duration(10, Unit.MINUTES))
            now = PLAIN.due(started, Duration(5, Unit.MINUTES))
            outcome = next((o.id for o in step.outcomes if o.next not in range(1, step.no + 1)), "")
            attempts.append(
                Attempt((sop.id, step.no), 1, opened, started, now, outcome=outcome, persons=("1",))
            )
    record = CaseRecord(
        first=III,
        received_at=at("2 08:00"),
        due_at=at("20 16:00"),
        attempts=tuple(attempts),
        ended_at=now,
        by_course=True,
    )
    return replace(record, **changes)


def test_case_that_followed_its_sops():
    found = assess(straight(), SOPS, PLAIN, now=at("30 09:00"))

    assert found.fitness == 1.0
    assert (found.exits, found.noted, dict(found.repeats), found.pauses) == ((), (), {}, ())
    assert (found.total_seconds, found.after_seconds) == (17 * 15 * 60, 0)
    assert {(m.waited_seconds, m.worked_seconds) for m in found.steps} == {(600, 300)}
    assert (found.late, found.late_then, found.due_at) == (False, False, at("20 16:00"))


def test_side_exit_lowers_the_fitness_and_cuts_the_course_short():
    record = straight()
    last = replace(record.attempts[5], ended_at=record.ended_at, cancelled=True, outcome="")
    out = Noted("exit-forward", (IV, 1), record.ended_at)
    held = Noted("exit-hold", (IV, 1), record.ended_at)
    record = replace(
        record, attempts=(*record.attempts[:5], last), by_course=False, noted=(held, out)
    )

    found = assess(record, SOPS, PLAIN, now=at("30 09:00"))

    assert (found.exits, found.noted) == ((out,), (held,))
    assert found.replay.departures == ()
    assert found.fitness == 1 - 1 / 6


@pytest.mark.parametrize(
    ("code", "ends"),
    [
        ("exit-forward", True),
        ("exit-settle", True),
        ("exit-decline", True),
        ("exit-withdraw", True),
        ("exit-duplicate", True),
        ("declared-withdrawn", True),
        ("not-taken-up", True),
        ("exit-hold", False),
        ("exit-request-completion", False),
        ("exit-reassign", False),
        ("exit-exclude", False),
        ("stand-in", False),
        ("nobody-may-act", False),
        ("objection", False),
    ],
)
def test_only_what_ends_a_case_is_an_exit(code, ends):
    assert is_exit(code) is ends


def test_repeats_departures_and_lateness_of_a_case_that_went_wrong():
    record = straight(due_at=at("2 09:00"))
    again = replace(record.attempts[5], attempt=2)
    record = replace(record, attempts=(*record.attempts[:6], again, *record.attempts[6:]))

    found = assess(record, SOPS, PLAIN, now=at("30 09:00"))

    assert dict(found.repeats) == {(IV, 1): 1}
    assert [(d.kind, d.place) for d in found.replay.departures] == [("unexpected", (IV, 1))]
    assert found.fitness == 1 - 1 / 35
    assert (found.late, found.late_then) == (True, True)


def test_persons_that_the_sop_separates_are_told_apart_over_all_attempts():
    chain = {
        "a": examples.sop(
            "a",
            examples.step("x"),
            examples.step("y", "on:end", "back:1", separate_from=(1,)),
        )
    }

    def record(*persons):
        places = [("a", 1), ("a", 2), ("a", 1), ("a", 2)]
        outcomes = ["", "back", "", "on"]
        return CaseRecord(
            first="a",
            received_at=at("2 08:00"),
            due_at=at("3 08:00"),
            attempts=tuple(
                attempt(place, "2 09:00", "2 09:00", "2 09:00", outcome=outcome, persons=(who,))
                for place, outcome, who in zip(places, outcomes, persons, strict=True)
            ),
            ended_at=at("2 09:00"),
            by_course=True,
        )

    right = assess(record("1", "2", "1", "2"), chain, PLAIN, now=at("3 09:00"))
    wrong = assess(record("1", "2", "3", "1"), chain, PLAIN, now=at("3 09:00"))

    assert right.not_separate == ()
    assert wrong.not_separate == ((("a", 2), ("a", 1)),)
    assert right.fitness == wrong.fitness == 1.0


@st.composite
def records(draw):
    """Return a case whose moments follow one another, with up to three pauses."""
    count = draw(st.integers(1, 6))
    row = sorted(draw(st.lists(moments(), min_size=3 * count + 2, max_size=3 * count + 2)))
    attempts = tuple(
        Attempt((III, 1), index + 1, *row[3 * index + 1 : 3 * index + 4]) for index in range(count)
    )
    ends = sorted(draw(st.lists(moments(), min_size=6, max_size=6)))
    pauses = tuple(
        ("held", begins, ends)
        for begins, ends in list(pairwise(ends))[::2][: draw(st.integers(0, 3))]
    )
    ended_at = draw(st.sampled_from([None, row[-1]]))
    return CaseRecord(III, row[0], row[-1], attempts, ended_at, pauses=pauses), row[-1]


@given(records())
def test_the_parts_add_up_to_the_whole(drawn):
    record, now = drawn

    found = assess(record, SOPS, PLAIN, now=now)

    parts = [m.before_seconds + m.waited_seconds + m.worked_seconds for m in found.steps]
    assert sum(parts) + found.after_seconds == found.total_seconds
    spans = [(begins, ends) for _, begins, ends in record.pauses]
    assert found.total_seconds == PLAIN.elapsed_seconds(record.received_at, now, spans)
    assert len(found.pauses) == len(record.pauses)


@pytest.mark.parametrize(
    ("time", "minutes"),
    [
        (Duration(30, Unit.MINUTES), 30),
        (Duration(2, Unit.HOURS), 120),
        (Duration(3, Unit.DAYS), 1350),
    ],
)
def test_times_in_minutes(time, minutes):
    assert promised_minutes(time, minutes_a_day=450) == minutes
