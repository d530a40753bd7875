"""How a record fits the SOPs: examples, random cases of the runner, and an independent count."""

from functools import cache
from itertools import product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sigap.core.sop.history import DIFFERS
from sigap.core.sop.replay import Course, Departure, Done, Kind
from tests.core.sop.examples import sop, step
from tests.core.sop.shipped import SHIPPED, SHIPPED_IDS
from tests.core.sop.test_run_properties import chains, office_case, played

ANNEXES = dict(zip(("III", "IV", "V"), SHIPPED_IDS, strict=True))
STRAIGHT = (
    "III.1 III.2 III.3 III.4 III.5 IV.1 IV.2 IV.3/lengkap IV.4 IV.5 IV.6 "
    "V.1 V.2 V.3/sesuai V.4/tidak-perlu-perbaikan V.5 V.6"
)
BACK_TO_COLLECT = "IV.3/tidak-lengkap IV.1 IV.2 IV.3/lengkap"
BACK_TO_DRAFT = "V.4/perlu-perbaikan V.2 V.3/sesuai V.4/tidak-perlu-perbaikan"


def place(text):
    annex, no = text.split(".")
    return (ANNEXES[annex], int(no))


def done(text):
    return [Done(place(one.split("/")[0]), *one.split("/")[1:]) for one in text.split()]


@pytest.fixture(scope="module")
def course():
    return Course({one.id: one for one in SHIPPED}, SHIPPED_IDS[0])


@pytest.mark.parametrize(
    "way",
    [
        STRAIGHT,
        STRAIGHT.replace("IV.3/lengkap", BACK_TO_COLLECT),
        STRAIGHT.replace("IV.3/lengkap", f"IV.3/tidak-lengkap IV.1 IV.2 {BACK_TO_COLLECT}"),
        STRAIGHT.replace("V.4/tidak-perlu-perbaikan", BACK_TO_DRAFT),
        STRAIGHT.replace("IV.4", f"IV.4/{DIFFERS} IV.4"),
        STRAIGHT.replace("IV.3/lengkap", "IV.3"),
    ],
    ids=["straight", "loop", "two loops", "redrafted", "joint step differs", "outcome unknown"],
)
def test_what_the_sops_allow_fits_wholly(course, way):
    replay = course.replay(done(way), complete=True)

    assert (replay.fitness, replay.departures) == (1.0, ())
    assert replay.moves == len(way.split()) + 17


@pytest.mark.parametrize(
    ("way", "cost", "departures"),
    [
        (
            STRAIGHT.replace("III.3 ", ""),
            1,
            [(Kind.SKIPPED, "III.3", 2)],
        ),
        (
            STRAIGHT.replace("IV.1 IV.2 IV.3/lengkap ", ""),
            3,
            [(Kind.SKIPPED, "IV.1", 5), (Kind.SKIPPED, "IV.2", 5), (Kind.SKIPPED, "IV.3", 5)],
        ),
        (
            STRAIGHT.replace(" V.6", ""),
            1,
            [(Kind.SKIPPED, "V.6", 16)],
        ),
        (
            STRAIGHT.replace("III.4", "III.4 III.4"),
            1,
            [(Kind.UNEXPECTED, "III.4", 4)],
        ),
        (
            f"IV.1 {STRAIGHT}",
            1,
            [(Kind.UNEXPECTED, "IV.1", 0)],
        ),
        (
            f"{STRAIGHT} V.5",
            1,
            [(Kind.UNEXPECTED, "V.5", 17)],
        ),
        (
            STRAIGHT.replace("III.2 III.3", "III.3 III.2"),
            2,
            [(Kind.UNEXPECTED, "III.3", 1), (Kind.SKIPPED, "III.3", 3)],
        ),
        (
            STRAIGHT.replace("IV.3/lengkap", "IV.3/lengkap IV.1 IV.2 IV.3/lengkap"),
            2,
            [(Kind.OTHER_WAY, "IV.3", 7)],
        ),
        (
            STRAIGHT.replace("IV.3/lengkap", "IV.3/tidak-lengkap"),
            2,
            [(Kind.OTHER_WAY, "IV.3", 7)],
        ),
        (
            "",
            17,
            [(Kind.SKIPPED, one.split("/")[0], 0) for one in STRAIGHT.split()],
        ),
    ],
    ids=[
        "step skipped",
        "three steps skipped",
        "last step skipped",
        "step done twice",
        "begun elsewhere",
        "went on after the end",
        "two steps swapped",
        "back though complete",
        "on though incomplete",
        "nothing done",
    ],
)
def test_departures_are_named_and_counted(course, way, cost, departures):
    replay = course.replay(done(way), complete=True)

    assert list(replay.departures) == [
        Departure(kind, place(of), at) for kind, of, at in departures
    ]
    assert replay.cost == cost
    assert replay.fitness == 1 - cost / (len(way.split()) + 17)


def test_what_is_still_to_come_is_not_missed_in_a_running_case(course):
    steps = done(STRAIGHT)

    for length in range(len(steps) + 1):
        assert course.replay(steps[:length], complete=False).fitness == 1.0


def test_running_case_tells_its_departures(course):
    replay = course.replay(done("III.1 III.3 III.4"), complete=False)

    assert replay.departures == (Departure(Kind.SKIPPED, place("III.2"), 1),)
    assert replay.fitness == 1 - 1 / 3


def test_case_may_begin_with_a_later_sop():
    course = Course({one.id: one for one in SHIPPED}, SHIPPED_IDS[1])

    replay = course.replay(done(STRAIGHT.partition("III.5 ")[2]), complete=True)

    assert (replay.fitness, replay.moves) == (1.0, 24)


def test_unknown_first_sop_is_a_key_error():
    with pytest.raises(KeyError):
        Course({}, "tidak-ada")


def test_sops_in_a_circle_come_to_no_harm():
    ring = {
        "a": sop("a", step("x"), then="b"),
        "b": sop("b", step("x", "on:end", "off:1"), then="a"),
    }

    replay = Course(ring, "a").replay([Done(("a", 1)), Done(("b", 1), "on")], complete=False)

    assert replay.fitness == 1.0


@settings(max_examples=60)
@given(chains(), st.integers(0, 2**32))
def test_every_case_of_the_runner_fits_wholly(chain, seed):
    file = office_case(chain, Random(seed))
    course = Course(file.sops, chain[0].id)
    for _ in played(file, Random(seed)):
        runs = [run for run in file.history.runs if not run.is_open]
        replay = course.replay([Done(r.place, r.outcome) for r in runs], complete=file.ended)
        assert replay.departures == ()
        assert replay.fitness == 1.0


@st.composite
def small_records(draw):
    """Return a chain of small SOPs and a record of any of their steps in any order."""
    chain = draw(chains().filter(lambda found: sum(len(one.steps) for one in found) <= 7))
    alphabet = [Done((one.id, s.no), o) for one in chain for s in one.steps for o in outcomes(s)]
    return chain, draw(st.lists(st.sampled_from(alphabet), max_size=5))


def outcomes(one):
    return [o.id for o in one.outcomes] or [""]


@settings(max_examples=80)
@given(small_records())
def test_cost_is_the_distance_to_the_nearest_way_through_the_sops(drawn):
    chain, record = drawn
    course = Course({one.id: one for one in chain}, "sop-0")

    replay = course.replay(record, complete=True)

    # A way longer than this costs more than to skip the shortest way and do all in vain.
    longest = len(record) + replay.moves
    assert replay.cost == distance(chain, tuple(record), longest)
    assert bool(replay.departures) is (replay.cost > 0)
    assert 0.0 <= replay.fitness <= 1.0


def distance(chain, record, longest):
    """Return the least number of insertions and deletions, by plain recursion with a budget."""
    sops = {one.id: one for one in chain}

    def nexts(at):
        sop_id, no = at
        one = sops[sop_id].step(no)
        targets = [(o.id, o.next) for o in one.outcomes] or [("", sops[sop_id].following(no))]
        after = (sops[sop_id].then, 1) if sops[sop_id].then else None
        found = [(name, after if to is None else (sop_id, to)) for name, to in targets]
        return found + ([(DIFFERS, at)] if len(one.executors) > 1 else [])

    @cache
    def least(index, at, budget):
        """Return the cost from here, None beyond the budget of skips."""
        ways = []
        if index < len(record):
            ways.append((1, least(index + 1, at, budget)))
        elif at is None:
            return 0
        for name, to in nexts(at) if at else ():
            if index < len(record) and record[index] == Done(at, name):
                ways.append((0, least(index + 1, to, budget)))
            if budget:
                ways.append((1, least(index, to, budget - 1)))
        found = [cost + rest for cost, rest in ways if rest is not None]
        return min(found, default=None)

    return least(0, ("sop-0", 1), longest)


@pytest.mark.parametrize("seed", range(40))
def test_every_injected_departure_lowers_the_fitness_and_is_told(course, seed):
    random = Random(seed)
    record = done(STRAIGHT)
    if random.random() < 0.5:
        record = done(STRAIGHT.replace("IV.3/lengkap", BACK_TO_COLLECT))
    at = random.randrange(len(record) - 1)
    injured = {
        "skip": record[:at] + record[at + 1 :],
        "repeat": [*record[: at + 1], record[at], *record[at + 1 :]],
        "swap": [*record[:at], record[at + 1], record[at], *record[at + 2 :]],
        "foreign": [*record[:at], Done(("sop-lain", 1)), *record[at:]],
    }

    for how, changed in injured.items():
        replay = course.replay(changed, complete=True)
        assert replay.fitness < 1.0, how
        assert replay.departures, how


def test_every_pair_of_steps_in_a_row_is_allowed_or_told(course):
    """A jump from any step to any other is either the SOP's own way or a departure."""
    places = [place(one.split("/")[0]) for one in STRAIGHT.split()]
    sops = {one.id: one for one in SHIPPED}
    for index, (sop_id, no) in enumerate(places):
        one = sops[sop_id].step(no)
        for outcome, target in product(outcomes(one), places):
            way = [*map(Done, places[:index]), Done((sop_id, no), outcome), Done(target)]
            chosen = one.outcome(outcome)
            to = chosen.next if chosen else sops[sop_id].following(no)
            allowed = (sop_id, to) if to else (sops[sop_id].then, 1)
            replay = course.replay(way, complete=False)
            assert (replay.departures == ()) is (target == allowed), (sop_id, no, outcome, target)
