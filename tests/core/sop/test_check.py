from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from sigap.core.sop.check import chain, check
from sigap.core.sop.definition import Outcome
from sigap.core.sop.lint import lint
from sigap.core.sop.parse import parse
from sigap.core.sop.write import write
from tests.core.sop.strategies import _closure, sops


@settings(max_examples=30)
@given(sops())
def test_a_valid_sop_has_no_errors_and_the_linter_only_warns(sop):
    assert check(sop) == []
    assert chain({"a": sop}) == []
    assert all(found.level == "warning" for found in lint({"a": sop}))


@settings(max_examples=40)
@given(sops(min_steps=3, max_steps=8, decisions=False), st.data())
def test_steps_out_of_reach_and_steps_without_end_are_the_ones_found(sop, data):
    """Compare with a search of our own over random ways, sound or not."""
    count = len(sop.steps)
    target = st.one_of(st.integers(1, count), st.none())
    ways = data.draw(st.lists(st.lists(target, min_size=2, max_size=3), min_size=count))
    steps = tuple(
        replace(
            step,
            outcomes=tuple(Outcome(f"o{i}", "x", way) for i, way in enumerate(ways[step.no - 1])),
        )
        for step in sop.steps
    )
    edges = {(step.no, outcome.next or 0) for step in steps for outcome in step.outcomes}
    reached = _closure(1, edges)
    ending = _closure(0, {(to, start) for start, to in edges})
    wanted = [
        f"steps[{no}]"
        for no in range(1, count + 1)
        for hit in (no not in reached, no not in ending)
        if hit
    ]
    changed = replace(sop, steps=steps)
    assert [found.where for found in check(changed, name="a")] == wanted
    assert [found.where for found in parse(write(changed), name="a")[1]] == wanted
