"""No number below five is shown, nor can be found by subtracting what is shown from a sum."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigap.reports.small_cells import LEAST, hidden, is_telling


@pytest.mark.parametrize(
    ("counts", "found"),
    [
        ([], set()),
        ([5, 9, 0], set()),
        ([3, 9, 7], {0, 2}),  # the smallest beside it, or a subtraction would tell
        ([3, 4, 9], {0, 1}),
        ([1, 2, 9, 7], {0, 1, 3}),  # 1 + 2 together would still tell of three
        ([4], {0}),
        ([1, 2], {0, 1}),
        ([2, 0, 6], {0, 2}),
    ],
)
def test_small_numbers_are_hidden_with_as_much_as_it_takes(counts, found):
    assert hidden(counts) == found


@given(st.lists(st.integers(0, 40), max_size=12))
def test_what_is_hidden_can_not_be_found_by_subtraction(counts):
    found = hidden(counts)

    assert {i for i, count in enumerate(counts) if 0 < count < LEAST} <= found
    assert all(counts[index] for index in found)
    others = [count for index, count in enumerate(counts) if count and index not in found]
    if found and others:
        # The reader knows the sum of what is hidden: at least two numbers, and no small sum.
        assert len(found) >= 2
        assert sum(counts[index] for index in found) >= LEAST


@pytest.mark.parametrize(
    ("part", "whole", "tells"),
    [
        (10, 20, False),
        (20, 20, False),
        (0, 20, False),
        (4, 20, True),
        (16, 20, True),
        (15, 20, False),
        (0, 4, True),
        (4, 4, True),
        (0, 0, True),
    ],
)
def test_share_tells_of_few_on_either_side(part, whole, tells):
    assert is_telling(part, whole) is tells
