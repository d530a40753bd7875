"""What one field holds: read as its schema wants it, or left as typed to be refused in words."""

from zoneinfo import ZoneInfo

import pytest

from sigap.ui.typed_values import local_time, read_plain, whole_number

ZONE = ZoneInfo("Asia/Jakarta")
INTEGER = {"type": "integer"}
MOMENT = {"type": "string", "format": "date-time"}
CLOCK = {"type": "string", "format": "time"}


@pytest.mark.parametrize(
    ("schema", "typed", "value"),
    [
        ({"type": "boolean"}, "on", True),
        ({"type": "boolean"}, "", False),
        (INTEGER, " 12 ", 12),
        (INTEGER, "-3", -3),
        (INTEGER, "--3", "--3"),
        (INTEGER, "1,5", "1,5"),
        (INTEGER, "9" * 5000, "9" * 5000),
        (INTEGER, "", None),
        (MOMENT, "2026-11-24T09:30", "2026-11-24T09:30:00+07:00"),
        (MOMENT, "2026-13-41T09:30", "2026-13-41T09:30"),
        (CLOCK, "09:30", "09:30:00+07:00"),
        (CLOCK, "99:99", "99:99"),
        ({"type": "string"}, " baris satu\r\nbaris dua ", "baris satu\nbaris dua"),
        ({"type": "string"}, "  ", None),
    ],
)
def test_a_value_is_read_or_stays_as_typed(schema, typed, value):
    assert read_plain(schema, typed, zone=ZONE) == value


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("2026-11-24T02:30:00+00:00", "2026-11-24T09:30"),
        ("0001-01-01T00:00", "0001-01-01T00:00"),
        ("besok", "besok"),
    ],
)
def test_a_moment_is_shown_in_local_time_or_as_typed(text, shown):
    assert local_time(text, ZONE) == shown


@pytest.mark.parametrize("text", ["", "-1", "1.0", "²", "9" * 10, "9" * 5000, "x"])
def test_what_is_no_number_of_a_row_is_none(text):
    assert whole_number(text) is None
