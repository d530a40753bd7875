"""The straight way to the end, on which the promise to the complainant is reckoned."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigap.core.sop.run import is_backwards, remaining
from tests.core.sop.examples import sop, step
from tests.core.sop.strategies import sops


def way(sops, *place):
    return [(one.id, row.no) for one, row in remaining({s.id: s for s in sops}, place)]


def test_straight_way_goes_through_the_chain():
    first = sop("a", step("x"), step("x"), then="b")
    second = sop("b", step("x"))

    assert way([first, second], "a", 2) == [("a", 2), ("b", 1)]
    assert way([first], "a", 1) == [("a", 1), ("a", 2)]


@pytest.mark.parametrize(
    ("ways", "expected"),
    [
        (("ulang:1", "maju:3", "lain:2"), [1, 3]),
        (("maju:2", "tolak:end"), [1, 2, 3]),
        (("tolak:end", "maju:2"), [1]),
    ],
)
def test_first_outcome_that_leads_forward_is_taken(ways, expected):
    one = sop("a", step("x", *ways), step("x"), step("x"))

    assert [no for _, no in way([one], "a", 1)] == expected


def test_where_all_outcomes_lead_back_the_shortest_way_is_taken():
    # 3 leads back only; from there the end is reached by 2, which leaves early.
    one = sop("a", step("x"), step("x", "maju:3", "selesai:end"), step("x", "a:1", "b:2"))

    assert [no for _, no in way([one], "a", 1)] == [1, 2, 3]
    assert [no for _, no in way([one], "a", 3)] == [3, 2]


def test_chain_that_comes_round_again_ends():
    assert way([sop("a", step("x"), then="b"), sop("b", step("x"), then="a")], "a", 1) == [
        ("a", 1),
        ("b", 1),
    ]


@given(sops(text=st.just("x")), st.integers(1, 12))
def test_straight_way_of_any_sop_passes_each_step_once_and_ends(one, start):
    start = min(start, len(one.steps))

    numbers = [no for _, no in way([one], one.id, start)]

    nexts = {no: {o.next for o in one.step(no).outcomes} or {one.following(no)} for no in numbers}
    assert numbers[0] == start
    assert len(set(numbers)) == len(numbers)
    assert all(
        any(no in nexts[before] for before in numbers[:index])
        for index, no in enumerate(numbers[1:], start=1)
    )
    assert any(None in targets for targets in nexts.values())


def test_backwards_is_this_step_or_an_earlier_one():
    one = sop("a", step("x"), step("x", "awal:1", "ulang:2", "maju:3", "selesai:end"), step("x"))

    assert [is_backwards(one, 2, o.id) for o in one.step(2).outcomes] == [True, True, False, False]
    for wrong in ((2, "entah"), (1, "maju"), (4, "maju")):
        with pytest.raises(KeyError):
            is_backwards(one, *wrong)
