"""The index against figures worked out by hand, and the published table of samples."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigap.core.skm import ELEMENTS, grade_of, index_of, sample_needed


def answers(*values):
    return dict(zip(ELEMENTS, values, strict=True))


def test_nobody_gives_no_index():
    assert index_of([]) is None


@pytest.mark.parametrize(
    ("value", "index", "grade"), [(4, "100.00", "A"), (3, "75.00", "C"), (1, "25.00", "D")]
)
def test_all_alike(value, index, grade):
    found = index_of([answers(*[value] * 9)] * 7)

    assert (found.value, found.grade, found.respondents) == (Decimal(index), grade, 7)


def test_an_index_worked_out_by_hand():
    # Sums 7 6 8 5 7 6 8 4 7 = 58 of two respondents: 58 / 2 / 9 × 25 = 80,555…
    found = index_of([answers(4, 3, 4, 3, 4, 3, 4, 2, 3), answers(3, 3, 4, 2, 3, 3, 4, 2, 4)])

    assert (found.value, found.grade, found.quality) == (Decimal("80.56"), "B", "Baik")
    assert [(one.element, str(one.mean), str(one.index), one.grade) for one in found.elements][
        :4
    ] == [
        ("u1", "3.50", "87.50", "B"),
        ("u2", "3.00", "75.00", "C"),
        ("u3", "4.00", "100.00", "A"),
        ("u4", "2.50", "62.50", "D"),
    ]


def test_a_ninth_is_a_ninth():
    # With 0,111 it would be 99,90.
    assert index_of([answers(*[4] * 9)]).value == 100


@pytest.mark.parametrize(
    ("value", "grade"),
    [
        ("100", "A"),
        ("88.31", "A"),
        ("88.30", "B"),
        ("76.61", "B"),
        ("76.60", "C"),
        ("65.00", "C"),
        ("64.99", "D"),
        ("25.00", "D"),
    ],
)
def test_the_bounds_of_the_grades(value, grade):
    assert grade_of(Decimal(value))[0] == grade


def test_it_is_rounded_before_it_is_graded():
    # 317 898 points of 10 000 respondents: 317 898 / 90 000 × 25 = 88,305, below A unrounded.
    missing = 360_000 - 317_898
    rows = [answers(*[4] * 9) for _ in range(10_000)]
    for row in rows[: missing // 9]:
        row.update(answers(*[3] * 9))
    rows[-1].update(dict.fromkeys(list(ELEMENTS)[: missing % 9], 3))
    assert sum(sum(row.values()) for row in rows) == 317_898

    found = index_of(rows)

    assert (found.value, found.grade) == (Decimal("88.31"), "A")


@pytest.mark.parametrize("wrong", [answers(*[4] * 8, 5), answers(*[0] * 9), {"u1": 4}, {}])
def test_an_answer_that_is_none_is_refused(wrong):
    with pytest.raises(ValueError, match=r"u\d|nine"):
        index_of([wrong])


@pytest.mark.parametrize(
    ("population", "sample"),
    [
        # Krejcie & Morgan, table 1.
        (10, 10),
        (15, 14),
        (20, 19),
        (50, 44),
        (75, 63),
        (100, 80),
        (200, 132),
        (500, 217),
        (1000, 278),
        (2000, 322),
        (5000, 357),
        (10_000, 370),
        (75_000, 382),
        (1_000_000, 384),
        (0, 0),
        (1, 1),
        (2, 2),
    ],
)
def test_the_published_table_of_samples(population, sample):
    assert sample_needed(population) == sample


@given(st.integers(0, 2_000_000))
def test_a_sample_is_never_larger_than_its_population_and_grows_with_it(population):
    needed = sample_needed(population)

    assert 0 <= needed <= population
    assert needed <= sample_needed(population + 1)


@given(st.lists(st.tuples(*[st.integers(1, 4)] * 9), min_size=1, max_size=40))
def test_the_index_lies_between_the_worst_and_the_best_and_order_matters_not(rows):
    found = index_of([answers(*row) for row in rows])

    assert Decimal(25) <= found.value <= 100
    assert found == index_of([answers(*row) for row in reversed(rows)])
