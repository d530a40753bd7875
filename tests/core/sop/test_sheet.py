"""The table on pages: every row and way once, cut ways in pairs of connectors, all within A4."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from sigap.core.sop.chart import Shape, ways_of
from sigap.core.sop.lettering import line_width, screen_widths
from sigap.core.sop.print_layout import cell_items, clean
from sigap.core.sop.sheet import HEAD_ROW, HEIGHT, NUMBER_ROW, WIDTH, sheet_of
from sigap.core.sop.sheet_cells import INDENT, INSET, LINE, SIZE
from tests.core.sop.drawings import faults_of
from tests.core.sop.examples import sop, step
from tests.core.sop.shipped import FOREIGN, SHIPPED
from tests.core.sop.strategies import sops, wild_text

ACROSS = ("activity", "requirements", "time", "outputs", "note")


def sheet(one):
    return sheet_of(one, screen_widths)


def faults(one):
    """Return what is wrong with the pages of an SOP."""
    drawn = sheet(one)
    return [
        *(fault for page in drawn.pages for fault in faults_of(page.chart)),
        *_faults_of_ways(one, drawn),
        *_faults_of_size(drawn),
        *_faults_of_cells(one, drawn),
    ]


def _faults_of_ways(one, drawn):
    """A way is one arrow, or one to a connector and one from another with the same letter."""
    arrows = [(page, arrow) for page in drawn.pages for arrow in page.chart.arrows]
    whole = Counter(arrow.way.id for _, arrow in arrows if not arrow.letter)
    parts = Counter(arrow.way.id for _, arrow in arrows if arrow.letter)
    for way in ways_of(one):
        if (whole[way.id], parts[way.id]) not in ((1, 0), (0, 2)):
            yield f"{way.id} is drawn {whole[way.id]} times whole, {parts[way.id]} times cut"
    if whole.keys() | parts.keys() != {way.id for way in ways_of(one)}:
        yield "there is an arrow of no way"
    letters = {}
    for page, arrow in arrows:
        if arrow.letter:
            ends = [s for s in page.chart.symbols if s.text == arrow.letter]
            leaves = ends[0].no == arrow.way.source
            if arrow.way.source == arrow.way.target:
                yield f"{arrow.way.id} is cut from itself"
            letters.setdefault(arrow.letter, []).append((arrow.way.id, leaves))
    for letter, found in letters.items():
        if len({way for way, _ in found}) != 1 or sorted(leaves for _, leaves in found) != [0, 1]:
            yield f"letter {letter} joins {found}"
    connectors = Counter(
        symbol.text
        for page in drawn.pages
        for symbol in page.chart.symbols
        if symbol.shape is Shape.CONNECTOR
    )
    if connectors != Counter(dict.fromkeys(letters, 2)):
        yield f"connectors {connectors} for {sorted(letters)}"


def _faults_of_size(drawn):
    columns = drawn.columns
    beside = columns.no + columns.activity + columns.requirements + columns.time
    beside += columns.outputs + columns.note
    lanes = len(drawn.lane_titles)
    if beside + columns.lane * lanes != WIDTH * drawn.scale // 100:
        yield "columns do not make the width of the page"
    for index, page in enumerate(drawn.pages):
        if page.chart.width != columns.lane * lanes:
            yield "flowchart is not as wide as its lanes"
        head = HEAD_ROW + drawn.lane_row + NUMBER_ROW + (0 if index else drawn.title_height)
        if head + page.chart.height > HEIGHT * drawn.scale // 100:
            yield f"page {index + 1} is higher than A4"


def _faults_of_cells(one, drawn):
    rows = [row for page in drawn.pages for row in page.rows]
    if [row.no for row in rows if not row.continued] != [step.no for step in one.steps]:
        yield "rows are missing or out of order"
    for page in drawn.pages:
        for row, band in zip(page.rows, page.chart.bands, strict=True):
            if row.no != band.no or row.cells.lines * LINE > band.own_height:
                yield f"words of row {row.no} do not fit their row"
    for name in ACROSS:
        width = getattr(drawn.columns, name)
        lines = [line for row in rows for line in getattr(row.cells, name)]
        for line in lines:
            room = width - 2 * INSET - INDENT * line.hangs
            if len(line.text) > 1 and line_width(line.text, SIZE, screen_widths) > room:
                yield f"{line.text!r} is wider than its column"
        printed = "".join(line.text for line in lines)
        wanted = "".join(text for step in one.steps for text in _texts(step, name))
        if _letters(printed) != _letters(wanted):
            yield f"{name}: words are lost"


def _texts(one, name):
    value = getattr(one, name)
    if isinstance(value, tuple):
        return [item for text in value for item in cell_items(text)]
    return [clean(str(value))]


def _letters(text):
    return "".join(text.split())


@pytest.mark.parametrize("one", [*SHIPPED, *FOREIGN], ids=lambda one: one.id)
def test_pages_of_a_real_sop_have_no_fault(one):
    assert faults(one) == []
    assert sheet(one).scale <= 112


# Without shrinking: a whole SOP takes minutes to shrink and is read as it is.
@settings(
    max_examples=50,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow],
)
@given(
    st.one_of(
        sops(max_steps=14),
        sops(max_steps=6, text=wild_text()),
        sops(max_steps=6, text=st.sampled_from(["Ya", "Perlu perbaikan", "Memeriksa " * 25])),
    )
)
def test_pages_of_any_sop_have_no_fault(one):
    assert faults(one) == []


def test_same_sop_gives_the_same_pages():
    assert [sheet(one) for one in FOREIGN] == [sheet(one) for one in FOREIGN]


def many_steps(count, **last):
    steps = [step("x" if no % 2 else "y") for no in range(1, count)]
    return sop("a", *steps, step("x", **last))


def test_ways_over_a_page_break_meet_by_a_letter():
    one = many_steps(30)
    drawn = sheet(one)
    connectors = [
        [(s.text, s.no, s.box.y < page.chart.height // 2) for s in page.chart.symbols if s.text]
        for page in drawn.pages
    ]

    assert len(drawn.pages) == 3
    (first,), middle, (last,) = connectors
    (page_end,) = [page.rows[-1].no for page in drawn.pages[:1]]
    assert first == ("A", page_end, False)
    assert middle == [("A", page_end + 1, True), ("B", drawn.pages[1].rows[-1].no, False)]
    assert last == ("B", drawn.pages[2].rows[0].no, True)
    assert faults(one) == []


def test_a_way_back_over_pages_stands_above_where_it_leaves():
    steps = [step("x") for _ in range(24)]
    one = sop("a", *steps, step("y", "ya:end", "tidak:2"))
    drawn = sheet(one)
    back = [
        (index, s.no, s.box.y < page.chart.bands[0].middle)
        for index, page in enumerate(drawn.pages)
        for s in page.chart.symbols
        for arrow in page.chart.arrows
        if s.text == arrow.letter and s.text and arrow.way.id == "Flow_25_2"
    ]

    assert back == [(0, 2, False), (len(drawn.pages) - 1, 25, True)]
    assert faults(one) == []


def test_a_row_taller_than_a_page_goes_on_on_the_next():
    long = "Memeriksa dan mencocokkan berkas permohonan. " * 120
    one = many_steps(3)
    one = replace(one, steps=(replace(one.steps[0], activity=long), *one.steps[1:]))
    rows = [(row.no, row.continued) for page in sheet(one).pages for row in page.rows]

    assert rows[:2] == [(1, False), (1, True)]
    assert rows[-2:] == [(2, False), (3, False)]
    assert faults(one) == []


def test_endless_words_in_a_lane_go_on_on_the_next_page():
    long = "dikembalikan kepada pemohon untuk dilengkapi " * 60
    one = many_steps(3)
    one = replace(one, steps=(replace(one.steps[0], lane_text={"y": long}), *one.steps[1:]))
    drawn = sheet(one)
    words = "".join(
        line for page in drawn.pages for text in page.chart.texts for line in text.lines
    )

    assert _letters(words) == _letters(long)
    assert faults(one) == []


def test_a_last_page_with_little_on_it_is_saved_by_smaller_letters():
    rows = [len(sheet(many_steps(count)).pages) for count in range(2, 25)]
    scales = [sheet(many_steps(count)).scale for count in range(2, 25)]

    assert rows == sorted(rows)
    assert set(scales) == {100, 112}


@pytest.mark.parametrize("lanes", [1, 2, 6, 9, 14])
def test_any_number_of_lanes_fits_the_page(lanes):
    steps = [step(f"lajur-{no}") for no in range(lanes)]
    one = sop("a", *steps, step("lajur-0", "ya:end", "tidak:1"))
    drawn = sheet(one)

    assert faults(one) == []
    assert drawn.scale <= 112 or lanes > 9


def test_joint_work_of_all_lanes_is_cut_nowhere():
    one = sop("a", step("a b c d e"), step("c"), step("e d c b a", "ya:end", "tidak:1"))

    assert faults(one) == []
