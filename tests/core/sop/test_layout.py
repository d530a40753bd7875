"""The drawing of any SOP: nothing overlaps, arrows are square and keep off symbols and words."""

from itertools import combinations, pairwise

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from sigap.core.sop.flow import flow_of
from sigap.core.sop.layout import layout_of
from tests.core.sop.examples import sop, step
from tests.core.sop.strategies import sops


def overlap(one, other):
    return (
        one.x < other.right
        and other.x < one.right
        and one.y < other.bottom
        and other.y < one.bottom
    )


def within(inner, outer):
    return (
        outer.x <= inner.x
        and inner.right <= outer.right
        and outer.y <= inner.y
        and inner.bottom <= outer.bottom
    )


def crosses(begin, end, box):
    """Return whether the piece from `begin` to `end` enters the inside of `box`."""
    return (
        min(begin.x, end.x) < box.right
        and max(begin.x, end.x) > box.x
        and min(begin.y, end.y) < box.bottom
        and max(begin.y, end.y) > box.y
    )


def touches(point, box):
    """Return whether `point` is the middle of a side of `box`, or anywhere on top or bottom."""
    on_side = point.x in (box.x, box.right) and point.y == box.center.y
    on_edge = point.y in (box.y, box.bottom) and box.x < point.x < box.right
    return on_side or on_edge


# Without shrinking: a whole SOP takes minutes to shrink and is read as it is.
@settings(max_examples=60, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(sops(text=st.sampled_from(["Ya", "Perlu perbaikan seluruhnya", "Memeriksa " * 25])))
def test_drawing_of_any_sop_is_readable(one):
    flow, layout = flow_of(one), layout_of(one)
    nodes, lines = layout.nodes, layout.lines

    assert set(nodes) == {node.id for node in flow.nodes}
    assert set(lines) == {arrow.id for arrow in flow.arrows}
    assert all(within(nodes[node.id], layout.lanes[node.role]) for node in flow.nodes)
    lanes = list(layout.lanes.values())
    assert all(above.bottom == below.y for above, below in pairwise(lanes))
    assert all(within(lane, layout.pool) for lane in lanes)
    words = [line.label for line in lines.values() if line.label]
    assert not any(overlap(a, b) for a, b in combinations([*nodes.values(), *words], 2))

    for arrow in flow.arrows:
        points = lines[arrow.id].points
        assert touches(points[0], nodes[arrow.source])
        assert touches(points[-1], nodes[arrow.target])
        for begin, end in pairwise(points):
            assert (begin.x == end.x) != (begin.y == end.y)
            assert not any(crosses(begin, end, box) for box in [*nodes.values(), *words])
            assert all(within_pool(point, layout.pool) for point in (begin, end))


def within_pool(point, pool):
    return pool.x <= point.x <= pool.right and pool.y <= point.y <= pool.bottom


def test_gateway_stands_right_of_its_step_in_the_same_lane():
    layout = layout_of(sop("a", step("x"), step("y", "maju:3", "mundur:1"), step("x")))

    assert layout.nodes["Decision_2"].center.y == layout.nodes["Step_2"].center.y
    assert list(layout.nodes) == [
        "StartEvent", "Step_1", "Step_2", "Decision_2", "Step_3", "EndEvent"
    ]  # fmt: skip
    columns = [box.x for box in layout.nodes.values()]
    assert columns == sorted(columns)


def test_way_back_runs_above_and_a_skip_below():
    layout = layout_of(
        sop("a", step("x"), step("x", "maju:3", "mundur:1", "selesai:end"), step("x"))
    )
    tops = {name: min(p.y for p in line.points) for name, line in layout.lines.items()}
    bottoms = {name: max(p.y for p in line.points) for name, line in layout.lines.items()}
    steps = layout.nodes["Step_1"]

    assert tops["Flow_2_2"] < steps.y
    assert bottoms["Flow_2_3"] > steps.bottom
    assert len(layout.lines["Flow_2_1"].points) == 2
