"""The flowchart: every way once, no arrow over a symbol or words, the regulation's symbols."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from sigap.core.sop.chart import START, Shape, Way, shapes_of, ways_of
from sigap.core.sop.chart_words import executor_words, following_words
from sigap.core.sop.flow import flow_of
from sigap.core.sop.map_chart import map_chart
from tests.core.sop.drawings import faults_of
from tests.core.sop.examples import sop, step
from tests.core.sop.shipped import FOREIGN, SHIPPED
from tests.core.sop.strategies import sops, wild_text


def drawn(one):
    return map_chart(one, (9,) * len(one.steps))


def middles(chart):
    """Return lane and number of each symbol with its shape, from left to right."""
    symbols = sorted(chart.symbols, key=lambda s: (s.box.center.y, s.box.center.x))
    return [(symbol.shape, symbol.lane, symbol.text or symbol.no) for symbol in symbols]


def way_ids(chart):
    return Counter(arrow.way.id for arrow in chart.arrows)


@pytest.mark.parametrize("one", [*SHIPPED, *FOREIGN], ids=lambda one: one.id)
def test_drawing_of_a_real_sop_has_no_fault_and_every_way(one):
    chart = drawn(one)

    assert faults_of(chart) == []
    assert way_ids(chart) == Counter(way.id for way in ways_of(one))


# Without shrinking: a whole SOP takes minutes to shrink and is read as it is.
@settings(
    max_examples=60,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow],
)
@given(
    st.one_of(
        sops(),
        sops(max_steps=6, text=wild_text()),
        sops(max_steps=6, text=st.sampled_from(["Ya", "Perlu perbaikan", "Memeriksa " * 25])),
    )
)
def test_drawing_of_any_sop_has_no_fault_and_every_way(one):
    chart = drawn(one)

    assert faults_of(chart) == []
    assert way_ids(chart) == Counter(way.id for way in ways_of(one))


@given(sops(max_steps=8))
def test_ways_are_the_arrows_of_the_flow_but_those_into_a_gateway_start_or_end(one):
    decisions = {f"Decision_{step.no}": f"Step_{step.no}" for step in one.steps}
    end = len(one.steps) + 1
    names = {"StartEvent": START, "EndEvent": end}
    names |= {f"Step_{step.no}": step.no for step in one.steps}
    arrows = {
        arrow.id: Way(
            arrow.id,
            names[decisions.get(arrow.source, arrow.source)],
            names[arrow.target],
            arrow.outcome,
        )
        for arrow in flow_of(one).arrows
        if arrow.target not in decisions
    }
    ways = {way.id: way for way in ways_of(one)}

    assert ways.items() <= arrows.items()
    assert arrows.keys() - ways.keys() <= {"Flow_0", f"Flow_{end - 1}"}


def test_same_sop_gives_the_same_drawing():
    map_chart.cache_clear()
    first = [drawn(one) for one in FOREIGN]
    map_chart.cache_clear()

    assert [drawn(one) for one in FOREIGN] == first


def test_first_and_last_step_are_capsules_and_a_decision_is_a_diamond():
    chart = drawn(sop("a", step("x"), step("y", "ya:3", "tidak:1"), step("x")))

    assert middles(chart) == [
        (Shape.CAPSULE, 0, 1),
        (Shape.DIAMOND, 1, 2),
        (Shape.CAPSULE, 0, 3),
    ]


def test_decisions_at_the_edges_get_a_start_and_an_end_of_their_own():
    chart = drawn(sop("a", step("x", "ya:2", "tidak:end"), step("y", "ya:end", "tidak:1")))

    assert middles(chart) == [
        (Shape.CAPSULE, 0, "Mulai"),
        (Shape.DIAMOND, 0, 1),
        (Shape.DIAMOND, 1, 2),
        (Shape.CAPSULE, 1, "Selesai"),
    ]
    assert way_ids(chart) == Counter(["Flow_0", "Flow_1_1", "Flow_1_2", "Flow_2_1", "Flow_2_2"])


def test_an_answer_that_ends_makes_the_last_step_a_box_before_the_end():
    one = sop("a", step("x"), step("x", "ya:3", "tidak:end"), step("x"))

    assert shapes_of(one, ways_of(one)) == (Shape.CAPSULE, Shape.DIAMOND, Shape.BOX)


def test_joint_work_has_a_symbol_in_each_lane_and_lines_between():
    chart = drawn(sop("a", step("x"), step("z"), step("y z x"), step("x")))

    assert [(s.shape, s.lane) for s in chart.symbols if s.no == 3] == [
        (Shape.BOX, 2),
        (Shape.BOX, 1),
        (Shape.BOX, 0),
    ]
    assert [(joint.no, joint.begin.y == joint.end.y) for joint in chart.joints] == [(3, True)] * 2


def test_words_of_answers_and_lanes_are_kept():
    chart = drawn(SHIPPED[2])
    words = [" ".join(one.lines) for one in chart.labels]

    assert sorted(words) == sorted(
        ["Sesuai", "Perlu perbaikan", "Tidak perlu perbaikan", "Perlu perbaikan"]
    )
    assert [" ".join(one.lines) for one in chart.texts] == ["tidak perlu perbaikan"]


def apart(box, begin, end):
    """Return how far a box lies from a horizontal or vertical piece of a line."""
    aside = max(box.x - max(begin.x, end.x), min(begin.x, end.x) - box.right, 0)
    return aside + max(box.y - max(begin.y, end.y), min(begin.y, end.y) - box.bottom, 0)


def test_words_of_an_answer_stand_where_its_arrow_begins():
    for one in [*SHIPPED, *FOREIGN]:
        chart = drawn(one)
        for arrow in chart.arrows:
            if arrow.way.outcome is None:
                continue
            begin, after = arrow.points[:2]
            near = [" ".join(w.lines) for w in chart.labels if apart(w.box, begin, after) <= 25]
            assert arrow.way.outcome.label in near


def test_an_endless_answer_is_shortened():
    chart = drawn(sop("a", step("x", "ya:2", f"{'tidak ' * 40}:end"), step("x")))
    (words,) = [" ".join(w.lines) for w in chart.labels if len(w.lines) > 1]

    assert len(words) <= 80
    assert words.endswith("…")


def test_what_the_drawing_shows_is_said_in_words():
    one = SHIPPED[1]

    assert executor_words(one, 4) == "JF Penata Perizinan bersama Analis Pengaduan"
    assert following_words(one, 3) == "Lengkap: langkah 4; Tidak lengkap: langkah 1"
    assert following_words(one, 6) == "lalu selesai"


def test_a_fault_is_found():
    chart = drawn(SHIPPED[2])
    arrow = chart.arrows[1]
    box = next(s.box for s in chart.symbols if s.no == 4)
    through = (arrow.points[0], *(replace(box.center, y=y) for y in (box.y - 50, box.bottom + 50)))
    broken = replace(chart, arrows=(replace(arrow, points=through), *chart.arrows[2:]))

    faults = faults_of(broken)
    assert any("crosses Symbol" in fault for fault in faults)
    assert any("not at its target" in fault for fault in faults)
    assert any("neither horizontal nor vertical" in fault for fault in faults)
