import hashlib
import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigap.ledger import canonical

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(st.characters(max_codepoint=127)), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(VALUES)
def test_canonical_json_is_read_back_and_has_one_form(value):
    text = canonical.canonical_json(value)

    assert json.loads(text) == value
    assert canonical.canonical_json(json.loads(text)) == text


def test_canonical_json_follows_rfc_8785():
    value = {"b": '\u20ac$\u000f\nA\'B"\\\\"/', "a": [1, True, None, "é"], "": {}}

    assert canonical.canonical_json(value) == (
        '{"":{},"a":[1,true,null,"é"],"b":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
    )


@pytest.mark.parametrize(
    "value", [1.5, b"x", datetime(2026, 1, 1, tzinfo=UTC), {1: "x"}, {"é": 1}, {"a": {1}}]
)
def test_what_has_no_canonical_form_is_refused(value):
    with pytest.raises(TypeError):
        canonical.canonical_json({"a": value} if not isinstance(value, dict) else value)


@pytest.mark.parametrize("value", [2**53, -(2**53), "\ud800"])
def test_values_that_other_languages_would_change_are_refused(value):
    with pytest.raises(ValueError, match=r"exact|surrogates"):
        canonical.canonical_json([value])


@given(st.datetimes(timezones=st.timezones()))
def test_moments_come_back_to_the_microsecond(moment):
    try:
        moment.astimezone(UTC)
    except OverflowError:
        return
    text = canonical.moment_text(moment)

    assert len(text) == 27
    assert canonical.parse_moment(text) == moment.astimezone(UTC)
    assert canonical.moment_text(canonical.parse_moment(text)) == text


def test_moments_sort_as_texts_and_need_a_zone():
    east = datetime(2026, 1, 1, 6, tzinfo=timezone(timedelta(hours=7)))

    assert canonical.moment_text(east) == "2025-12-31T23:00:00.000000Z"
    with pytest.raises(ValueError, match="time zone"):
        canonical.moment_text(datetime(2026, 1, 1))  # noqa: DTZ001


@pytest.mark.parametrize(
    "text",
    ["2026-01-01T00:00:00Z", "2026-01-01 00:00:00.000000Z", "2026-13-01T00:00:00.000000Z", ""],
)
def test_other_writings_of_a_moment_are_refused(text):
    with pytest.raises(ValueError, match=r"moment|time data"):
        canonical.parse_moment(text)


FIELDS = (b"office", b"x.y", b"t1", b"t2", b"user:1", b"{}", b"{}")


def test_entry_hash_can_be_written_again_from_its_description():
    link = canonical.first_link(b"office")
    content = b"sigap ledger entry 1\n" + link + (1).to_bytes(8, "big")
    content += b"".join(len(field).to_bytes(4, "big") for field in FIELDS) + b"".join(FIELDS)

    assert link == hashlib.sha256(b"sigap ledger stream 1\noffice").digest()
    assert canonical.entry_hash(link, 1, FIELDS) == hashlib.sha256(content).digest()


@given(st.integers(0, 6), st.integers(1, 40))
def test_moving_a_byte_from_one_field_to_the_next_gives_another_hash(index, seq):
    fields = list(FIELDS)
    fields[index], fields[index - 1] = fields[index] + b"x", fields[index - 1]
    moved = list(FIELDS)
    moved[index - 1] += b"x"

    before = canonical.entry_hash(b"p" * 32, seq, tuple(fields))
    after = canonical.entry_hash(b"p" * 32, seq, tuple(moved))
    assert before != after


def test_commitment_needs_its_salt_and_tells_the_border_of_salt_and_value():
    first = canonical.commit_value(b"s" * 16, b"sx")
    other = canonical.commit_value(b"s" * 17, b"x")

    assert first != other
    assert len(first) == 64
    assert canonical.commit_value(b"s" * 16, b"sx") == first
    with pytest.raises(ValueError, match="needs 16 bytes"):
        canonical.commit_value(b"short", b"x")
